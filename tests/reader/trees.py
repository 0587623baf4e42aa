"""Trees that stand indented by level, as they were drawn."""

from __future__ import annotations

import re

from tests.reader.source import MalformedError

FIRST_LINE = re.compile(
    r"\[tree in ([1-9][0-9]*) lines, indented by level; "
    r"it was drawn with (├──|├── and no-break spaces|\|--|├───)(, and cut off)?\]\n"
)
DRAWN = {
    "├──": ("├── ", "└── ", "│   "),
    "├── and no-break spaces": ("├── ", "└── ", "│\xa0\xa0 "),
    "|--": ("|-- ", "`-- ", "|   "),
    "├───": ("├───", "└───", "│   "),
}
DEEPEST = 64


def redrawn(text: str) -> str:
    """The text with its trees drawn again."""
    lines: list[str] = re.findall(r"[^\n]*\n|[^\n]+", text)
    out: list[str] = []
    at = 0
    while at < len(lines):
        first = FIRST_LINE.fullmatch(lines[at])
        at += 1
        if not first:
            out.append(lines[at - 1])
            continue
        counted = lines[at : at + int(first[1])]
        at += len(counted)
        if len(counted) < int(first[1]):
            raise MalformedError(text, 0, "fewer lines than are said")
        out += _drawn(text, counted, DRAWN[first[2]], bool(first[3]))
    return "".join(out)


def _drawn(text: str, lines: list[str], drawn: tuple[str, str, str], is_cut: bool) -> list[str]:
    branch, last, bar = drawn
    levels = [len(line) - len(line.lstrip(" ")) for line in lines]
    for line, level, above in zip(lines, levels, [0, *levels], strict=False):
        if not 1 <= level <= min(above + 1, DEEPEST) or line.lstrip(" ")[:1] in ("", "\n", "\r"):
            raise MalformedError(text, 0, "a line that does not fit below any")
    out = []
    for number, (line, level) in enumerate(zip(lines, levels, strict=True)):
        behind = levels[number + 1 :]
        goes_on = [_goes_on(behind, above, is_cut) for above in range(1, level + 1)]
        before = "".join(bar if it else "    " for it in goes_on[:-1])
        out.append(before + (branch if goes_on[-1] else last) + line[level:])
    return out


def _goes_on(behind: list[int], level: int, is_cut: bool) -> bool:
    """Whether another line of a level follows, before one of a level above."""
    following = next((other for other in behind if other <= level), None)
    return is_cut if following is None else following == level
