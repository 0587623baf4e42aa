"""How far rows that are there already have been written anew."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Moved"]


@dataclass(frozen=True)
class Moved:
    """How far a migration has come.

    Attributes:
        rows: Rows that were looked at.
        written: Rows of these that were written; the others are as they shall be.
        of: Rows there are, as far as they have been counted: those of agno's next table are counted when it is begun.
    """

    rows: int = 0
    written: int = 0
    of: int = 0
