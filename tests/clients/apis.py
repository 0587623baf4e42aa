"""The three APIs as the packages' clients ask them: conversations in their shapes, and ways to ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from anthropic import Anthropic, AsyncAnthropic
from openai import AsyncOpenAI, OpenAI

Body = dict[str, Any]

TOOL = "get_orders"
_STATES = ("paid", "open", "paid", "returned")


class Api(NamedTuple):
    """How one API is asked."""

    name: str
    sync: Callable[[str], Any]
    asynchronous: Callable[[str], Any]
    resource: Callable[[Any], Any]
    """What of a client has ``create``."""
    messages: str
    """The field of the messages."""
    told: Callable[[Sequence[str]], list[Body]]
    """A conversation in which a tool gave these results."""
    fields: Body
    """What else a request needs."""
    streaming: Body
    """What else one needs whose stream is to report usage."""

    def request(self, results: Sequence[str], **more: Any) -> Body:
        """The arguments of ``create``."""
        return {self.messages: self.told(results), **self.fields, **more}


def orders(first: int, count: int = 40) -> str:
    """What the tool gives: so many orders as JSON."""
    return json.dumps([_order(number) for number in range(first, first + count)])


def _order(number: int) -> Body:
    placed = f"2026-03-{1 + number % 28:02}"
    return {"id": number, "placed_at": placed, "state": _STATES[number % 4], "total": 9.5 * number}


def results_in(body: Body) -> list[str]:
    """The results of tools that a request holds, whichever API's it is."""
    messages = body.get("messages") or body["input"]
    chat = [message["content"] for message in messages if message.get("role") == "tool"]
    items = [item["output"] for item in messages if item.get("type") == "function_call_output"]
    content = [message["content"] for message in messages if isinstance(message.get("content"), list)]
    return chat + items + [block["content"] for blocks in content for block in blocks if "tool_use_id" in block]


def without_results(body: Body) -> str:
    """All else that it says, as JSON text."""
    text = json.dumps(body)
    for result in results_in(body):
        text = text.replace(json.dumps(result), '""')
    return text


def _chat(results: Sequence[str]) -> list[Body]:
    told: list[Body] = [{"role": "user", "content": "How are the orders?"}]
    for number, result in enumerate(results):
        function = {"name": TOOL, "arguments": json.dumps({"page": number})}
        call = {"id": f"call_{number}", "type": "function", "function": function}
        told += [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"call_{number}", "content": result},
        ]
    return told


def _responses(results: Sequence[str]) -> list[Body]:
    told: list[Body] = [{"role": "user", "content": "How are the orders?"}]
    for number, result in enumerate(results):
        given = json.dumps({"page": number})
        told += [
            {"type": "function_call", "call_id": f"call_{number}", "name": TOOL, "arguments": given},
            {"type": "function_call_output", "call_id": f"call_{number}", "output": result},
        ]
    return told


def _claude(results: Sequence[str]) -> list[Body]:
    told: list[Body] = [{"role": "user", "content": "How are the orders?"}]
    for number, result in enumerate(results):
        call = {"type": "tool_use", "id": f"call_{number}", "name": TOOL, "input": {"page": number}}
        answer = {"type": "tool_result", "tool_use_id": f"call_{number}", "content": result}
        told += [{"role": "assistant", "content": [call]}, {"role": "user", "content": [answer]}]
    return told


def _openai(kind: Any) -> Callable[[str], Any]:
    return lambda url: kind(base_url=f"{url}/v1", api_key="unused")


def _anthropic(kind: Any) -> Callable[[str], Any]:
    return lambda url: kind(base_url=url, api_key="unused")


_OPENAI = (_openai(OpenAI), _openai(AsyncOpenAI))
_ANTHROPIC = (_anthropic(Anthropic), _anthropic(AsyncAnthropic))
_USAGE = {"stream_options": {"include_usage": True}}

CHAT = Api("chat", *_OPENAI, lambda client: client.chat.completions, "messages", _chat, {"model": "gpt-4o"}, _USAGE)
RESPONSES = Api("responses", *_OPENAI, lambda client: client.responses, "input", _responses, {"model": "gpt-4o"}, {})
MESSAGES = Api(
    "messages",
    *_ANTHROPIC,
    lambda client: client.messages,
    "messages",
    _claude,
    {"model": "claude-opus-5", "max_tokens": 100},
    {},
)
BETA = MESSAGES._replace(name="beta", resource=lambda client: client.beta.messages)
APIS = [CHAT, RESPONSES, MESSAGES, BETA]
