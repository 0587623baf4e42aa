"""A conversation with a result that is shown in part, and what a model says to read the rest."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.gateway.retrieving import Reply, RetrievingProvider
from tests.provider_stub import Call

RETRIEVE = "headroom_retrieve"
ADDRESS = re.compile(r'headroom_retrieve\(\\*"(\w+)')
ROWS = [{"id": n, "status": ("open", "paid")[n % 2], "note": f"number {n * 7919 % 10007} of all"} for n in range(600)]
HIDDEN = ROWS[423]["note"]
QUESTION = "What did we sell?"
PARAMETERS = {"type": "object", "properties": {"day": {"type": "integer"}}}
CHAT_TOOLS: Any = [{"type": "function", "function": {"name": "get_orders", "parameters": PARAMETERS}}]
ITEM_TOOLS: Any = [{"type": "function", "name": "get_orders", "parameters": PARAMETERS}]
CLAUDE_TOOLS: Any = [{"name": "get_orders", "input_schema": PARAMETERS}]


def conversation() -> Any:
    call = {"id": "call_1", "type": "function", "function": {"name": "get_orders", "arguments": '{"day": 1}'}}
    return [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": json.dumps(ROWS)},
    ]


def blocks() -> Any:
    call = {"type": "tool_use", "id": "call_1", "name": "get_orders", "input": {"day": 1}}
    return [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_1", "content": json.dumps(ROWS)}]},
    ]


def items() -> Any:
    return [
        {"type": "message", "role": "user", "content": QUESTION},
        {"type": "function_call", "call_id": "call_1", "name": "get_orders", "arguments": '{"day": 1}'},
        {"type": "function_call_output", "call_id": "call_1", "output": json.dumps(ROWS)},
    ]


def retrieval(body: dict[str, Any], number: int = 1) -> Call:
    """The call for the row that the view in a request does not show."""
    [address, *_] = ADDRESS.findall(json.dumps(body))
    return Call(f"call_r{number}", RETRIEVE, {"address": address, "rows": "id = 423"})


def scripted(stub: RetrievingProvider, *replies: Any) -> None:
    """Reply with these, in order, and with the last again; what is a function makes its reply of the request."""

    def script(body: dict[str, Any]) -> Reply:
        reply = replies[min(len(stub.requests), len(replies)) - 1]
        return reply(body) if callable(reply) else reply

    stub.script = script


def retrieves(text: str = "", *others: Call) -> Any:
    return lambda body: Reply(text, (*others, retrieval(body)))
