"""Reads texts that state what changed in JSON that came before, as the page on the notation says it is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tests.reader.headers import scalar
from tests.reader.notation import read
from tests.reader.references import Origin, Said
from tests.reader.spelling import written
from tests.reader.values import Number, Object, json_value

_FIRST_LINE = re.compile(r"\[as in (.*) above, except:\]\n(.+)", re.DOTALL)
_ONLY_LINE = re.compile(r"\[as in (.*) above, unchanged\]")
_ORDER = re.compile(r"(\[original field order: .*\])(?:\n|\Z)")
_ARGUMENT = re.compile(r"[\w.:/@#+=?&%~-](?:[\w.:/@#+=?&%~ -]{0,62}[\w.:/@#+=?&%~-])?", re.ASCII)

_STRING = r'"(?:[^"\\\x00-\x1f]|\\.)*"'
_KEY = re.compile(rf"{_STRING}|[\w$@/-]+")
_CELL = re.compile(rf"{_STRING}|[^,\n]*")
_IN_BRACKETS = re.compile(rf"{_STRING}|[^\]\n]*")
_IN_QUOTES_IN_BRACKETS = re.compile(r'\A["\[{}\]]|[,;\[\](){}=*]|\.\.')
_IN_QUOTES = re.compile(r'\A["\[{}\]]|,')
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")

_MOST_STEPS = 32

Step = tuple[str] | tuple[str, Any]
"""A key; or a column and the value in it."""


def told(origin: Origin) -> list[str]:
    """Those of the arguments of a call that tell its results from others."""
    try:
        value = json_value(origin.arguments)
    except ValueError:
        return []
    values = [inner for _, inner in value.pairs] if isinstance(value, Object) else []
    texts = [inner.spelling if isinstance(inner, Number) else inner for inner in values]
    return [text for text in texts if isinstance(text, str) and _ARGUMENT.fullmatch(text)]


def labels(origin: Origin | None) -> list[str]:
    """All that a text of this origin may be called."""
    return [origin.tool, *(f"{origin.tool}({argument})" for argument in told(origin))] if origin else []


def state(text: str, above: Sequence[Said]) -> Any:
    """The value of a text that states changes, behind the texts `above`; None where it states none.

    Raises:
        ValueError: it refers to nothing, or a change does not fit.
    """
    if not (found := stated(text)):
        return None
    label, lines = found
    for place in range(len(above) - 1, -1, -1):
        if label in labels(above[place].origin):
            value = _root(above, place)
            return _in_order(changed(value, lines) if lines else value, lines)
    raise ValueError(f"no result is called {label}")


def stated(text: str) -> tuple[str, str] | None:
    """What the earlier result is called, and the changes; None where the text states none."""
    if found := _FIRST_LINE.fullmatch(text):
        return (found[1], found[2]) if "\n" not in found[1] else None
    only = _ONLY_LINE.fullmatch(text)
    return (only[1], "") if only else None


def _root(above: Sequence[Said], place: int) -> Any:
    """The value of the text that a text's changes hold for, or its own."""
    found = stated(above[place].text)
    for earlier in range(place - 1, -1, -1) if found else ():
        if found and found[0] in labels(above[earlier].origin):
            return _root(above, earlier)
    value = read(above[place].text)
    if not isinstance(value, Object | list):
        raise ValueError("no object and no array")
    return json_value(written(value, ""))  # what comes twice in a text is two values here


def _in_order(value: Any, lines: str) -> Any:
    """The value with its fields in the order that a line above the changes states."""
    order = _ORDER.match(lines)
    if not order:
        return value
    return read(f"{order[1]}\n{written(value, '')}")


def changed(value: Any, lines: str) -> Any:
    """The value with the changes made in it, its fields in the order in which they then stand."""
    lines = _ORDER.sub("", lines, count=1) if _ORDER.match(lines) else lines
    columns: dict[int, str] = {}
    for line in lines.split("\n") if lines else ():
        Line(line, value, columns).make()
    return value


