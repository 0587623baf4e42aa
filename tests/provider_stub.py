"""OpenAI's and Anthropic's services on this machine, as far as their SDKs can tell."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, TypeVar

from tests.prompt_cache import PromptCache, refusal_of

ANSWER = "40 orders, all fine."

Body = dict[str, Any]


class Call(NamedTuple):
    """A tool that the service asks for."""

    id: str
    name: str
    arguments: dict[str, Any]


class Usage(NamedTuple):
    """Input tokens that the service says it took in, by how it bills them; all 0 where it says nothing."""

    uncached: int = 100
    cache_read: int = 0
    cache_write: int = 0


class ProviderStub(ThreadingHTTPServer):
    """Asks for tools first, where there are some, then answers; in both dialects, streamed or not.

    Args:
        calls: Says which tools to ask for.

    Attributes:
        bodies: What was requested, in order.
        usages: What is reported of each request; of those behind the last, what is reported of the last.
        cache: What judges requests in Anthropic's dialect, and says what they take in place of `usages`; None: nothing.
        ended: What an answer ended with, in the word of the dialect; None: with all that was to be said.
    """

    def __init__(self, calls: Callable[[Body], list[Call]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._calls = calls
        self.bodies: list[Body] = []
        self.usages = [Usage()]
        self.cache: PromptCache | None = None
        self.ended: str | None = None
        self.url = f"http://127.0.0.1:{self.server_port}"

    def refusal(self, path: str, body: Body) -> str | None:
        """What is said of a request that is refused; None where it is taken."""
        return refusal_of(body) if self.cache is not None and path.endswith("/messages") else None

    def reply(self, path: str, body: Body) -> tuple[str, str]:
        """The reply to a request, its type first."""
        usage = self.taken(body)
        speak = _openai if path.endswith("/chat/completions") else _claude
        calls = self._calls(body) if body.get("tools") and not self.is_done(body) else []
        return speak(calls, body.get("stream", False), usage, self.ended)

    def is_done(self, body: Body) -> bool:
        """Whether it has what it asked for."""
        return _is_result(body["messages"][-1])

    def taken(self, body: Body) -> Usage:
        """Notes a request, and gives what is reported of it."""
        usage = self.usages[min(len(self.bodies), len(self.usages) - 1)]
        self.bodies.append(body)
        return usage if self.cache is None else Usage(*self.cache.take(body))


Server = TypeVar("Server", bound=ThreadingHTTPServer)


@contextmanager
def served(stub: Server) -> Iterator[Server]:
    """A stub that serves until the end of the block."""
    threading.Thread(target=stub.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()


def running(calls: Callable[[Body], list[Call]]) -> AbstractContextManager[ProviderStub]:
    """A stub that serves until the end of the block."""
    return served(ProviderStub(calls))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ProviderStub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        refusal = self.server.refusal(self.path, body)
        kind, text = self.server.reply(self.path, body) if refusal is None else ("application/json", _error(refusal))
        payload = text.encode()
        self.send_response(200 if refusal is None else 400)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args: Any) -> None:
        pass


def _error(message: str) -> str:
    return json.dumps({"type": "error", "error": {"type": "invalid_request_error", "message": message}})


def _is_result(message: Body) -> bool:
    content = message["content"]
    return message["role"] == "tool" or (isinstance(content, list) and content[0].get("type") == "tool_result")


def _openai(calls: list[Call], stream: bool, usage: Usage, ended: str | None) -> tuple[str, str]:
    asked = [
        {
            "index": n,
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(call.arguments)},
        }
        for n, call in enumerate(calls)
    ]
    said: Body = {"tool_calls": asked} if calls else {"content": ANSWER}
    message = {"role": "assistant", **said}
    head = {"id": "chat_1", "created": 1, "model": "gpt-4o"}
    read = sum(usage)  # cached tokens are a part of them
    details = {"cached_tokens": usage.cache_read, "cache_write_tokens": usage.cache_write}
    reported = {"prompt_tokens": read, "completion_tokens": 10, "total_tokens": read + 10}
    reported["prompt_tokens_details"] = details
    choice = {"index": 0, "finish_reason": "tool_calls" if calls else ended or "stop"}
    if not stream:
        reply = {**head, "object": "chat.completion", "choices": [{**choice, "message": message}], "usage": reported}
        return "application/json", json.dumps(reply)
    chunks = [
        {**head, "object": "chat.completion.chunk", "choices": [{**choice, "finish_reason": None, "delta": message}]},
        {**head, "object": "chat.completion.chunk", "choices": [{**choice, "delta": {}}]},
        {**head, "object": "chat.completion.chunk", "choices": [], "usage": reported},
    ]
    return "text/event-stream", "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def _claude(calls: list[Call], stream: bool, usage: Usage, ended: str | None) -> tuple[str, str]:
    blocks = [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments} for call in calls]
    blocks = blocks or [{"type": "text", "text": ANSWER}]
    taken = {  # cached tokens stand beside the others
        "input_tokens": usage.uncached,
        "cache_read_input_tokens": usage.cache_read,
        "cache_creation_input_tokens": usage.cache_write,
    }
    reason = "tool_use" if calls else ended or "end_turn"
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5"}
    if not stream:
        whole = {**message, "content": blocks, "stop_reason": reason, "stop_sequence": None}
        return "application/json", json.dumps({**whole, "usage": {**taken, "output_tokens": 10}})
    begun = {**message, "content": [], "stop_reason": None, "usage": {**taken, "output_tokens": 1}}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": begun}]
    for n, block in enumerate(blocks):
        if block["type"] == "text":
            start, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            given = json.dumps(block["input"])
            start, delta = {**block, "input": {}}, {"type": "input_json_delta", "partial_json": given}
        events += [
            {"type": "content_block_start", "index": n, "content_block": start},
            {"type": "content_block_delta", "index": n, "delta": delta},
            {"type": "content_block_stop", "index": n},
        ]
    ended = {"delta": {"stop_reason": reason}, "usage": {**taken, "output_tokens": 10}}
    events += [{"type": "message_delta", **ended}, {"type": "message_stop"}]
    return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
