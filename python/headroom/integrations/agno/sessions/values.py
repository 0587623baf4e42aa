"""Strings within JSON values, as Python has them, however deep they are. Keys of objects are left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

__all__ = ["Place", "changed", "strings"]


class Place(NamedTuple):
    """Where a string stands."""

    holder: Any
    """A dict or a list."""
    at: Any
    text: str

    def put(self, text: str) -> None:
        """Put another in its place."""
        self.holder[self.at] = text


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """Give a value with each string changed; the value itself is not."""
    root = [value]
    waiting: list[Any] = [root]
    while waiting:
        holder = waiting.pop()
        for at, held in list(_items(holder)):
            if type(held) is str:
                holder[at] = change(held)
            elif (copy := _copy(held)) is not None:
                holder[at] = copy
                waiting.append(copy)
    return root[0]


def strings(value: Any, part: str) -> Iterator[Place]:
    """Find the strings with this part in a value of dicts and lists."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        for at, held in _items(holder):
            if type(held) is str:
                if part in held:
                    yield Place(holder, at, held)
            elif isinstance(held, dict | list):
                waiting.append(held)


def _items(holder: Any) -> Any:
    return holder.items() if isinstance(holder, dict) else enumerate(holder)


def _copy(held: Any) -> Any:
    if isinstance(held, dict):
        return dict(held)
    return list(held) if isinstance(held, list | tuple) else None
