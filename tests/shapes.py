"""One conversation in each shape of messages: what is asked, what tools return, and where texts of results stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Message = dict[str, Any]
Result = tuple[str, str]
"""The tool that is called, and what it returns."""


class Shape(NamedTuple):
    """How one kind of messages is made and read."""

    name: str
    said: Callable[[str, str], Message]
    """Makes a message of a speaker, ``user`` or ``assistant``, and a text."""
    round: Callable[[list[tuple[str, str, str]]], list[Message]]
    """Makes calls of (id, tool, result) and their results."""
    results: Callable[[Message], Iterator[str]]
    """Reads the texts of results in a message."""

    def texts(self, messages: list[Message]) -> list[str]:
        """The texts of all results, in order."""
        return [text for message in messages for text in self.results(message)]


def conversation(shape: Shape, results: list[Result], first: int = 0) -> list[Message]:
    """A question, a call for each result, one after the other, and an answer."""
    rounds = [shape.round([(f"call_{number}", *result)]) for number, result in enumerate(results, first)]
    return [
        shape.said("user", "Go on."),
        *(message for made in rounds for message in made),
        shape.said("assistant", "Done."),
    ]


def _chat_said(role: str, text: str) -> Message:
    return {"role": role, "content": text}


def _chat_round(made: list[tuple[str, str, str]]) -> list[Message]:
    calls = [{"id": name, "type": "function", "function": {"name": tool, "arguments": "{}"}} for name, tool, _ in made]
    answers = [{"role": "tool", "tool_call_id": name, "content": text} for name, _, text in made]
    return [{"role": "assistant", "content": None, "tool_calls": calls}, *answers]


def _chat_results(message: Message) -> Iterator[str]:
    if message["role"] == "tool":
        yield message["content"]


def _anthropic_said(role: str, text: str) -> Message:
    return {"role": role, "content": [{"type": "text", "text": text}]}


def _anthropic_round(made: list[tuple[str, str, str]]) -> list[Message]:
    calls = [{"type": "tool_use", "id": name, "name": tool, "input": {}} for name, tool, _ in made]
    answers = [{"type": "tool_result", "tool_use_id": name, "content": text} for name, _, text in made]
    return [{"role": "assistant", "content": calls}, {"role": "user", "content": answers}]


def _anthropic_results(message: Message) -> Iterator[str]:
    yield from (block["content"] for block in message["content"] if block["type"] == "tool_result")


def _responses_round(made: list[tuple[str, str, str]]) -> list[Message]:
    reasoning = {"type": "reasoning", "id": f"rs_{made[0][0]}", "summary": [], "encrypted_content": "gAAAAABo" * 20}
    calls = [{"type": "function_call", "call_id": name, "name": tool, "arguments": "{}"} for name, tool, _ in made]
    answers = [{"type": "function_call_output", "call_id": name, "output": text} for name, _, text in made]
    return [reasoning, *calls, *answers]


def _responses_results(message: Message) -> Iterator[str]:
    if message.get("type") == "function_call_output":
        yield message["output"]


def _gemini_said(role: str, text: str) -> Message:
    return {"role": "model" if role == "assistant" else role, "parts": [{"text": text}]}


def _gemini_round(made: list[tuple[str, str, str]]) -> list[Message]:
    calls = [{"functionCall": {"name": tool, "args": {}}} for _, tool, _ in made]
    answers = [{"functionResponse": {"name": tool, "response": {"result": text}}} for _, tool, text in made]
    return [{"role": "model", "parts": calls}, {"role": "user", "parts": answers}]


def _gemini_results(message: Message) -> Iterator[str]:
    for part in message["parts"]:
        if "functionResponse" in part:
            yield part["functionResponse"]["response"]["result"]


def _converse_said(role: str, text: str) -> Message:
    return {"role": role, "content": [{"text": text}]}


def _converse_round(made: list[tuple[str, str, str]]) -> list[Message]:
    calls = [{"toolUse": {"toolUseId": name, "name": tool, "input": {}}} for name, tool, _ in made]
    answers = [{"toolResult": {"toolUseId": name, "content": [{"text": text}]}} for name, _, text in made]
    return [{"role": "assistant", "content": calls}, {"role": "user", "content": answers}]


def _converse_results(message: Message) -> Iterator[str]:
    for block in message["content"]:
        yield from (part["text"] for part in block.get("toolResult", {}).get("content", ()))


SHAPES = [
    Shape("chat", _chat_said, _chat_round, _chat_results),
    Shape("anthropic", _anthropic_said, _anthropic_round, _anthropic_results),
    Shape("responses", _chat_said, _responses_round, _responses_results),
    Shape("gemini", _gemini_said, _gemini_round, _gemini_results),
    Shape("converse", _converse_said, _converse_round, _converse_results),
]
