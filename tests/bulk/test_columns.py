"""A column of Arrow comes to what its texts come to one by one, whatever its layout, and is Arrow again."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bulk.columns import LAYOUTS, Texts, tables_of_texts

from headroom import (
    ArrowArray,
    SmartCrusher,
    SmartCrusherConfig,
    ValidationError,
    count_tokens,
    count_tokens_batch,
    expand,
)

TABLE = '[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"}]'
TEXTS: Texts = [TABLE, None, "", "hello", '{"broken": [1, 2', "日本語 😀", "x" * 12, "y" * 13, TABLE, None]


def one_by_one(texts: Texts, model: str = "gpt-4o") -> tuple[list[int | None], Texts]:
    counts = [None if text is None else count_tokens(text, model).value for text in texts]
    return counts, [None if text is None else SmartCrusher().crush(text, model).compressed for text in texts]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(texts=tables_of_texts, threads=st.sampled_from([None, 1, 2]))
def test_a_column_is_a_loop(layout: str, texts: Texts, threads: int | None):
    column = LAYOUTS[layout](texts)
    counts, compressed = one_by_one(texts)
    assert count_tokens_batch(column, threads=threads).to_pylist() == counts
    assert SmartCrusher().crush_batch(column, threads=threads).to_pylist() == compressed


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("model", ["gpt-4", "claude-sonnet-4-5", "a model nobody knows"])
def test_it_is_for_any_model(layout: str, model: str):
    column = LAYOUTS[layout](TEXTS)
    counts, compressed = one_by_one(TEXTS, model)
    assert count_tokens_batch(column, model).to_pylist() == counts
    assert SmartCrusher().crush_batch(column, model).to_pylist() == compressed


@pytest.mark.parametrize("read", [pa.array, pl.Series], ids=["pyarrow", "Polars"])
def test_what_comes_out_is_arrow(read: Any):
    counts = read(count_tokens_batch(pa.array(TEXTS)))
    texts = read(SmartCrusher().crush_batch(pa.array(TEXTS)))
    assert (counts.to_pylist() if read is pa.array else counts.to_list(), len(texts)) == (one_by_one(TEXTS)[0], 10)
    if read is pa.array:
        assert (counts.type, texts.type, counts.null_count) == (pa.int64(), pa.large_string(), 2)
        counts.validate(full=True)
        texts.validate(full=True)


def test_large_columns_are_done_in_pieces_and_in_order():
    texts: Texts = [None if row % 11 == 0 else f"{row} " * (row % 700) for row in range(3000)]
    counts = [None if text is None else count_tokens(text).value for text in texts]
    for threads in (None, 1, 2, 9):
        assert count_tokens_batch(pa.array(texts), threads=threads).to_pylist() == counts


def test_what_was_compressed_is_given_back():
    [sent] = SmartCrusher().crush_batch(pa.array([TABLE])).to_pylist()
    assert sent != TABLE
    assert expand(sent) == TABLE.replace(": ", ":").replace(", ", ",")


def test_settings_are_those_of_the_crusher():
    switched_off = SmartCrusher(SmartCrusherConfig(enabled=False))
    assert switched_off.crush_batch(pa.array([TABLE, None])).to_pylist() == [TABLE, None]


@pytest.mark.parametrize("texts", [[], [None], [None, None], [""]])
def test_columns_of_nothing_are_columns(texts: Texts):
    column = pa.array(texts, pa.string())
    assert len(count_tokens_batch(column)) == len(SmartCrusher().crush_batch(column)) == len(texts)
    nulls: Any
    for nulls in (pa.nulls(len(texts)), pl.Series([None] * len(texts)), pa.chunked_array([pa.nulls(len(texts))])):
        assert (
            count_tokens_batch(nulls).to_pylist()
            == SmartCrusher().crush_batch(nulls).to_pylist()
            == [None] * len(texts)
        )


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda column: pickle.loads(pickle.dumps(column))])
@pytest.mark.parametrize("texts", [TEXTS, [], ["no", "null"]])
def test_columns_pickle_and_copy(again: Any, texts: Texts):
    column = pa.array(texts, pa.string())
    for made in (count_tokens_batch(column), SmartCrusher().crush_batch(column)):
        assert again(made).to_pylist() == made.to_pylist()
        assert pa.array(again(made)).equals(pa.array(made))


def test_a_pickle_that_was_tampered_with_is_refused():
    restored, ((_, rows, nulls, buffers),) = SmartCrusher().crush_batch(pa.array(TEXTS)).__reduce__()
    for parts in [(True, rows + 1, nulls, buffers), (True, rows, nulls, buffers[:1]), (True, rows, b"", buffers)]:
        with pytest.raises(ValidationError, match="no column that was pickled"):
            restored(parts)
    with pytest.raises(ValidationError, match="no column that was pickled"):
        restored((True, rows, nulls, [buffers[0], b"\xff" * len(buffers[1])]))


def test_a_column_says_what_it_is():
    counts = count_tokens_batch(pa.array(TEXTS))
    assert isinstance(counts, ArrowArray)
    assert repr(counts) == "ArrowArray(int64, 10 rows, 2 null)"
    assert repr(SmartCrusher().crush_batch(pa.array(TEXTS))) == "ArrowArray(large_string, 10 rows, 2 null)"
