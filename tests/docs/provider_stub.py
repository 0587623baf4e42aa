"""A stand-in for OpenAI's chat API on loopback: it asks for the first tool once a question, then answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)  # type: ignore[attr-defined]
        message = _answer(request)
        if request.get("stream"):
            self._send("text/event-stream", "".join(f"data: {line}\n\n" for line in _events(message)).encode())
        else:
            self._send("application/json", json.dumps(_completion(message)).encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def openai_stub() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The base URL of a running stub, and the requests it has received so far."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.requests = []  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", server.requests  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    tools, last = request.get("tools"), request["messages"][-1]
    if not tools or last["role"] == "tool":
        return {"role": "assistant", "content": "Forty orders."}
    function = tools[0]["function"]
    arguments = dict.fromkeys(function["parameters"]["properties"], "March")
    call = {"name": function["name"], "arguments": json.dumps(arguments)}
    identifier = f"call_{len(request['messages'])}"
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": identifier, "type": "function", "function": call}],
    }


def _completion(message: dict[str, Any]) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if "tool_calls" in message else "stop"}
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": "gpt-4o",
        "choices": [choice],
        "usage": USAGE,
    }


def _events(message: dict[str, Any]) -> Iterator[str]:
    delta = dict(message)
    if "tool_calls" in delta:
        delta["tool_calls"] = [{"index": index, **call} for index, call in enumerate(delta["tool_calls"])]
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "gpt-4o"}
    yield json.dumps({**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield json.dumps({**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    yield json.dumps({**chunk, "choices": [], "usage": USAGE})
    yield "[DONE]"
