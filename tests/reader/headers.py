"""The columns of a header: their names, and what it says about the cells of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.reader.json_values import LITERALS, NUMBER, JsonValues
from tests.reader.values import MISSING, Number, Spelled, joined

_NAME = re.compile(r'[^,.:;\[\]{}()=*\n"\\\u2028\u2029\ufeff]+')
_BARE = re.compile(r"[^,;\[\](){}=*\n]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_STRING = r'"(?:[^"\\\x00-\x1f]|\\.)*"'
_END = r"(?=[,\])\n])"
_COUNTING = re.compile(rf"({_STRING})?([0-9]+)\.\.([0-9]+)(?: by ([0-9]+))?{_END}")
_TEXT_AFFIXES = re.compile(rf"({_STRING})?\*({_STRING})?{_END}")
_NUMBER_AFFIXES = re.compile(rf"([-+.0-9eE]+)\*{_END}")


@dataclass
class Column:
    """A column whose cells hold their values."""

    path: list[str]
    name = ""  # as the header has it
    has_cells = True


@dataclass
class Group(Column):
    """A column whose cells hold lists of objects, these columns their fields."""

    columns: list[Column]


@dataclass
class Affixed(Column):
    """A column whose cells hold what stands between `before` and `after`: of a text, or of a number's spelling."""

    before: str
    after: str
    text: bool


@dataclass
class Keys(Affixed):
    """The column of a map that holds the keys: texts, whatever they look like, so that nothing in them is a repeat."""


@dataclass
class Constant(Column):
    """A column that holds the same in every row."""

    value: Any
    has_cells = False

    def of_row(self, _index: int) -> Any:
        return self.value


@dataclass
class Counting(Column):
    """A column that counts up: in numbers, or in texts that begin alike and may have noughts before their numbers."""

    numbers: range
    width: int
    before: str | None
    has_cells = False

    def of_row(self, index: int) -> Any:
        number = str(self.numbers[index]).zfill(self.width)
        return Number(number) if self.before is None else joined(self.before, number)


class Headers(JsonValues):
    """Reads the columns of tables, groups and records."""

    def columns(self, closing: str) -> list[Column]:
        columns = [self.column()]
        while self.take(","):
            columns.append(self.column())
        if closing != "\n" and any(isinstance(column, Counting) for column in columns):
            raise self.fault("counting columns stand in tables only")
        self.expect(closing)
        return columns

    def column(self) -> Column:
        begin = self.at
        path = [self.name()]
        while self.take("."):
            path.append(self.name())
        name = self.text[begin : self.at]
        column = self.column_of(path)
        column.name = name
        return column

    def column_of(self, path: list[str]) -> Column:
        if self.take("["):
            return Group(path, self.columns("]"))
        if self.take("="):
            return self.stated(path)
        return Column(path)

    def name(self) -> str:
        if self.next() == '"':
            return self.string()
        if name := self.match(_NAME):
            if name[0].startswith("&"):
                raise self.fault(f"{name[0]!r} has to be in quotes")
            return self.bare(name[0])
        raise self.fault("expected the name of a column")

    def stated(self, path: list[str]) -> Column:
        """What stands behind the `=` of a column."""
        if numbers := self.match(_COUNTING):
            return self.counting(path, *numbers.groups())
        return self.affixed(path) or Constant(path, self.constant())

    def counting(self, path: list[str], before: str | None, first: str, last: str, step: str | None) -> Counting:
        text = None if before is None else Spelled.by(before)
        if any(not NUMBER.fullmatch(number) for number in (first, last)) and (text is None or len(first) != len(last)):
            raise self.fault(f"{first} and {last} do not count")
        width = len(first) if text is not None and len(first) == len(last) else 0
        return Counting(path, self.counted(int(first), int(last), int(step or 1)), width, text)

    def counted(self, first: int, last: int, step: int) -> range:
        if step == 0 or last < first or (last - first) % step:
            raise self.fault(f"{first} does not count to {last} by {step}")
        return range(first, last + 1, step)

    def affixed(self, path: list[str]) -> Column | None:
        begin = self.at
        if self.take("*") and re.match(_END, self.text[self.at :]):
            raise self.fault("expected something around `*`")
        self.at = begin
        if numbers := self.match(_NUMBER_AFFIXES):
            return Affixed(path, numbers[1], "", text=False)
        if not _TEXT_AFFIXES.match(self.text, self.at):
            return None
        before = "" if self.next() == "*" else self.string()
        self.expect("*")
        return Affixed(path, before, self.string() if self.next() == '"' else "", text=True)

    def bare(self, text: str) -> str:
        """Text without quotes, which is none that has to be in them."""
        if text != text.strip() or _CONTROL.search(text):
            raise self.fault(f"{text!r} has to be in quotes")
        return text

    def constant(self) -> Any:
        if self.next() in ('"', "[", "{"):
            return self.unshared()
        if name := self.match(self.record_name):
            return self.record(name[1])
        if (bare := self.match(_BARE)) and ".." not in bare[0]:
            return scalar(self.bare(bare[0]))
        raise self.fault("expected a value behind `=`")


def scalar(bare: str) -> Any:
    """What a bare cell or constant holds."""
    if not bare:
        return MISSING
    if bare in LITERALS:
        return LITERALS[bare]
    return Number(bare) if NUMBER.fullmatch(bare) else bare
