"""Anthropic's messages: content in blocks, and the system prompt beside the messages.

{"model": "claude-sonnet-4-5", "system": "Be brief.", "messages": [{"role": "user", "content": [...]}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._replay.transcript import Transcript
from headroom.transcripts.bodies import Body, transcripts_of
from headroom.transcripts.kind import Kind
from headroom.transcripts.openai import chat_body
from headroom.transcripts.records import Record, Say
from headroom.transcripts.values import is_message

__all__ = ["ANTHROPIC", "anthropic_body"]

_BLOCKS = ("tool_use", "tool_result", "thinking", "redacted_thinking", "server_tool_use")


def anthropic_body(value: Any) -> Body | None:
    """Read an object with messages and, beside them, a system prompt; ``None`` where there are no messages."""
    body = chat_body(value)
    system = value.get("system") if isinstance(value, Mapping) else None
    if body is None or not isinstance(system, str | list) or not system:
        return body
    return body._replace(messages=[{"role": "system", "content": system}, *body.messages])


def _is_of(value: Any) -> bool:
    if is_message(value):
        return _has_blocks(value)
    body = chat_body(value)
    if body is None:
        return False
    beside = isinstance(value, Mapping) and ("system" in value or "anthropic_version" in value)
    return beside or any(map(_has_blocks, body.messages))


def _has_blocks(message: Mapping[str, Any]) -> bool:
    content = message.get("content")
    blocks = content if isinstance(content, list) else ()
    return any(isinstance(block, Mapping) and block.get("type") in _BLOCKS for block in blocks)


def _read(records: Iterator[Record], say: Say) -> Iterator[Transcript]:
    return transcripts_of(ANTHROPIC.name, records, say, anthropic_body)


ANTHROPIC = Kind("anthropic", "Anthropic messages", _is_of, _read)
