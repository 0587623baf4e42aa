"""Texts as bytes that show whether they are still what they were."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["encoded", "sealed", "unsealed"]

_DIGEST_BYTES = 16


def encoded(text: str) -> bytes:
    """Return the UTF-8 of a text, lone surrogates as three bytes each: the bytes that its address is made of, too."""
    return text.encode("utf-8", "surrogatepass")


def sealed(key: str, text: str) -> bytes:
    """Return the bytes of a text behind a digest of them and the key."""
    body = encoded(text)
    return _digest(key, body) + body


def unsealed(key: str, seal: object) -> str | None:
    """Return the text that was sealed under `key`; ``None`` for whatever is not exactly that."""
    if not isinstance(seal, bytes):
        return None
    body = memoryview(seal)[_DIGEST_BYTES:]
    if seal[:_DIGEST_BYTES] != _digest(key, body):
        return None
    return str(body, "utf-8", "surrogatepass")


def _digest(key: str, body: bytes | memoryview) -> bytes:
    """Hash the body with what tells its key from all others."""
    digest = blake2b(key=blake2b(encoded(key)).digest(), digest_size=_DIGEST_BYTES)
    digest.update(body)
    return digest.digest()
