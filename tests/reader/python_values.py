"""Values as Python writes them: how far one goes."""

from __future__ import annotations

import re

from tests.reader.source import Source
from tests.reader.strings import INNER, NUMBER
from tests.reader.values import Python

STRING = re.compile(r"""b?(?:'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*")""")
_WORD = r"(?:nan|-?inf|NaN|-?Infinity|NaT|Ellipsis|NotImplemented|\.\.\.)(?![\w.-])"
_POINTED = r"-?(?:0|[1-9][0-9]*)\.(?:[eE][+-]?[0-9]+)?"
_CONSTANT = (
    rf"(?:{NUMBER.pattern}j|{_POINTED}|(?=[\w.]{{1,128}}(?![\w.]))(?:[A-Za-z_]\w*\.)+[A-Z]\w*)(?=[,:;)\]}}\n]|\Z)"
)
WORD = re.compile(rf"{_WORD}|{_CONSTANT}", re.ASCII)
"""Words that are values, numbers with a `j` or with nothing behind their point, and the names of constants."""
_PLAIN = rf"""[^'"<>\n]|{STRING.pattern}"""
SHOWN = re.compile(rf"<(?:{_PLAIN}|<(?:{_PLAIN})*>)*>")
"""What an object shows of itself, one in it perhaps."""
BEGINNING = re.compile(rf"""b['"]|\(|<|[A-Za-z_][A-Za-z0-9_.]*\(|{WORD.pattern}""", re.ASCII)
"""What calls, tuples, bytes, objects and words begin with."""
SET = re.compile(rf'\{{(?!\s*\}}|\s*"{INNER}"\s*:|[0-9]+ rows?: )')
"""What a set begins with, or a dict with other keys than texts, and no object does."""
OUTSIDE = re.compile(r"""[^'"()\[\]{},\n]+""")
CLOSING = {"(": ")", "[": "]", "{": "}"}


def python(source: Source) -> Python:
    """The Python value that stands here: bytes, a word, an object, or all up to the bracket that closes its first."""
    start = source.position
    if not any(source.match(kind) for kind in (STRING, WORD, SHOWN)):
        source.match(OUTSIDE)
        brackets(source)
    return Python(source.text[start : source.position])


def stated(words: str) -> Python | None:
    """The Python value that words behind `=` are, if they are one."""
    return Python(words) if any(kind.fullmatch(words) for kind in (STRING, WORD, SHOWN)) else None


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
