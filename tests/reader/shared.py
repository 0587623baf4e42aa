"""What a header says behind `=`: what all cells of a column are, count up to, begin with or end with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.reader import script_values
from tests.reader.python_values import stated
from tests.reader.reading import Forms, Reading
from tests.reader.source import Source
from tests.reader.strings import INNER, NUMBER, bare, number_or_literal, string
from tests.reader.values import MISSING, Number, Text, Value

COUNTING = re.compile(
    rf'(?:"(?P<before>{INNER})")?'
    r"(?P<first>[0-9]{1,40})\.\.(?P<last>[0-9]{1,40})(?: by (?P<step>[1-9][0-9]{0,39}))?(?=[,\n\])])"
)
AFFIXES = re.compile(rf'(?:"(?P<before>{INNER})")?\*(?:"(?P<after>{INNER})")?')
BEGINNING = re.compile(r"([-+.0-9eE]+)\*")
BARE = re.compile(r"[^,;\[\](){}=*\n]*")


@dataclass(frozen=True)
class Constant:
    """`=value`: what all rows have."""

    value: Value


@dataclass(frozen=True)
class Counting:
    """`=8..10`, `="INV-"0008..0010` or `=0..20 by 10`: what counts up from row to row."""

    before: str | None
    """The text before the number as JSON spells it; None where there are numbers in the column."""
    first: int
    width: int
    step: int

    def value(self, row: int) -> Value:
        return Number(str(self.first + self.step * row)) if self.before is None else self.text(row)

    def text(self, row: int) -> Text:
        return Text.spelled((self.before or "") + str(self.first + self.step * row).zfill(self.width))


@dataclass(frozen=True)
class Affixes:
    """`="https://"*".png"`: what the texts of the cells begin and end with."""

    before: str
    after: str

    def around(self, cell: Text, source: Source) -> Text:
        return Text.spelled(self.before + cell.inner + self.after)


@dataclass(frozen=True)
class Beginning:
    """`=1700*`: what the numbers of the cells begin with."""

    digits: str

    def around(self, cell: Text, source: Source) -> Value:
        spelling = self.digits + cell
        if not NUMBER.fullmatch(spelling):
            raise source.fault(f"{spelling!r} is no number")
        return Number(spelling)


def shared(reading: Reading, rows: int | None) -> Constant | Counting | Affixes | Beginning:
    """What stands behind `=`, in the header of a table of so many rows, or of no table."""
    source = reading.source
    if found := source.match(COUNTING):
        return _counting(source, found, rows)
    if found := source.match(AFFIXES):
        return _affixes(source, found)
    if found := source.match(BEGINNING):
        return Beginning(found[1])
    return Constant(constant(reading))


def _counting(source: Source, found: re.Match[str], rows: int | None) -> Counting:
    first, last, step = found["first"], found["last"], int(found["step"] or 1)
    if rows is None:
        raise source.fault("counting columns stand in tables only")
    if not _is_counted(first, last, may_have_zeros=found["before"] is not None):
        raise source.fault(f"{first} and {last} do not count")
    count, rest = divmod(int(last) - int(first), step)
    if count < 0 or rest:
        raise source.fault(f"{first} does not count to {last} by {step}")
    if count + 1 != rows:
        raise source.fault(f"{first} to {last} by {step} counts {count + 1} of {rows} rows")
    return Counting(found["before"], int(first), len(first), step)


def _is_counted(first: str, last: str, may_have_zeros: bool) -> bool:
    """Whether two numbers are spelled as the first and the last of those that are counted."""
    if first.startswith("0") and first != "0":
        return may_have_zeros and len(first) == len(last)
    return last == "0" or not last.startswith("0")


def _affixes(source: Source, found: re.Match[str]) -> Affixes:
    if found["before"] is None and found["after"] is None:
        raise source.expected("something around `*`")
    return Affixes(found["before"] or "", found["after"] or "")


def constant(reading: Reading) -> Value:
    """A value as it stands behind `=`."""
    source = reading.source
    if source.next() == '"':
        return string(source)
    if source.next() in ("[", "{"):
        with reading.announced(Forms()):
            return reading.value()
    words = source.words(BARE)
    if not words or ".." in words:
        raise source.expected("a value behind `=`")
    for is_announced, read in ((reading.forms.python, stated), (reading.forms.script, script_values.stated)):
        if is_announced and (found := read(words)):
            return found
    value = number_or_literal(words)
    return bare(source, words) if value is MISSING else value
