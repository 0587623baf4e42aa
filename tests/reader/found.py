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
        if len(counted) < int(match[1]) or counted[0].startswith(" "):
            raise MalformedError(text, 0, "paths that do not fit, or fewer than are said")
        above = ""
        for line, below in zip(counted, [*counted[1:], ""], strict=True):
            if line.startswith(" "):
                out.append(above.removesuffix("\n") + line[1:])
                continue
            above = line
            if not below.startswith(" "):
                out.append(line)
    return "".join(out)
