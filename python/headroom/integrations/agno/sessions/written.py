"""Strings within JSON as text, without parsing it. Keys of objects are left alone.

Outside of strings JSON has no quotes and no backslashes, so that a quote behind no backslash begins a string or ends
it, and what is found from the beginning, one string after the other, is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from .marks import MARK, Mark, told, told_by

__all__ = ["Span", "joined", "marked", "replaced"]

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?', re.DOTALL)
# It begins with a text that is rare, so that where there is none the search takes a tenth of what a quote would cost.
_MARKED = re.compile(rf'{MARK}"(?!\s*:)', re.ASCII)

Span = tuple[int, int]
"""Where a string begins and ends, with its quotes."""


def replaced(text: str, replace: Callable[[str], str], least: int) -> str:
    """Replace strings of JSON that are of so many characters, quotes and escapes with them, by other strings."""
    found = [match for match in _STRING.finditer(text) if match.end() - match.start() >= least and not match[1]]
    return joined(text, ((match.span(), replace(match[0])) for match in found))


def marked(text: str) -> Iterator[tuple[Span, Mark]]:
    """Find the strings that look like marks, and read them."""
    for match in _MARKED.finditer(text):
        begin, end = match.span()
        quote = _quote_before(text, begin)
        if quote >= 0:
            bare = quote == begin - 1
            yield (quote, end), told_by(*match.groups()) if bare else told(text[quote + 1 : end - 1])


def _quote_before(text: str, at: int) -> int:
    """The place of the quote that begins the string in which a mark begins; -1 if it begins within one."""
    quote = at - 1
    while quote >= 0 and text[quote] == ">":
        quote -= 1
    return quote if quote >= 0 and text[quote] == '"' and text[quote - 1 : quote] != "\\" else -1


def joined(text: str, strings: Iterable[tuple[Span, str]]) -> str:
    """Put strings of JSON in the place of others, in their order."""
    pieces: list[str] = []
    done = 0
    for (start, end), string in strings:
        pieces.append(text[done:start])
        pieces.append(string)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)
