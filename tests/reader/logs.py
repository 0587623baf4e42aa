"""Lines of a log that stand as a name and values."""

from __future__ import annotations

import re

FIRST_LINE = re.compile(
    r"\[lines of a log, behind word ([1-8]) as a name and its values; "
    r"what each name stands for, (<\*>|<value>|<any value>) for a value:\n"
)
NAME = re.compile(r"([^ \n]+) \(([1-9][0-9]*) lines\):(.*)\n")
WORD = re.compile(r"(?:(?<=:[0-9]{2}),(?=[0-9])|[^ \t\r\n,;=|\"'()\[\]{}<>])+")
WORD_OF_LINE = {"<*>": "<word ", "<value>": "<the word ", "<any value>": "<the same word "}


def log(text: str) -> str:
    """The log that a text says in names and values; itself, where it is none."""
    first_line = FIRST_LINE.match(text)
    if not first_line:
        return text
    place, mark, at = int(first_line[1]), first_line[2], first_line.end()
    names: dict[str, str] = {}
    left: dict[str, int] = {}
    while not text.startswith("]\n", at):
        named = NAME.match(text, at)
        if not named or named[1] in names:
            raise ValueError(f"no name at {at}")
        names[named[1]], left[named[1]], at = named[3], int(named[2]), named.end()
    lines = re.findall(r"[^\n]*\n|[^\n]+", text[at + 2 :])
    said = [_line(line, place, mark, names, left) for line in lines]
    if any(left.values()):
        raise ValueError(f"lines are missing: {left}")
    return "".join(said)


def _line(line: str, place: int, mark: str, names: dict[str, str], left: dict[str, int]) -> str:
    bare = line.removesuffix("\n")
    words = list(WORD.finditer(bare))
    if len(words) < place or not bare.startswith(" ", words[place - 1].end()):
        return line
    begins, behind = bare[: words[place - 1].end()], bare[words[place - 1].end() + 1 :]
    name, *values = behind.split(" ")
    if name not in names:
        return line
    left[name] -= 1
    pieces = names[name].split(mark)
    if left[name] < 0 or len(pieces) != len(values) + 1:
        raise ValueError(f"{name} does not fit: {line!r}")
    number = re.compile(re.escape(WORD_OF_LINE[mark]) + r"([0-9]+)>")
    pieces = [number.sub(lambda found: words[int(found[1]) - 1][0], piece) for piece in pieces]
    said = pieces[0] + "".join(value + piece for value, piece in zip(values, pieces[1:], strict=True))
    return begins + said + line[len(bare) :]
