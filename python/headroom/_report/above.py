"""What stands above a text as it was sent, to find what the text refers to. docs/notation.md has the rules."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["Above", "words_before"]

_SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DELIMITERS = r",;\"'()\[\]{}<>|=…⋯"
_UNIT = re.compile(rf"[^{_SPACE}{_DELIMITERS}]+|[{_SPACE}]+|[{_DELIMITERS}]")
_WORD = re.compile(rf"[^{_SPACE}{_DELIMITERS}]+")
_LEAST_WORDS, _LEAST_BYTES = 2, 8
_MOST_UNITS = 64
"""Of a text's end, to look for the words in: they are as few as there can be."""


class _Told(NamedTuple):
    text: str
    anchor: str


class Above:
    """Texts in order, each with the id of the place where it is shown."""

    def __init__(self) -> None:
        self._texts = list[_Told]()
        self._said: defaultdict[str, list[int]] = defaultdict(list)
        self._results: dict[str, str] = {}

    def add(self, text: str, anchor: str) -> None:
        """Take in a text that others may refer to."""
        for word in set(_WORD.findall(text)):
            self._said[word].append(len(self._texts))
        self._texts.append(_Told(text, anchor))

    def add_result(self, tool: str, arguments: str, anchor: str) -> None:
        """Take in that a result of a tool is shown at a place, and what the tool was called with."""
        self._results[tool] = anchor
        self._results.update((f"{tool}({argument})", anchor) for argument in _arguments(arguments))

    def result(self, label: str) -> str | None:
        """Find the latest result that is called so."""
        return self._results.get(label)

    def saying(self, words: str) -> str | None:
        """Find the latest text that says these words, whole."""
        parts = _WORD.findall(words)
        rarest = min((self._said.get(part, []) for part in parts), key=len, default=[])
        for number in reversed(rarest):
            text, anchor = self._texts[number]
            if _says(text, words):
                return anchor
        return None


def words_before(text: str, end: int) -> str | None:
    """Give the words before a mark: two at least that make up eight bytes, with what stands between them."""
    units = _UNIT.findall(text[max(0, end - 4096) : end])[-_MOST_UNITS:]
    words = size = 0
    for place in reversed(range(len(units))):
        is_word = bool(_WORD.fullmatch(units[place]))
        if not is_word and not words:
            return None
        words, size = words + is_word, size + len(units[place].encode("utf-8", "surrogatepass"))
        if is_word and words >= _LEAST_WORDS and size >= _LEAST_BYTES:
            return "".join(units[place:])
    return None


def _says(text: str, words: str) -> bool:
    place = text.rfind(words)
    while place >= 0:
        end = place + len(words)
        if not _WORD.fullmatch(text[place - 1 : place]) and not _WORD.fullmatch(text[end : end + 1]):
            return True
        place = text.rfind(words, 0, end - 1)
    return False


def _arguments(arguments: str) -> Iterator[str]:
    """Give the texts and numbers among the values of a call's arguments, each as it is spelled."""
    try:
        read = json.loads(arguments, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return
    values: Any = read.values() if isinstance(read, dict) else ()
    yield from (value for value in values if isinstance(value, str))
