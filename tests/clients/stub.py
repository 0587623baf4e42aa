"""OpenAI's and Anthropic's services on this machine, OpenAI's Responses among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.provider_stub import ANSWER, Body, Call, ProviderStub, Usage, served


class ClientStub(ProviderStub):
    """Also answers Responses."""

    def reply(self, path: str, body: Body) -> tuple[str, str]:
        path = path.partition("?")[0]
        if not path.endswith("/responses"):
            return super().reply(path, body)
        usage = self.taken(body)
        calls = self._calls(body) if body.get("tools") and not self.is_done(body) else []
        return _responses(calls, body.get("stream", False), usage)

    def is_done(self, body: Body) -> bool:
        if "input" not in body:
            return super().is_done(body)
        items = body["input"]
        return isinstance(items, list) and items[-1].get("type") == "function_call_output"


@contextmanager
def running(calls: Callable[[Body], list[Call]] = lambda body: []) -> Iterator[ClientStub]:
    """A stub that serves until the end of the block."""
    with served(ClientStub(calls)) as stub:
        yield stub


def _responses(calls: list[Call], stream: bool, usage: Usage) -> tuple[str, str]:
    """An answer of the Responses API, or the events of its stream."""
    items = [_called(call) for call in calls] or [_said()]
    whole = _response(items, usage)
    if not stream:
        return "application/json", json.dumps(whole)
    begun = {**whole, "output": [], "status": "in_progress", "usage": None}
    events = [{"type": "response.created", "response": begun}]
    for index, item in enumerate(items):
        events += _item_events(index, item)
    events.append({"type": "response.completed", "response": whole})
    numbered = [{**event, "sequence_number": number} for number, event in enumerate(events)]
    return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in numbered)


def _called(call: Call) -> Body:
    told = {"name": call.name, "arguments": json.dumps(call.arguments), "status": "completed"}
    return {"type": "function_call", "id": f"fc_{call.id}", "call_id": call.id, **told}


def _said() -> Body:
    text = {"type": "output_text", "text": ANSWER, "annotations": []}
    return {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}


def _response(items: list[Body], usage: Usage) -> Body:
    read = sum(usage)  # cached tokens are a part of them
    details = {"cached_tokens": usage.cache_read, "cache_write_tokens": usage.cache_write}
    reported = {"input_tokens": read, "output_tokens": 10, "total_tokens": read + 10}
    reported |= {"input_tokens_details": details, "output_tokens_details": {"reasoning_tokens": 0}}
    head = {"id": "resp_1", "object": "response", "created_at": 1, "model": "gpt-4o", "status": "completed"}
    rest = {"tools": [], "tool_choice": "auto", "parallel_tool_calls": True, "error": None, "metadata": {}}
    return {**head, **rest, "output": items, "usage": reported}


def _item_events(index: int, item: Body) -> list[Body]:
    place = {"output_index": index, "item_id": item["id"]}
    added = {"type": "response.output_item.added", "output_index": index}
    done = {"type": "response.output_item.done", "output_index": index, "item": item}
    if item["type"] == "function_call":
        begun = {**item, "arguments": ""}
        given = {"type": "response.function_call_arguments.delta", **place, "delta": item["arguments"]}
        return [{**added, "item": begun}, given, done]
    [part] = item["content"]
    within = {**place, "content_index": 0}
    return [
        {**added, "item": {**item, "content": []}},
        {"type": "response.content_part.added", **within, "part": {**part, "text": ""}},
        {"type": "response.output_text.delta", **within, "delta": part["text"], "logprobs": []},
        {"type": "response.output_text.done", **within, "text": part["text"], "logprobs": []},
        {"type": "response.content_part.done", **within, "part": part},
        done,
    ]
