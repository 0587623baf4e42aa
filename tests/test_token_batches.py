"""`count_tokens_batch`: many texts in one crossing."""

import pickle
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import ValidationError, count_tokens, count_tokens_batch
from tests.laws.strategies import any_texts
from tests.threads import ENDS_OF_A_CALL, steps_beside

TEXTS = ["", "hello world", "お誕生日おめでとう", "\ud800", "a\ud83d", "<|endoftext|>", "=" * 5000]


class Text(str):
    """A text of another class."""


@given(st.lists(st.text(alphabet=st.characters(), max_size=40) | any_texts, max_size=8))
def test_a_batch_is_a_loop(texts: list[str]):
    for model in ("gpt-4o", "gpt-4", "claude-sonnet-4-5"):
        assert count_tokens_batch(texts, model).tolist() == [count_tokens(text, model).value for text in texts]


@pytest.mark.parametrize("count", [0, 1, 3, 10_000])
def test_the_counts_are_an_array_of_the_callers_own(count: int):
    counts = count_tokens_batch(["hello world"] * count)
    assert (counts.shape, counts.dtype, counts.ndim) == ((count,), np.dtype(np.int64), 1)
    assert counts.flags.writeable
    assert counts.flags.c_contiguous
    counts += 1
    assert counts.tolist() == [3] * count


@pytest.mark.parametrize("texts", [tuple(TEXTS), iter(TEXTS), dict.fromkeys(TEXTS), map(Text, TEXTS), np.array(TEXTS)])
def test_any_iterable_of_texts_is_taken(texts: Iterable[str]):
    assert count_tokens_batch(texts).tolist() == [count_tokens(text).value for text in TEXTS]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["text", 7], r"texts\[1\] is a str or None, not int"),
        (["text"] * 5 + [b"text"], r"texts\[5\] is a str or None, not bytes"),
        ([["text"]], r"texts\[0\] is a str or None, not list"),
        ("text", "texts is an iterable of texts, not str"),
        (7, "texts is an iterable of texts, not int"),
        (None, "texts is an iterable of texts, not NoneType"),
    ],
)
def test_what_is_no_batch_of_texts_is_refused(texts: Any, message: str):
    with pytest.raises(ValidationError, match=message):
        count_tokens_batch(texts)


@pytest.mark.parametrize("texts", [[None], ["text", None, "", None, "two texts"], [None] * 5000])
def test_none_counts_as_none(texts: list[str | None]):
    counts = count_tokens_batch(texts)
    assert isinstance(counts, np.ma.MaskedArray)
    assert (counts.shape, counts.dtype) == ((len(texts),), np.dtype(np.int64))
    assert counts.tolist() == [None if text is None else count_tokens(text).value for text in texts]
    assert pickle.loads(pickle.dumps(counts)).tolist() == counts.tolist()


@pytest.mark.parametrize("threads", [None, 1, 2, 50])
def test_threads_change_nothing_but_the_time(threads: int | None):
    texts = [None if row % 9 == 0 else f"{row} words " * (row % 400) for row in range(2000)]
    expected = [None if text is None else count_tokens(text).value for text in texts]
    assert count_tokens_batch(texts, threads=threads).tolist() == expected


def test_what_is_no_model_id_is_refused():
    with pytest.raises(ValidationError, match="model is a model's id"):
        count_tokens_batch(["text"], None)  # type: ignore[arg-type]


def test_an_iterables_own_fault_is_not_hidden():
    def broken() -> Iterable[str]:
        yield "text"
        raise TypeError("out of texts")

    with pytest.raises(TypeError, match="out of texts"):
        count_tokens_batch(broken())


def test_other_threads_run_while_a_batch_is_counted():
    texts = ["some words and 123 numbers"] * 400_000
    assert steps_beside(lambda: count_tokens_batch(texts)) > ENDS_OF_A_CALL


def test_threads_count_batches_side_by_side():
    batches = [[f"text {i} of {k}, {'word ' * i}" for i in range(300)] for k in range(16)]
    expected = [count_tokens_batch(batch).tolist() for batch in batches]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert [counts.tolist() for counts in pool.map(count_tokens_batch, batches)] == expected
