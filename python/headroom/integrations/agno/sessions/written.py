"""Strings within JSON as text, without parsing it. Keys of objects are left alone.

Outside of strings JSON has no quotes and no backslashes, so that a quote behind no backslash begins a string or ends
it, and what is found from the beginning, one string after the other, is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from .marks import BEGIN, MARK, Mark, told_by

__all__ = ["Span", "joined", "marked", "replaced"]

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?', re.DOTALL)
_MARKED = re.compile(rf'"(?:{MARK})"(?!\s*:)', re.ASCII)

Span = tuple[int, int]
"""Where a string begins and ends, with its quotes."""


def replaced(text: str, replace: Callable[[str], str], least: int) -> str:
    """Replace strings of JSON that are of so many characters, quotes and escapes with them, by other strings."""
    found = [match for match in _STRING.finditer(text) if match.end() - match.start() >= least and not match[1]]
    return joined(text, ((match.span(), replace(match[0])) for match in found))


def marked(text: str) -> Iterator[tuple[Span, Mark]]:
    """Find the strings that look like marks, and read them."""
    at = text.find(BEGIN)  # which is a tenth of the time that the expression takes to find nothing
    while at >= 0:
        quote = _quote_before(text, at)
        if quote >= 0 and (match := _MARKED.match(text, quote)):
            yield match.span(), told_by(match, match[0][1:-1])
        at = text.find(BEGIN, at + 1)


def _quote_before(text: str, at: int) -> int:
    """The place of the quote that begins the string in which a mark begins; -1 if it begins within one."""
    quote = at - 1
    while quote >= 0 and text[quote] == ">":
        quote -= 1
    return quote if quote >= 0 and text[quote] == '"' and text[quote - 1 : quote] != "\\" else -1


def joined(text: str, strings: Iterable[tuple[Span, str]]) -> str:
    """Put strings of JSON in the place of others, in their order."""
    pieces, done = [], 0
    for (start, end), string in strings:
        pieces += [text[done:start], string]
        done = end
    return "".join([*pieces, text[done:]])
