"""Texts in messages: where each stands, and messages with other texts in the same places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from headroom._objects import copied, plain

if TYPE_CHECKING:
    from headroom._planning.rows import Row, Text
    from headroom._planning.shape import Changes, Edit

__all__ = ["Kind", "Path", "Slot", "applied", "by_message", "replaced", "replacements", "windowed"]

Path = tuple[Any, ...]
"""Keys and indexes from a message down to a text, such as ``("content", 1, "text")``."""

Message = TypeVar("Message")


class Slot(NamedTuple):
    """One text that is sent, and every place in its message where it stands; none where it is never rewritten."""

    text: Text
    paths: tuple[Path, ...] = ()
    under: str | None = None
    """What stands there is no text, but an object that the text is put into under this key."""


class Kind(NamedTuple):
    """How messages of one kind are read, as dicts without objects in them."""

    row: Callable[[Mapping[str, Any]], Row]
    slots: Callable[[Mapping[str, Any]], Iterator[Slot]]
    """The texts of the row, in its order, and where they stand."""
    noted: Callable[[str, str], Any]
    """Makes a message of a role, user or assistant, and a text."""


def applied(messages: Sequence[Any], changes: Changes, kind_of: Callable[[Any], Kind]) -> list[Any]:
    """Make the list to send: copies only along the paths that change, everything else as it is."""
    sent, others = list(messages), []
    for edit in changes.edits:
        index, _, text = edit
        message = messages[index]
        if type(message) is dict and isinstance(message.get("content"), str):
            sent[index] = {**message, "content": text}  # all other texts of such a message are fixed
        else:
            others.append(edit)
    for index, texts in by_message(others).items():
        slots = list(kind_of(messages[index]).slots(plain(messages[index])))
        sent[index] = replaced(messages[index], replacements(slots, texts))
    return sent if not changes.dropped else windowed(sent, changes, kind_of(messages[changes.dropped[0]]).noted)


def by_message(edits: Iterable[Edit]) -> dict[int, dict[int, str]]:
    """Replacements by the index of their message, then by the number of their text."""
    found: dict[int, dict[int, str]] = {}
    for index, number, text in edits:
        found.setdefault(index, {})[number] = text
    return found


def windowed(messages: list[Message], changes: Changes, noted: Callable[[str, str], Message]) -> list[Message]:
    """The messages that stay, and the window's own among them, which `noted` makes of a role and a text."""
    if not changes.dropped:
        return messages
    own: dict[int, list[Message]] = {}
    for before, role, text in changes.notes:
        own.setdefault(before, []).append(noted(role, text))
    gone, sent = set(changes.dropped), list[Message]()
    for index, message in enumerate(messages):
        sent += own.get(index, ())
        if index not in gone:
            sent.append(message)
    return sent


def replacements(slots: Sequence[Slot], texts: Mapping[int, str]) -> dict[Path, Any]:
    """What stands at which path when the slots with these numbers have these texts."""
    written = [(slots[number], text) for number, text in texts.items()]
    return {path: text if slot.under is None else {slot.under: text} for slot, text in written for path in slot.paths}


def replaced(container: Any, changes: Mapping[Path, Any]) -> Any:
    """A copy of `container` with each value at its path; only what lies on a path is copied, and that once."""
    if () in changes:
        return changes[()]
    inner: dict[Any, dict[Path, Any]] = {}
    for (key, *rest), value in changes.items():
        inner.setdefault(key, {})[tuple(rest)] = value
    return copied(container, {key: replaced(_part(container, key), deeper) for key, deeper in inner.items()})


def _part(container: Any, key: Any) -> Any:
    return container[key] if isinstance(container, Mapping | list | tuple) else getattr(container, key)
