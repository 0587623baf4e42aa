"""Connections to SQLite files, none of which is open while the process forks.

SQLite keeps a process's locks on a file in its memory, where a forked child finds them without having them: whatever it
does then may destroy the file. So before a fork all connections are closed, and none opens until it is over.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakSet, finalize

from headroom.stores.sqlite_file import BUSY_SECONDS, alone_in, create, identity, is_damage, prepare, put_aside

__all__ = ["Connections"]

_MOST_IDLE = 8

_opening = threading.Lock()
"""Held while a connection opens, and while the process forks. Creating a file is a part of it, since closing a file
drops all locks that the process has on it, SQLite's too."""


class _Connection:
    """A connection, used by one thread at a time: the one that has its lock."""

    def __init__(self, path: str) -> None:
        self.lock = threading.Lock()
        self.identity = identity(path)
        self.is_open = True
        address = f"{Path(path).as_uri()}?mode=rw"
        self.database = sqlite3.connect(
            address,
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=0,  # those of another thread would end later without the GIL: amid a fork
        )
        _alive.add(self)

    def close(self) -> None:
        self.is_open = False
        with suppress(sqlite3.Error):  # a damaged file may fail here once more
            self.database.close()


_alive: WeakSet[_Connection] = WeakSet()


class Connections:
    """As many connections to one file as threads use at a time.

    Args:
        path: the file; it is created with mode 0600, whatever the umask, and so are the two that SQLite puts beside it.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._idle: list[_Connection] = []
        finalize(self, _close_all, self._idle)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection in a transaction that is committed if the block ends well.

        Raises:
            sqlite3.Error: whatever SQLite cannot do.
            OSError: whatever the system cannot do.
        """
        with self.reading() as database:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; it is closed if the block raises, and the file put aside if it is damaged.

        Raises:
            sqlite3.Error: whatever SQLite cannot do.
            OSError: whatever the system cannot do.
        """
        connection = self._taken()
        try:
            yield connection.database
        except BaseException as error:
            connection.close()
            if is_damage(error):
                with alone_in(self._path):
                    put_aside(self._path, connection.identity)
            raise
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close what no thread is using."""
        while (connection := self._idle_one()) is not None:
            connection.close()
            connection.lock.release()

    def _taken(self) -> _Connection:
        """Take a connection to what the path names now, which may be another file than last time."""
        while (connection := self._idle_one()) is not None:
            with suppress(FileNotFoundError):
                if connection.is_open and connection.identity == identity(self._path):
                    return connection
            connection.close()
            connection.lock.release()
        with _opening:
            return self._opened()

    def _idle_one(self) -> _Connection | None:
        try:
            connection = self._idle.pop()
        except IndexError:
            return None
        connection.lock.acquire()
        return connection

    def _give_back(self, connection: _Connection) -> None:
        if len(self._idle) >= _MOST_IDLE:
            connection.close()
        connection.lock.release()
        if connection.is_open:
            self._idle.append(connection)

    def _opened(self) -> _Connection:
        with alone_in(self._path):
            create(self._path)
            connection = _Connection(self._path)
            connection.lock.acquire()
            try:
                prepare(connection.database)
            except BaseException as error:
                connection.close()
                connection.lock.release()
                if is_damage(error):
                    put_aside(self._path, connection.identity)
                raise
        return connection


def _close_all(idle: list[_Connection]) -> None:
    """Close what a store left behind; nobody else can be using it."""
    for connection in idle:
        connection.close()


def _before_fork() -> None:
    _opening.acquire()
    for connection in list(_alive):
        with connection.lock:
            connection.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_opening.release, after_in_child=_opening.release)
