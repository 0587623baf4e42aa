"""The table of texts that are kept apart, beside the table of sessions: written once, compressed, checked when read.

Every write of a row writes or finds its texts in the same transaction, behind the row: a row that was committed has
all of its texts, whenever a process ends. In PostgreSQL the texts that are found are locked until then, and in SQLite
the row's own write has locked the database, so that no text goes that is about to be referred to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, delete, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from headroom._exceptions import SessionContentError

from .marks import digest
from .zstd import compressed, decompressed

__all__ = ["Contents"]

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_AT_ONCE = 500
"""Keys in one statement: SQLite took no more than 999 parameters for long."""
# Any number that is everywhere the same: who creates the table waits for who creates it.
_CREATING = text("SELECT pg_advisory_xact_lock(6861647218)")


class Contents:
    """The texts of all sessions of one table.

    Args:
        sessions: The name of the table of sessions.
        schema: The schema that it is in, where databases have some.

    Attributes:
        table: A row a text, by its key, with the session that it is of.
    """

    def __init__(self, sessions: str, schema: str | None) -> None:
        self.table = Table(
            f"{sessions}_headroom",
            MetaData(schema=schema),
            Column("content_key", String, primary_key=True),
            Column("session_id", String, nullable=False, index=True),
            Column("content", LargeBinary, nullable=False),
        )
        self._was_there = False

    def keep(self, session: Session, session_id: str, contents: Mapping[str, bytes]) -> None:
        """Write the texts of a session that are not there, and hold those that are until the transaction ends."""
        self._create(session)
        for keys in _batches(sorted(contents)):  # in one order, so that no two that write the same wait for each other
            stated = select(self.table.c.content_key).where(self.table.c.content_key.in_(keys))
            there = set(session.scalars(stated.with_for_update(read=True, key_share=True)))
            if missing := [key for key in keys if key not in there]:
                insert = _INSERT[_dialect(session)](self.table).on_conflict_do_nothing()
                packed = zip(missing, compressed(contents[key] for key in missing), strict=True)
                session.execute(
                    insert, [{"content_key": key, "session_id": session_id, "content": data} for key, data in packed]
                )

    def read(self, session: Session, keys: Iterable[str]) -> dict[str, str]:
        """Read texts as JSON has them by their keys; those that are not there are left out.

        Raises:
            SessionContentError: If a text is not what was written.
        """
        table = self.table
        found: dict[str, str] = {}
        # Once it was there it is not asked again: a table that is dropped meanwhile is the database's error.
        self._was_there = self._was_there or self.exists(session)
        if not self._was_there:
            return found
        for batch in _batches(keys):
            stated = select(table.c.content_key, table.c.session_id, table.c.content)
            rows = session.execute(stated.where(table.c.content_key.in_(batch))).all()
            contents = decompressed(data for _, _, data in rows)
            for (key, session_id, _), content in zip(rows, contents, strict=True):
                found[key] = _checked(key, session_id, content)
        return found

    def drop(self, session: Session, stated: Any) -> None:
        """Delete the texts that a condition on the table holds for."""
        if self.exists(session):
            session.execute(delete(self.table).where(stated))

    def exists(self, session: Session) -> bool:
        """Tell whether there is the table yet."""
        return inspect(session.connection()).has_table(self.table.name, schema=self.table.schema)

    def hold(self, session: Session) -> None:
        """Have whoever writes to a SQLite database wait until the transaction ends; PostgreSQL locks rows."""
        self._create(session)
        if _dialect(session) == "sqlite":
            self.lock(session)

    def lock(self, session: Session) -> None:
        """Have whoever writes wait until the transaction ends: in SQLite all, in PostgreSQL who keeps texts."""
        if _dialect(session) == "postgresql":
            name = session.get_bind().dialect.identifier_preparer.format_table(self.table)
            session.execute(text(f"LOCK TABLE {name} IN EXCLUSIVE MODE"))
        else:
            session.execute(delete(self.table).where(text("1 = 0")))

    def _create(self, session: Session) -> None:
        # Asked at each write: a transaction that has made it may be undone, and whoever has restored all may drop it.
        # Remembering it would save a round trip, and cost a run that is written then.
        if self.exists(session):
            return
        if _dialect(session) == "postgresql":
            session.execute(_CREATING)
        session.execute(CreateTable(self.table, if_not_exists=True))
        for index in self.table.indexes:
            session.execute(CreateIndex(index, if_not_exists=True))


def _checked(key: str, session_id: str, content: bytes | None) -> str:
    if content is None or digest(session_id, content) != key:
        raise SessionContentError("a text that is kept apart is not what was written", session_id)
    return content.decode("ascii")


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(keys)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield batch


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
