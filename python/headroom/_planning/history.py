"""Conversations planned before, so that the next call of each costs only what is new in it.

An agent sends its whole history with every call. What was planned is known again by comparing messages with copies of
those of the last call: no hash, no id, nothing that could take one conversation for another. What is sent never depends
on what is remembered; forgetting costs time only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from sys import getsizeof
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from headroom import _core
from headroom._locks import new_lock
from headroom._objects import fields_of
from headroom._planning.rows import told
from headroom._sent_text import SentText

if TYPE_CHECKING:
    from collections.abc import Hashable

    from headroom._planning.rows import Row
    from headroom._planning.shape import Edit, Reader, Shape

__all__ = ["Conversations", "History"]

MOST_CONVERSATIONS = 256
MOST_BYTES = 32 << 20
"""Of what copies take, in all; the core holds two to three times as much beside them."""
MESSAGE_BYTES = 768
"""What a message takes beside the values in it: here, and a third of what it takes in the core."""
VALUE_BYTES = 96
"""What a key or a container takes beside what is in it."""
NUMBER_BYTES = 64
"""What a number takes beside its digits; without the GIL, where it takes most."""
_KEYS = frozenset({str, bytes, int, float, bool, type(None)})
_OURS = "ours"
"""Stands among the numbers of a message for a text that Headroom wrote: it is equal to one that others did."""
DEEPEST = 24
"""Messages nested deeper are not remembered."""

Message = TypeVar("Message")


class History(Generic[Message]):
    """What is remembered of one conversation, and what its present call brings: new messages, as rows."""

    __slots__ = (
        "_copies",
        "_edits",
        "_numbered",
        "_reader",
        "_values",
        "bytes",
        "conversation",
        "kept",
        "key",
        "known",
        "lease",
        "left_out",
        "replans",
        "rows",
    )

    def __init__(self, reader: Reader[Message], key: Hashable) -> None:
        self.key = key
        """What all calls of the conversation have in common; ``None`` where it cannot be remembered."""
        self.conversation = _core.Conversation()
        self.known = 0
        self.rows: list[Row] = []
        self.replans = False
        """Whether something of what was planned last is not gone on with."""
        self.left_out: set[str] = set()
        """Addresses of what views of it leave out."""
        self.lease: object = None
        """What holds that in its store, as long as the conversation is remembered."""
        self.bytes = 0
        """Of the texts and media that are remembered."""
        self.kept = 0
        """Bytes that all that is remembered takes."""
        self._reader = reader
        self._values: list[Any] = []
        self._copies: list[Copy] = []
        self._numbered: list[int] = []
        self._edits: list[Edit] = []

    def begins(self, views: list[Any]) -> int:
        """How many of the messages planned last `views` begin with."""
        known = min(len(self._values), len(views))
        if self._values[:known] != views[:known]:
            known = next(index for index in range(known) if self._values[index] != views[index])
        return next((at for at in self._numbered if at < known and self._writes_otherwise(at, views[at])), known)

    def _writes_otherwise(self, index: int, view: Any) -> bool:
        """Whether what is equal in it differs: numbers are written as 1, 1.0 and True, texts are Headroom's or not."""
        return Copy(view, self._reader.free_keys).numbers != self._copies[index].numbers

    def go_on(self, messages: Sequence[Message], views: list[Any], known: int, reader: Reader[Message]) -> None:
        """Read what is new in `messages` behind the first `known`; `reader` has read none of them.

        Raises:
            Exception: whatever copying a caller's own objects raises.
        """
        # Copied before it is read: what changes meanwhile shows when the next call is compared.
        new = [Copy(view, reader.free_keys) for view in views[known:]]
        self.replans = known < len(self._copies)
        if self.replans:
            self._reader = reader
            reader.skip(messages[:known])
        gone = self._copies[known:]
        self.bytes += sum(copied.bytes for copied in new) - sum(copied.bytes for copied in gone)
        self.kept += sum(copied.kept for copied in new) - sum(copied.kept for copied in gone)
        self._copies[known:] = new
        self._numbered = [index for index in self._numbered if index < known]
        self._numbered += [known + place for place, copied in enumerate(new) if copied.numbers]
        self._values[known:] = [copied.value for copied in new]
        self.read(messages, known)

    def read(self, messages: Sequence[Message], known: int) -> None:
        """Read `messages` behind the first `known`."""
        self.known = known
        self.rows = [told(self._reader.row(message)) for message in messages[known:]]

    def planned(self, plan: _core.Plan) -> list[Edit]:
        """Take in the plan. Returns all edits of the conversation."""
        del self._edits[bisect_left(self._edits, (plan.stable,)) :]
        self._edits += [(index, number, SentText(text)) for index, number, text in plan.edits]
        if "quoted" in plan.transforms:  # such texts read otherwise where they are ours, and are equal to those
            self._numbered = sorted({*self._numbered, *(index for index, *_ in self._edits)})
        self.rows = []
        return self._edits.copy()


