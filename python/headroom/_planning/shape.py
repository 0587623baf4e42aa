"""How messages of some kind are read to rows and written back: what the engine asks of a shape."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from headroom._planning.rows import Row

__all__ = ["ROWS", "Changes", "Edit", "Note", "Reader", "Shape"]

Edit = tuple[int, int, str]
"""(message, text, replacement)."""

Note = tuple[int, str, str]
"""(index of the message before which it stands, role, text)."""

Message = TypeVar("Message")
Read = TypeVar("Read", contravariant=True)


class Changes(NamedTuple):
    """What is sent otherwise than it was given."""

    edits: Sequence[Edit] = ()
    """In the order of the messages."""
    dropped: Sequence[int] = ()
    """Indexes of the messages that leave with the window, ascending."""
    notes: Sequence[Note] = ()
    """Messages of the window's own, in their order."""
    cuts_chain: bool = False
    """Whether the service is to read these messages alone, rather than go on from an answer with what it holds."""


class Reader(Protocol[Read]):
    """How messages of some shape are read, one after the other; one is made for each conversation."""

    free_keys: frozenset[str]
    """Of views that are dicts the keys whose values are not read, however deep they are."""

    def views(self, messages: Sequence[Read]) -> list[Any]:
        """All that `row` reads of each message, in dicts, lists, tuples and plain values that can be compared."""

    def row(self, message: Read) -> Row:
        """The message as the core sees it; called once for each message, in order."""

    def skip(self, messages: Sequence[Read]) -> None:
        """Take in the first messages, whose rows are known."""


class Shape(Hashable, Protocol[Message]):
    """One kind of messages; what unequal shapes read is remembered apart."""

    def reader(self) -> Reader[Message]:
        """Make what reads the messages of one conversation."""

    def apply(self, messages: Sequence[Message], changes: Changes) -> list[Message]:
        """Make the list to send: what changes is copied as far as it changes, all else is the same objects."""


class _Rows:
    """Rows as messages of their own. Views that are no plain values are not remembered, so each call is the first."""

    free_keys: frozenset[str] = frozenset()

    def reader(self) -> Reader[Row]:
        return self

    def views(self, messages: Sequence[Row]) -> list[Any]:
        return list(messages)

    def row(self, message: Row) -> Row:
        return message

    def skip(self, messages: Sequence[Row]) -> None:
        """No row depends on those before it."""

    def apply(self, messages: Sequence[Row], changes: Changes) -> list[Row]:
        return list(messages)


ROWS: Shape[Row] = _Rows()
"""For who wants to know what would become of rows; they are given back as they are."""
