"""What stands above a text: the texts of the messages before it, and who said each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from headroom import SentText
from tests.reader.quoted import came
from tests.reader.values import Value, json_value

NOTE = r"\[Earlier conversation left out to fit the context window: [^\]\n]*\]"
NOTES = re.compile(rf"\A(?:{NOTE}(?:\n\n|\Z))+|(?:\n\n{NOTE})+\Z")
RESULT_LEFT = re.compile(r"\[result of .* left out to fit the context window: [^\]\n]*\]")


@dataclass(frozen=True)
class Call:
    """A tool that was called, and the arguments that it was given."""

    tool: str
    arguments: Value


@dataclass(frozen=True)
class Said:
    """A text that stands above, and the call that it is the result of."""

    text: str
    origin: Call | None
    message: int
    """The place of its message: texts of one message do not stand above each other."""


@dataclass
class _Conversation:
    """The texts of messages, in their order, and the calls made so far."""

    texts: list[Said] = field(default_factory=list)
    calls: dict[Any, Call] = field(default_factory=dict)
    messages: int = 0

    def hear(self, message: Any) -> None:
        """Take in a message of OpenAI's or Anthropic's shape."""
        self.messages += 1
        if not isinstance(message, dict):
            return
        origin = None
        if message.get("role") == "tool":
            origin = self._call_of(message.get("tool_call_id"))
        elif message.get("role") == "function":
            origin = Call(message["name"], None) if isinstance(message.get("name"), str) else None
        self._hear_content(message.get("content"), origin)
        for call in _calls(message):
            self.calls[call[0]] = call[1]

    def _call_of(self, identifier: Any) -> Call | None:
        return self.calls.get(identifier) if isinstance(identifier, str) else None

    def _hear_content(self, content: Any, origin: Call | None) -> None:
        if isinstance(content, str):
            self._hear_text(content, origin)
        for block in content if isinstance(content, list) else []:
            if not isinstance(block, dict):
                continue
            if block.get("type") == "tool_result":
                self._hear_content(block.get("content"), self._call_of(block.get("tool_use_id")))
            elif isinstance(block.get("text"), str):
                self._hear_text(block["text"], origin)

    def _hear_text(self, text: str, origin: Call | None) -> None:
        is_ours = isinstance(text, SentText)
        if is_ours:
            text = NOTES.sub("", text)
        is_note = is_ours and (not text or (origin and RESULT_LEFT.fullmatch(text)))
        if not is_note and came(text) is None and not re.search(r"[\ud800-\udfff]", text):
            self.texts.append(Said(text, origin, self.messages))


def said(messages: list[Any]) -> list[Said]:
    """The texts of messages that others below may refer to."""
    conversation = _Conversation()
    for message in messages:
        conversation.hear(message)
    return conversation.texts


def _calls(message: dict[str, Any]) -> Iterator[tuple[str, Call]]:
    """The ids of the calls that a message makes, and the calls."""
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else []:
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict) and isinstance(call.get("id"), str):
            yield call["id"], Call(str(function.get("name")), _parsed(function.get("arguments")))
    content = message.get("content")
    for block in content if isinstance(content, list) else []:
        if isinstance(block, dict) and block.get("type") == "tool_use" and isinstance(block.get("id"), str):
            yield block["id"], Call(str(block.get("name")), _parsed(json.dumps(block.get("input"))))


def _parsed(arguments: Any) -> Value:
    """The arguments of a call, from a text of JSON."""
    try:
        return json_value(arguments) if isinstance(arguments, str) else None
    except ValueError:
        return None
