"""The messages of a conversation as they were and as they were sent, one beside the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from headroom._replay.parts import labels_of
from headroom._report.above import Above
from headroom._report.differences import differences
from headroom._report.pieces import Link, Shown, shown
from headroom._report.references import is_apart, is_left, links, note_links, note_of
from headroom._shapes.messages import rows_of

if TYPE_CHECKING:
    from headroom._planning.rows import Call, Row, Text
    from headroom._replay.replay import Replayed
    from headroom._report.limits import Room
    from headroom._results.decision import Decision

__all__ = ["MessageShown", "TextShown", "messages_of"]


class TextShown(NamedTuple):
    """A text as it was and as it was sent; where these are the same, or one is missing, the other is ``None``."""

    given: Shown | None
    sent: Shown | None
    is_kept: bool = False
    """Whether it was sent as it was: `given` then says both."""


class MessageShown(NamedTuple):
    """A message as it was and as it was sent."""

    anchor: str
    """The id of it; with ``-was`` and ``-sent`` behind it, that of each side."""
    number: int
    """Its place, from 1; 0 for a note of Headroom's own."""
    label: str
    """Who speaks: its role, or the tool whose result it is."""
    action: str
    """What became of it, as `Decision` has it; ``noted`` where a note was added to it, ``unsent``, ``unknown``; or
    ``note``, which is no message that was given."""
    decision: Decision | None
    texts: tuple[TextShown, ...]
    calls: tuple[tuple[str, Shown], ...]
    """The tools that it calls, and with what."""
    images: int


def messages_of(last: Replayed, prefix: str, room: Room) -> list[MessageShown]:
    """Show a conversation as its last request sent it, and what came after that.

    Args:
        last: the last of the conversation's requests.
        prefix: what the ids of its messages begin with.
        room: how much can be shown; what stands behind that is not.
    """
    whole = last.transcript.messages
    most = room.messages(len(whole))
    given, sent = rows_of(whole), rows_of(last.sent_messages)
    left = [start if start < most else None for start in _dropped_before(last.decisions)]
    writer = _Writer(labels_of(whole), last.decisions, prefix, room, left)
    made = list[MessageShown]()
    for pair in _paired(last, given, sent):
        if pair.number >= most:
            break
        made.append(writer.message(pair))
    return made


class _Pair(NamedTuple):
    """The place of a message, and its rows: as it was and as it was sent, or one of them."""

    number: int
    given: Row | None
    sent: Row | None


def _paired(last: Replayed, given: Sequence[Row], sent: Sequence[Row]) -> Iterator[_Pair]:
    """Find for each message what was sent of it. The window's notes stand between, without one that was given."""
    decisions, place = last.decisions, 0
    end = last.request.end
    dropped = {one.index for one in decisions if one.action == "dropped"}
    notes = len(sent) - (end - len(dropped))
    for number, row in enumerate(given):
        if number >= end or number in dropped:
            yield _Pair(number, row, None)
            continue
        while notes and _is_note(sent[place]):
            yield _Pair(number, None, sent[place])
            place, notes = place + 1, notes - 1
        yield _Pair(number, row, sent[place])
        place += 1


def _is_note(row: Row) -> bool:
    return len(row.texts) == 1 and row.texts[0].ours and bool(note_of(row.texts[0].text))


def _dropped_before(decisions: Sequence[Decision]) -> Iterator[int]:
    """Give for each message where the messages begin that left last before it, or else after it."""
    starts = [
        one.index
        for before, one in zip([None, *decisions], decisions, strict=False)
        if one.action == "dropped" and (before is None or before.action != "dropped")
    ]
    here = 0
    for one in decisions:
        while here + 1 < len(starts) and starts[here + 1] <= one.index:
            here += 1
        yield starts[here] if starts else 0


