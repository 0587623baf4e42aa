"""The provider of the tests, which also speaks OpenAI's Responses API, and keeps the bytes that it was sent."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager

from tests.provider_stub import ANSWER, Body, ProviderStub, Usage, served


class GatewayProvider(ProviderStub):
    """Answers every request, in the dialect of its path.

    Attributes:
        requests: path and body of each request, in order.
        failures: how many of the next requests fail as a service that is overloaded does.
    """

    request_queue_size = 1024  # of streams that are opened at once

    def __init__(self) -> None:
        super().__init__(lambda body: [])
        self.requests: list[tuple[str, Body]] = []
        self.failures = 0

    def reply(self, path: str, body: Body) -> tuple[str, str]:
        self.requests.append((path, body))
        if self.failures:
            self.failures -= 1
            return "application/json", "this is no answer"
        if not path.endswith("/responses"):
            return super().reply(path, body)
        return _responses(body.get("stream", False), self.taken(body))


def provider() -> AbstractContextManager[GatewayProvider]:
    """One that serves until the end of the block."""
    return served(GatewayProvider())


def _responses(stream: bool, usage: Usage) -> tuple[str, str]:
    part = {"type": "output_text", "text": ANSWER, "annotations": []}
    item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]}
    read = sum(usage)
    taken = {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": usage.cache_read},
        "output_tokens": 10,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": read + 10,
    }
    head = {"id": "resp_1", "object": "response", "created_at": 1, "model": "gpt-4o", "tools": [], "metadata": {}}
    head |= {"parallel_tool_calls": True, "tool_choice": "auto", "temperature": 1, "top_p": 1}
    head |= {"error": None, "incomplete_details": None, "instructions": None}
    whole = {**head, "status": "completed", "output": [item], "usage": taken}
    if not stream:
        return "application/json", json.dumps(whole)
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    events = [
        {"type": "response.created", "response": {**head, "status": "in_progress", "output": [], "usage": None}},
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "content": []}},
        {"type": "response.output_text.delta", **place, "delta": ANSWER, "logprobs": []},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    ]
    told = [{**event, "sequence_number": number} for number, event in enumerate(events)]
    return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in told)
