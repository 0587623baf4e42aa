"""Texts in messages: where each stands, and messages with other texts in the same places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from headroom._planning.rows import Text
    from headroom._planning.shape import Changes

__all__ = ["Path", "Slot", "applied", "replaced", "replacements"]

Path = tuple[Any, ...]
"""Keys and indexes from a message down to a text, such as ``("content", 1, "text")``."""

Message = TypeVar("Message")


class Slot(NamedTuple):
    """One text that is sent, and every place in its message where it stands; none where it is never rewritten."""

    text: Text
    paths: tuple[Path, ...] = ()


def applied(
    messages: Sequence[Message],
    changes: Changes,
    edited: Callable[[Message, Mapping[int, str]], Message],
    note: Callable[[str], Message],
) -> list[Message]:
    """Make the list to send; messages that do not change are the very objects that were given.

    Args:
        messages: the conversation.
        changes: what is sent otherwise.
        edited: makes a message with other texts, by their number among its slots.
        note: makes a user's message of the window's note.
    """
    sent = list(messages)
    for index, edits in groupby(changes.edits, key=itemgetter(0)):
        sent[index] = edited(messages[index], {number: text for _, number, text in edits})
    if changes.note is None:
        return sent
    first, gone = changes.dropped[0], set(changes.dropped)
    kept = [message for index, message in enumerate(sent) if index not in gone]
    return [*kept[:first], note(changes.note), *kept[first:]]


def replacements(slots: Sequence[Slot], texts: Mapping[int, str]) -> dict[Path, str]:
    """What stands at which path when the slots with these numbers have these texts."""
    return {path: text for number, text in texts.items() for path in slots[number].paths}


def replaced(container: Any, changes: Mapping[Path, str]) -> Any:
    """A copy of `container` with each text at its path; only what lies on a path is copied, and that once."""
    if () in changes:
        return changes[()]
    inner: dict[Any, dict[Path, str]] = {}
    for (key, *rest), text in changes.items():
        inner.setdefault(key, {})[tuple(rest)] = text
    changed: Any = dict(container) if isinstance(container, Mapping) else list(container)
    for key, deeper in inner.items():
        changed[key] = replaced(container[key], deeper)
    return changed
