"""LiteLLM with Headroom as a callback: whatever model it reaches is sent less.

No key and no network: a server in this process stands in for the service. In LiteLLM's proxy one line of the
configuration names the same callback; `release_manager` beside this file shows a proxy.
"""

import asyncio
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # its own list of models, not one that it fetches

import litellm

from headroom.integrations.litellm import Hook

ORDERS = json.dumps([{"id": n, "customer": {"city": "Lyon", "vip": n % 9 == 0}, "paid": n % 5 > 0} for n in range(60)])
CALL = {"id": "call_1", "type": "function", "function": {"name": "list_orders", "arguments": "{}"}}
MESSAGES = [
    {"role": "user", "content": "Which orders are unpaid?"},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "call_1", "content": ORDERS},
]


class Service(BaseHTTPRequestHandler):
    """Answers as OpenAI does, and says what it was sent of the tool's result."""

    def do_POST(self) -> None:
        """Answer a request."""
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][-1]["content"]
        print("the model was sent " + "\n".join(sent.splitlines()[:3]) + "\n…")
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "12 are unpaid."}}
        usage = {"prompt_tokens": 290, "completion_tokens": 5, "total_tokens": 295}
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt-4o", "usage": usage}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({**answer, "choices": [choice]}).encode())

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing more of a request."""


async def main() -> None:
    """Ask one question, and show what the callback saved."""
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook = Hook()
    litellm.callbacks = [hook]
    url = f"http://127.0.0.1:{server.server_port}/v1"
    answer = await litellm.acompletion("openai/gpt-4o", messages=MESSAGES, api_base=url, api_key="unused")
    print(answer.choices[0].message.content)

    while not (total := hook.summary())["total_requests"]:  # LiteLLM reports a request when it has been answered
        await asyncio.sleep(0.05)
    percent = 100 * total["tokens_saved"] / total["tokens_before"]
    print(f"saved {total['tokens_saved']:,} of {total['tokens_before']:,} tokens ({percent:.0f} %)")


if __name__ == "__main__":
    asyncio.run(main())
