"""Conversations planned before, so that the next call of each costs only what is new in it.

An agent sends its whole history with every call. What was planned is known again by comparing messages with copies of
those of the last call: no hash, no id, nothing that could take one conversation for another. What is sent never depends
on what is remembered; forgetting costs time only.
"""

from __future__ import annotations

import copy
import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from headroom import _core

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from headroom._engine import Row

__all__ = ["Call", "Conversations", "Reader"]

MOST_CONVERSATIONS = 256
MOST_BYTES = 32 << 20
"""Of text, in all; the core holds two to three times as much."""

Edit = tuple[int, int, str]
Shape = TypeVar("Shape", contravariant=True)


class Reader(Protocol[Shape]):
    """How messages of some shape are read, one after the other; one is made for each conversation."""

    def views(self, messages: Sequence[Shape]) -> list[Any]:
        """All that `row` reads of each message, as values that can be compared and copied."""

    def row(self, message: Shape) -> Row:
        """The message as the core sees it; called once for each message, in order."""

    def skip(self, messages: Sequence[Shape]) -> None:
        """Take in the first messages, whose rows are known."""


class Call(Generic[Shape]):
    """One call on a conversation: its new messages as rows, and what is remembered of those before."""

    __slots__ = ("_edits", "_exact", "_frozen", "_reader", "_views", "bytes", "conversation", "key", "known", "rows")

    def __init__(self, reader: Reader[Shape], key: Hashable) -> None:
        self.key = key
        self.bytes = 0
        self._reader = reader
        self.conversation = _core.Conversation()
        self.known = 0
        self.rows: list[Row] = []
        self._frozen: list[Any] = []
        self._exact: list[tuple[int, str]] = []
        self._edits: list[Edit] = []
        self._views: list[Any] = []

    def begins(self, views: list[Any]) -> int:
        """How many of the messages planned last `views` begin with."""
        most = min(len(self._frozen), len(views))
        if self._frozen[:most] != views[:most]:
            most = next(index for index in range(most) if self._frozen[index] != views[index])
        # Numbers that are equal may be written differently.
        return next((index for index, text in self._exact if index < most and repr(views[index]) != text), most)

    def go_on(self, messages: Sequence[Shape], views: list[Any], known: int, reader: Reader[Shape]) -> None:
        """Read what is new in `messages` behind the first `known`; `reader` has read none of them."""
        if known < len(self._frozen):
            del self._frozen[known:]
            self._exact = [(index, text) for index, text in self._exact if index < known]
            self._reader = reader
            reader.skip(messages[:known])
        self.known, self._views = known, views
        row = self._reader.row
        self.rows = [row(message) for message in messages[known:]]

    def planned(self, plan: _core.Plan) -> list[Edit]:
        """Take in the plan. Returns all edits of the conversation."""
        del self._edits[bisect_left(self._edits, (plan.stable,)) :]
        self._edits += plan.edits
        return self._edits.copy()

    def remember(self) -> None:
        """Copy what was new, for the next call to be compared with.

        Raises:
            Exception: whatever copying a caller's own objects raises; the call is of no use any more then.
        """
        for index in range(self.known, len(self._views)):
            frozen, is_text = _frozen(self._views[index])
            self._frozen.append(frozen)
            if not is_text:
                self._exact.append((index, repr(frozen)))
        self._views, self.rows = [], []
        self.bytes = self.conversation.bytes


class Conversations(Generic[Shape]):
    """The last conversations planned. Safe to share between threads: each conversation is one thread's at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: OrderedDict[Hashable, Call[Any]] = OrderedDict()
        self._bytes = 0

    def take(self, messages: Sequence[Shape], model: str, make: Callable[[], Reader[Shape]]) -> Call[Shape]:
        """The call on the conversation that `messages` continue, or on a new one. Nobody else has it meanwhile.

        Args:
            messages: the whole conversation.
            model: the model's id.
            make: makes the reader of a new conversation.
        """
        reader = make()
        views = reader.views(messages)
        key = (model, *map(_start, views[:2]))
        call = self._taken(key)
        known = _common(call, views)
        if call is None or not known:
            call = Call(reader, key)
        call.go_on(messages, views, known, reader)
        return call

    def put(self, call: Call[Any]) -> None:
        """Remember a conversation that was planned; the ones planned longest ago leave for it."""
        try:
            call.remember()
        except Exception:  # cycles, nesting too deep, and what cannot be copied: planned anew with every call
            return
        with self._lock:
            self._taken_locked(call.key)
            self._calls[call.key] = call
            self._bytes += call.bytes
            while len(self._calls) > MOST_CONVERSATIONS or self._bytes > MOST_BYTES:
                self._bytes -= self._calls.popitem(last=False)[1].bytes

    def _taken(self, key: Hashable) -> Call[Any] | None:
        with self._lock:
            return self._taken_locked(key)

    def _taken_locked(self, key: Hashable) -> Call[Any] | None:
        call = self._calls.pop(key, None)
        if call is not None:
            self._bytes -= call.bytes
        return call


def _common(call: Call[Any] | None, views: list[Any]) -> int:
    try:
        return call.begins(views) if call else 0
    except Exception:  # whatever comparing a caller's own objects raises
        return 0


def _start(view: Any) -> Hashable:
    """What a message begins a conversation with: all its calls share it, and few other conversations do."""
    content = view.get("content") if isinstance(view, Mapping) else view[0] if isinstance(view, tuple) else None
    return content if isinstance(content, str) else None


def _frozen(value: Any) -> tuple[Any, bool]:
    """A copy that no change of `value` reaches, and whether all it holds is text (or a flag in a reader's tuple)."""
    kind = type(value)
    if kind is str or value is None:
        return value, True
    if isinstance(value, Mapping):
        items = {key: _frozen(part) for key, part in value.items()}
        return {key: part for key, (part, _) in items.items()}, all(is_text for _, is_text in items.values())
    if kind is list or kind is tuple:
        parts = [(part, True) if type(part) is bool and kind is tuple else _frozen(part) for part in value]
        return kind(part for part, _ in parts), all(is_text for _, is_text in parts)
    return copy.deepcopy(value), False
