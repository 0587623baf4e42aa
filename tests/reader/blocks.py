"""Blocks of lines of which only what differs from another block stands."""

from __future__ import annotations

import re

FIRST_LINE = re.compile(
    r'\[blocks of lines, each from "([^"\n]*)" on; '
    r"… stands for lines that are the same in the last whole block of that kind\]\n"
)
LEFT_OUT = "…\n"
BLANKS = " \t\r\n"
MOST_KINDS = 256


def in_blocks(text: str) -> str:
    """The text with all lines of its blocks; itself, where it is not in blocks."""
    first = FIRST_LINE.match(text)
    if not first or not _is_label(first[1]):
        return text
    said, whole = [], dict[str, list[str]]()
    for part in re.split(rf"^(?={re.escape(first[1])})", text[first.end() :], flags=re.MULTILINE):
        body = part.rstrip(BLANKS)
        body = part[: (part + "\n").index("\n", len(body)) + 1]
        lines = re.findall(r"[^\n]*\n|[^\n]+", body)
        if not part.startswith(first[1]):
            said.append(part)
            continue
        kind = _kind(lines)
        if LEFT_OUT in lines:
            said += _told(lines, whole[kind])
        else:
            said += lines
            if kind in whole or len(whole) < MOST_KINDS:
                whole[kind] = lines
        said.append(part[len(body) :])
    return "".join(said)


def _is_label(label: str) -> bool:
    printed = all(character == "\t" or not (character < " " or "\x7f" <= character < "\xa0") for character in label)
    return printed and len(label.encode()) <= 64 and label.strip(BLANKS) != ""


def _told(lines: list[str], whole: list[str]) -> list[str]:
    """The lines of a block that is told from a whole one."""
    said, place = list[str](), 0
    for at, line in enumerate(lines):
        if line == LEFT_OUT:
            end = _place(lines[at + 1], whole, place) if at + 1 < len(lines) else len(whole)
            if end is None:
                raise ValueError(f"no lines up to {lines[at + 1]!r}")
            said += whole[place:end]
            place = end
        else:
            said.append(line)
            found = _place(line, whole, place)
            place = place if found is None else found + 1
    return said


def _place(line: str, whole: list[str], start: int) -> int | None:
    return next((place for place in range(start, len(whole)) if _key(whole[place]) == _key(line)), None)


def _kind(lines: list[str]) -> str:
    """The second line, if it is a title."""
    if len(lines) < 2 or lines[1] == LEFT_OUT:
        return ""
    key = _key(lines[1])
    return key if lines[1][len(key) :].lstrip(":|=").strip(BLANKS) == "" else ""


def _key(line: str) -> str:
    line = line.rstrip("\r\n")
    separator = re.search(r"[:|](?=[ \t]|\Z)|=", line)
    digit = re.search(r"[^ \t]*[0-9]", line)
    keys = (line[: found.start()] for found in (separator, digit) if found)
    return next((key for key in keys if key.strip(BLANKS)), line)
