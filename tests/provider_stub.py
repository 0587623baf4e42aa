"""OpenAI's and Anthropic's services on this machine, as far as their SDKs can tell."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

CALLS = (("call_1", "get_orders"), ("call_2", "get_logs"))
ANSWER = "40 orders, all fine."


class Usage(NamedTuple):
    """Input tokens that the service says it took in, by how it bills them; all 0 where it says nothing."""

    uncached: int = 100
    cache_read: int = 0
    cache_write: int = 0


class ProviderStub(ThreadingHTTPServer):
    """Asks for both tools first, then answers; in OpenAI's dialect and in Anthropic's, streamed or not.

    Attributes:
        bodies: What was requested, in order.
        usages: What is reported of each request; of those behind the last, what is reported of the last.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []
        self.usages = [Usage()]
        self.url = f"http://127.0.0.1:{self.server_port}"

    def reply(self, path: str, body: dict[str, Any]) -> tuple[str, str]:
        """The reply to a request, its type first."""
        usage = self.usages[min(len(self.bodies), len(self.usages) - 1)]
        self.bodies.append(body)
        speak = _openai if path.endswith("/chat/completions") else _claude
        return speak(_is_result(body["messages"][-1]), body.get("stream", False), usage)


@contextmanager
def running() -> Iterator[ProviderStub]:
    """A stub that serves until the end of the block."""
    stub = ProviderStub()
    threading.Thread(target=stub.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ProviderStub

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kind, text = self.server.reply(self.path, body)
        payload = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args: Any) -> None:
        pass


def _is_result(message: dict[str, Any]) -> bool:
    content = message["content"]
    return message["role"] == "tool" or (isinstance(content, list) and content[0].get("type") == "tool_result")


def _openai(done: bool, stream: bool, usage: Usage) -> tuple[str, str]:
    calls = [
        {"index": n, "id": call, "type": "function", "function": {"name": name, "arguments": "{}"}}
        for n, (call, name) in enumerate(CALLS)
    ]
    message = {"role": "assistant", "content": ANSWER} if done else {"role": "assistant", "tool_calls": calls}
    head = {"id": "chat_1", "created": 1, "model": "gpt-4o"}
    read = sum(usage)  # cached tokens are a part of them
    details = {"cached_tokens": usage.cache_read, "cache_write_tokens": usage.cache_write}
    reported = {"prompt_tokens": read, "completion_tokens": 10, "total_tokens": read + 10}
    reported["prompt_tokens_details"] = details
    choice = {"index": 0, "finish_reason": "stop" if done else "tool_calls"}
    if not stream:
        reply = {**head, "object": "chat.completion", "choices": [{**choice, "message": message}], "usage": reported}
        return "application/json", json.dumps(reply)
    chunks = [
        {**head, "object": "chat.completion.chunk", "choices": [{**choice, "finish_reason": None, "delta": message}]},
        {**head, "object": "chat.completion.chunk", "choices": [{**choice, "delta": {}}]},
        {**head, "object": "chat.completion.chunk", "choices": [], "usage": reported},
    ]
    return "text/event-stream", "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def _claude(done: bool, stream: bool, usage: Usage) -> tuple[str, str]:
    blocks = [{"type": "tool_use", "id": call, "name": name, "input": {}} for call, name in CALLS]
    blocks = [{"type": "text", "text": ANSWER}] if done else blocks
    taken = {  # cached tokens stand beside the others
        "input_tokens": usage.uncached,
        "cache_read_input_tokens": usage.cache_read,
        "cache_creation_input_tokens": usage.cache_write,
    }
    reason = "end_turn" if done else "tool_use"
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5"}
    if not stream:
        whole = {**message, "content": blocks, "stop_reason": reason, "stop_sequence": None}
        return "application/json", json.dumps({**whole, "usage": {**taken, "output_tokens": 10}})
    begun = {**message, "content": [], "stop_reason": None, "usage": {**taken, "output_tokens": 1}}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": begun}]
    for n, block in enumerate(blocks):
        text = block["type"] == "text"
        start = {**block, "text": ""} if text else block
        delta = {"type": "text_delta", "text": ANSWER} if text else {"type": "input_json_delta", "partial_json": "{}"}
        events += [
            {"type": "content_block_start", "index": n, "content_block": start},
            {"type": "content_block_delta", "index": n, "delta": delta},
            {"type": "content_block_stop", "index": n},
        ]
    ended = {"delta": {"stop_reason": reason}, "usage": {**taken, "output_tokens": 10}}
    events += [{"type": "message_delta", **ended}, {"type": "message_stop"}]
    return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
