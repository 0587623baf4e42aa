"""What a database gets of ours: transactions of its own kind, on its own connections, and the work on its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from .columns import Copies, stored_column
from .contents import Contents
from .maintenance import Collection, Migration
from .seam import Seam

__all__ = ["Transactions"]


class Transactions:
    """Makes what reads and writes sessions with their texts.

    Args:
        db: Agno's database.
        smallest: How many characters the smallest text has that is kept apart.
    """

    def __init__(self, db: Any, smallest: int) -> None:
        self._seam = Seam(Contents(db.session_table_name, getattr(db, "db_schema", None)), smallest)
        self._copies = Copies()

    def state_of(self, db: Any) -> dict[str, Any]:
        """Give the state of a database, with these transactions and nothing that was read without them."""
        state = {**db.__dict__, **self._factories(db)}
        if "_run_object_cache" in state:  # agno 3: objects of runs, by their rows
            state["_run_object_cache"] = type(state["_run_object_cache"])()
        return state

    def copied(self, table: Table | None, table_type: str) -> Table | None:
        """Give a copy of a table of agno's whose statements these transactions know."""
        return None if table is None else self._copies.of(table, table_type)

    def migration(self, tables: Iterable[Table | None], *, compacting: bool) -> Migration:
        """Begin to write the rows of those of agno's own tables that are there and hold runs."""
        return Migration(self._seam, _holding_runs(tables), compacting=compacting)

    def collection(self, tables: Iterable[Table | None]) -> Collection:
        """Begin to delete what no row of these tables names."""
        return Collection(self._seam.contents, _holding_runs(tables))

    def _factories(self, db: Any) -> dict[str, Any]:
        made = type("Session", (Session,), {})
        event.listen(made, "do_orm_execute", self._seam.execute)
        if (begun := getattr(db, "async_session_factory", None)) is not None:
            return {"async_session_factory": type(begun)(**{**begun.kw, "sync_session_class": made})}
        return {"Session": scoped_session(sessionmaker(class_=made, **db.Session.session_factory.kw))}


def _holding_runs(tables: Iterable[Table | None]) -> list[Table]:
    return [table for table in tables if table is not None and stored_column(table) is not None]