class Conversations(Generic[Message]):
    """The last conversations planned. Safe to share between threads: each conversation is one thread's at a time."""

    def __init__(self) -> None:
        self._lock = new_lock()
        self._histories: OrderedDict[Hashable, History[Any]] = OrderedDict()
        self._bytes = 0

    def take(self, messages: Sequence[Message], planned_for: Hashable, shape: Shape[Message]) -> History[Message]:
        """Take the conversation that `messages` continue, or a new one, and read what is new. Nobody else has it then.

        Args:
            messages: the whole conversation.
            planned_for: all that decides what is sent and is no message: what is planned otherwise is remembered apart.
            shape: what kind of messages they are.
        """
        reader = shape.reader()
        views = reader.views(messages)
        key = (planned_for, shape, *map(_start, views[:2]))
        history = self._taken(key)
        try:
            known = history.begins(views) if history else 0
            if history is None or not known:
                history = History(reader, key)
            history.go_on(messages, views, known, reader)
        except Exception:
            # Cycles, nesting too deep, and what cannot be compared or copied: planned anew with every call.
            history = History(shape.reader(), None)
            history.read(messages, 0)
        return history

    def put(self, history: History[Any]) -> None:
        """Remember a planned conversation, unless it is too large; those planned longest ago leave for it."""
        if history.key is None or history.kept > MOST_BYTES:
            return
        with self._lock:
            self._taken_locked(history.key)
            self._histories[history.key] = history
            self._bytes += history.kept
            while len(self._histories) > MOST_CONVERSATIONS or self._bytes > MOST_BYTES:
                self._bytes -= self._histories.popitem(last=False)[1].kept

    def _taken(self, key: Hashable) -> History[Any] | None:
        with self._lock:
            return self._taken_locked(key)

    def _taken_locked(self, key: Hashable) -> History[Any] | None:
        history = self._histories.pop(key, None)
        if history is not None:
            self._bytes -= history.kept
        return history


class Copy:
    """A message's view as it was: no change of the message reaches it.

    Raises:
        TypeError: something in it is no plain value.
        RecursionError: it is nested too deep.
    """

    __slots__ = ("bytes", "kept", "numbers", "value")

    def __init__(self, view: Any, free_keys: frozenset[str]) -> None:
        self.bytes = 0
        """Of texts and media."""
        self.kept = MESSAGE_BYTES
        """What all of it takes."""
        numbers: list[str] = []
        if isinstance(view, Mapping):
            self._keep_keys(view)
            parts = {key: part if key in free_keys else self._copied(part, numbers) for key, part in view.items()}
            self.value: Any = parts
        elif type(view) is tuple:  # a reader's own, whose flags are flags
            self.value = tuple(part if type(part) is bool else self._copied(part, numbers) for part in view)
        else:
            self.value = self._copied(view, numbers)
        self.numbers = ",".join(numbers)
        """How the numbers in it are written, and which texts are Headroom's."""
        self.kept += len(self.numbers)

    def _copied(self, value: Any, numbers: list[str], depth: int = 0) -> Any:
        kind = type(value)
        if kind is str or kind is bytes:
            self.bytes += len(value)
            self.kept += getsizeof(value)
        elif kind in (int, float, bool):
            numbers.append(repr(value))
            self.kept += NUMBER_BYTES
        elif depth < DEEPEST and (kind is dict or isinstance(value, Mapping)):
            self._keep_keys(value)
            return {key: self._copied(part, numbers, depth + 1) for key, part in value.items()}
        elif depth < DEEPEST and kind in (list, tuple):
            self.kept += VALUE_BYTES + 10 * len(value)
            return kind(self._copied(part, numbers, depth + 1) for part in value)
        elif kind is SentText:
            numbers.append(_OURS)
            self.bytes += len(value)
            self.kept += getsizeof(value)
        elif value is not None:
            return self._held(value, numbers, depth)
        return value

    def _keep_keys(self, value: Mapping[Any, Any]) -> None:
        if not _KEYS.issuperset(map(type, value)):
            raise TypeError("keys that are no plain values are not remembered")
        self.kept += VALUE_BYTES * (1 + len(value)) + sum(map(getsizeof, value))

    def _held(self, value: Any, numbers: list[str], depth: int) -> _Held:
        fields = fields_of(value)
        if fields is None or depth >= DEEPEST:
            raise TypeError(f"{type(value).__name__} is not remembered")
        return _Held(type(value), self._copied(fields, numbers, depth + 1))


class _Held:
    """What a client's object was: equal to one of its kind whose fields are what they were."""

    __slots__ = ("_fields", "_kind")

    def __init__(self, kind: type, fields: dict[str, Any]) -> None:
        self._kind = kind
        self._fields = fields

    def __eq__(self, other: object) -> bool:
        return type(other) is self._kind and self._fields == fields_of(other)

    __hash__ = None  # type: ignore[assignment]


def _start(view: Any) -> str | None:
    """A text that a message begins a conversation with: all its calls share it, and few other conversations do."""
    if isinstance(view, Mapping):
        content = view.get("content", view.get("parts"))
    else:
        content = view[0] if type(view) is tuple and view else None
    for _ in range(2):  # a block's text, or the text of a result in a block
        blocks = content if isinstance(content, list | tuple) else []
        texts = (block.get("text") or block.get("content") for block in blocks if isinstance(block, Mapping))
        content = next(texts, None) if blocks else content
    return content if isinstance(content, str) else None
