"""OpenAI's own client, wrapped: what a tool returned goes out as a table, and the client stays an `OpenAI`.

No key and no network: a server in this process stands in for the service. With a key, `OpenAI()` is all that it takes.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from openai import OpenAI

import headroom

ORDERS = [{"id": n, "customer": {"city": "Lyon", "vip": n % 9 == 0}, "paid": n % 5 > 0} for n in range(60)]
SENT: list[str] = []


class Service(BaseHTTPRequestHandler):
    """Answers as OpenAI does, and keeps what it was sent of the tool's result."""

    def do_POST(self) -> None:
        """Answer a request."""
        SENT.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][-1]["content"])
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "12 are unpaid."}}
        usage = {"prompt_tokens": 290, "completion_tokens": 5, "total_tokens": 295}
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt-4o", "usage": usage}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({**answer, "choices": [choice]}).encode())

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing of a request."""


def main() -> None:
    """Ask one question about what a tool returned, and show what was sent of it."""
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = headroom.wrap(OpenAI(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="unused"))
    completion = client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "user", "content": f"How many of these orders are unpaid?\n{json.dumps(ORDERS)}"},
        ],
    )
    print("the model was sent " + "\n".join(SENT[0].splitlines()[1:4]) + "\n…")
    print(completion.choices[0].message.content)

    total = headroom.savings_of(client)
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    main()
