"""A chat completions service on this machine that answers as a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Reply = tuple[int, bytes]


class Service(NamedTuple):
    url: str
    asked: list[dict[str, Any]]
    """The bodies of the requests."""
    headers: list[dict[str, str]]


def said(text: str | None) -> Reply:
    return 200, json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


@contextmanager
def running(answer: Callable[[dict[str, Any]], Reply]) -> Iterator[Service]:
    """Serve; a status of 302 leads to `/elsewhere`."""
    asked: list[dict[str, Any]] = []
    headers: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append(body)
            headers.append({key.lower(): value for key, value in self.headers.items()})
            status, content = answer(body)
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/elsewhere")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: Any):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.server_port}/v1", asked, headers)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
