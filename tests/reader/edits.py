"""Changes that a text states, made line by line to the value of an earlier result."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from tests.reader.json_values import value as json_value
from tests.reader.paths import Key, RowName, Step, key, path, row_name
from tests.reader.reading import Reading
from tests.reader.rows import Rows, UnfitError
from tests.reader.source import Source
from tests.reader.strings import bare, number_or_literal, string
from tests.reader.values import MISSING, Number, Object, Value

PLACED = re.compile(r"(added|moved) (?:(?:at|to) the (?P<place>start|end)(?P<of> of )?|after )")
ORDER = re.compile(r"order (?:(?P<of>of )|(?=by ))")
Listed = TypeVar("Listed")
WORDS = re.compile(r"[^,]*")


def made(value: Value, lines: str) -> Value:
    """The value after the changes that these lines state.

    Raises:
        ValueError: a line is malformed, or does not fit the value.
    """
    changes = Changes(copied(value))
    for line in lines.split("\n") if lines else []:
        changes.make(line)
    return changes.value


def copied(value: Value) -> Value:
    """A value whose arrays and objects are no one else's."""
    match value:
        case list():
            return [copied(inner) for inner in value]
        case Object(fields):
            return Object([(name, copied(inner)) for name, inner in fields])
        case None | bool() | str() | Number():
            return value
    raise UnfitError(f"{value!r} is no value of JSON")


class Changes:
    """A value that is changed where it stands."""

    def __init__(self, value: Value) -> None:
        self.value = value
        self._rows: dict[int, Rows] = {}

    def make(self, line: str) -> None:
        """Make the change that a line states."""
        reading = Reading(Source(line), json_value)
        source = reading.source
        if source.skip("removed: "):
            self._remove(path(reading))
        elif placed := source.match(PLACED):
            self._place(reading, placed)
        elif order := source.match(ORDER):
            self._order(reading, has_path=bool(order["of"]))
        else:
            steps = path(reading)
            source.expect(": ")
            self._set(steps, _cell(reading))
        if not source.is_at_end:
            raise source.expected("the end of the line")

    def _set(self, steps: list[Step], value: Value) -> None:
        *before, last = steps
        holder = self._at(before)
        if isinstance(last, RowName):
            rows = self._rows_of(holder)
            rows.replace(rows.named(last), value)
            return
        place = self._field(holder, last, before)
        if place is None:
            holder.fields.append((last.name, value))
        else:
            holder.fields[place] = (last.name, value)

    def _remove(self, steps: list[Step]) -> None:
        *before, last = steps
        holder = self._at(before)
        if isinstance(last, Key):
            place = self._field(holder, last, before)
            if place is not None:
                del holder.fields[place]
            return
        rows = self._rows_of(holder)
        row = rows.find(last)
        if row is not None:
            rows.remove(row)

    def _field(self, holder: Value, last: Key, before: list[Step]) -> int | None:
        """The place of a field that changes; None where there is no such field."""
        if before and isinstance(before[-1], RowName) and before[-1].column == last.name:
            raise UnfitError("no row's name changes")
        return _place_of(holder, last.name)

    def _place(self, reading: Reading, placed: re.Match[str]) -> None:
        """`added at the end of path: {…}` and its like."""
        behind = None
        steps = path(reading) if placed["of"] or not placed["place"] else []
        if not placed["place"]:
            behind = steps.pop()
        reading.source.expect(": ")
        rows = self._rows_of(self._at(steps))
        row = None if behind is None else rows.named(_row_name(behind))
        if placed[1] == "moved":
            names = _listed(reading, row_name)
            rows.move([rows.named(name) for name in names], row, to_start=placed["place"] == "start")
        else:
            place = rows.place(row) + 1 if row else 0 if placed["place"] == "start" else len(rows.array)
            rows.add(_listed(reading, _object), place)

    def _order(self, reading: Reading, has_path: bool) -> None:
        """`order of path by column: value,value`."""
        source = reading.source
        steps = path(reading) if has_path else []
        source.expect(" by " if has_path else "by ")
        column = key(source)
        source.expect(": ")
        rows = self._rows_of(self._at(steps))
        rows.order([rows.named(RowName(column, value)) for value in _listed(reading, _cell)])

    def _at(self, steps: list[Step]) -> Value:
        """What stands at a path."""
        value = self.value
        for step in steps:
            if isinstance(step, RowName):
                value = self._rows_of(value).named(step)
                continue
            place = _place_of(value, step.name)
            if place is None:
                raise UnfitError(f"there is no field {step.name!r}")
            value = value.fields[place][1]
        return value

    def _rows_of(self, array: Value) -> Rows:
        if id(array) not in self._rows:
            self._rows[id(array)] = Rows(array)
        return self._rows[id(array)]


def _place_of(holder: Value, name: str) -> int | None:
    """The place of a field in an object, which has no field twice."""
    if not isinstance(holder, Object):
        raise UnfitError(f"{name!r} is a field of what has none")
    places = {field: place for place, (field, _) in enumerate(holder.fields)}
    if len(places) < len(holder.fields):
        raise UnfitError("a key stands twice in an object")
    return places.get(name)


def _row_name(step: Step) -> RowName:
    if not isinstance(step, RowName):
        raise UnfitError(f"{step.name!r} is no row")
    return step


def _listed(reading: Reading, read: Callable[[Reading], Listed]) -> list[Listed]:
    """What stands between commas."""
    found = [read(reading)]
    while reading.source.skip(","):
        found.append(read(reading))
    return found


def _object(reading: Reading) -> Object:
    found = reading.value() if reading.source.next() == "{" else None
    if not isinstance(found, Object):
        raise reading.source.expected("an object")
    return found


def _cell(reading: Reading) -> Value:
    """A value as it stands in a cell."""
    source = reading.source
    if source.next() == '"':
        return string(source)
    if source.next() in ("[", "{"):
        return reading.value()
    found = source.words(WORDS)
    if not found:
        raise source.expected("a value")
    value = number_or_literal(found)
    return bare(source, found, marks="]}") if value is MISSING else value
