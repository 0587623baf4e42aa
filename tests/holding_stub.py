"""Services that hold or edit conversations, on this machine: what their model reads is known, as chat dicts.

OpenAI's Responses and Gemini's Interactions go on from an earlier answer with all that they hold, and refuse one that
they do not know; Anthropic's Messages clear the oldest tool results as a request's `context_management` says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from headroom import count_tokens
from tests.provider_stub import served

Body = dict[str, Any]
Chat = list[dict[str, Any]]

CLEARED = "[cleared to save context]"


class HoldingStub(ThreadingHTTPServer):
    """Asks for the tools that `calls` says, by name and arguments, for what its model reads; without any it answers.

    Attributes:
        read: What the model read for each request, in order.
        tokens: How many tokens of the model that is.
        bodies: What was requested.
        reports: Whether usage says what was read, rather than ten tokens.
    """

    def __init__(self, calls: Callable[[Chat], list[tuple[str, Body]]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._calls = calls
        self._held: dict[str, Chat] = {}
        self.read: list[Chat] = []
        self.tokens: list[int] = []
        self.bodies: list[Body] = []
        self.reports = True
        self.url = f"http://127.0.0.1:{self.server_port}"

    def reply(self, path: str, body: Body) -> tuple[int, str, str]:
        """The status, the type and the text of the reply to a request."""
        self.bodies.append(body)
        speak = next(dialect for end, dialect in _DIALECTS.items() if end in path)
        dialect = speak(body)
        before = dialect.goes_on_from
        if before is not None and before not in self._held:
            error = {"message": f"Previous response with id '{before}' not found.", "type": "invalid_request_error"}
            return 400, "application/json", json.dumps({"error": error})
        read = dialect.edited([*self._held.get(before or "", []), *dialect.given()])
        number = len(self.read) + 1
        calls = [(f"call_{number}_{n}", name, given) for n, (name, given) in enumerate(self._calls(read))]
        self.read.append(read)
        self.tokens.append(count_tokens(read, body["model"], tools=dialect.tools()).value)
        self._held[f"answer_{number}"] = [*read, _answer(calls)]
        usage = self.tokens[-1] if self.reports else 10
        return (200, *dialect.answer(f"answer_{number}", calls, usage))

    def forget(self) -> None:
        """Hold nothing any more, as a service does after some weeks."""
        self._held.clear()


def _answer(calls: list[tuple[str, str, Body]]) -> dict[str, Any]:
    asked = [_call(identifier, name, json.dumps(given)) for identifier, name, given in calls]
    return {"role": "assistant", "content": None, "tool_calls": asked} if asked else _said("assistant", "Fine.")


def _call(identifier: str, name: str, arguments: str) -> Body:
    return {"id": identifier, "type": "function", "function": {"name": name, "arguments": arguments}}


def _said(role: str, text: Any) -> Body:
    return {"role": role, "content": text}


def _result(identifier: str, text: Any) -> Body:
    return {"role": "tool", "tool_call_id": identifier, "content": text}


def _together(items: Iterator[Body]) -> Chat:
    """Chat messages, calls that follow each other in one."""
    chat: Chat = []
    for item in items:
        if chat and "tool_calls" in item and "tool_calls" in chat[-1]:
            chat[-1]["tool_calls"] += item["tool_calls"]
        else:
            chat.append(item)
    return chat


class _Responses:
    def __init__(self, body: Body) -> None:
        self.body = body
        self.goes_on_from = body.get("previous_response_id")

    def tools(self) -> list[Body] | None:
        return [{"type": "function", "function": tool} for tool in self.body.get("tools", [])] or None

    def given(self) -> Chat:
        return _together(map(self._chat, self.body["input"]))

    def _chat(self, item: Body) -> Body:
        if item.get("type") == "function_call_output":
            return _result(item["call_id"], item["output"])
        if item.get("type") == "function_call":
            asked = [_call(item["call_id"], item["name"], item["arguments"])]
            return {"role": "assistant", "content": None, "tool_calls": asked}
        return _said("system" if item["role"] == "developer" else item["role"], item["content"])

    def edited(self, read: Chat) -> Chat:
        return read

    def answer(self, identifier: str, calls: list[tuple[str, str, Body]], tokens: int) -> tuple[str, str]:
        items = [
            {"type": "function_call", "id": f"fc_{call}", "call_id": call, "name": name, "status": "completed"}
            | {"arguments": json.dumps(given)}
            for call, name, given in calls
        ]
        text = {"type": "output_text", "text": "Fine.", "annotations": []}
        said = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}
        usage = {"input_tokens": tokens, "output_tokens": 5, "total_tokens": tokens + 5}
        usage |= {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
        whole = {"id": identifier, "object": "response", "created_at": 1, "model": self.body["model"], "tools": []}
        whole |= {"status": "completed", "output": items or [said], "usage": usage, "parallel_tool_calls": True}
        whole |= {"tool_choice": "auto", "error": None, "metadata": {}}
        if not self.body.get("stream"):
            return "application/json", json.dumps(whole)
        events: list[Body] = [{"type": "response.created", "response": {**whole, "output": [], "usage": None}}]
        for item in items:
            place = {"output_index": 0, "item_id": item["id"]}
            events += [
                {"type": "response.output_item.added", **place, "item": {**item, "arguments": ""}},
                {"type": "response.function_call_arguments.delta", **place, "delta": item["arguments"]},
                {"type": "response.output_item.done", **place, "item": item},
            ]
        if not items:
            events.append({"type": "response.output_text.delta", "delta": "Fine.", "item_id": "msg_1"})
        events.append({"type": "response.completed", "response": whole})
        return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)


class _Interactions:
    def __init__(self, body: Body) -> None:
        self.body = body
        self.goes_on_from = body.get("previous_interaction_id")

    def tools(self) -> list[Body] | None:
        return [{"type": "function", "function": tool} for tool in self.body.get("tools", [])] or None

    def given(self) -> Chat:
        return _together(map(self._chat, self.body["input"]))

    def _chat(self, step: Body) -> Body:
        if step["type"] == "function_result":
            return _result(step["call_id"], step["result"])
        if step["type"] == "function_call":
            asked = [_call(step["id"], step["name"], json.dumps(step["arguments"]))]
            return {"role": "assistant", "content": None, "tool_calls": asked}
        role = "user" if step["type"] == "user_input" else "assistant"
        return _said(role, "".join(part["text"] for part in step["content"]))

    def edited(self, read: Chat) -> Chat:
        return read

    def answer(self, identifier: str, calls: list[tuple[str, str, Body]], tokens: int) -> tuple[str, str]:
        steps = [{"type": "function_call", "id": call, "name": name, "arguments": given} for call, name, given in calls]
        said = {"type": "model_output", "content": [{"type": "text", "text": "Fine."}]}
        usage = {"total_input_tokens": tokens, "total_output_tokens": 5, "total_tokens": tokens + 5}
        whole = {"id": identifier, "status": "completed", "steps": steps or [said], "usage": usage}
        return "application/json", json.dumps({**whole, "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01"})


class _Messages:
    goes_on_from = None

    def __init__(self, body: Body) -> None:
        self.body = body

    def tools(self) -> list[Body] | None:
        return self.body.get("tools")

    def given(self) -> Chat:
        return [dict(message) for message in self.body["messages"]]

    def edited(self, read: Chat) -> Chat:
        """All but the last results are cleared, as many as the request has kept."""
        edits = self.body.get("context_management", {}).get("edits", [])
        for edit in edits:
            if edit["type"].startswith("clear_tool_uses"):
                read = self._cleared(read, edit.get("keep", {"value": 3})["value"])
        return read

    def _cleared(self, read: Chat, keep: int) -> Chat:
        results = [
            (place, number)
            for place, message in enumerate(read)
            for number, block in enumerate(message["content"] if isinstance(message["content"], list) else [])
            if block["type"] == "tool_result"
        ]
        cleared = set(results[: max(0, len(results) - keep)])
        for place in {place for place, _ in cleared}:
            blocks = enumerate(read[place]["content"])
            content = [{**b, "content": CLEARED} if (place, number) in cleared else b for number, b in blocks]
            read[place] = {**read[place], "content": content}
        return read

    def answer(self, identifier: str, calls: list[tuple[str, str, Body]], tokens: int) -> tuple[str, str]:
        blocks = [{"type": "tool_use", "id": call, "name": name, "input": given} for call, name, given in calls]
        whole = {"id": identifier, "type": "message", "role": "assistant", "model": self.body["model"]}
        whole |= {"content": blocks or [{"type": "text", "text": "Fine."}], "stop_sequence": None}
        whole |= {"stop_reason": "tool_use" if calls else "end_turn"}
        return "application/json", json.dumps({**whole, "usage": {"input_tokens": tokens, "output_tokens": 5}})


_DIALECTS: dict[str, Callable[[Body], Any]] = {
    "/responses": _Responses,
    "/interactions": _Interactions,
    "/messages": _Messages,
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HoldingStub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, kind, text = self.server.reply(self.path, body)
        payload = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args: Any) -> None:
        pass


def holding(calls: Callable[[Chat], list[tuple[str, Body]]]) -> AbstractContextManager[HoldingStub]:
    """A stub that serves until the end of the block."""
    return served(HoldingStub(calls))
