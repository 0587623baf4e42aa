"""Agno's tables of sessions and runs, with the column of runs marked as one whose large texts are kept apart."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from operator import is_
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import Cast, Label
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from .writing import Writing

__all__ = [
    "Copies",
    "Owned",
    "RunsType",
    "current",
    "is_copy_of_sessions",
    "is_of_runs",
    "is_text_of_runs",
    "row_key",
    "runs_column",
    "stored_column",
]

current: ContextVar[Writing | None] = ContextVar("headroom_writing", default=None)
"""What writes the values of the statement that is executed."""

_COLUMNS = {"sessions": "runs", "runs": "run_data"}
_INFO = "headroom"


@dataclass(frozen=True)
class Owned:
    """A value with what writes it, for statements with many rows."""

    value: Any
    writing: Writing


class RunsType(TypeDecorator[Any]):
    """JSON of runs. What is read is as it is stored: that takes a transaction, which types have not.

    Args:
        stored: The type of the column.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, stored: TypeEngine[Any]) -> None:
        super().__init__()
        self.stored = stored
        self.impl = stored  # type: ignore[assignment]  # as TypeDecorator does: an instance

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write a value with marks."""
        if isinstance(value, Owned):
            return value.writing.value(value.value)
        writing = current.get()
        return value if writing is None else writing.value(value)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Have paths into the JSON compared as JSON's."""
        return self.impl_instance.coerce_compared_value(op, value)


class Copies:
    """Copies of agno's tables, one a table: SQLAlchemy keeps what it has compiled by the tables in it."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Table, list[Any], Table]] = {}

    def of(self, table: Table, table_type: str) -> Table:
        """Give the copy of a table, where it is one that holds runs or sessions; agno's own stays as it is."""
        if table_type not in _COLUMNS or not issubclass(type(table), Table):  # a mock says that it is one
            return table
        columns = list(table.c)  # agno may define those of a table in memory anew
        made = self._made.get(table_type)
        if made is None or made[0] is not table or not _same(made[1], columns):
            made = self._made[table_type] = (table, columns, _copied(table, table_type))
        return made[2]


def _same(some: list[Any], others: list[Any]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _copied(table: Table, table_type: str) -> Table:
    copy = table.to_metadata(MetaData())
    copy.info = {**table.info, _INFO: table_type}
    column = copy.c.get(_COLUMNS[table_type])
    if column is not None:
        column.type = RunsType(column.type)
    return copy


def runs_column(table: Any) -> str | None:
    """Give the name of the column that holds runs, if it is a copy that has one."""
    name = _COLUMNS.get(getattr(table, "info", {}).get(_INFO, ""))
    return name if name is not None and name in table.c else None


def stored_column(table: Table) -> Any:
    """Give the column of agno's own table that holds runs; ``None`` if it has none."""
    return next((table.c[name] for name in _COLUMNS.values() if name in table.c), None)


def row_key(table: Table) -> Any:
    """Give the column that tells its rows apart, which agno 2.1 does not call its key."""
    return table.c["run_id" if "run_id" in table.c else "session_id"]


def is_copy_of_sessions(table: Any) -> bool:
    """Tell whether it is a copy of the table of sessions."""
    return bool(getattr(table, "info", {}).get(_INFO) == "sessions")


def is_of_runs(column: Any) -> bool:
    """Tell whether a column of a result has runs."""
    return isinstance(column.type, RunsType)


def is_text_of_runs(column: ColumnElement[Any]) -> bool:
    """Tell whether a column of a result has runs as text."""
    element = column.element if isinstance(column, Label) else column
    return isinstance(element, Cast) and isinstance(element.clause.type, RunsType)
