"""Lines that stand below what they begin with."""

from __future__ import annotations

import re

from tests.reader.source import MalformedError

FIRST_LINE = "[lines indented below what they begin with]\n"


def below_headings(text: str) -> str:
    """The text whose lines stand below what they begin with; itself, where none do."""
    if not text.startswith(FIRST_LINE):
        return text
    begins: str | None = None
    said: list[str] = []
    lines = re.findall(r"[^\n]*\n|[^\n]+", text.removeprefix(FIRST_LINE))
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith(" "):
            if begins is None:
                raise MalformedError(text, 0, "an indented line that does not fit below any")
            said.append(begins + line[1:])
        elif below.startswith(" "):
            begins = "" if line == "…\n" else line.removesuffix("\n")
        else:
            said.append(line)
    return "".join(said)
