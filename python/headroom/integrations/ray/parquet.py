"""Files of Parquet, read by groups of rows: Ray's own reader holds several of them, and more processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs
from ray.data import Dataset

from headroom._exceptions import ValidationError

from .files import PIECE_BYTES, Paths, dataset_of, found


def read_parquet(paths: Paths, columns: Sequence[str], **options: Any) -> Dataset:
    """Read files of Parquet, a group of rows a task and some 8 MB at a time: several workers read the same file.

    Args:
        paths: a file, or a folder, whose files named ``*.parquet`` are read, or several of them: on this machine, or by
            URIs that pyarrow's file systems know. What the files hold is looked up here, one by one.
        columns: the names of the columns to read.
        options: what else ``ray.data.read_datasource`` is to be told, such as ``override_num_blocks``.

    Returns:
        The dataset, of rows with `columns`; nothing but where the groups are is read before it is.

    Raises:
        FileNotFoundError: there is no such file, or none of Parquet in a folder.
        ValidationError: `columns` are no names, a file has no such column, or it is no Parquet.
    """
    names = list(columns)
    if isinstance(columns, str) or not all(isinstance(name, str) for name in names):
        raise ValidationError(f"columns are names of columns, not {columns!r}")
    groups = [group for file in found(paths, [".parquet"]) for group in _groups(*file, names)]
    return dataset_of(groups, None, options)


def _groups(file_system: fs.FileSystem, file: fs.FileInfo, columns: list[str]) -> Iterator[_Group]:
    try:
        described = pq.read_metadata(file.path, filesystem=file_system)
    except pa.ArrowInvalid as error:
        raise ValidationError(f"{file.path} is no Parquet: {error}") from error
    if unknown := set(columns) - set(described.schema.to_arrow_schema().names):
        raise ValidationError(f"{file.path} has no column {', '.join(sorted(unknown))}")
    for number in range(described.num_row_groups):
        group = described.row_group(number)
        yield _Group(file_system, file.path, group.total_byte_size, columns, number, group.num_rows)


class _Group(NamedTuple):
    """A group of rows."""

    file_system: fs.FileSystem
    path: str
    size: int
    columns: list[str]
    number: int
    rows: int

    def tables(self) -> Iterator[pa.Table]:
        at_once = max(self.rows * PIECE_BYTES // max(self.size, PIECE_BYTES), 1)
        with pq.ParquetFile(self.path, filesystem=self.file_system) as file:
            for batch in file.iter_batches(at_once, [self.number], self.columns, use_threads=False):
                yield pa.Table.from_batches([batch])
