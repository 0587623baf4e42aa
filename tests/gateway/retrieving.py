"""A provider whose model says what a test has written down, in pieces where it is streamed."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from tests.provider_stub import Body, Call, ProviderStub, served

TAKEN, GIVEN = 100, 10
"""Tokens that each request takes in and gives out."""


class Reply(NamedTuple):
    """What the model says: a text, and then its calls."""

    text: str = ""
    calls: tuple[Call, ...] = ()


class RetrievingProvider(ProviderStub):
    """Gives the replies that it is told, one a request.

    Attributes:
        requests: path and body of each request, in order.
        script: says what the next reply is.
    """

    def __init__(self) -> None:
        super().__init__(lambda body: [])
        self.requests: list[tuple[str, Body]] = []
        self.script: Callable[[Body], Reply] = lambda body: Reply("Nothing was asked.")

    def reply(self, path: str, body: Body) -> tuple[str, str]:
        self.requests.append((path, body))
        speak = _openai if path.endswith("/chat/completions") else _claude
        return speak(self.script(body), body.get("stream", False))


def retrieving() -> AbstractContextManager[RetrievingProvider]:
    """One that serves until the end of the block."""
    return served(RetrievingProvider())


def _halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def _openai(reply: Reply, stream: bool) -> tuple[str, str]:
    head = {"id": "chat_1", "created": 1, "model": "gpt-4o"}
    reason = "tool_calls" if reply.calls else "stop"
    usage: dict[str, Any] = {"prompt_tokens": TAKEN, "completion_tokens": GIVEN, "total_tokens": TAKEN + GIVEN}
    usage["prompt_tokens_details"] = {"cached_tokens": TAKEN // 2}
    if not stream:
        calls = [
            {"id": c.id, "type": "function", "function": _function(c, json.dumps(c.arguments))} for c in reply.calls
        ]
        message = {"role": "assistant", "content": reply.text or None, **({"tool_calls": calls} if calls else {})}
        choice = {"index": 0, "finish_reason": reason, "message": message}
        return "application/json", json.dumps(
            {**head, "object": "chat.completion", "choices": [choice], "usage": usage}
        )
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": half} for half in _halves(reply.text) if half]
    for place, call in enumerate(reply.calls):
        first, second = _halves(json.dumps(call.arguments))
        deltas.append(
            {"tool_calls": [{"index": place, "id": call.id, "type": "function", "function": _function(call)}]}
        )
        deltas += [{"tool_calls": [{"index": place, "function": {"arguments": half}}]} for half in (first, second)]
    choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in deltas]
    choices.append({"index": 0, "delta": {}, "finish_reason": reason})
    chunks = [{**head, "object": "chat.completion.chunk", "choices": [choice]} for choice in choices]
    chunks.append({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    return "text/event-stream", "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def _function(call: Call, arguments: str = "") -> dict[str, str]:
    return {"name": call.name, "arguments": arguments}


def _claude(reply: Reply, stream: bool) -> tuple[str, str]:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": reply.text}] if reply.text else []
    blocks += [{"type": "tool_use", "id": c.id, "name": c.name, "input": c.arguments} for c in reply.calls]
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5"}
    reason = "tool_use" if reply.calls else "end_turn"
    usage = {"input_tokens": TAKEN, "cache_read_input_tokens": TAKEN // 2, "cache_creation_input_tokens": 0}
    if not stream:
        whole = {**message, "content": blocks, "stop_reason": reason, "stop_sequence": None}
        return "application/json", json.dumps({**whole, "usage": {**usage, "output_tokens": GIVEN}})
    begun = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**begun, "usage": {**usage, "output_tokens": 1}}}
    ]
    for place, block in enumerate(blocks):
        is_text = block["type"] == "text"
        start = {**block, "text": ""} if is_text else {**block, "input": {}}
        events.append({"type": "content_block_start", "index": place, "content_block": start})
        for half in _halves(block["text"] if is_text else json.dumps(block["input"])):
            delta = (
                {"type": "text_delta", "text": half} if is_text else {"type": "input_json_delta", "partial_json": half}
            )
            events.append({"type": "content_block_delta", "index": place, "delta": delta})
        events.append({"type": "content_block_stop", "index": place})
    ended = {"stop_reason": reason, "stop_sequence": None}
    events += [{"type": "message_delta", "delta": ended, "usage": {"output_tokens": GIVEN}}, {"type": "message_stop"}]
    return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
