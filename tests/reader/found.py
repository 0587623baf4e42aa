"""Paths that stand indented below what they begin with."""

from __future__ import annotations

import re

from tests.reader.source import MalformedError

FIRST_LINE = re.compile(r"\[paths in ([1-9][0-9]*) lines, indented below what they begin with\]\n")


def whole(text: str) -> str:
    """The text with each path whole again."""
    lines: list[str] = re.findall(r"[^\n]*\n|[^\n]+", text)
    out: list[str] = []
    at = 0
    while at < len(lines):
        match = FIRST_LINE.fullmatch(lines[at])
        at += 1
        if not match:
            out.append(lines[at - 1])
            continue
        counted = lines[at : at + int(match[1])]
        at += len(counted)
        if len(counted) < int(match[1]):
            raise MalformedError(text, 0, "fewer lines than are said")
        out += paths(text, counted)
    return "".join(out)


def paths(text: str, counted: list[str]) -> list[str]:
    """The paths of the lines that a first line counts."""
    above: list[str] = []
    said = []
    for line, below in zip(counted, [*counted[1:], ""], strict=True):
        depth = blanks(line)
        is_found = bool(above) and above[-1].endswith(":")
        if is_found:
            depth = min(depth, len(above))
        if depth > len(above):
            raise MalformedError(text, 0, "a line that does not fit below any")
        is_found = is_found and depth == len(above)
        del above[depth:]
        if blanks(below) > depth and not is_found:
            above.append(line[depth:].removesuffix("\n"))
        else:
            said.append("".join(above) + line[depth:])
    return said


def blanks(line: str) -> int:
    """How many blanks a line begins with."""
    return len(line) - len(line.lstrip(" "))
