"""Texts as bytes that show whether they are still what they were."""

from __future__ import annotations

from headroom import _core

__all__ = ["encoded", "sealed", "unsealed"]

_DIGEST_BYTES = 12


def encoded(text: str) -> bytes:
    """Return the UTF-8 of a text, lone surrogates as three bytes each: the bytes that its address is made of, too."""
    return text.encode("utf-8", "surrogatepass")


def sealed(key: str, text: str) -> bytes:
    """Return the bytes of a text behind a digest of the key and the text."""
    return _digest(key, text) + encoded(text)


def unsealed(key: str, seal: object) -> str | None:
    """Return the text that was sealed under `key`; ``None`` for whatever is not exactly that."""
    if not isinstance(seal, bytes):
        return None
    try:
        text = str(memoryview(seal)[_DIGEST_BYTES:], "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text if seal[:_DIGEST_BYTES] == _digest(key, text) else None


def _digest(key: str, text: str) -> bytes:
    """Hash a text as addresses do, several times as fast as hashlib does."""
    return _core.address(b"", key, text).encode("ascii")
