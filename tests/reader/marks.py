"""Values that are marked because they come again: `&1 ` stands before one, `*1` where it comes."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.reader.reading import Reading
from tests.reader.values import MISSING, Value

MARK = re.compile(r"&([1-9][0-9]*) ")
REPEAT = re.compile(r"\*([1-9][0-9]*)(?=[,;)\]}\s]|\Z)")


def marked(reading: Reading, read: Callable[[], Value]) -> Value:
    """The value that stands here, which may be marked or repeat a marked one."""
    source, start = reading.source, reading.source.position
    if not reading.forms.repeats:
        return read()
    if repeat := source.match(REPEAT):
        if repeat[1] not in reading.marks:
            raise source.fault("a repeat of what was not marked", start)
        marked_value, length = reading.marks[repeat[1]]
        reading.repeat(length)
        return marked_value
    if not (mark := source.match(MARK)):
        return read()
    if mark[1] in reading.marks:
        raise source.fault("a mark that another value has", start)
    repeated = reading.repeated
    value = read()
    if value is MISSING:
        raise source.fault("nothing is marked")
    reading.marks[mark[1]] = value, source.position - start + reading.repeated - repeated
    return value
