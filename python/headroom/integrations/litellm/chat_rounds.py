"""Answers of chat completions, whole and streamed, without the calls that are not the client's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import litellm
from litellm.types.utils import Delta, ModelResponseStream, Usage

from headroom._views.tool import RETRIEVE

from .dialect import PARAGRAPH, Call, arguments_of, summed

__all__ = ["ChatAnswers"]


class ChatAnswers:
    """Answers of LiteLLM's ``acompletion``."""

    def calls(self, answer: Any) -> list[Call]:
        """List the calls of ``headroom_retrieve`` in an answer."""
        return [Call(call.id, arguments_of(call.function.arguments)) for call in _calls(answer) if _is_ours(call)]

    def has_others(self, answer: Any) -> bool:
        """Whether it calls tools of the client's, too."""
        return not all(map(_is_ours, _calls(answer)))

    def exchange(self, answer: Any, pages: Mapping[str, str]) -> list[Any]:
        """Give the messages that go on from an answer, its pages by the ids of their calls."""
        said = {"content": None, **answer.choices[0].message.model_dump(exclude_none=True)}
        return [said, *({"role": "tool", "tool_call_id": call, "content": page} for call, page in pages.items())]

    def joined(self, answers: Sequence[Any]) -> Any:
        """Make the answer for the client of those of all rounds."""
        whole = answers[-1].model_copy(deep=True)  # LiteLLM's log may not have read the last one yet
        [choice] = whole.choices
        texts = [answer.choices[0].message.content for answer in answers]
        choice.message.content = PARAGRAPH.join(filter(None, texts)) or None
        choice.message.tool_calls = [call for call in _calls(whole) if not _is_ours(call)] or None
        choice.finish_reason = _finish(choice.finish_reason, has_calls=bool(choice.message.tool_calls))
        whole.usage = Usage(**summed(answer.usage.model_dump() for answer in answers if getattr(answer, "usage", None)))
        return whole

    async def ask(self, fields: Mapping[str, Any]) -> Any:
        """Put a request to the same deployment."""
        return await litellm.acompletion(**fields)

    def relay(self) -> ChatRelay:
        """Make what passes streams on."""
        return ChatRelay()


class ChatRelay:
    """Passes on chunks as they come, but for calls of ours; how a round ends is held back until it is the last."""

    def __init__(self) -> None:
        self._first: ModelResponseStream | None = None
        self._usages: list[Mapping[str, Any]] = []
        self._has_text = False
        self._next_round()

    def take(self, chunk: Any) -> Iterable[Any]:
        if not isinstance(chunk, ModelResponseStream):
            return [chunk]
        self._round.append(chunk)
        self._first = self._first or chunk
        ends = not chunk.choices or bool(chunk.choices[0].finish_reason or getattr(chunk, "usage", None))
        if ends:
            self._held.append(chunk)
        if not chunk.choices:
            return []
        given = chunk.choices[0].delta
        delta = self._delta(given)
        if delta is given and not ends:
            return [chunk]
        return [self._with(chunk, delta)] if _says(delta) else []

    def answer(self) -> Any:
        retrieves = None in self._places.values()
        answer = litellm.stream_chunk_builder(self._round) if retrieves else None
        reported = [usage.model_dump() for chunk in self._round if (usage := getattr(chunk, "usage", None))]
        self._usages += reported[-1:]
        self._ended = self._held
        self._has_calls = any(place is not None for place in self._places.values())
        self._next_round()
        return answer

    def end(self) -> Iterable[Any]:
        for chunk in self._ended:
            reason = chunk.choices[0].finish_reason if chunk.choices else None
            ending = self._with(chunk, Delta(), _finish(reason, has_calls=self._has_calls) if reason else None)
            if getattr(chunk, "usage", None):
                ending.usage = Usage(**summed(self._usages))
            yield ending

    def _next_round(self) -> None:
        self._round: list[ModelResponseStream] = []
        self._held: list[ModelResponseStream] = []
        self._places: dict[int, int | None] = {}
        """Where the calls of the round stand among those that the client gets; None for ours."""
        self._is_told = False

    def _delta(self, delta: Delta) -> Delta:
        """What the client gets of a delta: most often itself."""
        is_first_round = self._first is self._round[0]
        begins_anew = bool(delta.content) and self._has_text and not self._is_told
        if delta.content:
            self._has_text = self._is_told = True
        if is_first_round and not delta.tool_calls:
            return delta
        told = delta.model_copy(update={"tool_calls": self._others(delta.tool_calls or []) or None})
        if begins_anew:
            told.content = f"{PARAGRAPH}{delta.content}"
        if not is_first_round:
            told.role = None
        return told

    def _others(self, calls: Iterable[Any]) -> list[Any]:
        kept = []
        for call in calls:
            if call.index not in self._places:
                others = sum(place is not None for place in self._places.values())
                self._places[call.index] = None if _is_ours(call) else others
            if (place := self._places[call.index]) is not None:
                kept.append(call.model_copy(update={"index": place}))
        return kept

    def _with(self, chunk: ModelResponseStream, delta: Delta, finish_reason: str | None = None) -> ModelResponseStream:
        """The chunk with another delta, as a part of the first round's answer."""
        assert self._first is not None
        choices = [choice.model_copy() for choice in chunk.choices]
        for choice in choices:
            choice.delta, choice.finish_reason = delta, finish_reason
        same = {"id": self._first.id, "created": self._first.created, "usage": None}
        return chunk.model_copy(update={**same, "choices": choices})


def _calls(answer: Any) -> Sequence[Any]:
    return answer.choices[0].message.tool_calls or ()


def _is_ours(call: Any) -> bool:
    return getattr(call.function, "name", None) == RETRIEVE


def _finish(reason: str, *, has_calls: bool) -> str:
    return "stop" if reason == "tool_calls" and not has_calls else reason


def _says(delta: Delta) -> bool:
    """Whether a client would miss it."""
    said = delta.model_dump(exclude_none=True)
    return any(value not in ("", [], {}) for value in said.values())
