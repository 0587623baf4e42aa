"""Chats of Gemini CLI, as they stand in ``~/.gemini/tmp/*/chats``: one object, or a line for each message.

    {"sessionId": "...", "projectHash": "...", "messages": [
      {"id": "1", "type": "user", "content": "Hi"},
      {"id": "2", "type": "gemini", "content": "", "model": "gemini-2.5-pro", "tokens": {"input": 90, "cached": 0},
       "toolCalls": [{"id": "c", "name": "read_file", "args": {}, "result": [{"functionResponse": {...}}]}]}]}

In lines, the object stands first, without its messages; a message with the id of another replaces it, and the user may
go back. System prompt and tools are not in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._account.bill import Tokens
from headroom._account.usage import reported_tokens, tokens_by_kind
from headroom._replay.transcript import Message, Request, Transcript
from headroom.transcripts.kind import Kind
from headroom.transcripts.records import Record, Say
from headroom.transcripts.values import text_of

__all__ = ["GEMINI_CLI"]

_SAID = frozenset({"user", "gemini"})
"""Types of messages that are sent; others are what the program tells its user."""
_BACK, _SET = "$rewindTo", "$set"


def _is_of(value: Any) -> bool:
    return isinstance(value, Mapping) and "sessionId" in value and "projectHash" in value


def _is_said(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("id"), str) and text_of(value.get("type")) in _SAID


def _read(records: Iterator[Record], say: Say) -> Iterator[Transcript]:
    chat: _Chat | None = None
    for record in records:
        value = record.value
        if _is_of(value):
            if chat is not None and chat.name != value["sessionId"]:
                yield from chat.ended()
                chat = None
            chat = chat or _Chat(record)
            chat.put(value.get("messages"))
        elif chat is None or not isinstance(value, Mapping):
            say(record.problem("is no line of a chat"))
        else:
            yield from chat.take(value)
    if chat is not None:
        yield from chat.ended()


class _Chat:
    """One conversation as it grows."""

    def __init__(self, record: Record) -> None:
        self.name = record.value["sessionId"]
        self._place = record.place
        self._said: dict[str, Mapping[str, Any]] = {}
        """Messages by their ids, in order."""
        self._told: set[str] = set()
        """Answers that another conversation before this one has had."""

    def put(self, messages: Any) -> None:
        """Take in messages, or put one that is known anew."""
        for message in messages if isinstance(messages, list) else ():
            if _is_said(message):
                self._said[message["id"]] = message

    def take(self, line: Mapping[str, Any]) -> Iterator[Transcript]:
        """Take in a line. Gives the conversation up to here where the user has gone back."""
        changed = line.get(_SET)
        if _BACK in line:
            yield from self.ended()
            kept = list(self._said)
            kept = kept[: kept.index(line[_BACK])] if line[_BACK] in kept else []
            self._said = {name: self._said[name] for name in kept}
        elif isinstance(changed, Mapping):
            if isinstance(changed.get("messages"), list):
                self._said = {}
            self.put(changed.get("messages"))
        else:
            self.put([line])

    def ended(self) -> Iterator[Transcript]:
        """Give the conversation up to here, if a model has answered in it since the last."""
        messages, requests = list[Message](), list[Request]()
        for name, said in self._said.items():
            if said["type"] == "gemini" and name not in self._told and messages:
                requests.append(Request(len(messages), text_of(said.get("model")), None, _reported(said.get("tokens"))))
            messages += _contents(said)
        self._told.update(self._said)
        if requests:
            yield Transcript(str(self.name), GEMINI_CLI.name, self._place, messages, tuple(requests))


def _contents(said: Mapping[str, Any]) -> Iterator[Message]:
    """Write a message as contents of Gemini's API: an answer, and behind it what its tools returned."""
    parts, calls = _parts(said.get("content")), said.get("toolCalls")
    if said["type"] == "user":
        yield {"role": "user", "parts": parts}
        return
    made = [call for call in calls if _has_result(call)] if isinstance(calls, list) else []
    asked = [{"functionCall": {key: call.get(key) for key in ("id", "name", "args")}} for call in made]
    yield {"role": "model", "parts": [*parts, *asked]}
    if made:
        yield {"role": "user", "parts": [part for call in made for part in _result(call)]}


def _parts(content: Any) -> list[Any]:
    if isinstance(content, str):
        return [{"text": content}] if content else []
    if isinstance(content, list):
        return [part if isinstance(part, Mapping) else {"text": str(part)} for part in content]
    return [content] if isinstance(content, Mapping) else []


def _has_result(call: Any) -> bool:
    """Whether a call was answered: of one that was not, the file does not say what was sent."""
    return isinstance(call, Mapping) and bool(call.get("result"))


def _result(call: Mapping[str, Any]) -> list[Any]:
    parts = _parts(call["result"])
    if any("functionResponse" in part for part in parts):
        return parts
    text = "".join(str(part.get("text", "")) for part in parts)
    return [{"functionResponse": {"id": call.get("id"), "name": call.get("name"), "response": {"output": text}}}]


def _reported(tokens: Any) -> Tokens | None:
    if not isinstance(tokens, Mapping):
        return None
    return tokens_by_kind(reported_tokens(tokens.get("input")), reported_tokens(tokens.get("cached")), 0, apart=False)


GEMINI_CLI = Kind("gemini-cli", "Gemini CLI chat", _is_of, _read)
