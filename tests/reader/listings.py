"""Line numbers that stand without the blanks that padded them."""

from __future__ import annotations

import re

FIRST_LINE = re.compile(r"\[line numbers padded to ([2-9]|1[0-9]|20) columns\]\n")
NUMBER = re.compile(r"^[0-9]+(?=[→\t|])", re.MULTILINE)


def padded(text: str) -> str:
    """The text with its numbers padded again; itself, where it says of none that it was padded."""
    first_line = FIRST_LINE.match(text)
    if not first_line:
        return text
    columns, listing = int(first_line[1]), text[first_line.end() :]
    restored = NUMBER.sub(lambda number: number[0].rjust(columns), listing)
    return text if restored == listing else restored
