"""Lines of progress that stand once, as rows of what they differ in."""

from __future__ import annotations

import re

FIRST_LINE = re.compile(
    r'\[each of ([1-9][0-9]*) rows stands for "(.*….*)", written over by the next; its cells for …:\n'
)
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def written_over(text: str) -> str:
    """The text with the lines that its rows stand for; itself, where it has none."""
    lines, said = iter(LINE.findall(text)), list[str]()
    for line in lines:
        first = FIRST_LINE.fullmatch(line)
        said += [_filled(first[2], next(lines, "")) for _ in range(int(first[1]))] if first else [line]
    return "".join(said)


def _filled(template: str, row: str) -> str:
    """The line that a row stands for."""
    around, cells = template.split("…"), row.removesuffix("\n").split(",")
    if not row.endswith("\n") or row.endswith("\r\n") or len(cells) != len(around) - 1:
        raise ValueError(f"no row of {len(around) - 1} cells: {row!r}")
    return around[0] + "".join(cell + behind for cell, behind in zip(cells, around[1:], strict=True)) + "\r"
