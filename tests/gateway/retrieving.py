"""A provider whose model says what a test has written down, in pieces where it is streamed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple
from zlib import crc32

from tests.provider_stub import Body, Call, ProviderStub, served

TAKEN, GIVEN = 100, 10
"""Tokens that each request takes in and gives out."""


class Reply(NamedTuple):
    """What the model says: a text, and then its calls; as a response, after reasoning where it does."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    reasons: bool = False


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
        speak = {"completions": _openai, "messages": _claude, "responses": _responses}[path.rpartition("/")[2]]
        return speak(self.script(body), body.get("stream", False))


def retrieving() -> AbstractContextManager[RetrievingProvider]:
    """One that serves until the end of the block."""
    return served(RetrievingProvider())


def _halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def _openai(reply: Reply, stream: bool) -> tuple[str, str]:
    reason = "tool_calls" if reply.calls else "stop"
    usage: dict[str, Any] = {"prompt_tokens": TAKEN, "completion_tokens": GIVEN, "total_tokens": TAKEN + GIVEN}
    usage["prompt_tokens_details"] = {"cached_tokens": TAKEN // 2}
    if not stream:
        calls = [_function(call, json.dumps(call.arguments)) for call in reply.calls]
        message = {"role": "assistant", "content": reply.text or None, **({"tool_calls": calls} if calls else {})}
        choice = {"index": 0, "finish_reason": reason, "message": message}
        return "application/json", json.dumps({**_CHAT, "choices": [choice], "usage": usage})
    choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in _deltas(reply)]
    choices.append({"index": 0, "delta": {}, "finish_reason": reason})
    chunks = [{**_CHAT, "object": "chat.completion.chunk", "choices": [choice]} for choice in choices]
    chunks.append({**_CHAT, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    return "text/event-stream", "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


_CHAT = {"id": "chat_1", "created": 1, "model": "gpt-4o", "object": "chat.completion"}


def _deltas(reply: Reply) -> Iterator[dict[str, Any]]:
    yield {"role": "assistant", "content": ""}
    yield from ({"content": half} for half in _halves(reply.text) if half)
    for place, call in enumerate(reply.calls):
        yield {"tool_calls": [{"index": place, **_function(call)}]}
        for half in _halves(json.dumps(call.arguments)):
            yield {"tool_calls": [{"index": place, "function": {"arguments": half}}]}


def _function(call: Call, arguments: str = "") -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _claude(reply: Reply, stream: bool) -> tuple[str, str]:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": reply.text}] if reply.text else []
    blocks += [{"type": "tool_use", "id": c.id, "name": c.name, "input": c.arguments} for c in reply.calls]
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5"}
    ended = {"stop_reason": "tool_use" if reply.calls else "end_turn", "stop_sequence": None}
    usage = {"input_tokens": TAKEN, "cache_read_input_tokens": TAKEN // 2, "cache_creation_input_tokens": 0}
    if not stream:
        whole = {**message, **ended, "content": blocks, "usage": {**usage, "output_tokens": GIVEN}}
        return "application/json", json.dumps(whole)
    begun = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": begun}]
    for place, block in enumerate(blocks):
        events += [{**part, "index": place} for part in _parts(block)]
    events += [{"type": "message_delta", "delta": ended, "usage": {"output_tokens": GIVEN}}, {"type": "message_stop"}]
    return _events(events)


def _parts(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    is_text = block["type"] == "text"
    start = {**block, "text": ""} if is_text else {**block, "input": {}}
    yield {"type": "content_block_start", "content_block": start}
    for half in _halves(block["text"] if is_text else json.dumps(block["input"])):
        delta = {"type": "text_delta", "text": half} if is_text else {"type": "input_json_delta", "partial_json": half}
        yield {"type": "content_block_delta", "delta": delta}
    yield {"type": "content_block_stop"}


def _responses(reply: Reply, stream: bool) -> tuple[str, str]:
    items = list(_output(reply))
    usage: dict[str, Any] = {"input_tokens": TAKEN, "output_tokens": GIVEN, "total_tokens": TAKEN + GIVEN}
    usage |= {"input_tokens_details": {"cached_tokens": TAKEN // 2}, "output_tokens_details": {"reasoning_tokens": 0}}
    head = {"id": "resp_1", "object": "response", "created_at": 1, "model": "gpt-4o", "tools": [], "metadata": {}}
    head |= {"parallel_tool_calls": True, "tool_choice": "auto", "temperature": 1, "top_p": 1}
    head |= {"error": None, "incomplete_details": None, "instructions": None}
    whole = {**head, "status": "completed", "output": items, "usage": usage}
    if not stream:
        return "application/json", json.dumps(whole)
    begun = {**head, "status": "in_progress", "output": [], "usage": None}
    events: list[dict[str, Any]] = [{"type": "response.created", "response": begun}]
    for place, item in enumerate(items):
        events += [{**part, "output_index": place} for part in _item(item)]
    events.append({"type": "response.completed", "response": whole})
    return _events([{**event, "sequence_number": number} for number, event in enumerate(events)])


def _output(reply: Reply) -> Iterator[dict[str, Any]]:
    if reply.reasons:
        yield {"type": "reasoning", "id": _name("rs", reply), "summary": [], "encrypted_content": "gAAAAB"}
    if reply.text:
        part = {"type": "output_text", "text": reply.text, "annotations": []}
        done = {"role": "assistant", "status": "completed", "content": [part]}
        yield {"type": "message", "id": _name("msg", reply), **done}
    for call in reply.calls:
        named = {"id": f"fc_{call.id}", "call_id": call.id, "name": call.name, "status": "completed"}
        yield {"type": "function_call", **named, "arguments": json.dumps(call.arguments)}


def _name(kind: str, reply: Reply) -> str:
    return f"{kind}_{crc32(repr(reply).encode())}"


def _item(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    is_text = item["type"] == "message"
    empty = {"message": {"content": []}, "function_call": {"arguments": ""}, "reasoning": {}}[item["type"]]
    yield {"type": "response.output_item.added", "item": {**item, **empty, "status": "in_progress"}}
    if item["type"] != "reasoning":
        yield from _text_events(item) if is_text else _argument_events(item)
    yield {"type": "response.output_item.done", "item": item}


def _text_events(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    [part] = item["content"]
    place = {"item_id": item["id"], "content_index": 0}
    yield {"type": "response.content_part.added", **place, "part": {**part, "text": ""}}
    for half in _halves(part["text"]):
        yield {"type": "response.output_text.delta", **place, "delta": half, "logprobs": []}
    yield {"type": "response.output_text.done", **place, "text": part["text"], "logprobs": []}
    yield {"type": "response.content_part.done", **place, "part": part}


def _argument_events(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for half in _halves(item["arguments"]):
        yield {"type": "response.function_call_arguments.delta", "item_id": item["id"], "delta": half}
    done = {"item_id": item["id"], "arguments": item["arguments"], "name": item["name"]}
    yield {"type": "response.function_call_arguments.done", **done}


def _events(events: list[dict[str, Any]]) -> tuple[str, str]:
    return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
