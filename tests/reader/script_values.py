"""Values as JavaScript and Node write them that JSON cannot say: how far one goes."""

from __future__ import annotations

import re

from tests.reader import python_values
from tests.reader.source import Source
from tests.reader.values import Python

_DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
WORD = re.compile(rf"(?:undefined|NaN|-?Infinity|-?\d+n|{_DATE})(?![\w.$-])", re.ASCII)
SHOWN = re.compile(r"\[[A-Z][\w .:*()/$]*\]", re.ASCII)
"""What Node shows in place of a value: `[Object]`."""
BEGINNING = re.compile(rf"(?:new )?[A-Za-z][\w.]*\(|{WORD.pattern}|{SHOWN.pattern}", re.ASCII)


def script(source: Source) -> Python:
    """The value that stands here: a word, what Node shows, or a call."""
    for kind in (WORD, SHOWN):
        if found := source.match(kind):
            return Python(found[0])
    return python_values.python(source)


def stated(words: str) -> Python | None:
    """The value of JavaScript that words behind `=` are, if they are one."""
    return Python(words) if WORD.fullmatch(words) else None
