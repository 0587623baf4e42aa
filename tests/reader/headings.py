"""Lines that stand below what they begin with."""

from __future__ import annotations

import re

FIRST_LINE = "[what lines begin with stands above them, before …]\n"
HEADING = re.compile(r"\[([^\n]*)…\]\n")


def below_headings(text: str) -> str:
    """The text whose lines stand below what they begin with; itself, where none do."""
    if not text.startswith(FIRST_LINE):
        return text
    begins, said = "", []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text.removeprefix(FIRST_LINE)):
        heading = HEADING.fullmatch(line)
        if heading:
            begins = heading[1]
        else:
            said.append(begins + line)
    return "".join(said)
