"""What a reader knows at a place of a text: which forms are announced, what is marked and what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.reader.source import Source
from tests.reader.spelling import Spelling
from tests.reader.values import MISSING, Value

if TYPE_CHECKING:
    from tests.reader.headers import Header


MOST, MOST_PER_CHARACTER = 4 * 1024 * 1024, 16
"""How much a text may stand for; repeats count here, which alone can make it grow beyond all bounds."""


@dataclass(frozen=True)
class Forms:
    """What is announced for a value."""

    orders: tuple[tuple[str, ...], ...] = ()
    instances: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """The classes whose instances stand as objects, by the names of what they are made with."""
    integer_keys: bool = False
    documents: tuple[str, Spelling] | None = None
    """The field whose strings hold documents, and how they are spelled there."""
    records: Mapping[str, Header] = field(default_factory=dict)
    repeats: bool = False
    matrices: bool = False
    python: bool = False
    script: bool = False
    """Whether values of JavaScript may stand there that JSON cannot say."""
    raw_text: bool = False
    json_text: Spelling | None = None


@dataclass
class Open:
    """An array or object whose end has not been read yet."""

    value: Value
    add: Callable[[Value], object]
    """Put a value where the next one stands."""


class Reading:
    """A text being read, by a function that reads any value."""

    def __init__(self, source: Source, read_value: Callable[[Reading], Value]) -> None:
        self.source = source
        self.open: list[Open] = []
        self.begun: list[int] = []
        """Where the values begin whose ends have not been read yet."""
        self.repeated = 0
        """How much the repeats stand for that have been read."""
        self.table: list[Value] | None = None
        """The rows of the last table of an array for which nothing is announced."""
        self._read_value = read_value
        self.announce(Forms())

    def of(self, source: Source) -> Reading:
        """The reading of another text, for which nothing is announced."""
        return Reading(source, self._read_value)

    def announce(self, forms: Forms) -> None:
        """From here on these forms hold, and nothing is marked yet."""
        self.forms = forms
        self.marks: dict[str, tuple[Value, int]] = {}
        """Marked values, and how many characters each stands for."""

    @contextmanager
    def announced(self, forms: Forms) -> Iterator[None]:
        """These forms hold within; those before hold again behind, where all of it is well-formed."""
        before, marks = self.forms, self.marks
        self.announce(forms)
        yield
        self.forms, self.marks = before, marks

    def value(self) -> Value:
        """The value that begins here."""
        self.begun.append(self.source.position)
        value = self._read_value(self)
        self.begun.pop()
        return value

    def repeat(self, length: int) -> None:
        """Count a value that comes again."""
        self.repeated += length
        if self.repeated > MOST + MOST_PER_CHARACTER * len(self.source.text):
            raise self.source.fault("a text that stands for too much")

    @contextmanager
    def opened(self, value: Value, add: Callable[[Value], object]) -> Iterator[None]:
        """An array or object is open within, and stays open where it is malformed."""
        self.open.append(Open(value, add))
        self.begun.append(self.source.position)
        yield
        self.begun.pop()
        self.open.pop()

    def so_far(self) -> Value:
        """What has been read of what is still open."""
        inner = MISSING
        for outer in reversed(self.open):
            if inner is not MISSING:
                outer.add(inner)
            inner = outer.value
        return inner