class Line:
    """One change to a value; `columns` are those by which the rows of arrays are named, by the array."""

    def __init__(self, line: str, root: Any, columns: dict[int, str]) -> None:
        self.rest = line
        self.root = root
        self.columns = columns

    def make(self) -> None:
        if self.take("removed: "):
            self.remove(self.path())
        elif self.take("added "):
            rows, place = self.place("at")
            self.add(rows, place)
        elif self.take("moved "):
            rows, place = self.place("to")
            self.move(rows, place)
        elif self.take("order "):
            self.sort()
        else:
            path = self.path()
            self.expect(": ")
            self.set(path, _value(self.rest, _IN_QUOTES))
            self.rest = ""
        if self.rest:
            raise ValueError(f"{self.rest!r} is left of a line")

    def take(self, text: str) -> bool:
        if not self.rest.startswith(text):
            return False
        self.rest = self.rest[len(text) :]
        return True

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise ValueError(f"{self.rest!r} where {text!r} is expected")

    def match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.rest)
        if not found:
            raise ValueError(f"{self.rest!r} does not fit")
        self.rest = self.rest[found.end() :]
        return found[0]

    def path(self) -> list[Step]:
        steps: list[Step] = [] if self.rest.startswith("[") else [(self.key(),)]
        while self.rest[:1] in (".", "["):
            steps.append((self.key(),) if self.take(".") else self.selector())
        if len(steps) > _MOST_STEPS:
            raise ValueError("too many steps")
        return steps

    def key(self) -> str:
        key = self.match(_KEY)
        return json_value(key) if key.startswith('"') else key

    def selector(self) -> Step:
        self.expect("[")
        column = self.key()
        self.expect("=")
        value = _value(self.match(_IN_BRACKETS), _IN_QUOTES_IN_BRACKETS)
        self.expect("]")
        return column, _scalar(value)

    def place(self, preposition: str) -> tuple[list[Any], int]:
        """The array, and how many of its rows stand before the place."""
        if self.take("after "):
            *path, row = self.path()
            self.expect(": ")
            rows = self.array(path)
            return rows, self.find(rows, row) + 1
        self.expect(f"{preposition} the ")
        is_start = self.take("start")
        if not is_start:
            self.expect("end")
        rows = self.array(self.path() if self.take(" of ") else [])
        self.expect(": ")
        return rows, 0 if is_start else len(rows)

    def at(self, path: list[Step]) -> Any:
        value = self.root
        for step in path:
            place = self.find(value, step)
            value = value.pairs[place][1] if isinstance(value, Object) else value[place]
        return value

    def array(self, path: list[Step]) -> list[Any]:
        value = self.at(path)
        if not isinstance(value, list) or (value and all(isinstance(inner, Number) for inner in value)):
            raise ValueError("no array of rows")
        return value

    def find(self, value: Any, step: Step) -> int:
        """Where in an object or array a step leads."""
        if (place := self.place_of(value, step)) is None:
            raise ValueError(f"{step} leads nowhere")
        return place

    def place_of(self, value: Any, step: Step) -> int | None:
        if isinstance(value, Object) and len(step) == 1:
            keys = [key for key, _ in value.pairs]
            if len({*keys}) < len(keys):
                raise ValueError("a key comes twice")
            return keys.index(step[0]) if step[0] in keys else None
        if not isinstance(value, list) or len(step) == 1:
            raise ValueError(f"{step} does not fit")
        column, name = step
        if self.columns.setdefault(id(value), column) != column:
            raise ValueError("the rows have another name")
        names = self.names(value, column)
        return names.index(name) if name in names else None

    def names(self, rows: list[Any], column: str) -> list[Any]:
        names = [_name(row, column) for row in rows]
        if any(names.count(name) > 1 for name in names):
            raise ValueError("two rows have one name")
        return names

    def outer(self, path: list[Step]) -> tuple[Any, int | None]:
        """What the last step of a path is in, and where; no row loses what names it."""
        *outer, last = path
        container = self.at(outer)
        if outer and len(outer[-1]) > 1 and outer[-1][0] == last[0] and len(last) == 1:
            raise ValueError("a row keeps its name")
        return container, self.place_of(container, last)

    def set(self, path: list[Step], value: Any) -> None:
        container, place = self.outer(path)
        last = path[-1]
        if len(last) > 1 and _name(value, last[0]) != last[1]:
            raise ValueError("a row keeps its name")
        if isinstance(container, Object):
            if place is None:
                container.pairs.append((last[0], value))
            else:
                container.pairs[place] = (last[0], value)
        elif place is None:
            raise ValueError("no such row")
        else:
            container[place] = value

    def remove(self, path: list[Step]) -> None:
        container, place = self.outer(path)
        if place is not None:
            del (container.pairs if isinstance(container, Object) else container)[place]

    def add(self, rows: list[Any], place: int) -> None:
        added = json_value(f"[{self.rest}]")
        if not isinstance(added, list) or not added or not all(isinstance(row, Object) for row in added):
            raise ValueError("rows are objects")
        self.rest = ""
        rows[place:place] = added
        if column := self.columns.get(id(rows)):
            self.names(rows, column)

    def move(self, rows: list[Any], place: int) -> None:
        before = rows[place - 1] if place else None
        while True:
            row = rows[self.find(rows, self.selector())]
            if row is not before:
                rows[:] = [other for other in rows if other is not row]
                rows.insert(0 if before is None else _index(rows, before) + 1, row)
            before = row
            if not self.take(","):
                return

    def sort(self) -> None:
        rows = self.array(self.path() if self.take("of ") else [])
        self.take(" ")
        self.expect("by ")
        column = self.key()
        self.expect(": ")
        order = [_scalar(_value(self.match(_CELL), _IN_QUOTES))]
        while self.take(","):
            order.append(_scalar(_value(self.match(_CELL), _IN_QUOTES)))
        if len(order) != len(rows):
            raise ValueError("not all rows, each once")
        rows[:] = [rows[self.find(rows, (column, name))] for name in order]
        self.names(rows, column)


def _index(rows: list[Any], row: Any) -> int:
    return next(place for place, other in enumerate(rows) if other is row)


def _name(row: Any, column: str) -> Any:
    values = [value for key, value in row.pairs if key == column] if isinstance(row, Object) else []
    if len(values) != 1:
        raise ValueError("a row without a name")
    return _scalar(values[0])


def _scalar(value: Any) -> Any:
    if isinstance(value, Object | list):
        raise ValueError("no scalar")
    return value


def _value(cell: str, in_quotes: re.Pattern[str]) -> Any:
    """What a cell holds that may be in quotes, and has to be where `in_quotes` is found in it."""
    if cell[:1] in ('"', "[", "{"):
        return json_value(cell)
    if not cell or cell != cell.strip() or _INVISIBLE.search(cell) or in_quotes.search(cell):
        raise ValueError(f"{cell!r} has to be in quotes")
    return scalar(cell)
