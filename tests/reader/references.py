"""Texts that refer to earlier messages: each mark in them stands for a run of what stands above."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from tests.reader.said import Said as Said
from tests.reader.said import said as said
from tests.reader.units import Sought, words_before_mark, words_behind_mark

FIRST_LINE = re.compile(r"\[([…⋯]) as in .* above\]\n")
VIEW_LINE = re.compile(r"\[view of .*; the rest by headroom_retrieve\(\"\w+\"\)\]\n")
"""The first line of a view, which stands itself; its lines may refer."""
BYTES_READ, BYTES_READ_PER_BYTE_SENT = 256 * 1024, 4
"""How much of earlier texts is read in all to write out texts above."""


class UnresolvedError(ValueError):
    """A mark that stands for nothing."""


def resolve(text: str, above: list[Said]) -> str | None:
    """The text with its marks written out; None where it has no such marks.

    Raises:
        UnresolvedError: a mark stands for nothing that stands above.
    """
    parts = parts_of(text)
    if parts is None:
        return None
    return Writer(read_above(above)).written(parts, head_of(text)).text


def head_of(text: str) -> str:
    """The first line of a view; nothing of any other text."""
    head = VIEW_LINE.match(text)
    return head[0] if head else ""


def parts_of(text: str) -> list[str] | None:
    """What stands between the marks of a text that refers; None where it does not."""
    first_line = FIRST_LINE.match(text, len(head_of(text)))
    if not first_line:
        return None
    parts = text[first_line.end() :].split(first_line[1])
    return parts if len(parts) > 1 else None


@dataclass
class Written:
    """A text written out."""

    text: str
    own: list[tuple[int, str]]
    """The words that stand in it themselves, and where."""

    def behind(self, sought: Sought) -> int | None:
        """Where its text goes on behind the latest place where it says the words itself."""
        for start, words in reversed(self.own):
            place = sought.last(words)
            if place is not None:
                return start + place + len(sought.words)
        return None


def read_above(above: list[Said]) -> list[Written]:
    """The texts that stand above, each written out, as far as there is something to write out and not too much."""
    writer = Writer([], BYTES_READ)
    for _, message in groupby(above, key=lambda one: one.message):
        writer.above += [_read(one.text, writer) for one in message]
    return writer.above


def _read(text: str, writer: Writer) -> Written:
    writer.bytes_left += BYTES_READ_PER_BYTE_SENT * len(text.encode())
    parts = parts_of(text)
    try:
        return writer.written(parts, head_of(text)) if parts else Written(text, [(0, text)])
    except UnresolvedError:
        return Written(text, [(0, text)])


@dataclass
class Writer:
    """Writes texts out by what stands above them."""

    above: list[Written] = field(default_factory=list)
    bytes_left: float = float("inf")

    def written(self, parts: list[str], head: str) -> Written:
        """The text of these parts with a run of an earlier one between each two, below its head."""
        text, own = [head, parts[0]], [(0, head), (len(head), parts[0])]
        length = len(head) + len(parts[0])
        for number, behind in enumerate(parts[1:], 1):
            is_at_end = not behind and number == len(parts) - 1
            run = self._run(parts[number - 1], None if is_at_end else behind)
            length += len(run)
            own.append((length, behind))
            length += len(behind)
            text += [run, behind]
        return Written("".join(text), own)

    def _run(self, before: str, behind: str | None) -> str:
        """The run between words, or behind them to the end of the earlier text."""
        words = words_before_mark(before)
        if words is None:
            raise UnresolvedError(f"no words before the mark behind {before[-20:]!r}")
        earlier, start = self._place(words)
        end = _end(earlier.text, start, behind)
        run = earlier.text[start:end]
        self._spend(len(run.encode()))
        if end is None:
            raise UnresolvedError(f"the words behind the mark behind {words!r} do not follow")
        return run

    def _place(self, words: str) -> tuple[Written, int]:
        """The latest text that says the words itself, and where it goes on behind them."""
        sought = Sought(words)
        for earlier in reversed(self.above):
            start = earlier.behind(sought)
            if start is not None:
                return earlier, start
        raise UnresolvedError(f"{words!r} stands in no text above")

    def _spend(self, count: int) -> None:
        self.bytes_left -= count
        if self.bytes_left < 0:
            self.bytes_left = 0
            raise UnresolvedError("earlier texts are too long to be read on")


def _end(text: str, start: int, behind: str | None) -> int | None:
    """Where a run ends: at the end of the text, or before the words behind its mark; None where they do not follow."""
    if behind is None:
        return len(text)
    words = words_behind_mark(behind)
    return Sought(words).first(text, start) if words else None
