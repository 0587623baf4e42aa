"""Answers of Anthropic's messages, whole and streamed, without the calls that are not the client's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import litellm

from headroom._views.tool import RETRIEVE

from .dialect import Call, arguments_of, summed
from .requests import mapping

__all__ = ["MessagesAnswers"]


class MessagesAnswers:
    """Answers of LiteLLM's ``anthropic_messages``."""

    def calls(self, answer: Any) -> list[Call]:
        """List the calls of ``headroom_retrieve`` in an answer."""
        return [Call(block["id"], arguments_of(block.get("input"))) for block in _blocks(answer) if _is_ours(block)]

    def has_others(self, answer: Any) -> bool:
        """Whether it calls tools of the client's, too."""
        return any(block.get("type") == "tool_use" and not _is_ours(block) for block in _blocks(answer))

    def exchange(self, answer: Any, pages: Mapping[str, str]) -> list[Any]:
        """Give the messages that go on from an answer, its pages by the ids of their calls."""
        results = [{"type": "tool_result", "tool_use_id": call, "content": page} for call, page in pages.items()]
        said = [block for block in _blocks(answer) if block.get("text") != ""]  # which Anthropic refuses
        return [{"role": "assistant", "content": said}, {"role": "user", "content": results}]

    def joined(self, answers: Sequence[Any]) -> Any:
        """Make the answer for the client of those of all rounds."""
        content = [block for answer in answers for block in _blocks(answer) if not _is_ours(block)]
        return {
            **answers[-1],
            "content": content,
            "stop_reason": _reason(answers[-1].get("stop_reason"), content),
            "usage": summed(mapping(answer.get("usage")) for answer in answers),
        }

    async def ask(self, fields: Mapping[str, Any]) -> Any:
        """Put a request to the same deployment."""
        return await litellm.anthropic_messages(**fields)

    def relay(self) -> MessagesRelay:
        """Make what passes streams on."""
        return MessagesRelay()


class MessagesRelay:
    """Passes on events as they come, but for blocks of ours; how a round ends is held back until it is the last."""

    def __init__(self) -> None:
        self._passed: list[Mapping[str, Any]] = []
        """The blocks that the client has, as they began."""
        self._usages: list[Mapping[str, Any]] = []
        self._is_begun = False
        self._unread = b""
        self._next_round()

    def take(self, chunk: Any) -> Iterator[bytes]:
        self._unread += chunk if isinstance(chunk, bytes) else str(chunk).encode()
        *events, self._unread = self._unread.replace(b"\r\n", b"\n").split(b"\n\n")
        for text in events:
            event = _event(text)
            told = text if event is None else self._told(event)
            if told is not None:
                yield told if isinstance(told, bytes) and told.endswith(b"\n\n") else told + b"\n\n"

    def answer(self) -> Any:
        self._usages.append(_reported_last(self._reported))
        content = [_finished(block) for _, block in sorted(self._blocks.items())]
        answer = {**self._message, "content": content} if any(map(_is_ours, content)) else None
        self._ended = self._held
        self._next_round()
        return answer

    def end(self) -> Iterable[bytes]:
        for event in self._ended:
            if event["type"] == "message_delta":
                delta = mapping(event.get("delta"))
                reason = _reason(delta.get("stop_reason"), self._passed)
                event = {**event, "delta": {**delta, "stop_reason": reason}, "usage": summed(self._usages)}
            yield _written(event)

    def _next_round(self) -> None:
        self._message: Mapping[str, Any] = {}
        self._blocks: dict[int, dict[str, Any]] = {}
        self._places: dict[int, int | None] = {}
        """Where the blocks of the round stand among those that the client gets; None for ours."""
        self._reported: list[Mapping[str, Any]] = []
        self._held: list[Mapping[str, Any]] = []

    def _told(self, event: Mapping[str, Any]) -> bytes | None:
        """What the client gets of an event, if anything."""
        kind = event.get("type")
        if kind == "message_start":
            return self._begin(event)
        if kind in ("message_delta", "message_stop"):
            self._reported.append(mapping(event.get("usage")))
            self._held.append(event)
            return None
        if kind not in ("content_block_start", "content_block_delta", "content_block_stop"):
            return _written(event)
        place = self._placed(event)
        return None if place is None else _written({**event, "index": place})

    def _begin(self, event: Mapping[str, Any]) -> bytes | None:
        self._message = mapping(event.get("message"))
        self._reported.append(mapping(self._message.get("usage")))
        is_first, self._is_begun = not self._is_begun, True
        return _written(event) if is_first else None

    def _placed(self, event: Mapping[str, Any]) -> int | None:
        """Take in a part of a block; gives the block's place in what the client gets."""
        index = event.get("index", 0)
        if event["type"] == "content_block_start":
            block = self._blocks[index] = dict(mapping(event.get("content_block")))
            self._places[index] = None if _is_ours(block) else len(self._passed)
            if not _is_ours(block):
                self._passed.append(block)
        elif event["type"] == "content_block_delta" and index in self._blocks:
            _extend(self._blocks[index], mapping(event.get("delta")))
        return self._places.get(index, index)


_PARTS = {"text": "text", "thinking": "thinking", "signature": "signature", "partial_json": "partial_json"}
"""What deltas hold, by the field of the block that they extend."""


def _extend(block: dict[str, Any], delta: Mapping[str, Any]) -> None:
    for part, field in _PARTS.items():
        if isinstance(text := delta.get(part), str):
            block[field] = block.get(field, "") + text


def _finished(block: Mapping[str, Any]) -> dict[str, Any]:
    """The block as a whole answer holds it."""
    given = {name: value for name, value in block.items() if name != "partial_json"}
    return {**given, "input": dict(arguments_of(written))} if (written := block.get("partial_json")) else given


def _reported_last(reported: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a round took: later reports of it stand in place of earlier ones."""
    return {name: value for usage in reported for name, value in usage.items() if value is not None}


def _blocks(answer: Any) -> Sequence[Mapping[str, Any]]:
    return mapping(answer).get("content") or ()


def _is_ours(block: Mapping[str, Any]) -> bool:
    return block.get("type") == "tool_use" and block.get("name") == RETRIEVE


def _reason(reason: Any, content: Iterable[Mapping[str, Any]]) -> Any:
    has_calls = any(block.get("type") == "tool_use" for block in content)
    return "end_turn" if reason == "tool_use" and not has_calls else reason


def _event(text: bytes) -> Mapping[str, Any] | None:
    """What an event holds; None where that is no object of JSON with a type."""
    data = b"".join(line[5:].strip() for line in text.split(b"\n") if line.startswith(b"data:"))
    try:
        event = mapping(json.loads(data))
    except ValueError:
        return None
    return event if isinstance(event.get("type"), str) else None


def _written(event: Mapping[str, Any]) -> bytes:
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
