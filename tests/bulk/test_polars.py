"""Expressions of Polars come to what texts come to one by one, under any engine and in any query."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from polars.testing import assert_series_equal
from tests.bulk.columns import Texts, tables_of_texts
from tests.bulk.test_columns import TABLE, TEXTS, one_by_one

import headroom.integrations.polars as hr
from headroom import ConfigurationError, SmartCrusherConfig, ValidationError


@given(texts=tables_of_texts)
def test_expressions_are_a_loop(texts: Texts):
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    counts, compressed = one_by_one(texts)
    made = frame.select(tokens=hr.count_tokens("text"), sent=hr.compress("text"))
    assert made.schema == {"tokens": pl.Int64, "sent": pl.String}
    assert (made["tokens"].to_list(), made["sent"].to_list()) == (counts, compressed)


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_a_query_over_files_is_one_over_memory(engine: str, tmp_path):
    texts = (TEXTS * 300)[:2500]
    pl.DataFrame({"id": range(len(texts)), "text": texts}).write_parquet(tmp_path / "rows.parquet", row_group_size=400)
    query = pl.scan_parquet(tmp_path / "rows.parquet").with_columns(
        tokens=hr.count_tokens(pl.col("text"), "gpt-4"), sent=hr.compress("text", "gpt-4")
    )
    assert query.collect_schema()["tokens"] == pl.Int64
    made = query.collect(engine=engine).sort("id")
    counts, compressed = one_by_one(TEXTS, "gpt-4")
    assert made["tokens"].to_list() == (counts * 300)[:2500]
    assert made["sent"].to_list() == (compressed * 300)[:2500]


def test_filters_groups_and_slices_are_right():
    frame = pl.DataFrame({"user": ["a", "b", "a", "b"], "text": ["one", "one two", None, "one two three"]})
    sums = frame.group_by("user").agg(hr.count_tokens("text").sum().alias("tokens")).sort("user")
    assert sums["tokens"].to_list() == [1, 5]
    over = frame.select(hr.count_tokens("text").sum().over("user"))
    assert over["text"].to_list() == [1, 5, 1, 5]
    assert frame.filter(hr.count_tokens("text") > 1)["text"].to_list() == ["one two", "one two three"]
    assert frame.slice(1, 2).select(hr.count_tokens("text"))["text"].to_list() == [2, None]


def test_columns_of_nulls_and_categories_are_taken():
    assert pl.DataFrame({"text": [None, None]}).select(hr.count_tokens("text"))["text"].to_list() == [None, None]
    assert pl.DataFrame({"text": []}).select(hr.compress("text"))["text"].to_list() == []
    kinds = pl.Series("text", [TABLE, None, TABLE], dtype=pl.Categorical)
    expected = kinds.to_frame().select(hr.compress(pl.col("text").cast(pl.String)))["text"]
    assert_series_equal(kinds.to_frame().select(hr.compress("text"))["text"], expected)


def test_a_column_of_something_else_is_refused():
    with pytest.raises(Exception, match="an array of strings is taken, not of Int64"):
        pl.DataFrame({"text": [1]}).select(hr.count_tokens("text"))


def test_wrong_arguments_are_refused_where_they_are_given():
    with pytest.raises(ValidationError, match="model is a model's id"):
        hr.count_tokens("text", None)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="threads is a positive number"):
        hr.compress("text", threads=0)
    with pytest.raises(ConfigurationError, match="takes a SmartCrusherConfig"):
        hr.compress("text", config={})  # type: ignore[arg-type]


def test_settings_are_the_crushers():
    frame = pl.DataFrame({"text": [TABLE]})
    kept = frame.select(hr.compress("text", config=SmartCrusherConfig(enabled=False)))
    assert kept["text"].to_list() == [TABLE]
