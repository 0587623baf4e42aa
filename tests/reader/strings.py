"""What stands for itself: strings in quotes, numbers, literals, and words without quotes."""

from __future__ import annotations

import re

from tests.reader.source import Source
from tests.reader.values import MISSING, Number, Text, Value

INNER = r'[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*'
"""What JSON has between the quotes of a string."""
STRING = re.compile(rf'"({INNER})"')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
RECORD = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)\(")
"""The name of a record and the bracket behind it."""
CONTROL = re.compile(r"[\x00-\x1f]")


def string(source: Source) -> Text:
    """The JSON string that stands here."""
    found = source.match(STRING)
    if not found:
        raise source.expected("a string")
    return Text.spelled(found[1])


def number_or_literal(words: str) -> Value:
    """The number or the literal that words read as; MISSING where they read as none."""
    return Number(words) if NUMBER.fullmatch(words) else LITERALS.get(words, MISSING)


def bare(source: Source, words: str, marks: str = "") -> Text:
    """The text of words that have just been read, if it may stand without quotes."""
    if words.strip() != words or CONTROL.search(words) or words.startswith(tuple(marks)):
        raise source.fault(f"{words!r} has to be in quotes")
    return Text.bare(words)
