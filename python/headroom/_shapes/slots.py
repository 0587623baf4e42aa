"""Texts in messages: where each stands, and messages with other texts in the same places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from headroom._planning.rows import Text
    from headroom._planning.shape import Changes, Edit

__all__ = ["Path", "Slot", "by_message", "replaced", "replacements", "windowed"]

Path = tuple[Any, ...]
"""Keys and indexes from a message down to a text, such as ``("content", 1, "text")``."""

Message = TypeVar("Message")


class Slot(NamedTuple):
    """One text that is sent, and every place in its message where it stands; none where it is never rewritten."""

    text: Text
    paths: tuple[Path, ...] = ()


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
    own = {before: noted(role, text) for before, role, text in changes.notes}
    gone, sent = set(changes.dropped), []
    for index, message in enumerate(messages):
        if index in own:
            sent.append(own[index])
        if index not in gone:
            sent.append(message)
    return sent


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
