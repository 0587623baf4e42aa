"""One run at a time in a session: agno reads a session when a run begins and writes it when the run ends."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

__all__ = ["Turns"]


class Turns:
    """Locks by session, kept no longer than somebody runs in it or waits to."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    def of(self, key: str) -> asyncio.Lock:
        """Give the lock of a session, for the running loop: a lock belongs to one."""
        return self._locks.setdefault((id(asyncio.get_running_loop()), key), asyncio.Lock())
