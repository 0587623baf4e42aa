"""Values as Python writes them: how far one goes."""

from __future__ import annotations

import re

from tests.reader.source import Source
from tests.reader.values import Python

BEGINNING = re.compile(r"""b['"]|\(|[A-Za-z_][A-Za-z0-9_.]*\(""")
"""What calls, tuples and bytes begin with."""
STRING = re.compile(r"""b?(?:'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*")""")
OUTSIDE = re.compile(r"""[^'"()\[\]{},\n]+""")
CLOSING = {"(": ")", "[": "]", "{": "}"}


def python(source: Source) -> Python:
    """The Python value that stands here: a string of bytes, or all up to the bracket that closes its first."""
    start = source.position
    if source.match(STRING):
        return Python(source.text[start : source.position])
    source.match(OUTSIDE)
    brackets(source)
    return Python(source.text[start : source.position])


def brackets(source: Source) -> None:
    """Read a bracket and all up to the one that closes it."""
    waiting: list[str] = []
    while True:
        character = source.next()
        if character in ("'", '"'):
            if not source.match(STRING):
                raise source.expected("a string of Python")
        elif character in CLOSING:
            waiting.append(CLOSING[character])
            source.skip(character)
        elif waiting and source.skip(waiting[-1]):
            waiting.pop()
        elif not source.match(OUTSIDE) and not (waiting and source.skip(",")):
            raise source.expected(repr(waiting[-1]) if waiting else "a bracket")
        if not waiting:
            return
