"""Messages of every shape that is known, each read by what stands in it: one list may hold several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from headroom._exceptions import ValidationError
from headroom._objects import plain
from headroom._planning.rows import Row, told
from headroom._planning.shape import Changes
from headroom._shapes.chat import CHAT_MESSAGES, calling_row, plain_row, row_of_object
from headroom._shapes.converse import CONVERSE_MESSAGES, is_converse_message
from headroom._shapes.gemini import GEMINI_CONTENTS, Order, is_gemini_content
from headroom._shapes.responses import RESPONSES_ITEMS, is_responses_item
from headroom._shapes.slots import Kind, applied
from headroom._shapes.values import FREE_KEYS

__all__ = ["EDITED_MESSAGES", "MESSAGES", "rows_of"]


class MessagesReader:
    """Reads messages for the engine."""

    free_keys = FREE_KEYS

    def __init__(self, *, apart: bool = False) -> None:
        """Begin a conversation, each message of which stands by itself where it is `apart`."""
        self._order = Order()
        self._apart = apart

    def views(self, messages: Sequence[Any]) -> list[Any]:
        """The messages themselves."""
        return list(messages)

    def row(self, message: Any) -> Row:
        """The message as the core sees it.

        Raises:
            ValidationError: it is no message of any shape.
        """
        row = self._row(message)
        return row._replace(apart=True) if self._apart else row

    def _row(self, message: Any) -> Row:
        if type(message) is dict and (row := plain_row(message) or calling_row(message)):
            return row
        fields = plain(message)
        kind = _kind_of(fields)
        if not isinstance(fields, Mapping):
            return row_of_object(fields)
        row = kind.row(fields)
        return self._order.tied(row, fields) if kind is GEMINI_CONTENTS else row

    def skip(self, messages: Sequence[Any]) -> None:
        """Take in the calls of the first messages that responses behind them may answer by their order."""
        for message in messages:
            if type(message) is not dict or "parts" in message:
                self.row(message)


class MessagesShape(NamedTuple):
    """Messages of every shape."""

    edited: bool = False
    """Whether the service may clear, cut or sum up messages before the model reads them."""

    def reader(self) -> MessagesReader:
        """Make what reads the messages of one conversation."""
        return MessagesReader(apart=self.edited)

    def apply(self, messages: Sequence[Any], changes: Changes) -> list[Any]:
        """Make the list to send: copies only along the paths that change, everything else as it is."""
        return applied(messages, changes, lambda message: _kind_of(plain(message)))


MESSAGES = MessagesShape()
EDITED_MESSAGES = MessagesShape(edited=True)


def rows_of(messages: Sequence[Any]) -> list[Row]:
    """One row a message.

    Raises:
        ValidationError: one of them is no message of any shape.
    """
    return [told(row) for row in map(MessagesReader().row, messages)]


def _kind_of(message: Any) -> Kind:
    """How a message is read; what says nothing at all, and an object that tells its fields, as chat messages are."""
    if not isinstance(message, Mapping):
        if message is not None and not hasattr(message, "model_dump"):
            raise ValidationError(f"a message is a dict or a client's object, not {type(message).__name__}")
        return CHAT_MESSAGES
    if is_gemini_content(message):
        return GEMINI_CONTENTS
    if is_responses_item(message):
        return RESPONSES_ITEMS
    if message and "role" not in message:
        raise ValidationError(f"a message has a role, parts or a type; this one has {_keys(message)}")
    return CONVERSE_MESSAGES if is_converse_message(message) else CHAT_MESSAGES


def _keys(message: Mapping[Any, Any]) -> str:
    return ", ".join(map(repr, list(message)[:5]))
