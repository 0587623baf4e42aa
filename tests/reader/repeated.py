"""Lines that stand once where they stood several times."""

from __future__ import annotations

import re

FIRST_LINE = "[lines that repeat are stated once]\n"
NUMBER = "([1-9][0-9]*)"
IN_A_ROW = re.compile(rf"\[the (?:line|{NUMBER} lines) above: {NUMBER} times in a row\]\n")
AS_ABOVE = re.compile(rf"\[{NUMBER} lines as above\]\n")


def repeated(text: str) -> str:
    """The text with its repeated lines written out; itself, where none were left away."""
    if not text.startswith(FIRST_LINE):
        return text
    said: list[str] = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text.removeprefix(FIRST_LINE)):
        said += _again(line, said) or [line]
    return "".join(said)


def _again(line: str, said: list[str]) -> list[str] | None:
    """The lines above that a line of ours stands for; None for any other line."""
    in_a_row, as_above = IN_A_ROW.fullmatch(line), AS_ABOVE.fullmatch(line)
    if in_a_row and in_a_row[1] != "1" and in_a_row[2] != "1":
        count = int(in_a_row[1] or 1)
        if count > len(said):
            raise ValueError(f"no lines above {line!r}")
        return said[-count:] * (int(in_a_row[2]) - 1)
    if as_above and as_above[1] != "1":
        count = int(as_above[1])
        before = max((place for place, other in enumerate(said[:-1]) if other == said[-1]), default=None)
        if before is None or before + 1 + count >= len(said):
            raise ValueError(f"no lines above {line!r}")
        return said[before + 1 : before + 1 + count]
    return None
