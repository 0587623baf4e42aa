"""Texts in Zstandard's frames, as RFC 8878 has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from headroom._extras import not_installed

try:
    import zstandard
except ModuleNotFoundError as missing:
    raise not_installed("zstandard", "db") from missing

__all__ = ["compressed", "decompressed"]

_LEVEL = 9


def compressed(contents: Iterable[bytes]) -> Iterator[bytes]:
    """Compress each by itself, the same to the same bytes."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return map(compressor.compress, contents)


def decompressed(frames: Iterable[bytes]) -> Iterator[bytes | None]:
    """Give back what was compressed; nothing for what is no whole frame of it."""
    return map(partial(_opened, zstandard.ZstdDecompressor()), frames)


def _opened(decompressor: zstandard.ZstdDecompressor, frame: bytes) -> bytes | None:
    try:
        return decompressor.decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError:
        return None
