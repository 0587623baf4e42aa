"""Agno's sessions, out of its SQLite and PostgreSQL databases, as agno's own classes read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from headroom._exceptions import TranscriptError
from headroom._replay.transcript import Transcript
from headroom.transcripts.records import STANDARD_INPUT

__all__ = ["is_database", "is_url", "sessions_at", "sessions_in"]

_MAGIC = b"SQLite format 3\x00"
_SQLITE_FILE = "sqlite:///"
_URLS = ("postgresql://", "postgresql+", "postgres://", "sqlite://")


def is_url(source: str) -> bool:
    """Whether a source is a database by its URL."""
    return source.startswith(_URLS)


def is_database(file: IO[bytes]) -> bool:
    """Whether an open file is one of SQLite; it stays where it is."""
    here = file.tell()
    head = file.read(len(_MAGIC))
    file.seek(here)
    return head == _MAGIC


def sessions_in(path: str) -> Iterator[Transcript]:
    """Read the sessions of an SQLite file, which is opened for reading only.

    Raises:
        TranscriptError: it has no table of sessions, or it came by a pipe.
        ModuleNotFoundError: agno or SQLAlchemy is not installed.
    """
    if path == STANDARD_INPUT:
        raise TranscriptError("a database cannot be read from standard input: name its file")
    return sessions_at(_for_reading(path), shown=path)


def _for_reading(path: str) -> str:
    location = Path(path).resolve().as_uri().removeprefix("file://")
    return f"{_SQLITE_FILE}file:{location}?mode=ro&uri=true"


def sessions_at(url: str, *, shown: str | None = None) -> Iterator[Transcript]:
    """Read the sessions of a database.

    Args:
        url: where it is.
        shown: what it is called in messages; ``None`` takes the URL without its password.

    Raises:
        TranscriptError: it has no table of sessions, or cannot be read.
        ModuleNotFoundError: agno, SQLAlchemy or the database's driver is not installed.
    """
    from headroom.integrations.agno.stored_sessions import transcripts_at  # needs agno, which no other kind does

    path = url.removeprefix(_SQLITE_FILE).partition("?")[0]
    if url.startswith(_SQLITE_FILE) and path and not path.startswith(("file:", ":memory:")):
        return transcripts_at(_for_reading(path), shown or url)  # SQLite makes a file that is not there, else
    return transcripts_at(url, shown)
