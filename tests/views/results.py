"""Large results of tools, and conversations that hold them."""

import json
from typing import Any

from headroom import HeadroomConfig, ViewConfig, compress

Message = dict[str, Any]

SMALL = HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=200))


def orders(count: int = 200) -> str:
    """A JSON document of orders, of which two failed and one costs far more than the others."""
    return json.dumps([_order(number) for number in range(count)])


def _order(number: int) -> dict[str, Any]:
    total = 98_000 if number == 120 else 40 + number % 7
    status = "failed" if number in (61, 147) else "paid"
    return {"id": f"R-{1000 + number}", "status": status, "by": {"name": f"Customer {number % 9}"}, "total": total}


def log(count: int = 300) -> str:
    """A log in which one line tells of an error."""
    line = "2026-03-01T12:{:02}:{:02}Z INFO [orders] GET /orders/{} 200"
    lines = [line.format(number // 60, number % 60, number) for number in range(count)]
    lines[190] = "2026-03-01T12:03:10Z ERROR [orders] connection to db-3 refused"
    return "\n".join(lines)


def asked(question: str, result: str, tool: str = "get_orders", arguments: str = "{}") -> list[Message]:
    """A question, the call that the model made for it, and what the tool returned."""
    call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": arguments}}
    return [
        {"role": "user", "content": question},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": result},
    ]


def sent(messages: list[Message], config: HeadroomConfig = SMALL, **others: Any) -> str:
    """The last message's text as it is sent."""
    return str(compress(messages, config=config, **others).messages[-1]["content"])
