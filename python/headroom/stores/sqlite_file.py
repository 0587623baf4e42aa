"""The file of an `SQLiteStore`: its creation, its format, and what is done with a damaged one."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

fcntl: Any
try:
    import fcntl
except ImportError:
    fcntl = None

__all__ = ["BUSY_SECONDS", "alone_in", "create", "identity", "is_damage", "prepare", "put_aside"]

_APPLICATION = 0x68646F72
"""``hdor``: tells our files from other programs'."""
_FORMAT = 1
_SCHEMA = (
    "CREATE TABLE originals (key BLOB PRIMARY KEY, renewed REAL NOT NULL, seal BLOB NOT NULL)",
    "CREATE INDEX originals_by_time ON originals (renewed)",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_FORMAT}",
)
_IDENTIFYING = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # with WAL, a machine that loses power loses the last texts and nothing else
    "PRAGMA secure_delete = ON",  # what has expired does not stay readable in free pages
    "PRAGMA journal_size_limit = 16777216",  # so much of the log stays behind a large text
)

BUSY_SECONDS = 5.0
"""The longest wait for another process."""

Identity = tuple[int, int]  # device and inode


def identity(path: str) -> Identity:
    """Tell the file that a path names now from what it may name later."""
    status = os.stat(path)
    return status.st_dev, status.st_ino


def create(path: str) -> None:
    """Create the file if there is none."""
    with suppress(FileExistsError):
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.chmod(path, 0o600)  # the umask may have taken from it
        finally:
            os.close(file)


def prepare(database: sqlite3.Connection) -> None:
    """Make sure that a file is a store, or make an empty one a store.

    Raises:
        sqlite3.NotSupportedError: it is something else, which stays as it is.
        sqlite3.Error: whatever else SQLite cannot do.
    """
    application, version, tables = (_number(database, question) for question in _IDENTIFYING)
    is_new = not (application or version or tables)
    if not is_new and application != _APPLICATION:
        raise sqlite3.NotSupportedError("the file is another program's database")
    if not is_new and version != _FORMAT:
        raise sqlite3.NotSupportedError(f"the file has format {version}, and this Headroom reads {_FORMAT}")
    for setting in _SETTINGS:
        database.execute(setting)
    if is_new:
        database.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA:
            database.execute(statement)
        database.execute("COMMIT")


def _number(database: sqlite3.Connection, question: str) -> int:
    number: int = database.execute(question).fetchone()[0]
    return number


def is_damage(error: BaseException) -> bool:
    """Say whether SQLite found a file to be broken or no database: it has no class of its own for that."""
    has_lost_table = isinstance(error, sqlite3.OperationalError) and str(error).startswith("no such")
    return type(error) is sqlite3.DatabaseError or has_lost_table


def put_aside(path: str, damaged: Identity) -> None:
    """Rename a damaged file to ``<path>.damaged``, unless another process has done so; the caller is `alone_in`.

    What was put aside before is overwritten, so that damaged files cannot fill a disk.
    """
    with suppress(FileNotFoundError):
        if identity(path) != damaged:
            return
    for end in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            os.replace(path + end, f"{path}.damaged{end}")
    logging.getLogger("headroom").error(
        "headroom: %s was damaged: it is now %s.damaged, and a new one begins", path, path
    )


@contextmanager
def alone_in(path: str) -> Iterator[None]:
    """Keep other processes out that want to create or rename a store in the same folder.

    Raises:
        TimeoutError: one that does not let go of it was waited for in vain.
    """
    if fcntl is None:  # Windows, where no file that is in use can be renamed
        yield
        return
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    try:
        _lock(folder)
        yield
    finally:
        os.close(folder)


def _lock(folder: int) -> None:
    until = time.monotonic() + BUSY_SECONDS
    while not _is_locked(folder):
        if time.monotonic() > until:
            raise TimeoutError("another process has locked the folder")
        time.sleep(0.005)


def _is_locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
