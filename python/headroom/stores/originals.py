"""Texts by an address that works only where it was given out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from headroom import _core
from headroom._exceptions import ConfigurationError
from headroom.stores.faults import Faults
from headroom.stores.store import Lease, Store, off_loop_if_large

__all__ = ["Originals"]

_FEWEST_SECRET_BYTES = 16


class Originals:
    """Gives texts addresses within a scope, and keeps the texts in a store.

    A scope is who may ask: a session of a user. The address of a text is the same on every machine that has the secret,
    and an address of another scope is as unknown as one that never was. What the store gives back is checked against
    the address, so that a text which was damaged or swapped there is gone rather than wrong.

    Args:
        store: where the texts are kept. It learns neither scopes nor addresses.
        secret: what addresses and the store's keys are hashed with, at least 16 random bytes, the same wherever texts
            are to be found again. Without one, whoever reads the store can test guesses of a scope and a text.

    Raises:
        ConfigurationError: the secret is no bytes, or too short.
    """

    def __init__(self, store: Store, secret: bytes | None = None) -> None:
        if secret is not None and (not isinstance(secret, bytes) or len(secret) < _FEWEST_SECRET_BYTES):
            raise ConfigurationError(f"secret is at least {_FEWEST_SECRET_BYTES} random bytes, or None")
        self._store = store
        self._secret = secret or b""
        self._faults = Faults(self)

    @property
    def faults(self) -> int:
        """How often a text could not be kept or given back for a fault; the log says why."""
        return self._store.faults + self._faults.count

    def address(self, scope: str, text: str) -> str:
        """Return the address of a text, 12 characters, and keep nothing."""
        return _core.address(self._secret, scope, text)

    def put(self, scope: str, text: str) -> str:
        """Keep a text; return its address."""
        address = self.address(scope, text)
        with self._noted("cannot keep a text"):
            self._store.put(self._key(scope, address), text)
        return address

    def get(self, scope: str, address: str) -> str | None:
        """Give back the text of an address; ``None`` for what is unknown, gone, or of another scope."""
        with self._noted("cannot give a text back"):
            return self._checked(scope, address, self._store.get(self._key(scope, address)))
        return None

    def hold(self, scope: str, addresses: Iterable[str]) -> Lease:
        """Keep what these addresses stand for while the lease lasts, in a store that can tell."""
        return self._store.hold([self._key(scope, address) for address in addresses])

    def expire(self) -> int:
        """Remove what is over its time or its size; return how many texts that was."""
        return self._store.expire()

    async def aput(self, scope: str, text: str) -> str:
        """Do as `put` does, off the event loop."""
        address = await off_loop_if_large(text, self.address, scope, text)
        with self._noted("cannot keep a text"):
            await self._store.aput(self._key(scope, address), text)
        return address

    async def aget(self, scope: str, address: str) -> str | None:
        """Do as `get` does, off the event loop."""
        with self._noted("cannot give a text back"):
            text = await self._store.aget(self._key(scope, address))
            return await off_loop_if_large(text, self._checked, scope, address, text)
        return None

    async def aexpire(self) -> int:
        """Do as `expire` does, off the event loop."""
        return await self._store.aexpire()

    @contextmanager
    def _noted(self, what: str) -> Iterator[None]:
        """Take what a store raises, which none of ours does, for a fault."""
        try:
            yield
        except Exception as error:
            self._faults.note(what, error)

    def _key(self, scope: str, address: str) -> str:
        return _core.store_key(self._secret, scope, address)

    def _checked(self, scope: str, address: str, text: str | None) -> str | None:
        if text is None or self.address(scope, text) == address:
            return text
        self._faults.note("has been given a text that is not the address's own")
        return None
