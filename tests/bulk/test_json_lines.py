"""Files of JSON lines, read by ranges: every line once, wherever the ranges end. Ray itself is not started."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bulk.columns import tables_of_texts, whole_texts

import headroom.integrations.ray as hr
from headroom import ValidationError
from headroom.integrations.ray.files import PiecesDatasource, found
from headroom.integrations.ray.lines import _ENDINGS, _ranges, _schema

COLUMNS = {"id": "int64", "text": "string"}
PACKED: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}


def written(path: Path, rows: list[dict[str, Any]], between: str = "\n", behind: str = "\n") -> Path:
    text = between.join(json.dumps(row, ensure_ascii=False) for row in rows) + behind
    path.write_bytes(PACKED["".join(path.suffixes[1:])](text.encode()))
    return path


def ranges(path: str | Path, range_bytes: int) -> list[Any]:
    return [piece for file in found(path, _ENDINGS) for piece in _ranges(*file, range_bytes, _schema(COLUMNS))]


def read(path: str | Path, range_bytes: int, tasks: int = 1_000_000) -> list[dict[str, Any]]:
    """As Ray does it: what all tasks read, in their order."""
    asked = PiecesDatasource(ranges(path, range_bytes), None).get_read_tasks(tasks)
    assert len(asked) <= tasks
    return [row for task in asked for table in task() for row in table.to_pylist()]


@pytest.mark.parametrize("packed", PACKED)
@given(
    texts=tables_of_texts,
    more=st.lists(whole_texts, max_size=3),
    range_bytes=st.integers(1, 90),
    between=st.sampled_from(["\n", "\r\n", "\n\n"]),
    ends=st.booleans(),
    tasks=st.integers(1, 9),
)
def test_every_line_is_read_once(tmp_path_factory, packed, texts, more, range_bytes, between, ends, tasks):
    rows = [{"id": number, "text": text} for number, text in enumerate(texts)]
    with_more = [{"before": more, **row, "behind": {"text": more}} for row in rows]
    path = tmp_path_factory.getbasetemp() / f"rows.jsonl{packed}"
    written(path, with_more, between, between if ends else "")
    assert read(path, range_bytes, tasks) == rows


def test_a_field_that_a_line_lacks_is_null(tmp_path):
    path = written(tmp_path / "rows.jsonl", [{"id": 1}, {"text": "b"}, {}])
    assert read(path, 1 << 20) == [{"id": 1, "text": None}, {"id": None, "text": "b"}, {"id": None, "text": None}]


def test_a_large_file_is_many_pieces_of_work_and_a_packed_one_is_one(tmp_path):
    rows = [{"id": number, "text": "x" * 100} for number in range(100)]
    plain = ranges(written(tmp_path / "a.jsonl", rows), 1000)
    assert (len(plain), {piece.size for piece in plain[:-1]}) == (13, {1000})
    assert len(ranges(written(tmp_path / "a.jsonl.gz", rows), 1000)) == 1


def test_of_a_folder_the_files_of_lines_are_read(tmp_path):
    (tmp_path / "deeper").mkdir()
    for number, name in enumerate(["a.ndjson", "b.jsonl.gz", "deeper/c.json"]):
        written(tmp_path / name, [{"id": number, "text": name}])
    (tmp_path / "_SUCCESS").write_text("ok")
    (tmp_path / "notes.md").write_text("# Notes")
    assert [row["text"] for row in read(tmp_path, 1000)] == ["a.ndjson", "b.jsonl.gz", "deeper/c.json"]
    assert [row["text"] for row in read(f"file://{tmp_path}/a.ndjson", 1000)] == ["a.ndjson"]


@pytest.mark.parametrize("line", ['{"id": 1, "text": "cut o', '{"id": 1, "text": ["no", "text"]}', "[1, 2]"])
def test_a_line_that_cannot_be_read_is_named(tmp_path, line: str):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 0, "text": "before"}\n' + line)
    with pytest.raises(ValidationError, match=r"rows\.jsonl, \d+ bytes from byte 28: "):
        read(path, 28)


def test_wrong_arguments_are_refused_where_they_are_given(tmp_path):
    path = written(tmp_path / "rows.jsonl", [])
    with pytest.raises(FileNotFoundError, match=r"no folder with files named \*\.jsonl"):
        hr.read_json_lines(tmp_path / "missing.jsonl", COLUMNS)
    with pytest.raises(ValidationError, match="columns maps names to types of Arrow"):
        hr.read_json_lines(path, {"id": "number"})
    with pytest.raises(ValidationError, match="columns maps names to types of Arrow"):
        hr.read_json_lines(path, ["id"])  # type: ignore[arg-type]
    for none in (0, -1, True, 1.5):
        with pytest.raises(ValidationError, match="range_bytes is a positive int"):
            hr.read_json_lines(path, COLUMNS, range_bytes=none)  # type: ignore[arg-type]
