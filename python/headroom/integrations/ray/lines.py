"""Files of JSON lines, read by ranges of bytes: Ray's own reader holds each file whole, as one piece of work."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.json
from pyarrow import fs
from ray.data import Dataset

from headroom._exceptions import ValidationError

from .files import PIECE_BYTES, Paths, dataset_of, found

_OF_LINES = (".jsonl", ".ndjson", ".json")
_PACKED = (".gz", ".zst", ".bz2", ".br", ".lz4")
_ENDINGS = (*_OF_LINES, *(lines + packed for lines in _OF_LINES for packed in _PACKED))


def read_json_lines(
    paths: Paths, columns: Mapping[str, Any], *, range_bytes: int = PIECE_BYTES, **options: Any
) -> Dataset:
    """Read files of JSON lines by ranges of bytes: no worker holds more of a file, and several read the same one.

    Args:
        paths: a file, or a folder, whose files named ``*.jsonl``, ``*.ndjson`` and ``*.json`` are read, or several of
            them: on this machine, or by URIs that pyarrow's file systems know. With ``.gz``, ``.zst``, ``.bz2``,
            ``.br`` or ``.lz4`` behind the name, a file is unpacked on the way, by one worker.
        columns: the fields to read and their types in Arrow, such as ``{"id": "int64", "content": "string"}``. What
            else a line holds is passed over; a field that it lacks is null.
        range_bytes: the bytes that are read at once. A line that is longer is read whole.
        options: what else ``ray.data.read_datasource`` is to be told, such as ``override_num_blocks``.

    Returns:
        The dataset, of rows with `columns`; nothing is read before it is.

    Raises:
        FileNotFoundError: there is no such file, or none of lines in a folder.
        ValidationError: `columns` names no types of Arrow, or `range_bytes` is no positive int; when the dataset is
            read, that a line is no JSON or a field of another type: the range is named.
    """
    if type(range_bytes) is not int or range_bytes < 1:
        raise ValidationError(f"range_bytes is a positive int, not {range_bytes!r}")
    schema = _schema(columns)
    ranges = [piece for file in found(paths, _ENDINGS) for piece in _ranges(*file, range_bytes, schema)]
    return dataset_of(ranges, schema, options)


def _schema(columns: Mapping[str, Any]) -> pa.Schema:
    try:
        return pa.schema(list(columns.items()))
    except (AttributeError, TypeError, ValueError) as error:
        raise ValidationError(f"columns maps names to types of Arrow, not {columns!r}: {error}") from error


def _ranges(
    file_system: fs.FileSystem, file: fs.FileInfo, range_bytes: int, schema: pa.Schema
) -> Iterator[_Range | _Packed]:
    if file.path.endswith(_PACKED):
        yield _Packed(file_system, file.path, range_bytes, schema)
        return
    for start in range(0, file.size, range_bytes):
        yield _Range(file_system, file.path, min(range_bytes, file.size - start), schema, start)


class _Range(NamedTuple):
    """The lines that begin in a range of a file; the last one whole, wherever it ends."""

    file_system: fs.FileSystem
    path: str
    size: int
    schema: pa.Schema
    start: int

    def tables(self) -> Iterator[pa.Table]:
        with io.BufferedReader(self.file_system.open_input_file(self.path)) as file:
            left = self.size
            if self.start:
                file.seek(self.start - 1)
                left -= len(file.readline()) - 1  # the end of a line that began before
            if left > 0:
                where = f"{self.path}, {self.size:,} bytes from byte {self.start:,}"
                yield _table(_whole(file.read(left), file), self.schema, where)


class _Packed(NamedTuple):
    """All lines of a compressed file, some `size` bytes at once."""

    file_system: fs.FileSystem
    path: str
    size: int
    schema: pa.Schema

    def tables(self) -> Iterator[pa.Table]:
        with io.BufferedReader(self.file_system.open_input_stream(self.path)) as file:
            while lines := file.read(self.size):
                yield _table(_whole(lines, file), self.schema, self.path)


def _whole(lines: bytes, file: io.BufferedReader) -> bytes:
    return lines if lines.endswith(b"\n") else lines + file.readline()


def _table(lines: bytes, schema: pa.Schema, where: str) -> pa.Table:
    one_block = pa.json.ReadOptions(use_threads=False, block_size=len(lines))  # a line must not straddle two
    options = pa.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    try:
        return pa.json.read_json(io.BytesIO(lines), one_block, options)
    except pa.ArrowInvalid as error:
        raise ValidationError(f"{where}: {error}") from error
