"""Files in pieces that are read each by itself: ranges of lines, groups of rows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

import pyarrow as pa
from pyarrow import fs
from ray.data import Dataset, Datasource, ReadTask, read_datasource
from ray.data.block import BlockMetadata

__all__ = ["PIECE_BYTES", "Paths", "Piece", "dataset_of", "found"]

PIECE_BYTES = 8 << 20
"""What an actor holds of a file at once, or somewhat more."""

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""A file, a folder or several of them: on this machine, or by URIs that pyarrow's file systems know."""


class Piece(Protocol):
    """A part of a file."""

    @property
    def path(self) -> str:
        """The file."""

    @property
    def size(self) -> int:
        """Bytes of it, more or less."""

    def tables(self) -> Iterator[pa.Table]:
        """Read it."""


def found(paths: Paths, endings: Sequence[str]) -> Iterator[tuple[fs.FileSystem, fs.FileInfo]]:
    """Find files: those that are named, and those in folders whose names end so.

    Raises:
        FileNotFoundError: there is no such file, or none in a folder.
    """
    for path in [paths] if isinstance(paths, (str, os.PathLike)) else paths:
        file_system, inside = _located(os.fspath(path))
        files = _files(file_system, inside, tuple(endings))
        if not files:
            raise FileNotFoundError(f"{path} is no file, and no folder with files named *{' or *'.join(endings)}")
        yield from ((file_system, file) for file in files)


def _located(path: str) -> tuple[fs.FileSystem, str]:
    return fs.FileSystem.from_uri(path) if "://" in path else (fs.LocalFileSystem(), os.path.abspath(path))


def _files(file_system: fs.FileSystem, path: str, endings: tuple[str, ...]) -> list[fs.FileInfo]:
    named = file_system.get_file_info(path)
    if named.type == fs.FileType.File:
        return [named]
    inside = file_system.get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
    files = [file for file in inside if file.type == fs.FileType.File and file.path.endswith(endings)]
    return sorted(files, key=lambda file: file.path)


def dataset_of(pieces: Sequence[Piece], schema: pa.Schema | None, options: dict[str, Any]) -> Dataset:
    """Make a dataset that reads each piece in a task of its own, unless `options` ask for fewer."""
    a_task_each = {"override_num_blocks": max(len(pieces), 1)}
    return read_datasource(PiecesDatasource(pieces, schema), **{**a_task_each, **options})


class PiecesDatasource(Datasource):  # type: ignore[misc]
    """Pieces of files, a task each as long as Ray wants that many."""

    def __init__(self, pieces: Sequence[Piece], schema: pa.Schema | None) -> None:
        super().__init__()
        self._pieces, self._schema = pieces, schema

    def estimate_inmemory_data_size(self) -> int:
        """Bytes of all pieces."""
        return sum(piece.size for piece in self._pieces)

    def get_read_tasks(
        self, parallelism: int, per_task_row_limit: int | None = None, data_context: object = None
    ) -> list[ReadTask]:
        """Share the pieces out among so many tasks, or fewer."""
        a_task = -(-len(self._pieces) // max(parallelism, 1)) or 1
        tasks = [self._pieces[first : first + a_task] for first in range(0, len(self._pieces), a_task)]
        return [self._task(pieces, per_task_row_limit) for pieces in tasks]

    def _task(self, pieces: Sequence[Piece], row_limit: int | None) -> ReadTask:
        size = sum(piece.size for piece in pieces)
        files = tuple(dict.fromkeys(piece.path for piece in pieces))
        metadata = BlockMetadata(num_rows=None, size_bytes=size, exec_stats=None, input_files=files)
        return ReadTask(partial(_tables, pieces), metadata, self._schema, row_limit)


def _tables(pieces: Iterable[Piece]) -> Iterator[pa.Table]:
    for piece in pieces:
        yield from piece.tables()
