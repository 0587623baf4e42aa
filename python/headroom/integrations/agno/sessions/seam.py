"""What happens to the statements of a database's transactions: runs are written with marks, and read with their texts.

SQLAlchemy's sessions tell of every statement before it is executed, and take another result than the one it has:
https://docs.sqlalchemy.org/en/20/orm/session_events.html#execute-events. So it makes no difference which of agno's
methods reads or writes, nor which will in its next version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Result, not_, select
from sqlalchemy.orm import ORMExecuteState

from headroom._exceptions import SessionContentError

from .columns import current, is_copy_of_sessions, runs_column
from .contents import Contents
from .reading import LOST, LostError, Reading
from .remembered import Remembered
from .statements import Columns, columns_of, owned, owner_of, session_ids
from .writing import Writing

__all__ = ["Seam"]

# Between a row and its texts both may go: who reads reads once more then, and what is missing still is lost.
_READS = 3


class Seam:
    """Stands between a database's transactions and its tables.

    Args:
        contents: The table of what is kept apart.
        smallest: How many characters the smallest text has that is.
    """

    def __init__(self, contents: Contents, smallest: int) -> None:
        self.contents = contents
        self.smallest = smallest
        self._remembered = Remembered()
        self._unread: set[str] = set()

    def execute(self, state: ORMExecuteState) -> Result[Any] | None:
        """Execute a statement that concerns runs; ``None`` leaves it to SQLAlchemy.

        Raises:
            SessionContentError: If a text of a row is not there, or is not what was written; a row of which that was
                found is not written over.
        """
        columns = columns_of(state.statement)
        if state.is_insert or state.is_update:
            return self._write(state, columns)
        if state.is_delete:
            table = getattr(state.statement, "table", None)
            return self._delete(state, table) if is_copy_of_sessions(table) else None
        return self._read_or_note(state, columns) if columns.places else None

    def writing(self, session_id: object) -> Writing:
        """Give what writes values of a session."""
        return Writing(session_id if isinstance(session_id, str) else None, self.smallest)

    def _write(self, state: ORMExecuteState, columns: Columns) -> Result[Any] | None:
        table: Any = getattr(state.statement, "table", None)
        column = runs_column(table)
        if column is None:
            return None
        if self._unread and is_copy_of_sessions(table):
            self._check(state, table)
        with self._writings(state, column) as writings:
            result = state.invoke_statement()
        held: dict[str, bytes] = {}
        for writing in writings:
            if writing.contents and writing.session_id is not None:
                self.contents.keep(state.session, writing.session_id, writing.contents)
                held.update(writing.contents)
        return self._with_texts(state, result, columns, held) if columns.places else result

    def _check(self, state: ORMExecuteState, sessions: Any) -> None:
        """Read what is about to be written over, where it could not be read before."""
        rows = state.parameters
        named = [row.get("session_id") for row in rows] if isinstance(rows, list) else session_ids(state)
        for session_id in self._unread.intersection(named):
            state.session.execute(select(sessions).where(sessions.c.session_id == session_id))
            self._unread.discard(session_id)

    @contextmanager
    def _writings(self, state: ORMExecuteState, column: str) -> Iterator[Sequence[Writing]]:
        """What writes the values: one for each row of many, or for the one session that a statement names."""
        rows = state.parameters
        if isinstance(rows, list):
            writings = [self.writing(row.get("session_id")) for row in rows]
            state.parameters = [owned(row, column, writing) for row, writing in zip(rows, writings, strict=True)]
        else:
            named = session_ids(state)
            writings = [self.writing(named[0] if len(named) == 1 else None)]
        token = current.set(writings[0] if len(writings) == 1 else self.writing(None))
        try:
            yield writings
        finally:
            current.reset(token)

    def _delete(self, state: ORMExecuteState, sessions: Any) -> Result[Any]:
        result = state.invoke_statement()
        kept, ids = self.contents.table, session_ids(state)
        if ids:
            still_there = kept.c.session_id.in_(select(sessions.c.session_id))
            self.contents.drop(state.session, kept.c.session_id.in_(ids) & not_(still_there))
        for session_id in ids:
            self._remembered.forget(session_id)
            self._unread.discard(session_id)
        return result

    def _read_or_note(self, state: ORMExecuteState, columns: Columns) -> Result[Any]:
        """Read, or note which sessions cannot be: agno 2 takes such for new ones, and writes them so."""
        try:
            return self._read(state, columns)
        except Exception as fault:
            of_row = getattr(fault, "session_id", None)
            self._unread.update([*session_ids(state), *([of_row] if isinstance(of_row, str) else [])])
            raise

    def _read(self, state: ORMExecuteState, columns: Columns, reads: int = _READS) -> Result[Any]:
        try:
            return self._with_texts(state, state.invoke_statement(), columns, {})
        except SessionContentError:
            if reads == 1:
                raise
            return self._read(state, columns, reads - 1)

    def _with_texts(
        self, state: ORMExecuteState, result: Result[Any], columns: Columns, held: Mapping[str, bytes]
    ) -> Result[Any]:
        """Give a result with texts in its rows, of those that are held and those that are read."""
        frozen = result.freeze()
        rows = [list(row) for row in frozen.data]
        stored = [row[at] for row in rows for at in columns.places]
        ids = session_ids(state) if columns.as_text else []
        if len(ids) == 1:
            texts = iter(self._remembering(state, ids[0], stored))
        else:
            of = partial(owner_of, rows, columns, state)
            texts = iter(self._texts(state, stored, held, of))
        for row in rows:
            for at in columns.places:
                row[at] = next(texts)
        told: list[Any] = [tuple(row) for row in rows]
        return frozen.with_new_rows(told)()

    def _remembering(self, state: ORMExecuteState, session_id: str, stored: list[Any]) -> list[Any]:
        """Give the texts of a session's rows, and read those alone that it did not have before."""
        known = self._remembered.of(session_id)
        new = [row for row in stored if row not in known] if known else stored
        read = iter(self._texts(state, new, {}, lambda _: session_id))
        texts = [known[row] if row in known else next(read) for row in stored] if known else list(read)
        changed = [(row, text) for row, text in zip(stored, texts, strict=True) if text is not row]
        self._remembered.put(session_id, changed)
        return texts

    def _texts(
        self,
        state: ORMExecuteState,
        stored: list[Any],
        held: Mapping[str, bytes],
        owner: Callable[[int], str | None],
    ) -> list[Any]:
        """Give stored values with their texts; `owner` tells for an error whose a value is, by its place."""
        reading = Reading(stored)
        keys = reading.keys()
        found = {key: held[key].decode("ascii") for key in keys if key in held}
        found |= self.contents.read(state.session, [key for key in keys if key not in found])
        try:
            return list(reading.values(found))
        except LostError as lost:
            raise SessionContentError(LOST, owner(lost.at)) from None