@dataclass
class _Writer:
    """Writes messages in their order, as each may refer to those above."""

    labels: Sequence[str]
    decisions: Sequence[Decision]
    prefix: str
    room: Room
    left: Sequence[int | None]
    """Where, for each message, what left next to it begins; ``None`` where that is not shown."""
    above: Above = field(default_factory=Above)
    calls: dict[str, Call] = field(default_factory=dict)

    notes: int = 0

    def message(self, pair: _Pair) -> MessageShown:
        """Write a message, or a note."""
        number, row = pair.number, pair.given
        if row is None:
            return self._note(pair)
        anchor = f"{self.prefix}{number + 1}"
        texts = tuple(self._texts(pair, anchor))
        made = MessageShown(
            anchor,
            number + 1,
            self.labels[number],
            self._action(pair, is_kept=all(text.is_kept for text in texts)),
            self.decisions[number] if number < len(self.decisions) else None,
            texts,
            tuple((call.tool, self._cut(call.arguments)) for call in row.calls if call.tool or call.arguments),
            len(row.images),
        )
        if pair.sent is not None:
            self._hear(pair.sent, anchor)
        return made

    def _note(self, pair: _Pair) -> MessageShown:
        self.notes += 1
        anchor = f"{self.prefix}note-{self.notes}"
        return MessageShown(anchor, 0, "Headroom", "note", None, tuple(self._texts(pair, anchor)), (), 0)

    def _action(self, pair: _Pair, *, is_kept: bool) -> str:
        if pair.number >= len(self.decisions):
            return "unknown" if pair.sent else "unsent"
        action = self.decisions[pair.number].action
        return action if is_kept or action != "kept" else "noted"

    def _texts(self, pair: _Pair, anchor: str) -> Iterator[TextShown]:
        given, sent = ([] if row is None else self._contents(row, pair) for row in (pair.given, pair.sent))
        for place in range(max(len(given), len(sent))):
            was, goes = (texts[place] if place < len(texts) else None for texts in (given, sent))
            yield self._text(was, goes, pair.number, anchor)

    def _contents(self, row: Row, pair: _Pair) -> list[Text]:
        """Give the texts of a message, but for the names and arguments of its calls and the name of its own tool."""
        told = {part for call in row.calls for part in (call.tool, call.arguments)}
        told.add(self.labels[pair.number].removeprefix("tool: "))
        return [text for text in row.texts if text.quotable or text.text not in told]

    def _text(self, was: Text | None, goes: Text | None, number: int, anchor: str) -> TextShown:
        if was is None or goes is None:
            return TextShown(self._of(was), self._of(goes, number))
        if was.text == goes.text:
            return TextShown(self._cut(was.text), None, is_kept=True)
        if is_left(goes.text):
            return TextShown(self._cut(was.text), self._of(goes, number, anchor))
        gone, new = differences(was.text, goes.text)
        given = shown(was.text, self.room.text(len(was.text)), gone)
        found = self._links(goes, number, f"{anchor}-was")
        return TextShown(given, shown(goes.text, self.room.text(len(goes.text)), new, found))

    def _of(self, text: Text | None, number: int = 0, anchor: str = "") -> Shown | None:
        return None if text is None else self._cut(text.text, self._links(text, number, f"{anchor}-was"))

    def _cut(self, text: str, found: Sequence[Link] = ()) -> Shown:
        return shown(text, self.room.text(len(text)), links=found)

    def _links(self, text: Text, number: int, given: str) -> list[Link]:
        if not text.ours:  # whatever it says, it stands for nothing
            return []
        left = self.left[number] if number < len(self.left) else None
        noted = [] if left is None else note_links(text.text, f"{self.prefix}{left + 1}")
        return noted or links(text.text, self.above, given)

    def _hear(self, row: Row, anchor: str) -> None:
        for text in row.texts:
            if text.quotable and not (text.ours and is_apart(text.text)):
                self.above.add(text.text, f"{anchor}-sent")
        for result in row.results:
            call = self.calls.get(result)
            self.above.add_result(call.tool if call else row.tool, call.arguments if call else "", f"{anchor}-sent")
        self.calls.update((call.id, call) for call in row.calls)
