"""What a store is."""

from __future__ import annotations

import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, TypeVar

__all__ = ["Lease", "Store", "off_loop_if_large"]

Result = TypeVar("Result")

_LARGE_CHARACTERS = 262_144
"""Hashing or encrypting as much takes a few tenths of a millisecond, and the way to a thread and back 0.05 ms."""


class Lease:
    """Keeps texts in a store until it is released, leaves its ``with`` block, or nothing refers to it any more."""

    def __init__(self, release: Callable[..., object], *arguments: Any) -> None:
        """Call `release(*arguments)` once, when the lease ends.

        It takes no lock and waits for nothing: the garbage collector may call it in the midst of anything.
        """
        self._end = weakref.finalize(self, release, *arguments)

    def release(self) -> None:
        """End the lease; a second time does nothing."""
        self._end()

    def __enter__(self) -> Lease:
        """Hold until the block is left."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the lease."""
        self.release()


class Store(ABC):
    """Texts by key.

    Keys are opaque: the keyed hashes that `Originals` makes. A text is any `str`, lone surrogates included. What `get`
    gives is what was put under that key or ``None``, never anything else, and whatever goes wrong with a disk or a
    server is logged and counted, not raised; `Originals` does so for stores that raise.

    A store of your own defines `get`, `put` and `expire`, callable from several threads; the others call these.
    """

    @abstractmethod
    def get(self, key: str) -> str | None:
        """Give back the text of `key`; ``None`` where there is none, or none any more."""

    @abstractmethod
    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`; where there is a text already it stays, and its time begins anew."""

    @abstractmethod
    def expire(self) -> int:
        """Remove what is over its time or its size; return how many texts that was."""

    @property
    def faults(self) -> int:
        """How often the store could not do what it was asked for; the log says why."""
        return 0

    def hold(self, keys: Iterable[str]) -> Lease:
        """Keep what is and will be put under `keys` while the lease lasts, if the store can tell; most cannot."""
        return Lease(_nothing_to_release)

    async def aget(self, key: str) -> str | None:
        """Do as `get` does, off the event loop."""
        return await _off_loop(self.get, key)

    async def aput(self, key: str, text: str) -> None:
        """Do as `put` does, off the event loop."""
        await _off_loop(self.put, key, text)

    async def aexpire(self) -> int:
        """Do as `expire` does, off the event loop."""
        return await _off_loop(self.expire)


def _nothing_to_release() -> None:
    """What ends with the lease of a store that holds nothing."""


async def off_loop_if_large(text: str | None, work: Callable[..., Result], *arguments: str | None) -> Result:
    """Do `work` on a text: in place where that is the faster way, else on a thread."""
    if text is None or len(text) < _LARGE_CHARACTERS:
        return work(*arguments)
    return await _off_loop(work, *arguments)


async def _off_loop(work: Callable[..., Result], *arguments: str | None) -> Result:
    """Do `work` on a thread while the event loop goes on; in place where there is no loop of asyncio's to go on."""
    import asyncio  # a third of what importing headroom would cost, and who waits has it loaded already

    try:
        done = asyncio.get_running_loop().run_in_executor(None, work, *arguments)
    except RuntimeError:  # another library's event loop, or an interpreter that is shutting down
        return work(*arguments)
    return await done
