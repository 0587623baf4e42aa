"""Files that were compressed with gzip or Zstandard, as logs are when they are kept; known by how they begin."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from functools import partial
from typing import IO

from headroom._exceptions import TranscriptError

__all__ = ["blocks", "is_compressed"]

_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 20
_MOST = 4 << 30
"""Bytes that a file may hold unpacked: a small one may stand for any amount of the same byte."""


def is_compressed(file: IO[bytes]) -> bool:
    """Whether an open file is compressed; it stays where it is."""
    here = file.tell()
    head = file.read(len(_ZSTANDARD))
    file.seek(here)
    return head.startswith((_GZIP, _ZSTANDARD))


def blocks(file: IO[bytes], shown: str) -> Iterator[bytes]:
    """Unpack a file.

    Args:
        file: the file, open and at its beginning.
        shown: what it is called in messages.

    Yields:
        What it holds, piece by piece.

    Raises:
        TranscriptError: it is damaged, or holds more than 4 GiB.
        ModuleNotFoundError: it is compressed with Zstandard, and zstandard is not installed.
    """
    size = 0
    for block in _gzipped(file, shown) if file.read(len(_GZIP)) == _GZIP else _zstandard(file, shown):
        size += len(block)
        if size > _MOST:
            raise TranscriptError(f"{shown} holds more than 4 GiB: unpack it to have it read")
        yield block


def _gzipped(file: IO[bytes], shown: str) -> Iterator[bytes]:
    file.seek(0)
    unpacked = gzip.GzipFile(fileobj=file)
    try:
        yield from iter(partial(unpacked.read, _BLOCK), b"")
    except (gzip.BadGzipFile, EOFError, zlib.error) as damage:
        raise _damaged(shown, damage) from damage


def _zstandard(file: IO[bytes], shown: str) -> Iterator[bytes]:
    try:
        import zstandard
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError("zstandard is not installed: pip install zstandard", name="zstandard") from missing
    file.seek(0)
    unpacked = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
    try:
        yield from iter(partial(unpacked.read, _BLOCK), b"")
    except zstandard.ZstdError as damage:
        raise _damaged(shown, damage) from damage


def _damaged(shown: str, damage: Exception) -> TranscriptError:
    return TranscriptError(f"{shown} is damaged or cut off: {damage}")
