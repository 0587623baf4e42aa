"""Texts that state what changed in an earlier result, instead of all of it."""

from __future__ import annotations

import re

from tests.reader.announcements import ORDERS, orders
from tests.reader.edits import made
from tests.reader.json_values import value as json_value
from tests.reader.notation import read
from tests.reader.orders import in_order
from tests.reader.reading import Reading
from tests.reader.references import resolve
from tests.reader.said import Call, Said
from tests.reader.source import Source
from tests.reader.values import Number, Object, Value

JSON_SPACE = " \t\r\n"
FIRST_LINE = re.compile(r"\[as in (?P<label>[^\n]*) above, (?:unchanged\]|except:\]\n(?P<lines>.+))", re.DOTALL)
ARGUMENT = re.compile(r"(?! )[A-Za-z0-9_\-.:/@#+=?&%~ ]{1,64}(?<! )")


def stated(text: str) -> tuple[str, str] | None:
    """What the earlier result is called, and the lines that say what changed; None where a text states no changes."""
    found = FIRST_LINE.fullmatch(text)
    return (found["label"], found["lines"] or "") if found else None


def labels(origin: Call | None) -> set[str]:
    """What the result of a call may be called: by its tool, with each argument that can be named."""
    if origin is None:
        return set()
    given = origin.arguments.fields if isinstance(origin.arguments, Object) else []
    words = [value.spelling if isinstance(value, Number) else value for _, value in given]
    named = [word for word in words if isinstance(word, str) and ARGUMENT.fullmatch(word)]
    return {origin.tool, *(f"{origin.tool}({word})" for word in named)}


def state(text: str, above: list[Said]) -> Value:
    """The value of a text: of one that states changes, that of the text which says everything, with these made.

    Raises:
        ValueError: nothing above is called so, it is no JSON, or a change does not fit.
    """
    found = stated(text)
    if not found:
        return _value(text, above)
    label, lines = found
    return changed(_base(label, above), lines)


def changed(value: Value, lines: str) -> Value:
    """The value after the changes that these lines state, its fields in the order that the first may announce."""
    if not lines.startswith(ORDERS):
        return made(value, lines)
    first, _, others = lines.partition("\n")
    announcement = Reading(Source(first), json_value)
    found = orders(announcement)
    if not announcement.source.is_at_end:
        raise announcement.source.expected("the end of the line")
    return in_order(made(value, others), found)


def _base(label: str, above: list[Said]) -> Value:
    """The value of the latest result that is called so; where it states changes itself, of what these are made to."""
    while True:
        called = [one for one in above if label in labels(one.origin)]
        if not called:
            raise ValueError(f"nothing above is called {label}")
        latest = called[-1]
        above = [one for one in above if one.message < latest.message]
        found = stated(latest.text)
        if not found:
            return _value(latest.text, above)
        label, _ = found


def _value(text: str, above: list[Said]) -> Value:
    """The value of a text that is one JSON array or object, in any form and by any references."""
    resolved = resolve(text, above)
    value = read((text if resolved is None else resolved).strip(JSON_SPACE))
    if not isinstance(value, list | Object):
        raise ValueError(f"{text[:20]!r} is no JSON array or object")
    return value
