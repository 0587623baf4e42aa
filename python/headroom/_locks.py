"""Locks that no forked child finds held.

A fork copies one thread and every lock as it stands: what another thread holds is never released in the child. So a
fork waits until none of ours is held and no thread is in the core, and holds them all meanwhile.
"""

from __future__ import annotations

import os
import threading
from weakref import WeakValueDictionary

from headroom import _core

__all__ = ["new_lock"]

_locks: WeakValueDictionary[int, threading.Lock] = WeakValueDictionary()
_held: list[threading.Lock] = []


def new_lock() -> threading.Lock:
    """Make a lock for short sections that take no other lock."""
    lock = threading.Lock()
    _locks[id(lock)] = lock
    return lock


def _hold() -> None:
    alive = sorted((lock for ref in _locks.valuerefs() if (lock := ref())), key=id)  # two forks wait in one order
    for lock in alive:
        lock.acquire()
    _core.before_fork()
    _held[:] = alive  # of one fork at a time: between these two calls no other thread is


def _release() -> None:
    while _held:
        _held.pop().release()
    _core.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_hold, after_in_parent=_release, after_in_child=_release)
