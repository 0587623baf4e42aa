"""What an API's answers have to offer for calls of ``headroom_retrieve`` to be taken out of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

__all__ = ["PARAGRAPH", "Call", "Dialect", "Relay", "arguments_of", "summed"]

PARAGRAPH = "\n\n"
"""Stands between what a model said before it read a page and what it said then."""


class Call(NamedTuple):
    """A call of ``headroom_retrieve``."""

    id: str
    arguments: Mapping[str, Any]


class Relay(Protocol):
    """One stream for the client, out of those of all rounds."""

    def take(self, chunk: Any) -> Iterable[Any]:
        """Take in a chunk of a round; gives what the client is to have of it now."""

    def answer(self) -> Any:
        """Put together what the round has said, None where it has not retrieved; and make ready for the next one."""

    def end(self) -> Iterable[Any]:
        """Give the end of the last round, with the usage of all."""


class Dialect(Protocol):
    """Answers of one API."""

    def calls(self, answer: Any) -> list[Call]:
        """List the calls of ``headroom_retrieve`` in an answer."""

    def has_others(self, answer: Any) -> bool:
        """Whether it calls tools of the client's, too."""

    def exchange(self, answer: Any, pages: Mapping[str, str]) -> list[Any]:
        """Give the messages that go on from an answer, its pages by the ids of their calls."""

    def joined(self, answers: Sequence[Any]) -> Any:
        """Make one answer for the client of those of all rounds: all text, no call of its own, and the usage of all."""

    async def ask(self, fields: Mapping[str, Any]) -> Any:
        """Put a request to the same deployment; gives the answer, or its stream."""

    def relay(self) -> Relay:
        """Make what passes streams on."""


def arguments_of(text: object) -> Mapping[str, Any]:
    """Read a call's arguments as a model wrote them; none where they cannot be read."""
    try:
        read = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return {}
    return read if isinstance(read, Mapping) else {}


def summed(usages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Add up what is reported in numbers, in tables within, too; of all else the last stays."""
    total: dict[str, Any] = {}
    for usage in usages:
        for name, value in usage.items():
            total[name] = _added(total.get(name), value)
    return total


def _added(sum_: Any, value: Any) -> Any:
    if isinstance(value, Mapping):
        return summed([sum_ if isinstance(sum_, Mapping) else {}, value])
    if type(value) in (int, float) and type(sum_) in (int, float):
        return sum_ + value
    return sum_ if value is None else value
