"""Columns that stand without the blanks that padded them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.reader.source import MalformedError

FRAMES = {
    " lines: ": "blanks",
    " lines between bars: ": "between",
    " lines parted by bars: ": "parted",
    " lines parted by bars below centered names: ": "named",
}
FIRST_LINE = re.compile(
    rf"\[columns padded in ([1-9][0-9]*)({'|'.join(FRAMES)})(.*?)(?:, filled to ([1-9][0-9]*))?\]\n"
)
COLUMN = re.compile(r"(\.\.)?([1-9][0-9]*)(?: (?:([^,=\[\]\"]+))?=([^,=\[\]\"]+))?")
CELL = re.compile(r'"(?P<quoted>[^"]+)"(?: (?!$)|$)|(?P<bare>[^ ",][^ ]*)(?: (?!$)|$)|(?P<empty>,)(?:(?=,)| (?!$))')
MOST_PLACES, MOST_COLUMNS = 2048, 64


@dataclass
class Column:
    """Where a column stood, and what it holds in the first row and in others, if the line above says that."""

    ends: bool
    place: int
    first: str | None = None
    others: str | None = None


def columns(said: str) -> list[Column] | None:
    """The columns that a line says, or None where it does not say them so."""
    found: list[Column] = []
    for one in said.split(", "):
        match = COLUMN.fullmatch(one)
        if not match or int(match[2]) > MOST_PLACES:
            return None
        name, value = match[3], match[4]
        if any(word and (word != word.strip() or len(word.encode()) > 64) for word in (name, value)) or (
            value and (name == value or any(not c.isprintable() and ord(c) < 160 for c in (name or "") + value))
        ):
            return None
        found.append(Column(bool(match[1]), int(match[2]), name or value, value))
    return found if len(found) <= MOST_COLUMNS else None


def spread(text: str) -> str:
    """The text with its columns padded again."""
    out: list[str] = []
    at = 0
    while at < len(text):
        line = text[at : (text.find("\n", at) + 1) or len(text)]
        begins_at, at = at, at + len(line)
        match = FIRST_LINE.fullmatch(line)
        said = columns(match[3]) if match else None
        if not match or said is None or int(match[4] or 1) > MOST_PLACES:
            out.append(line)
            continue
        is_first = True
        for _ in range(int(match[1])):
            if at == len(text):
                raise MalformedError(text, begins_at, "fewer lines than are said")
            row = text[at : (text.find("\n", at) + 1) or len(text)]
            at += len(row)
            if row.startswith(" "):
                out.append(row[1:])
                continue
            end = "\n" if row.endswith("\n") else ""
            row = row.removesuffix("\n")
            cells = read(row, FRAMES[match[2]], said, is_first)
            padded = None if cells is None else pad(cells, said, FRAMES[match[2]], is_first, int(match[4] or 0))
            if padded is None:
                raise MalformedError(text, begins_at, "a row that does not fit its columns")
            out.append(padded + end)
            is_first = False
    return "".join(out)


def read(row: str, frame: str, said: list[Column], is_first: bool) -> list[str] | None:
    """The cells of a row, with those that the line above says."""
    own = [column for column in said if column.others is None]
    cells = (behind_blanks(row, len(own)) if frame == "blanks" else row.split("|", len(own) - 1)) if own else None
    if cells is None or (frame != "blanks" and len(cells) != len(own)):
        return None
    cells += [""] * (len(own) - len(cells))
    stated = [column.first if is_first else column.others for column in said]
    return [cells.pop(0) if state is None else state for state in stated]


def behind_blanks(row: str, count: int) -> list[str] | None:
    cells: list[str] = []
    at = 0
    while at < len(row) and len(cells) < count - 1:
        match = CELL.match(row, at)
        if not match:
            return None
        cells.append(match["quoted"] or match["bare"] or "")
        at = match.end()
    if at < len(row):
        if row[at] in '",':
            return None
        cells.append(row[at:])
    return cells if row else None


def pad(cells: list[str], said: list[Column], frame: str, is_first: bool, filled: int) -> str | None:
    return in_places(cells, said, filled) if frame == "blanks" else among_bars(cells, said, frame, is_first)


def in_places(cells: list[str], said: list[Column], filled: int) -> str | None:
    line = ""
    for cell, column in zip(cells, said, strict=True):
        if cell:
            start = column.place - len(cell) if column.ends else column.place - 1
            if start < len(line):
                return None
            line = line.ljust(start) + cell
    return line.ljust(filled)


def among_bars(cells: list[str], said: list[Column], frame: str, is_first: bool) -> str | None:
    is_named = frame == "named" and is_first
    pieces = []
    for index, (cell, column) in enumerate(zip(cells, said, strict=True)):
        is_open = frame != "between" and not is_named and index == len(cells) - 1 and not column.ends
        blanks = 0 if is_open else column.place - len(cell)
        if blanks < 0:
            return None
        before = blanks // 2 if is_named else blanks if column.ends else 0
        pieces.append(" " * before + cell + " " * (blanks - before))
    line = " | ".join(pieces)
    return f"| {line} |" if frame == "between" else f" {line} " if is_named else f" {line}"
