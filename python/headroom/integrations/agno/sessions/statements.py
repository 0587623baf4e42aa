"""What statements and their results say of runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import ORMExecuteState

from .columns import Owned, is_of_runs, is_text_of_runs
from .writing import Writing

__all__ = ["Columns", "columns_of", "owned", "owner_of", "session_ids"]

# As SQLAlchemy names the parameters of this column: in one row, in one of several, in a condition.
_SESSION_ID = re.compile(r"session_id(_m?\d+)*")


class Columns(NamedTuple):
    """Where runs stand in the rows of a result."""

    places: list[int]
    as_text: bool
    """Whether all of them are runs as text."""
    owner: int | None
    """Where the session stands that they are of."""


def columns_of(statement: Any) -> Columns:
    """Find the columns of a statement's result that have runs."""
    exported = list(getattr(statement, "exported_columns", ()))
    as_text = [at for at, column in enumerate(exported) if is_text_of_runs(column)]
    as_values = [at for at, column in enumerate(exported) if is_of_runs(column)]
    owner = next((at for at, column in enumerate(exported) if getattr(column, "key", "") == "session_id"), None)
    return Columns(sorted([*as_text, *as_values]), not as_values, owner)


def owner_of(rows: Sequence[Sequence[Any]], columns: Columns, state: ORMExecuteState, at: int) -> str | None:
    """Tell which session a value is of, by its place among those of all rows, if its row or its statement says so."""
    row = rows[at // len(columns.places)]
    owners = session_ids(state) if columns.owner is None else [row[columns.owner]]
    return owners[0] if len(owners) == 1 else None


def owned(row: Mapping[str, Any], column: str, writing: Writing) -> dict[str, Any]:
    """Give the parameters of a row with what writes its runs."""
    return {**row, column: Owned(row[column], writing)} if column in row else dict(row)


def session_ids(state: ORMExecuteState) -> list[str]:
    """Give the sessions that a statement names, each once."""
    inserted = _inserted(state.statement) if state.is_insert else None
    if inserted is not None:
        return [inserted]
    compiled = state.statement.compile(dialect=state.session.get_bind().dialect)  # type: ignore[attr-defined]
    named = [value for name, value in compiled.params.items() if _SESSION_ID.fullmatch(name)]
    each = [one for value in named for one in (value if isinstance(value, list | tuple) else [value])]
    return list(dict.fromkeys(one for one in each if isinstance(one, str)))


def _inserted(statement: Any) -> str | None:
    """The session of the one row that is inserted; nothing if it takes compiling to tell.

    Compiling each insertion once more was half of what writing cost. SQLAlchemy has no public name for the values:
    where they are not what they are today, it is compiled. Its own cache of what it has compiled, which would do for
    every statement, takes more such names, and other ones in 2.0 than in 2.1.
    """
    values = getattr(statement, "_values", None)
    if not isinstance(values, Mapping):
        return None
    bound = next((value for column, value in values.items() if getattr(column, "key", column) == "session_id"), None)
    session_id = getattr(bound, "value", None)
    return session_id if isinstance(session_id, str) else None
