"""Rollouts of Codex CLI, as they stand in ``~/.codex/sessions``: a line for each item of the Responses API.

    {"timestamp": "...", "type": "session_meta", "payload": {"id": "...", "base_instructions": {"text": "..."}}}
    {"timestamp": "...", "type": "turn_context", "payload": {"model": "gpt-5-codex"}}
    {"timestamp": "...", "type": "response_item", "payload": {"type": "message", "role": "user", "content": [...]}}
    {"timestamp": "...", "type": "event_msg", "payload": {"type": "token_count", "info": {"last_token_usage": {...}}}}

Tools are not in the log. After a compaction, and where the user has gone back, another conversation begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from headroom._account.bill import Tokens
from headroom._account.usage import reported_tokens, tokens_by_kind
from headroom._replay.transcript import Message, Request, Transcript, answered
from headroom.transcripts.kind import Kind
from headroom.transcripts.records import Record, Say
from headroom.transcripts.values import is_message, text_of

__all__ = ["CODEX"]

_TYPES = frozenset({"session_meta", "turn_context", "response_item", "event_msg", "compacted"})


def _is_of(value: Any) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("payload"), Mapping):
        return False
    return text_of(value.get("type")) in _TYPES


def _read(records: Iterator[Record], say: Say) -> Iterator[Transcript]:
    rollout = _Rollout()
    for record in records:
        if _is_of(record.value):
            yield from rollout.take(record, record.value["payload"])
        else:
            say(record.problem("is no line of a rollout"))
    yield from rollout.ended()


class _Rollout:
    """One conversation as it grows, line by line."""

    def __init__(self) -> None:
        self._name = ""
        self._system: list[Message] = []
        self._begin([])

    def _begin(self, items: list[Message]) -> None:
        self._items = items
        self._old = len(items)
        """Items that no request of this conversation brought an answer to."""
        self._models: list[tuple[int, str]] = []
        """Models, by how many items there were when they were chosen."""
        self._reports: list[tuple[int, Tokens]] = []
        """Tokens that were reported, by how many items there were."""
        self._counted: Any = None
        self._begun: Record | None = None

    def take(self, record: Record, payload: Mapping[str, Any]) -> Iterator[Transcript]:
        """Take in a line. Gives the conversation up to here where it does not go on with it."""
        kind = record.value["type"]
        if kind == "session_meta":
            self._opened(payload)
        elif kind == "turn_context" and (model := text_of(payload.get("model"))):
            self._models.append((len(self._items), model))
        elif kind == "response_item" and is_message(payload):
            self._begun = self._begun or record
            self._items.append(payload)
        elif kind == "compacted":
            yield from self._going_on(_after_compaction(payload, self._system))
        elif payload.get("type") == "token_count":
            self._count(payload.get("info"))
        elif payload.get("type") == "thread_rolled_back":
            yield from self._going_on(_before_turns(self._items, payload.get("num_turns")))

    def _opened(self, payload: Mapping[str, Any]) -> None:
        """Take in what a session says of itself; of a fork, the session that it goes on with says so once more."""
        self._name = self._name or text_of(payload.get("id")) or ""
        told = payload.get("base_instructions")
        text = text_of(told.get("text") if isinstance(told, Mapping) else payload.get("instructions"))
        if text and not self._items:
            self._system = [{"role": "system", "content": text}]
            self._items = [*self._system]

    def _count(self, info: Any) -> None:
        """Take in a report, which may be repeated as it is."""
        usage = info.get("last_token_usage") if isinstance(info, Mapping) else None
        if not isinstance(usage, Mapping) or info == self._counted:
            return
        self._counted = info
        read = reported_tokens(usage.get("cached_input_tokens"))
        tokens = tokens_by_kind(reported_tokens(usage.get("input_tokens")), read, 0, apart=False)
        if tokens is not None:
            self._reports.append((len(self._items), tokens))

    def _going_on(self, items: list[Message]) -> Iterator[Transcript]:
        model = self._models[-1:]
        yield from self.ended()
        self._begin(items)
        self._models = [(0, name) for _, name in model]

    def ended(self) -> Iterator[Transcript]:
        """Give the conversation up to here, if a model has answered in it."""
        ends = [end for end in answered(self._items) if end >= self._old]
        requests = tuple(self._request(end, until) for end, until in pairwise([*ends, len(self._items)]))
        if self._begun is not None and requests:
            place = self._begun.place
            yield Transcript(self._name or place, CODEX.name, place, self._items, requests)

    def _request(self, end: int, until: int) -> Request:
        chosen = [name for at, name in self._models if at <= end]
        first = bisect_right(self._reports, end, key=lambda report: report[0])
        reported = next((tokens for at, tokens in self._reports[first:] if at <= until), None)
        return Request(end, chosen[-1] if chosen else None, None, reported)


def _after_compaction(payload: Mapping[str, Any], system: list[Message]) -> list[Message]:
    """Give what a conversation begins with after a compaction: what Codex says, or its summary."""
    history = payload.get("replacement_history")
    if isinstance(history, list):
        return [*system, *filter(is_message, history)]
    summary = text_of(payload.get("message"))
    return [*system, *([{"role": "user", "content": summary}] if summary else [])]


def _before_turns(items: list[Message], turns: Any) -> list[Message]:
    """Give what stands before so many of the last turns of the user."""
    begins = [place for place, item in enumerate(items) if item.get("role") == "user" and not _is_context(item)]
    gone = turns if type(turns) is int and turns > 0 else 0
    return items[: begins[-min(gone, len(begins))]] if gone and begins else items


def _is_context(item: Message) -> bool:
    """Whether it is what Codex itself says in the user's name, in tags."""
    content = item.get("content")
    first = content[0] if isinstance(content, list) and content else None
    text = first.get("text") if isinstance(first, Mapping) else content
    return isinstance(text, str) and text.startswith("<")


CODEX = Kind("codex", "Codex CLI rollout", _is_of, _read)
