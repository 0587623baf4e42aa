"""CSV and TSV of which what columns hold again and again is stated once."""

from __future__ import annotations

import re

from tests.reader.source import MalformedError

FIRST_LINE = re.compile(r"\[(CSV|TSV) in ([1-9][0-9]*) lines: (.*)\]\n")
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


class Columns:
    """The columns that a first line names, and where their cells stand."""

    def __init__(self, said: str, separator: str) -> None:
        self.separator, self.names = separator, list[str]()
        self.always: dict[int, str] = {}
        by: dict[int, str] = {}
        for index, one in enumerate(cells(said, separator)):
            name, equals, value = one.partition("=")
            if equals:
                self.always[index] = value
            elif " by " in one:
                name, _, by[index] = one.partition(" by ")
            self.names.append(name)
        self.by = [index for index in by if by[index] in self.names]
        self.keys = {self.names.index(key) for key in by.values() if key in self.names}
        self.in_rows = [n for n in range(len(self.names)) if n not in self.always and n not in by]
        self.are_whole = (
            2 <= len(self.names) <= MOST_COLUMNS
            and all(is_name(name) for name in self.names)
            and all(is_sayable(value) for value in self.always.values())
            and len(self.by) == len(by)
            and len(self.keys) <= 1
            and self.keys <= {*self.in_rows}
            and 0 < len(self.in_rows) < len(self.names)
        )

    def each(self, count: str) -> str:
        """The line above what stands once."""
        [key] = self.keys
        names = self.separator.join(self.names[n] for n in [key, *self.by])
        return f"[each {self.names[key]} once, in {count} lines: {names}]\n"


def is_name(name: str) -> bool:
    return (
        1 <= len(name.encode()) <= LONGEST
        and name == name.strip()
        and not re.search(r'["=\[\]]', name)
        and not CONTROL.search(name)
        and " by " not in name
    )


def is_sayable(value: str) -> bool:
    return len(value.encode()) <= LONGEST and not re.search(r'["\]]', value) and not CONTROL.search(value)


def filled(text: str) -> str:
    """The text with what is stated once in all rows again."""
    lines, out = text.split("\n"), list[str]()
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    at = 0
    while at < len(lines):
        match = FIRST_LINE.fullmatch(lines[at])
        columns = Columns(match[3], SEPARATORS[match[1]]) if match else None
        if not match or not columns or not columns.are_whole:
            out.append(lines[at])
            at += 1
            continue
        try:
            at = rows(lines, at + 1, int(match[2]), columns, out)
        except (IndexError, KeyError, ValueError) as error:
            raise MalformedError(text, 0, "rows that do not fit their columns") from error
    return "".join(out)


def rows(lines: list[str], at: int, count: int, columns: Columns, out: list[str]) -> int:
    once: dict[str, list[str]] = {}
    if columns.keys:
        said = re.search(r" once, in ([1-9][0-9]*) lines: ", lines[at])
        if not said or lines[at] != columns.each(said[1]):
            raise ValueError("no line above what stands once")
        for line in lines[at + 1 : at + 1 + int(said[1])]:
            key, *others = cells(line.removesuffix("\n"), columns.separator)
            if key in once or len(others) != len(columns.by) or not line.endswith("\n"):
                raise ValueError("what stands once does not fit")
            once[key] = others
        if len(once) != int(said[1]):
            raise ValueError("fewer lines than are said")
        at += 1 + int(said[1])
    for index in range(count):
        line = lines[at + index]
        out.append(line[1:] if line.startswith(" ") else row(line, index == 0, columns, once))
    return at + count


def row(line: str, is_first: bool, columns: Columns, once: dict[str, list[str]]) -> str:
    text = line.removesuffix("\n").removesuffix("\r")
    own = dict(zip(columns.in_rows, cells(text, columns.separator), strict=True))
    stated: dict[int, str] = columns.always
    if is_first:
        stated = dict(enumerate(columns.names))
    elif columns.keys:
        [key] = columns.keys
        stated = {**columns.always, **dict(zip(columns.by, once[own[key]], strict=True))}
    whole = [own.get(index, stated.get(index, "")) for index in range(len(columns.names))]
    return columns.separator.join(whole) + line[len(text) :]
