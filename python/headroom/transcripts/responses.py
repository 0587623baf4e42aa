"""Items of OpenAI's Responses API: a list of them, a request with `input`, or a line for each.

{"model": "gpt-4o", "instructions": "Be brief.", "input": [{"type": "function_call_output", "call_id": "a", ...}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._replay.transcript import Message, Transcript
from headroom.transcripts.bodies import Body, transcripts_of
from headroom.transcripts.kind import Kind
from headroom.transcripts.records import Record, Say
from headroom.transcripts.values import are_messages, is_message, text_of, tools_in

__all__ = ["RESPONSES", "responses_body"]


def responses_body(value: Any) -> Body | None:
    """Read a request's object, or a list of items; ``None`` where it is neither."""
    if are_messages(value):
        return Body(value)
    if not isinstance(value, Mapping) or "input" not in value:
        return None
    messages = _items(value["input"])
    if messages is None:
        return None
    instructions, output = text_of(value.get("instructions")), value.get("output")
    system: list[Message] = [{"role": "system", "content": instructions}] if instructions else []
    answer: list[Message] = output if are_messages(output) else []
    name = text_of(value.get("id"))
    model = text_of(value.get("model"))
    return Body(
        [*system, *messages, *answer], model, tools_in(value), name, is_request=not answer and model is not None
    )


def _items(value: Any) -> list[Message] | None:
    if isinstance(value, str):
        return [{"role": "user", "content": value}]
    return value if are_messages(value) else None


def _is_of(value: Any) -> bool:
    if is_message(value):
        return "role" not in value
    if isinstance(value, list):
        return are_messages(value) and any("role" not in item for item in value)
    return responses_body(value) is not None


def _read(records: Iterator[Record], say: Say) -> Iterator[Transcript]:
    return transcripts_of(RESPONSES.name, records, say, responses_body)


RESPONSES = Kind("responses", "OpenAI Responses items", _is_of, _read)
