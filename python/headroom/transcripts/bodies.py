"""Requests and conversations as objects with messages in them: what the kinds of the providers' own shapes share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from headroom._account.bill import Tokens
from headroom._replay.transcript import Message, Request, Transcript, answered
from headroom.transcripts.joining import Joining
from headroom.transcripts.records import Record, Say

__all__ = ["Body", "are_messages", "conversation", "is_message", "text_of", "tools_in", "transcripts_of"]


class Body(NamedTuple):
    """What one value says of a conversation.

    Attributes:
        messages: all of its messages, the system prompt first.
        model: the id of the model that was asked.
        tools: the schemas of the tools that it was offered.
        name: what it is called.
        reported: the input tokens that the provider reported.
        is_request: whether it is one request, rather than a conversation in which the model has answered.
    """

    messages: list[Message]
    model: str | None = None
    tools: Sequence[Mapping[str, Any]] | None = None
    name: str | None = None
    reported: Tokens | None = None
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
            yield from joining.add(body.messages, record, Request(0, body.model, body.tools, body.reported), body.name)
        else:
            yield conversation(kind, record, body)
    yield from joining.rest()
    if first is not None:
        yield conversation(kind, first._replace(line=None), Body(loose))


def conversation(kind: str, record: Record, body: Body) -> Transcript:
    """Make one conversation of all messages: a request before each answer, or one in all where there is no answer."""
    ends = list(answered(body.messages)) or [len(body.messages)]
    requests = tuple(Request(end, body.model, body.tools) for end in ends)
    return Transcript(body.name or record.place, kind, record.place, body.messages, requests)


def is_message(value: Any) -> TypeGuard[Message]:
    """Whether a value is one message of a provider's API."""
    if not isinstance(value, Mapping) or "messages" in value or "message" in value:
        return False
    role, kind = value.get("role"), value.get("type")
    if isinstance(role, str):
        return "content" in value or "tool_calls" in value or "function_call" in value or "parts" in value
    return isinstance(kind, str) and bool({"call_id", "output", "summary", "encrypted_content"} & value.keys())


def are_messages(value: Any) -> TypeGuard[list[Message]]:
    """Whether a value is a list of messages, and not an empty one."""
    return isinstance(value, list) and bool(value) and all(map(is_message, value))


def text_of(value: Any) -> str | None:
    """Give a text that says something; ``None`` for all else."""
    return value if isinstance(value, str) and value else None


def tools_in(value: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """Give the tool schemas of a body; ``None`` where there are none."""
    tools = value.get("tools") or value.get("functions")
    return [tool for tool in tools if isinstance(tool, Mapping)] or None if isinstance(tools, list) else None
