"""Claude's prompt cache, asked for whole conversations: which blocks of a request are marked.

No key and no network: a server in this process stands in for the service. With a key, `Claude(id=...)` is all it takes.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from agno.agent import Agent
from agno.models.anthropic import Claude

from headroom import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel

CALL = {"type": "tool_use", "id": "call_1", "name": "list_orders", "input": {"month": "2026-03"}}
ANSWERS = iter([CALL, {"type": "text", "text": "All 200 are unpaid."}])


class Service(BaseHTTPRequestHandler):
    """Answers as Claude does, and says what it was asked to cache."""

    def do_POST(self) -> None:
        """Answer a request."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        blocks = [*asked.get("system", []), *(block for message in asked["messages"] for block in message["content"])]
        marked = [block["type"] for block in [*asked["tools"], *blocks] if "cache_control" in block and "type" in block]
        print(f"a request of {len(asked['messages'])} messages, cached up to: {marked or 'nothing'}")
        usage = {"input_tokens": 40, "output_tokens": 9}
        answer = {"id": "1", "type": "message", "role": "assistant", "model": asked["model"], "usage": usage}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        block = next(ANSWERS)
        stopped = "tool_use" if block is CALL else "end_turn"
        self.wfile.write(json.dumps({**answer, "content": [block], "stop_reason": stopped}).encode())

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing more of a request."""


def list_orders(month: str) -> list[dict[str, object]]:
    """The month's orders."""
    return [{"id": n, "month": month, "status": "unpaid", "customer": f"Customer {n % 17}"} for n in range(200)]


def main() -> None:
    """Ask one question of an agent whose prompt is cached as it grows."""
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    claude = Claude(
        id="claude-opus-5", api_key="unused", client_params={"base_url": f"http://127.0.0.1:{server.server_port}"}
    )
    model = HeadroomAgnoModel(claude, config=HeadroomConfig(cache_breakpoints="auto"))
    print(Agent(model=model, tools=[list_orders], telemetry=False).run("Which orders are unpaid?").content)

    total = model.get_savings_summary()
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()
