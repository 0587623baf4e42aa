"""One write of a user's memories after the other: a model tells several in one answer, and agno runs its tools at once.

Users share a few locks, by a digest of their ids. A fork gives the child locks of its own, since what another thread of
the parent holds is never released there; so do event loops, whose locks are good for one of them.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections import defaultdict
from functools import lru_cache
from weakref import WeakKeyDictionary
from zlib import crc32

__all__ = ["awaited_turn_of", "turn_of"]

_LOCKS = 64
_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, defaultdict[int, asyncio.Lock]] = WeakKeyDictionary()


def turn_of(user: object) -> threading.RLock:
    """Give the lock to hold while a user's memories are read and written, on any thread of this process."""
    return _lock(os.getpid(), _place(user))


def awaited_turn_of(user: object) -> asyncio.Lock:
    """Give the lock to hold while a user's memories are read and written, in any task of the running loop."""
    return _loops.setdefault(asyncio.get_running_loop(), defaultdict(asyncio.Lock))[_place(user)]


@lru_cache(maxsize=2 * _LOCKS)
def _lock(process: int, place: int) -> threading.RLock:
    return threading.RLock()


def _place(user: object) -> int:
    return crc32(str(user).encode("utf-8", "surrogatepass")) % _LOCKS
