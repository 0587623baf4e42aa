"""Texts in memory: the default."""

from __future__ import annotations

import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from headroom._locks import new_lock
from headroom.stores.limits import checked_bytes, checked_seconds
from headroom.stores.store import Lease, Store

__all__ = ["MemoryStore"]


class _Kept(NamedTuple):
    text: str
    size: int
    """Bytes, the key's included, as they were when the text was put: a string may grow a second encoding later."""


class MemoryStore(Store):
    """Keeps texts as long as the process lives; what was used least recently leaves first.

    What a lease holds never leaves, even if all that is held is more than `max_bytes`; its time begins when the last
    lease ends. Hold first and put then, so that nothing can leave in between. A text that does not fit beside what is
    held is not kept. A call costs the same, however much is kept.

    Args:
        max_bytes: the most memory that texts take.
        expires_after: seconds since a text was put last; ``None`` keeps it for as long as it fits.
        clock: seconds that only their differences mean anything of.

    Raises:
        ConfigurationError: a limit is no positive number.
    """

    def __init__(
        self,
        max_bytes: int = 256 * 2**20,
        *,
        expires_after: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_bytes = checked_bytes(max_bytes)
        self._expires_after = checked_seconds(expires_after)
        self._clock = clock
        self._now = clock()
        self._lock = new_lock()
        self._free: OrderedDict[str, _Kept] = OrderedDict()  # the least recently used first
        self._renewed: OrderedDict[str, float] = OrderedDict()  # the same keys, the longest unrenewed first
        self._held: dict[str, _Kept] = {}
        self._leases: dict[str, int] = {}
        self._ended: deque[tuple[str, ...]] = deque()  # the keys of leases that ended since the last call
        self._free_bytes = self._held_bytes = 0

    @property
    def used_bytes(self) -> int:
        """Bytes of memory that texts take."""
        with self._lock:
            self._settle()
            return self._free_bytes + self._held_bytes

    def get(self, key: str) -> str | None:
        """Give back the text of `key`; ``None`` where there is none, or none any more."""
        with self._lock:
            self._settle()
            kept = self._held.get(key)
            if kept is None and key in self._free:
                kept = self._free[key]
                self._free.move_to_end(key)
            return None if kept is None else kept.text

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`; where there is a text already it stays, and its time begins anew."""
        kept = _Kept(str.__str__(text), sys.getsizeof(text) + sys.getsizeof(key))
        with self._lock:
            self._settle()
            if key in self._held:
                return
            if key in self._leases:
                self._add_held(key, kept)
            elif key in self._free:
                self._add_free(key, self._take_free(key))
            elif kept.size + self._held_bytes <= self._max_bytes:
                self._add_free(key, kept)
            self._drop_excess()

    def expire(self) -> int:
        """Remove what is over its time or its size; return how many texts that was."""
        with self._lock:
            return self._settle()

    def hold(self, keys: Iterable[str]) -> Lease:
        """Keep what is and will be put under `keys` while the lease lasts."""
        keys = tuple(keys)
        with self._lock:
            self._settle()
            for key in keys:
                self._leases[key] = self._leases.get(key, 0) + 1
                if key in self._free:
                    self._add_held(key, self._take_free(key))
        return Lease(self._ended.append, keys)

    async def aget(self, key: str) -> str | None:
        """Do as `get` does, which waits for nothing."""
        return self.get(key)

    async def aput(self, key: str, text: str) -> None:
        """Do as `put` does, which waits for nothing."""
        self.put(key, text)

    async def aexpire(self) -> int:
        """Do as `expire` does, which waits for nothing."""
        return self.expire()

    def _settle(self) -> int:
        """Do what the clock and the leases that ended ask for; return how many texts left."""
        now = self._clock()
        if now < self._now:  # it was put back: nothing may stay until it is as late again
            self._renewed = OrderedDict((key, min(renewed, now)) for key, renewed in self._renewed.items())
        self._now = now
        while self._ended:
            for key in self._ended.popleft():
                self._let_go(key)
        return self._drop_expired() + self._drop_excess()

    def _let_go(self, key: str) -> None:
        self._leases[key] -= 1
        if self._leases[key]:
            return
        del self._leases[key]
        if key in self._held:
            kept = self._held.pop(key)
            self._held_bytes -= kept.size
            self._add_free(key, kept)

    def _drop_expired(self) -> int:
        before = len(self._free)
        if self._expires_after is not None:
            while self._renewed and next(iter(self._renewed.values())) <= self._now - self._expires_after:
                self._take_free(next(iter(self._renewed)))
        return before - len(self._free)

    def _drop_excess(self) -> int:
        before = len(self._free)
        while self._free and self._free_bytes + self._held_bytes > self._max_bytes:
            self._take_free(next(iter(self._free)))
        return before - len(self._free)

    def _add_held(self, key: str, kept: _Kept) -> None:
        self._held[key] = kept
        self._held_bytes += kept.size

    def _add_free(self, key: str, kept: _Kept) -> None:
        self._free[key] = kept
        self._renewed[key] = self._now
        self._free_bytes += kept.size

    def _take_free(self, key: str) -> _Kept:
        del self._renewed[key]
        kept = self._free.pop(key)
        self._free_bytes -= kept.size
        return kept
