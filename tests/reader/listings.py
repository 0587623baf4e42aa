"""Reads texts whose line numbers stand without their padding, as the page on the notation says it is done."""

from __future__ import annotations

import re

_FIRST_LINE = re.compile(r"\[line numbers padded to ([2-9]|1[0-9]|20) columns\]\n")
_NUMBER = re.compile(r"^[0-9]+(?=[→\t|])", re.MULTILINE)


def padded(text: str) -> str:
    """What the text stands for; its JSON may still be in other forms."""
    header = _FIRST_LINE.match(text)
    if header is None:
        return text
    below, columns = text[header.end() :], int(header[1])
    listing = _NUMBER.sub(lambda number: number[0].rjust(columns), below)
    return text if listing == below else listing
