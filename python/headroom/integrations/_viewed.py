"""Messages of frameworks, each read as the chat dict that says the same, and written back in its own class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._shapes.chat import CHAT_MESSAGES
from headroom._shapes.slots import Path, by_message, replacements, windowed
from headroom._shapes.values import FREE_KEYS

if TYPE_CHECKING:
    from headroom._planning.rows import Row
    from headroom._planning.shape import Changes

__all__ = ["View", "ViewedShape"]


class View(NamedTuple):
    """How a message is read."""

    chat: Mapping[str, Any]
    """The chat dict."""
    fixed: bool = False
    """Whether it stays as it is: its text is not the message's own, but made of it on the way."""


class ViewedShape(NamedTuple):
    """One kind of messages."""

    view: Callable[[Any], View]
    put: Callable[[Any, Mapping[Path, Any]], Any]
    """Gives a copy of a message with other values at these paths of its chat dict; the message is not changed."""
    noted: Callable[[str, str], Any]
    """Makes a message of a role, user or assistant, and a text."""

    def reader(self) -> ViewedReader:
        """Make what reads the messages of one conversation."""
        return ViewedReader(self.view)

    def apply(self, messages: Sequence[Any], changes: Changes) -> list[Any]:
        """Make the list to send: what changes is copied as far as it changes, all else is the same objects."""
        sent = list(messages)
        for index, texts in by_message(changes.edits).items():
            slots = list(CHAT_MESSAGES.slots(self.view(messages[index]).chat))
            sent[index] = self.put(messages[index], replacements(slots, texts))
        return windowed(sent, changes, self.noted)


class ViewedReader:
    """Reads the messages for the engine."""

    free_keys = FREE_KEYS

    def __init__(self, view: Callable[[Any], View]) -> None:
        self._view = view

    def views(self, messages: Sequence[Any]) -> list[Any]:
        """The chat dicts."""
        return [tuple(self._view(message)) for message in messages]

    def row(self, message: Any) -> Row:
        """The message as the core sees it."""
        chat, fixed = self._view(message)
        row = CHAT_MESSAGES.row(chat)
        return row._replace(texts=tuple(text._replace(editable=False) for text in row.texts)) if fixed else row

    def skip(self, messages: Sequence[Any]) -> None:
        """No message depends on those before it."""
