"""Columns that stand without the blanks that padded them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.reader.separated import is_word
from tests.reader.source import MalformedError

FRAMES = {
    " lines: ": "blanks",
    " lines between bars: ": "between",
    " lines between drawn bars: ": "drawn",
    " lines parted by bars: ": "parted",
    " lines parted by bars below centered names: ": "named",
}
FIRST_LINE = re.compile(
    rf"\[columns padded in ([1-9][0-9]*)({'|'.join(FRAMES)})(.*?)(?:, filled to ([1-9][0-9]*))?\]\n"
)
COLUMN = re.compile(r"(=)?(\.\.)?([1-9][0-9]*)")
STATED = re.compile(r"([^,=\[\]\"]{1,64})=([^,=\[\]\"]{1,64})")
CELL = re.compile(r'"(?P<quoted>[^"]+)"(?: (?!$)|$)|(?P<bare>[^ ",][^ ]*)(?: (?!$)|$)|(?P<empty>,)(?:(?=,)| (?!$))')
MOST_PLACES, MOST_COLUMNS = 2048, 64


@dataclass
class Column:
    """Where a column stood, and what all rows but the first hold, if that says so."""

    ends: bool
    place: int
    is_stated: bool
    others: str = ""


def columns(said: str) -> list[Column] | None:
    """The columns that a line says, or None where it does not say them so."""
    found: list[Column] = []
    for one in said.split(", "):
        match = COLUMN.fullmatch(one)
        if not match or int(match[3]) > MOST_PLACES:
            return None
        found.append(Column(bool(match[2]), int(match[3]), bool(match[1])))
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
    """The cells of a row, with those that the first one says."""
    own = [column for column in said if is_first or not column.is_stated]
    bar = "│" if frame == "drawn" else "|"
    cells = (behind_blanks(row, len(own)) if frame == "blanks" else behind_bars(row, len(own), bar)) if own else None
    if cells is None:
        return None
    cells += [""] * (len(own) - len(cells))
    cells = [cells.pop(0) if is_first or not column.is_stated else column.others for column in said]
    return state(cells, said) if is_first else cells


def state(cells: list[str], said: list[Column]) -> list[str] | None:
    """Takes in what the first row says of the others, and gives back what it held itself."""
    for index, column in enumerate(said):
        if column.is_stated:
            match = STATED.fullmatch(cells[index])
            if not match or match[1] == match[2] or not all(map(is_word, match.groups())):
                return None
            cells[index], column.others = match.groups()
    return cells


def behind_bars(row: str, count: int, bar: str) -> list[str] | None:
    cells = (" " + row if row.startswith(f"{bar} ") and count > 1 else row).split(f" {bar} ", count - 1)
    return cells if len(cells) == count else None


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
    is_named, is_closed = frame == "named" and is_first, frame in ("between", "drawn")
    bar = "│" if frame == "drawn" else "|"
    pieces = []
    for index, (cell, column) in enumerate(zip(cells, said, strict=True)):
        is_open = not is_closed and not is_named and index == len(cells) - 1 and not column.ends
        blanks = 0 if is_open else column.place - len(cell)
        if blanks < 0:
            return None
        before = blanks // 2 if is_named else blanks if column.ends else 0
        pieces.append(" " * before + cell + " " * (blanks - before))
    line = f" {bar} ".join(pieces)
    return f"{bar} {line} {bar}" if is_closed else f" {line} " if is_named else f" {line}"
