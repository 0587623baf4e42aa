"""Encryption at rest, in front of any store."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Iterable, Sequence

from headroom._extras import not_installed

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
except ModuleNotFoundError as missing:
    raise not_installed("cryptography", "encryption") from missing

from headroom._exceptions import ConfigurationError
from headroom.stores.faults import Faults
from headroom.stores.sealed import encoded
from headroom.stores.store import Lease, Store, off_loop_if_large

__all__ = ["Encrypted"]

_KEY_BYTES = 32
_NONCE_BYTES = 12


class Encrypted(Store):
    """Encrypts texts before another store gets them, with AES-256-GCM, each bound to its key in the store.

    A text that none of the keys opens, or that was moved or changed, is not found and counts as a fault. It stays where
    it is until it expires: another replica may have the right key.

    Args:
        store: where the texts are kept.
        key: 32 random bytes, or the URL-safe base64 of them; or a sequence of keys, so that they can be changed without
            losing what is kept: the first encrypts, all decrypt.

    Raises:
        ConfigurationError: a key has another length, or there is none.
        ModuleNotFoundError: cryptography is not installed.
    """

    def __init__(self, store: Store, key: bytes | str | Sequence[bytes | str]) -> None:
        keys = [key] if isinstance(key, bytes | str) else list(key)
        if not keys:
            raise ConfigurationError("key is a key, or a sequence of at least one")
        self._store = store
        self._ciphers = [AESGCM(_checked(one)) for one in keys]
        self._faults = Faults(self)

    @property
    def faults(self) -> int:
        """How often a text could not be kept or given back; the log says why."""
        return self._store.faults + self._faults.count

    def get(self, key: str) -> str | None:
        """Give back the text of `key`; ``None`` where there is none, or none any more."""
        return self._opened(key, self._store.get(key))

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`; where there is a text already it stays, and its time begins anew."""
        closed = self._closed(key, text)
        if closed is not None:
            self._store.put(key, closed)

    def expire(self) -> int:
        """Remove what is over its time or its size; return how many texts that was."""
        return self._store.expire()

    def hold(self, keys: Iterable[str]) -> Lease:
        """Keep what is and will be put under `keys` while the lease lasts, if the store can tell."""
        return self._store.hold(keys)

    async def aget(self, key: str) -> str | None:
        """Do as `get` does, off the event loop."""
        closed = await self._store.aget(key)
        return await off_loop_if_large(closed, self._opened, key, closed)

    async def aput(self, key: str, text: str) -> None:
        """Do as `put` does, off the event loop."""
        closed = await off_loop_if_large(text, self._closed, key, text)
        if closed is not None:
            await self._store.aput(key, closed)

    async def aexpire(self) -> int:
        """Do as `expire` does, off the event loop."""
        return await self._store.aexpire()

    def _closed(self, key: str, text: str) -> str | None:
        nonce = os.urandom(_NONCE_BYTES)
        try:
            return b64encode(nonce + self._ciphers[0].encrypt(nonce, encoded(text), encoded(key))).decode("ascii")
        except OverflowError as error:  # GCM as it is here takes 2 GB
            self._faults.note("cannot encrypt", error)
            return None

    def _opened(self, key: str, closed: str | None) -> str | None:
        if closed is None:
            return None
        try:
            content = b64decode(closed, validate=True)
        except ValueError:
            content = b""
        for cipher in self._ciphers:
            try:
                text = cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], encoded(key))
            except (InvalidTag, ValueError):  # ValueError: it is shorter than a nonce
                continue
            return text.decode("utf-8", "surrogatepass")
        self._faults.note("has a text that none of its keys opens")
        return None


def _checked(key: object) -> bytes:
    """Read a key; the key itself stays out of what is raised."""
    content = key if isinstance(key, bytes) and len(key) == _KEY_BYTES else _decoded(key)
    if len(content) != _KEY_BYTES:
        raise ConfigurationError(f"a key is {_KEY_BYTES} random bytes, or the URL-safe base64 of them")
    return content


def _decoded(key: object) -> bytes:
    try:
        return urlsafe_b64decode(key) if isinstance(key, bytes | str) else b""
    except ValueError:
        return b""
