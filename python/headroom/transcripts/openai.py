"""OpenAI's chat: a list of messages, an object that has one, or a line for each; also requests as they were logged.

    {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}], "tools": [...]}

An object whose last message is an answer is a conversation. One that names a model and ends otherwise is one request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._replay.transcript import Message, Transcript, answered
from headroom.transcripts.bodies import Body, transcripts_of
from headroom.transcripts.kind import Kind
from headroom.transcripts.records import Record, Say
from headroom.transcripts.values import are_messages, is_message, text_of, tools_in

__all__ = ["OPENAI", "chat_body"]

_AROUND = ("body", "request")
"""Where batch files and logs keep what was sent."""


def chat_body(value: Any) -> Body | None:
    """Read an object with messages, or a list of them; ``None`` where it is neither."""
    if are_messages(value):
        return Body(value)
    if not isinstance(value, Mapping):
        return None
    around = next((value[key] for key in _AROUND if isinstance(value.get(key), Mapping)), None)
    if around is not None and "messages" not in value:
        return chat_body(around)
    messages = value.get("messages")
    if not are_messages(messages):
        return None
    model = text_of(value.get("model"))
    name = text_of(value.get("id")) or text_of(value.get("session_id"))
    is_request = model is not None and not _ends_answered(messages)
    return Body(messages, model, tools_in(value), name, is_request=is_request)


def _ends_answered(messages: list[Message]) -> bool:
    return len(messages) - 1 in answered(messages) or messages[-1].get("role") == "assistant"


def _is_of(value: Any) -> bool:
    return is_message(value) or chat_body(value) is not None


def _read(records: Iterator[Record], say: Say) -> Iterator[Transcript]:
    return transcripts_of(OPENAI.name, records, say, chat_body)


OPENAI = Kind("openai", "OpenAI chat messages", _is_of, _read)
