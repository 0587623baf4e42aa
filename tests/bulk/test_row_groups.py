"""Files of Parquet, read by groups of rows: every row once, and no large group whole. Ray itself is not started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bulk.columns import tables_of_texts

import headroom.integrations.ray as hr
from headroom import ValidationError
from headroom.integrations.ray.files import PIECE_BYTES, PiecesDatasource, found
from headroom.integrations.ray.parquet import _groups


def tables(path: Path, columns: list[str], tasks: int = 1_000_000) -> list[pa.Table]:
    """As Ray does it: what all tasks read, in their order."""
    groups = [group for file in found(path, [".parquet"]) for group in _groups(*file, columns)]
    asked = PiecesDatasource(groups, None).get_read_tasks(tasks)
    assert len(asked) <= tasks
    return [table for task in asked for table in task()]


def read(path: Path, columns: list[str], tasks: int = 1_000_000) -> list[dict[str, Any]]:
    return [row for table in tables(path, columns, tasks) for row in table.to_pylist()]


@given(texts=tables_of_texts, a_group=st.integers(1, 5), tasks=st.integers(1, 9))
def test_every_row_is_read_once(tmp_path_factory, texts, a_group, tasks):
    rows = [{"id": number, "text": text} for number, text in enumerate(texts)]
    path = tmp_path_factory.getbasetemp() / "rows.parquet"
    schema = pa.schema({"id": "int64", "text": "string", "more": "bool"})
    pq.write_table(pa.Table.from_pylist(rows, schema), path, row_group_size=a_group)
    assert read(path, ["id", "text"], tasks) == rows
    assert read(path, ["text"], tasks) == [{"text": text} for text in texts]


def test_a_large_group_is_read_in_parts(tmp_path):
    texts = [f"{number} " + "x" * 10_000 for number in range(3 * PIECE_BYTES // 10_000)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "rows.parquet", use_dictionary=False)
    parts = tables(tmp_path / "rows.parquet", ["text"])
    assert max(part.nbytes for part in parts) < 1.1 * PIECE_BYTES
    assert pa.concat_tables(parts)["text"].to_pylist() == texts


def test_of_a_folder_the_files_of_parquet_are_read(tmp_path):
    (tmp_path / "deeper").mkdir()
    for number, name in enumerate(["a.parquet", "deeper/b.parquet"]):
        pq.write_table(pa.table({"id": [number]}), tmp_path / name)
    (tmp_path / "_SUCCESS").write_text("ok")
    assert read(tmp_path, ["id"]) == [{"id": 0}, {"id": 1}]


def test_wrong_arguments_are_refused_where_they_are_given(tmp_path):
    pq.write_table(pa.table({"id": [1]}), tmp_path / "rows.parquet")
    (tmp_path / "broken.parquet").write_text("no such thing")
    with pytest.raises(FileNotFoundError, match=r"no folder with files named \*\.parquet"):
        hr.read_parquet(tmp_path / "missing.parquet", ["id"])
    with pytest.raises(ValidationError, match=r"rows\.parquet has no column text"):
        hr.read_parquet(tmp_path / "rows.parquet", ["id", "text"])
    with pytest.raises(ValidationError, match=r"broken\.parquet is no Parquet"):
        hr.read_parquet(tmp_path / "broken.parquet", ["id"])
    for none in ("id", [1]):
        with pytest.raises(ValidationError, match="columns are names of columns"):
            hr.read_parquet(tmp_path / "rows.parquet", none)  # type: ignore[arg-type]
