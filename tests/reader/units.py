"""Words, white space and delimiters: what runs of an earlier text begin and end at."""

from __future__ import annotations

import re
from dataclasses import dataclass

SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Unicode calls white space."""
DELIMITERS = r",;\"'()\[\]{}<>|=…⋯"
UNIT = re.compile(rf"[^{SPACE}{DELIMITERS}]+|[{SPACE}]+|[{DELIMITERS}]")
KINDS = (re.compile(rf"[^{SPACE}{DELIMITERS}]"), re.compile(rf"[{SPACE}]"))
LEAST_WORDS, LEAST_BYTES = 2, 8
"""What the words before a mark make up at least."""
LEAST_BYTES_BEHIND = 4


def words_before_mark(part: str) -> str | None:
    """The words that say where a run begins, at the end of what stands before its mark; None where there are none."""
    units = UNIT.findall(part)
    if not units or not _is_word(units[-1]):
        return None
    words = length = 0
    for place in reversed(range(len(units))):
        is_word = _is_word(units[place])
        words, length = words + is_word, length + len(units[place].encode())
        if is_word and words >= LEAST_WORDS and length >= LEAST_BYTES:
            return "".join(units[place:])
    return None


def words_behind_mark(part: str) -> str | None:
    """The words that say where a run ends, at the beginning of what stands behind its mark; None if there are none."""
    end = length = 0
    for unit in UNIT.finditer(part):
        if not end and not _is_word(unit[0]):
            return None
        end, length = unit.end(), length + len(unit[0].encode())
        if length >= LEAST_BYTES_BEHIND:
            return part[:end]
    return None


def _is_word(unit: str) -> bool:
    return bool(KINDS[0].match(unit))


@dataclass(frozen=True)
class Sought:
    """Words to be found whole: their first and their last unit are no parts of longer ones."""

    words: str

    def first(self, text: str, start: int) -> int | None:
        """Where they stand first in a text, from a place on."""
        place = text.find(self.words, start)
        while place >= 0 and not self._is_whole(text, place):
            place = text.find(self.words, place + 1)
        return place if place >= 0 else None

    def last(self, text: str) -> int | None:
        """Where they stand last in a text."""
        place = text.rfind(self.words)
        while place >= 0 and not self._is_whole(text, place):
            place = text.rfind(self.words, 0, place + len(self.words) - 1)
        return place if place >= 0 else None

    def _is_whole(self, text: str, place: int) -> bool:
        end = place + len(self.words)
        return _is_boundary(text, place) and _is_boundary(text, end)


def _is_boundary(text: str, place: int) -> bool:
    """Whether no unit goes on from before a place to behind it."""
    around = text[max(0, place - 1) : place + 1]
    return len(around) < 2 or not any(kind.match(around[0]) and kind.match(around[1]) for kind in KINDS)
