"""Functions of SQL come to what texts come to one by one, a chunk at a time and on all of DuckDB's threads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from tests.bulk.columns import Texts, tables_of_texts
from tests.bulk.test_columns import TABLE, TEXTS, one_by_one

import headroom.integrations.duckdb as hr
from headroom import ConfigurationError, SmartCrusherConfig, ValidationError, count_tokens


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        hr.register(connection)
        yield connection


@given(texts=tables_of_texts)
def test_functions_are_a_loop(connection, texts: Texts):
    rows = pa.table({"id": range(len(texts)), "text": pa.array(texts, pa.string())})
    asked = "SELECT headroom_count_tokens(text, 'gpt-4o'), headroom_compress(text) FROM rows ORDER BY id"
    assert connection.sql(asked, params=None).fetchall() == list(zip(*one_by_one(texts), strict=True)), rows


def test_a_table_of_many_chunks_is_done_by_many_threads(connection, tmp_path):
    texts = (TEXTS * 2000)[:15_000]
    rows = pa.table({"id": range(len(texts)), "text": pa.array(texts, pa.string())})
    file = tmp_path / "rows.parquet"
    connection.sql(f"COPY (SELECT * FROM rows) TO '{file}' (ROW_GROUP_SIZE 4096)")
    asked = f"SELECT headroom_count_tokens(text, 'gpt-4o'), headroom_compress(text) FROM '{file}' ORDER BY id"
    made = connection.sql(asked).fetchall()
    assert made == list(zip(*one_by_one(TEXTS), strict=True)) * 1500, len(rows)


def test_each_row_may_have_a_model_of_its_own(connection):
    models = ["gpt-4o", "gpt-4", None, "claude-sonnet-4-5", "gpt-4o", "nobody's"]
    rows = pa.table({"id": range(6), "text": ["お誕生日おめでとう"] * 5 + [None], "model": models})
    counts = connection.sql("SELECT headroom_count_tokens(text, model) FROM rows ORDER BY id").fetchall()
    expected = [model and count_tokens("お誕生日おめでとう", model).value for model in models[:5]]
    assert [count for [count] in counts] == [*expected, None], rows


def test_counting_does_not_wait_for_pandas():
    """Comparing with a text of Python's makes pyarrow import it, in most of a second, on the first batch of a query."""
    script = """
import sys, duckdb, headroom.integrations.duckdb as hr
connection = duckdb.connect()
hr.register(connection)
models = "(VALUES ('gpt-4o'), (NULL), ('gpt-4')) models(model)"
for rows in ("(SELECT 'gpt-4o' AS model)", models):
    connection.sql(f"SELECT headroom_count_tokens('abc', model) FROM {rows}").fetchall()
print("pyarrow" in sys.modules, "pandas" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "True False\n"


@pytest.mark.parametrize("text", ["NULL", "''", "'[1, 2'"])
def test_what_cannot_be_compressed_stays(connection, text: str):
    [[sent, same]] = connection.sql(f"SELECT headroom_compress({text}), {text}").fetchall()
    assert sent == same


def test_registering_again_replaces():
    with duckdb.connect() as connection:
        hr.register(connection)
        hr.register(connection, config=SmartCrusherConfig(enabled=False), threads=1)
        assert connection.execute("SELECT headroom_compress(?)", [TABLE]).fetchall() == [(TABLE,)]


def test_wrong_arguments_are_refused():
    with duckdb.connect() as connection:
        with pytest.raises(ValidationError, match="model is a model's id"):
            hr.register(connection, model=7)  # type: ignore[arg-type]
        with pytest.raises(ConfigurationError, match="takes a SmartCrusherConfig"):
            hr.register(connection, config="on")  # type: ignore[arg-type]
        with pytest.raises(ValidationError, match="threads is a positive number"):
            hr.register(connection, threads=0)
