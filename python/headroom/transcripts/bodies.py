"""Requests and conversations as objects with messages in them: what the kinds of the providers' own shapes share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from headroom._replay.transcript import Message, Request, Transcript, answered
from headroom.transcripts.joining import Joining
from headroom.transcripts.records import Record, Say
from headroom.transcripts.values import is_message

__all__ = ["Body", "transcripts_of"]


class Body(NamedTuple):
    """What one value says of a conversation.

    Attributes:
        messages: all of its messages, the system prompt first.
        model: the id of the model that was asked.
        tools: the schemas of the tools that it was offered.
        name: what it is called.
        is_request: whether it is one request, rather than a conversation in which the model has answered.
    """

    messages: list[Message]
    model: str | None = None
    tools: Sequence[Mapping[str, Any]] | None = None
    name: str | None = None
    is_request: bool = False


def transcripts_of(
    kind: str, records: Iterator[Record], say: Say, body_of: Callable[[Any], Body | None]
) -> Iterator[Transcript]:
    """Make conversations of values: a body each, requests that go on with each other, or a message each.

    Args:
        kind: the name of the kind.
        records: the values.
        say: takes what is none of these.
        body_of: reads one value; ``None`` where it is no body.
    """
    joining, loose = Joining(kind), list[Message]()
    first: Record | None = None
    for record in records:
        if is_message(record.value):
            first = first or record
            loose.append(record.value)
        elif (body := body_of(record.value)) is None or not body.messages:
            say(record.problem("has no messages that can be read"))
        elif body.is_request:
            yield from joining.add(body.messages, record, Request(0, body.model, body.tools), body.name)
        else:
            yield _conversation(kind, record, body)
    yield from joining.rest()
    if first is not None:
        yield _conversation(kind, first._replace(line=None), Body(loose))


def _conversation(kind: str, record: Record, body: Body) -> Transcript:
    """Make one conversation of all messages: a request before each answer, or one in all where there is no answer."""
    ends = list(answered(body.messages)) or [len(body.messages)]
    requests = tuple(Request(end, body.model, body.tools) for end in ends)
    return Transcript(body.name or record.place, kind, record.place, body.messages, requests)
