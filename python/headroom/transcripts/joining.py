"""Requests of one conversation found again among others: each holds all messages of the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from headroom._replay.transcript import Message, Request, Transcript
from headroom.transcripts.records import Record

__all__ = ["Joining"]

_MOST_OPEN = 64
"""Conversations that may go on; of more, the one that was gone on with longest ago ends."""


@dataclass
class _Open:
    name: str
    source: str
    messages: list[Message]
    bare: list[Any]
    requests: list[Request]


class Joining:
    """Puts requests that go on with each other into one conversation, in a bounded memory."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._open: list[_Open] = []

    def add(self, messages: list[Message], record: Record, request: Request, name: str | None) -> Iterator[Transcript]:
        """Take in a request. Gives conversations that have ended.

        Args:
            messages: what was sent.
            record: where it stands.
            request: what else is known of it.
            name: what it is called.
        """
        bare = list(map(_bare, messages))
        request = request._replace(end=len(messages))
        going_on = next((one for one in reversed(self._open) if bare[: len(one.bare)] == one.bare), None)
        if going_on is None:
            self._open.append(_Open(name or record.place, record.place, messages, bare, [request]))
        else:
            self._open.remove(going_on)
            going_on.messages, going_on.bare = messages, bare
            going_on.requests.append(request)
            self._open.append(going_on)
        if len(self._open) > _MOST_OPEN:
            yield self._ended(self._open.pop(0))

    def rest(self) -> Iterator[Transcript]:
        """Give the conversations that are left, in the order in which they were gone on with."""
        yield from map(self._ended, self._open)
        self._open = []

    def _ended(self, one: _Open) -> Transcript:
        return Transcript(one.name, self._kind, one.source, one.messages, tuple(one.requests))


def _bare(message: Message) -> Any:
    """Take out of a message what asks for caching: it stands elsewhere in every request."""
    content = message.get("content")
    if not isinstance(content, list):
        return message
    blocks = [
        {key: value for key, value in block.items() if key != "cache_control"} if isinstance(block, dict) else block
        for block in content
    ]
    return {**message, "content": blocks}
