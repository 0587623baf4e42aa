"""`SmartCrusher.crush_batch`: many texts in one crossing."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SentText, SmartCrusher, SmartCrusherConfig, ValidationError
from tests.laws.strategies import any_texts
from tests.threads import ENDS_OF_A_CALL, steps_beside

TABLE = '[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"}]'
TEXTS = [TABLE, None, "", '{"broken": [1', "a\ud83d", "[3 rows: a,b\n1,2\n", TABLE]


@given(st.lists(st.none() | any_texts, max_size=8), st.sampled_from(["gpt-4o", "claude-sonnet-4-5"]))
def test_a_batch_is_a_loop(texts: list[str | None], model: str):
    crusher = SmartCrusher()
    assert crusher.crush_batch(texts, model) == [None if text is None else crusher.crush(text, model) for text in texts]


@pytest.mark.parametrize("threads", [None, 1, 2, 50])
@pytest.mark.parametrize("config", [None, SmartCrusherConfig(compact=True), SmartCrusherConfig(enabled=False)])
def test_threads_change_nothing_but_the_time(threads: int | None, config: SmartCrusherConfig | None):
    crusher, texts = SmartCrusher(config), TEXTS * 300
    expected = [None if text is None else crusher.crush(text) for text in TEXTS] * 300
    assert crusher.crush_batch(texts, threads=threads) == expected


@pytest.mark.parametrize("texts", [tuple(TEXTS), iter(TEXTS), []])
def test_any_iterable_of_texts_is_taken(texts: Iterable[str | None]):
    crushed = SmartCrusher().crush_batch(texts)
    assert [one and one.original for one in crushed] == (TEXTS if crushed else [])


def test_texts_that_stay_are_the_very_objects_and_those_of_ours_stay():
    crusher = SmartCrusher()
    sent = crusher.crush(TABLE).compressed
    assert isinstance(sent, SentText)
    [stays, kept, quoted] = crusher.crush_batch(["Nothing to do.", sent, str(sent)])
    assert stays is not None
    assert stays.compressed is stays.original
    assert kept is not None
    assert kept.compressed is sent
    assert quoted == crusher.crush(str(sent))


def test_results_pickle():
    crushed = SmartCrusher().crush_batch(TEXTS)
    again = pickle.loads(pickle.dumps(crushed))
    assert again == crushed
    assert [type(one and one.compressed) for one in again] == [type(one and one.compressed) for one in crushed]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["text", 7], r"contents\[1\] is a str or None, not int"),
        ([b"text"], r"contents\[0\] is a str or None, not bytes"),
        ("text", "contents is an iterable of texts, not str"),
        (7, "contents is an iterable of texts, not int"),
    ],
)
def test_what_is_no_batch_of_texts_is_refused(texts: Any, message: str):
    with pytest.raises(ValidationError, match=message):
        SmartCrusher().crush_batch(texts)


@pytest.mark.parametrize("threads", [0, -1, True, 1.5, "2"])
def test_what_is_no_number_of_threads_is_refused(threads: Any):
    with pytest.raises(ValidationError, match="threads is a positive number"):
        SmartCrusher().crush_batch(["text"], threads=threads)


def test_other_threads_run_while_a_batch_is_crushed():
    assert steps_beside(lambda: SmartCrusher().crush_batch([TABLE] * 20_000)) > ENDS_OF_A_CALL
