"""Columns of Arrow, whichever package they are of: told by the PyCapsule interface alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from typing_extensions import TypeIs

__all__ = ["ArrowColumn", "is_arrow"]


class _Array(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...


class _Stream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


ArrowColumn = _Array | _Stream
"""An array of Arrow, in one piece or in several: of pyarrow, Polars, pandas 3, DuckDB, nanoarrow, arro3, ..."""


def is_arrow(column: object) -> TypeIs[ArrowColumn]:
    """Say whether an object lends what it holds as Arrow."""
    return hasattr(column, "__arrow_c_array__") or hasattr(column, "__arrow_c_stream__")
