"""CSV and TSV of which what columns hold in all lines is stated once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.reader.source import MalformedError

FIRST_LINE = re.compile(r"\[(CSV|TSV) in ([1-9][0-9]*) lines, each with (.*)\]\n")
CONSTANT = re.compile(r"(?P<name>[^,=\[\]\"]+)=(?P<value>[^,=\[\]\"]*?)(?: behind (?P<before>[^,=\[\]\"]+)| in front)")
SEPARATORS = {"CSV": ",", "TSV": "\t"}
MOST_COLUMNS, LONGEST = 32, 64
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def cells(line: str, separator: str) -> list[str]:
    """The cells of a line, letter by letter."""
    found: list[str] = []
    at = 0
    while True:
        behind = at
        if line.startswith('"', at):
            behind = re.compile(r'"(?:[^"]|"")*("|\Z)', re.DOTALL).match(line, at).end()  # type: ignore[union-attr]
        end = line.find(separator, behind)
        if end < 0:
            return [*found, line[at:]]
        found.append(line[at:end])
        at = end + 1


class Constant(NamedTuple):
    """A column that holds the same in all lines."""

    name: str
    value: str
    before: str | None


def constants(said: str) -> list[Constant] | None:
    """The columns that the line above says, or None where it does not say them so."""
    found: list[Constant] = []
    for one in said.split(", "):
        match = CONSTANT.fullmatch(one)
        if not match or not all(map(is_sayable, (match["name"], match["value"], match["before"] or ""))):
            return None
        found.append(Constant(match["name"], match["value"], match["before"]))
    return found if len(found) < MOST_COLUMNS else None


def is_word(word: str) -> bool:
    """Whether a word is short enough and without what no line of the notation states."""
    return len(word.encode()) <= LONGEST and word == word.strip() and not CONTROL.search(word)


def is_sayable(word: str) -> bool:
    return is_word(word) and " behind " not in word and " in front" not in word


def filled(text: str) -> str:
    """The text with what is stated once in all rows again."""
    lines, out = text.split("\n"), list[str]()
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    at = 0
    while at < len(lines):
        match = FIRST_LINE.fullmatch(lines[at])
        stated = constants(match[3]) if match else None
        if not match or not stated:
            out.append(lines[at])
            at += 1
            continue
        rows = lines[at + 1 : at + 1 + int(match[2])]
        try:
            out.extend(whole(rows, int(match[2]), stated, SEPARATORS[match[1]]))
        except (IndexError, StopIteration, ValueError) as error:
            raise MalformedError(text, 0, "rows that do not fit their columns") from error
        at += 1 + len(rows)
    return "".join(out)


def whole(rows: list[str], count: int, stated: list[Constant], separator: str) -> Iterator[str]:
    """The lines that rows were."""
    if len(rows) != count:
        raise ValueError("fewer lines than are said")
    columns: list[str | Constant] = [*cells(without_end(rows[0]), separator)]
    for constant in stated:
        names = [column if isinstance(column, str) else column.name for column in columns]
        columns.insert(0 if constant.before is None else names.index(constant.before) + 1, constant)
    if len(columns) > MOST_COLUMNS:
        raise ValueError("too many columns")
    for number, row in enumerate(rows):
        if number and row.startswith(" "):
            yield row[1:]
            continue
        own = cells(without_end(row), separator)
        if len(own) != sum(isinstance(column, str) for column in columns):
            raise ValueError("a row with other cells")
        found = (own.pop(0) if isinstance(column, str) else column[number > 0] for column in columns)
        yield separator.join(found) + row[len(without_end(row)) :]


def without_end(row: str) -> str:
    return row.removesuffix("\n").removesuffix("\r")
