"""Blocks of lines of one shape, or lines of one, as rows."""

from __future__ import annotations

import re
from itertools import pairwise

FIRST_LINE = re.compile(
    r"\[each of ([1-9][0-9]*) rows stands for (?:this line|these ([1-9][0-9]*) lines), its cells for …:\n"
)
LINE = re.compile(r"[^\n]*\n|[^\n]+")
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
MOST_LINES = 64
LONGEST_NAME = 48


def in_stanzas(text: str) -> str:
    """The text with the lines of its rows; itself, where it has none."""
    first = FIRST_LINE.match(text)
    if not first or not (first[2] is None or 1 < int(first[2]) <= MOST_LINES):
        return text
    count = int(first[2] or 1)
    lines = LINE.findall(text[first.end() :])
    stated, body = lines[:count], lines[count:]
    template = "".join(stated)
    if len(stated) != count or body[:1] != ["]\n"] or "…" not in template:
        return text
    rows = [line for line in body[1:] if not line.startswith(" ")]
    if rows[:1] != [_row(_names(template))]:
        raise ValueError("the cells have other names")
    if len(rows[1:]) != int(first[1]):
        raise ValueError("there are more or fewer rows")
    said, is_named = list[str](), False
    for line in body[1:]:
        if line.startswith(" "):
            said.append(line[1:])
        elif is_named:
            said.append(_filled(template, line))
        else:
            is_named = True
    return "".join(said)


def _filled(template: str, line: str) -> str:
    cells = _cells(line.removesuffix("\n"))
    around = template.split("…")
    if len(cells) != len(around) - 1:
        raise ValueError(f"a row of {len(cells)} cells")
    said = around[0] + "".join(cell + behind for cell, behind in zip(cells, around[1:], strict=True))
    return said if line.endswith("\n") else said.removesuffix("\n")


def _cells(row: str) -> list[str]:
    """The cells of a row; quotes stand only where they must, or around an empty row."""
    if row == '""':
        return [""]
    cells = re.findall(r'(?:^|,)("(?:[^"]|"")*"|[^,]*)', row)
    values = [re.sub('^"(.*)"$', lambda quoted: quoted[1].replace('""', '"'), cell, flags=re.DOTALL) for cell in cells]
    if _row(values) != row + "\n":
        raise ValueError(f"needless quotes, or too few, in {row!r}")
    return values


def _row(cells: list[str]) -> str:
    return ",".join(map(_cell, cells)) + "\n"


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if set(',"') & set(value) or value != value.strip(WHITE) else value


def _names(template: str) -> list[str]:
    names = list[str]()
    is_one = template.count("\n") == 1
    for line in template.split("\n"):
        for before, behind in pairwise(line.split("…")):
            name = _trimmed(re.split(r"[^\w.-]+", _trimmed(before))[-1] if is_one else before)
            if not 0 < len(name.encode()) <= LONGEST_NAME:
                word = None if is_one else re.match(r"[ \t]*([a-zA-Z]+)(?![^ \t])", behind)
                name = word[1] if word and len(word[1]) <= LONGEST_NAME else "value"
            numbers = (f"{name} {number}" for number in range(2, len(names) + 3))
            names.append(name if name not in names else next(name for name in numbers if name not in names))
    return names


def _trimmed(before: str) -> str:
    """What stands between the first letter or digit and the last."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", before)
