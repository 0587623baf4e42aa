"""One agent's conversation in the three shapes that clients send."""

from __future__ import annotations

import json
from typing import Any

SYSTEM = "You are the shop's assistant."
TABLE = "60 rows: id,status,customer,total"


def orders(day: int) -> str:
    """What a tool returns: JSON that is a table."""
    states = ("open", "paid")
    rows = [
        {"id": 1000 * day + n, "status": states[n % 2], "customer": f"Customer {n % 7}", "total": n * 1.5 + day}
        for n in range(60)
    ]
    return json.dumps(rows)


def questions(days: int) -> list[tuple[int, str]]:
    """What a user asks, day by day; the words hold JSON that may not be touched."""
    return [
        (day, f'What of day {day}? [{{"a": 1, "b": 2}}, {{"a": 3, "b": 4}}, {{"a": 5, "b": 6}}]') for day in range(days)
    ]


def chat(days: int) -> list[dict[str, Any]]:
    """As OpenAI's chat completions take it."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": SYSTEM}]
    for day, question in questions(days):
        function = {"name": "get_orders", "arguments": json.dumps({"day": day})}
        messages += [
            {"role": "user", "content": question},
            {"role": "assistant", "tool_calls": [{"id": f"call_{day}", "type": "function", "function": function}]},
            {"role": "tool", "tool_call_id": f"call_{day}", "content": orders(day)},
            {"role": "assistant", "content": f"Day {day} was fine."},
        ]
    return messages


def blocks(days: int) -> list[dict[str, Any]]:
    """As Anthropic's messages take it, each result with a breakpoint."""
    messages: list[dict[str, Any]] = []
    for day, question in questions(days):
        result = {"type": "tool_result", "tool_use_id": f"call_{day}", "content": orders(day)}
        messages += [
            {"role": "user", "content": question},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": f"call_{day}", "name": "get_orders", "input": {"day": day}}],
            },
            {"role": "user", "content": [{**result, "cache_control": {"type": "ephemeral"}}]},
            {"role": "assistant", "content": [{"type": "text", "text": f"Day {day} was fine."}]},
        ]
    return messages


def items(days: int) -> list[dict[str, Any]]:
    """As OpenAI's responses take it, with encrypted reasoning."""
    listed: list[dict[str, Any]] = []
    for day, question in questions(days):
        listed += [
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": question}]},
            {"type": "reasoning", "id": f"rs_{day}", "summary": [], "encrypted_content": "gAAAAB" + "x" * 40},
            {
                "type": "function_call",
                "call_id": f"call_{day}",
                "name": "get_orders",
                "arguments": json.dumps({"day": day}),
            },
            {"type": "function_call_output", "call_id": f"call_{day}", "output": orders(day)},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": f"Day {day}."}]},
        ]
    return listed


TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}
    for name in ("get_orders", "add_order", "cancel_order")
]
