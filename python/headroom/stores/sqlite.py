"""Texts in a file."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from math import inf
from typing import TypeVar

from headroom._exceptions import ConfigurationError
from headroom.stores.faults import Faults
from headroom.stores.limits import checked_bytes, checked_seconds
from headroom.stores.sealed import encoded, sealed, unsealed
from headroom.stores.sqlite_connections import Connections
from headroom.stores.sqlite_file import is_damage
from headroom.stores.store import Store

__all__ = ["SQLiteStore"]

Result = TypeVar("Result")

_FIND = "SELECT seal FROM originals WHERE key = ? AND renewed > ?"
_ADD = "INSERT INTO originals VALUES (?, ?, ?)"
_RENEW = "UPDATE originals SET renewed = ? WHERE key = ?"
_RENEW_LATER = "UPDATE originals SET renewed = ? WHERE renewed > ?"
_REMOVE = "DELETE FROM originals WHERE key = ?"
_REMOVE_OLDER = "DELETE FROM originals WHERE renewed <= ?"
_REMOVE_OLDEST = "DELETE FROM originals WHERE rowid = (SELECT rowid FROM originals ORDER BY renewed, rowid LIMIT 1)"

_EMPTY_BYTES = 32_768
"""More than a file without texts takes, and what one text takes beside its own bytes."""


class SQLiteStore(Store):
    """Keeps texts in an SQLite file that any number of threads and processes of one machine use.

    The file is created when it is first needed, with mode 0600. A process that is killed leaves every text whole or not
    there. A file that turns out to be damaged is renamed to ``<path>.damaged``, and a new one begun.

    Args:
        path: the file, in a folder that exists and is on a local disk.
        expires_after: seconds since a text was put last; ``None`` keeps it for as long as it fits.
        max_bytes: how large the file may become, apart from SQLite's log beside it; texts that were put longest ago
            leave for new ones, and one that is larger is not kept. ``None`` sets no limit.
        clock: seconds since the epoch.

    Raises:
        ConfigurationError: the folder does not exist, or a limit is no positive number.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        expires_after: float | None = None,
        max_bytes: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._expires_after = checked_seconds(expires_after)
        self._max_bytes = None if max_bytes is None else checked_bytes(max_bytes)
        self._clock = clock
        self._faults = Faults(self)
        self._connections = Connections(_checked_path(path))

    @property
    def faults(self) -> int:
        """How often a text could not be kept or read; the log says why."""
        return self._faults.count

    def get(self, key: str) -> str | None:
        """Give back the text of `key`; ``None`` where there is none, or none any more."""
        return self._tried("cannot read", lambda: self._get(key), None)

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`; where there is a text already it stays, and its time begins anew."""
        self._tried("cannot write", lambda: self._put(encoded(key), sealed(key, text)), None)

    def expire(self) -> int:
        """Remove what is over its time or its size; return how many texts that was."""
        return self._tried("cannot expire", self._expire, 0)

    def close(self) -> None:
        """Close the file, which is opened again when it is needed."""
        self._connections.close()

    def _tried(self, what: str, work: Callable[[], Result], otherwise: Result, again: bool = True) -> Result:
        try:
            return work()
        except Exception as error:  # SQLite's, the system's, and Python's own for texts of gigabytes
            self._faults.note(what, error)
            if again and is_damage(error):  # the file is out of the way, and a new one can be begun
                return self._tried(what, work, otherwise, again=False)
            return otherwise

    def _get(self, key: str) -> str | None:
        since = -inf if self._expires_after is None else self._clock() - self._expires_after
        with self._connections.reading() as database:
            found = database.execute(_FIND, (encoded(key), since)).fetchone()
        if found is None:
            return None
        text = unsealed(key, found[0])
        if text is None:
            self._faults.note("has a damaged text, which is removed")
            with self._connections.writing() as database:
                database.execute(_REMOVE, (encoded(key),))
        return text

    def _put(self, key: bytes, seal: bytes) -> None:
        with self._connections.writing() as database:
            now = self._clock()
            self._drop_expired(database, now)
            is_there = database.execute(_RENEW, (now, key)).rowcount
            if not is_there and self._fits(seal):
                self._drop_excess(database, len(seal))
                database.execute(_ADD, (key, now, seal))

    def _expire(self) -> int:
        with self._connections.writing() as database:
            return self._drop_expired(database, self._clock()) + self._drop_excess(database)

    def _drop_expired(self, database: sqlite3.Connection, now: float) -> int:
        if self._expires_after is None:
            return 0
        database.execute(_RENEW_LATER, (now, now))  # the clock was put back: nothing may stay until it is as late again
        return database.execute(_REMOVE_OLDER, (now - self._expires_after,)).rowcount

    def _fits(self, seal: bytes) -> bool:
        return self._max_bytes is None or len(seal) + _EMPTY_BYTES <= self._max_bytes

    def _drop_excess(self, database: sqlite3.Connection, coming: int = 0) -> int:
        """Drop what was put longest ago until so many bytes more fit."""
        dropped = 0
        if self._max_bytes is not None:
            while _used_bytes(database) + coming > self._max_bytes and database.execute(_REMOVE_OLDEST).rowcount:
                dropped += 1
        return dropped


def _used_bytes(database: sqlite3.Connection) -> int:
    """Bytes of the file's pages that hold anything; new texts go to the others first."""
    questions = ("PRAGMA page_count", "PRAGMA freelist_count", "PRAGMA page_size")
    pages, free, size = (database.execute(question).fetchone()[0] for question in questions)
    used: int = (pages - free) * size
    return used


def _checked_path(path: str | os.PathLike[str]) -> str:
    full = os.path.realpath(os.fsdecode(path))
    if not os.path.isdir(os.path.dirname(full)):
        raise ConfigurationError(f"path is a file in a folder that exists, not {os.fsdecode(path)!r}")
    return full
