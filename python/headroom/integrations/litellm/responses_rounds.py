"""Answers of OpenAI's responses, whole and streamed, without the calls that are not the client's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import litellm

from headroom._views.tool import RETRIEVE

from .dialect import Call, arguments_of, summed
from .requests import mapping

__all__ = ["ResponsesAnswers"]

_OF_THE_CLIENT = frozenset(
    {"function_call", "custom_tool_call", "local_shell_call", "shell_call", "apply_patch_call", "computer_call"}
    | {"mcp_approval_request"}
)
"""Items that wait for the client; other calls are the service's, which has answered them."""
_BEGINS = frozenset({"response.created", "response.queued", "response.in_progress"})
_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class ResponsesAnswers:
    """Answers of LiteLLM's ``aresponses``."""

    def calls(self, answer: Any) -> list[Call]:
        """List the calls of ``headroom_retrieve`` in an answer."""
        ours = filter(_is_ours, _items(answer))
        return [Call(item["call_id"], arguments_of(item.get("arguments"))) for item in ours]

    def has_others(self, answer: Any) -> bool:
        """Whether it calls tools of the client's, too."""
        return any(item.get("type") in _OF_THE_CLIENT and not _is_ours(item) for item in _items(answer))

    def exchange(self, answer: Any, pages: Mapping[str, str]) -> list[Any]:
        """Give the items that go on from an answer, its pages by the ids of their calls."""
        outputs = [{"type": "function_call_output", "call_id": call, "output": page} for call, page in pages.items()]
        return [*_given_back(_items(answer)), *outputs]

    def joined(self, answers: Sequence[Any]) -> Any:
        """Make the answer for the client of those of all rounds."""
        kept = [item for answer in answers for item in _kept(_items(answer))]
        usage = summed(_fields(answer.usage) for answer in answers if getattr(answer, "usage", None))
        return type(answers[-1]).model_validate({**_fields(answers[-1]), "output": kept, "usage": usage or None})

    async def ask(self, fields: Mapping[str, Any]) -> Any:
        """Put a request to the same deployment."""
        return await litellm.aresponses(**fields)

    def relay(self) -> ResponsesRelay:
        """Make what passes streams on."""
        return ResponsesRelay()


class ResponsesRelay:
    """Passes on events as they come, but for items of ours; how a round ends is held back until it is the last.

    What a model has reasoned belongs to the item behind it, and is held back until that is known to be the client's.
    """

    def __init__(self) -> None:
        self._ended: Any = None
        self._answers: list[Any] = []
        self._id: str | None = None
        self._told = 0
        """How many events the client has."""
        self._items = 0
        """How many items the client has."""
        self._next_round()

    def take(self, chunk: Any) -> Iterable[Any]:
        kind = getattr(chunk, "type", None)
        kind = getattr(kind, "value", kind)
        if kind in _ENDS:
            self._ended = chunk
            return []
        if kind in _BEGINS:
            return self._begin(chunk)
        if getattr(chunk, "output_index", None) is None:
            return [self._numbered(chunk)]
        if kind == "response.output_item.added":
            return list(self._opened(chunk))
        return self._passed(chunk)

    def answer(self) -> Any:
        if self._ended is None:
            return None
        self._answers.append(self._ended.response)
        retrieves = any(map(_is_ours, _items(self._ended.response)))
        self._last = self._ended
        self._next_round()
        return self._answers[-1] if retrieves else None

    def end(self) -> Iterable[Any]:
        if not self._answers:
            return []
        whole = ResponsesAnswers().joined(self._answers)
        return [self._numbered(self._last.model_copy(update={"response": whole.model_copy(update={"id": self._id})}))]

    def _next_round(self) -> None:
        self._ended = None
        self._places: dict[int, int | None] = {}
        """Where the items of the round stand among those that the client gets; None for ours."""
        self._reasoned: list[Any] = []
        """Events that are held back."""

    def _begin(self, event: Any) -> list[Any]:
        if self._answers:
            return []
        self._id = event.response.id
        return [self._numbered(event)]

    def _opened(self, event: Any) -> Iterator[Any]:
        item = _fields(event.item)
        if item.get("type") == "reasoning":
            self._reasoned.append(event)
            return
        if _is_ours(item):
            self._places[event.output_index] = None
            self._reasoned = []
            return
        for held in (*self._reasoned, event):
            if held.output_index not in self._places:
                self._places[held.output_index] = self._items
                self._items += 1
            yield self._numbered(held, self._places[held.output_index])
        self._reasoned = []

    def _passed(self, event: Any) -> list[Any]:
        if event.output_index not in self._places:
            self._reasoned.append(event)
            return []
        place = self._places[event.output_index]
        return [] if place is None else [self._numbered(event, place)]

    def _numbered(self, event: Any, place: int | None = None) -> Any:
        """The event as the next one that the client gets."""
        numbers = {"sequence_number": self._told} | ({} if place is None else {"output_index": place})
        self._told += 1
        return event.model_copy(update=numbers)


def _fields(value: Any) -> Mapping[str, Any]:
    return mapping(value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value)


def _items(answer: Any) -> list[Mapping[str, Any]]:
    return [_fields(item) for item in getattr(answer, "output", None) or ()]


def _is_ours(item: Mapping[str, Any]) -> bool:
    return item.get("type") == "function_call" and item.get("name") == RETRIEVE


def _kept(items: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The items of a round that are the client's; reasoning belongs to what follows it."""
    reasoned: list[Mapping[str, Any]] = []
    for item in items:
        reasoned.append(item)
        if item.get("type") != "reasoning":
            yield from () if _is_ours(item) else reasoned
            reasoned = []


def _given_back(items: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The items as a service that has not kept them takes them."""
    for item in items:
        if item.get("type") != "reasoning":
            yield {name: value for name, value in item.items() if name not in ("id", "status")}
        elif item.get("encrypted_content"):
            yield {name: value for name, value in item.items() if name != "status"}
