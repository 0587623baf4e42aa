"""The clients of the three APIs, and what they are told, in one form."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import openai
from tests.gateway.retrieving import GIVEN, TAKEN
from tests.gateway.viewed import CHAT_TOOLS, CLAUDE_TOOLS, ITEM_TOOLS, blocks, conversation, items
from tests.provider_stub import Call


class Responses(openai.OpenAI):
    """A client that asks for responses."""


def asked(client: Any, *, stream: bool, **more: Any) -> dict[str, Any]:
    """What the client of an API gets: its text, its calls, its usage and what it ended with."""
    if isinstance(client, anthropic.Anthropic):
        return _asked_claude(client, stream, {"messages": blocks(), "tools": CLAUDE_TOOLS, **more})
    if isinstance(client, Responses):
        return _asked_items(client, stream, {"input": items(), "tools": ITEM_TOOLS, **more})
    return _asked_chat(client, stream, {"messages": conversation(), "tools": CHAT_TOOLS, **more})


def _asked_items(client: openai.OpenAI, stream: bool, given: dict[str, Any]) -> dict[str, Any]:
    given = {"model": "smart", "store": False, **given}
    if stream:
        with client.responses.stream(**given) as events:
            answer: Any = events.get_final_response()
    else:
        answer = client.responses.create(**given)
    called = [item for item in answer.output if item.type == "function_call"]
    return {
        "text": "\n\n".join(item.content[0].text for item in answer.output if item.type == "message"),
        "calls": [(item.call_id, item.name, json.loads(item.arguments)) for item in called],
        "ended": "tool_calls" if called else "stop",
        "taken": answer.usage.input_tokens,
        "cached": answer.usage.input_tokens_details.cached_tokens,
        "given": answer.usage.output_tokens,
    }


def _asked_chat(client: openai.OpenAI, stream: bool, given: dict[str, Any]) -> dict[str, Any]:
    model = given.pop("model", "smart")
    if stream:
        with client.chat.completions.stream(model=model, stream_options={"include_usage": True}, **given) as events:
            answer: Any = events.get_final_completion()
    else:
        answer = client.chat.completions.create(model=model, **given)
    [choice] = answer.choices
    calls = [(c.id, c.function.name, json.loads(c.function.arguments)) for c in choice.message.tool_calls or ()]
    return {
        "text": choice.message.content or "",
        "calls": calls,
        "ended": choice.finish_reason,
        "taken": answer.usage.prompt_tokens,
        "cached": answer.usage.prompt_tokens_details.cached_tokens,
        "given": answer.usage.completion_tokens,
    }


def _asked_claude(client: anthropic.Anthropic, stream: bool, given: dict[str, Any]) -> dict[str, Any]:
    given = {"model": "kind", "max_tokens": 50, **given}
    if stream:
        with client.messages.stream(**given) as events:
            answer: Any = events.get_final_message()
    else:
        answer = client.messages.create(**given)
    return {
        "text": "\n\n".join(block.text for block in answer.content if block.type == "text"),
        "calls": [(block.id, block.name, block.input) for block in answer.content if block.type == "tool_use"],
        "ended": {"tool_use": "tool_calls", "end_turn": "stop"}[answer.stop_reason],
        "taken": answer.usage.input_tokens,
        "cached": answer.usage.cache_read_input_tokens,
        "given": answer.usage.output_tokens,
    }


def said(body: dict[str, Any]) -> list[Any]:
    messages: list[Any] = body.get("messages") or body["input"]
    return messages


def expected(text: str, rounds: int, *calls: Call) -> dict[str, Any]:
    return {
        "text": text,
        "calls": [tuple(call) for call in calls],
        "ended": "tool_calls" if calls else "stop",
        "taken": rounds * TAKEN,
        "cached": rounds * TAKEN // 2,
        "given": rounds * GIVEN,
    }
