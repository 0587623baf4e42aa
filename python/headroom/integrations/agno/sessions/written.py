"""Strings within JSON as text, without parsing it. Keys of objects are left alone.

Outside of strings JSON has no quotes and no backslashes, so that a quote behind no backslash begins a string or ends
it, and what is found from the beginning, one string after the other, is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from .marks import MARK

__all__ = ["marked", "replaced", "resolved"]

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?', re.DOTALL)
_MARKED = re.compile(rf'(?<!\\)"({MARK})"(?!\s*:)', re.ASCII)


def replaced(text: str, replace: Callable[[str], str], least: int) -> str:
    """Replace strings of JSON that are of so many characters, quotes and escapes with them, by other strings."""
    pieces, done = [], 0
    for found in _STRING.finditer(text):
        if found.end() - found.start() >= least and not found[1]:
            pieces += [text[done : found.start()], replace(found[0])]
            done = found.end()
    pieces.append(text[done:])
    return "".join(pieces)


def marked(text: str) -> Iterator[str]:
    """Find what looks like a mark."""
    return (found[1] for found in _MARKED.finditer(text))


def resolved(text: str, resolve: Callable[[str], str]) -> str:
    """Put texts in the place of what looks like a mark."""

    def written(found: re.Match[str]) -> str:
        told = resolve(found[1])
        return found[0] if told is found[1] else json.dumps(told)

    return _MARKED.sub(written, text)
