"""Rows that are there already, written as this database writes them, or as agno does; and texts that no row names.

Each step is a transaction: what was done before a process ended is done, and the next run goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, Text, cast, delete, func, select, update
from sqlalchemy.orm import Session

from headroom._exceptions import SessionContentError

from .columns import row_key, stored_column
from .contents import Contents
from .marks import keys_within
from .moved import Moved
from .reading import LOST, LostError, Reading
from .seam import Seam
from .values import changed

__all__ = ["Collection", "Migration"]

_ROWS_AT_ONCE = 16


class Migration:
    """Writes all rows with marks, or all without.

    Args:
        seam: Of the database.
        tables: Agno's own tables that hold runs.
        compacting: Whether large texts shall be kept apart.
    """

    def __init__(self, seam: Seam, tables: Sequence[Table], *, compacting: bool) -> None:
        self.moved = Moved()
        self._seam = seam
        self._tables = list(tables)
        self._compacting = compacting
        self._after: str | None = None

    def step(self, session: Session) -> bool:
        """Write the next rows; tell whether there may be more.

        Raises:
            SessionContentError: If a text of a row is not there, or is not what was written.
        """
        if not self._tables:
            return False
        table = self._tables[0]
        if self._after is None:
            of = session.execute(select(func.count()).select_from(table)).scalar_one()
            self.moved = replace(self.moved, of=self.moved.of + of)
        self._seam.contents.hold(session)
        key = row_key(table)
        rows = session.execute(self._next(table, key)).all()
        written = sum(self._write(session, table, key, *row) for row in rows)
        self.moved = replace(self.moved, rows=self.moved.rows + len(rows), written=self.moved.written + written)
        self._after = rows[-1][0] if rows else None
        if not rows:
            self._tables.pop(0)
        return bool(self._tables)

    def _next(self, table: Table, key: Any) -> Any:
        asked = select(key, table.c.session_id, stored_column(table)).order_by(key).limit(_ROWS_AT_ONCE)
        return (asked if self._after is None else asked.where(key > self._after)).with_for_update()

    def _write(self, session: Session, table: Table, key: Any, row: str, session_id: str, stored: Any) -> bool:
        """Write a row, if it is not as it shall be."""
        writing = self._seam.writing(session_id)
        value = self._read(session, session_id, stored)
        wanted = writing.value(value) if self._compacting else value
        if wanted == stored:
            return False
        session.execute(update(table).where(key == row).values({stored_column(table).name: wanted}))
        if self._compacting:
            self._seam.contents.keep(session, session_id, writing.contents)
        return True

    def _read(self, session: Session, session_id: str, stored: Any) -> Any:
        reading = Reading([changed(stored, str)])
        keys = reading.keys()
        try:
            return next(reading.values(self._seam.contents.read(session, keys) if keys else {}))
        except LostError:
            raise SessionContentError(LOST, session_id) from None


class Collection:
    """Deletes texts that no row names: of sessions that were deleted without Headroom, and of runs that have gone."""

    def __init__(self, contents: Contents, tables: Sequence[Table]) -> None:
        self.deleted = 0
        self._contents = contents
        self._tables = tables
        self._after = ""

    def step(self, session: Session) -> bool:
        """Delete those of the next session; tell whether there may be more."""
        kept = self._contents.table
        if not self._contents.exists(session):
            return False
        self._contents.lock(session)
        following = select(func.min(kept.c.session_id)).where(kept.c.session_id > self._after)
        session_id = session.execute(following).scalar_one()
        if session_id is None:
            return False
        self._after = session_id
        for key in self._unnamed(session, session_id):
            session.execute(delete(kept).where(kept.c.content_key == key))
            self.deleted += 1
        return True

    def _unnamed(self, session: Session, session_id: str) -> list[str]:
        kept = self._contents.table
        named: set[str] = set()
        for table in self._tables:
            rows = select(cast(stored_column(table), Text)).where(table.c.session_id == session_id)
            named.update(key for text in session.scalars(rows) if text for key in keys_within(text))
        keys = session.scalars(select(kept.c.content_key).where(kept.c.session_id == session_id))
        return [key for key in keys if key not in named]
