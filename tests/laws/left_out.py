"""What a view shows and what its address gives, put together again."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from headroom import SentText, _core
from tests.reader.references import resolve
from tests.reader.said import said

VIEW = re.compile(
    r"\[view of .*: (\d+) of (\d+) lines; the rest by headroom_retrieve\(\"(\w+)\"\)\]\n"
    r"(?:\[columns: .*\]\n)?"
)
GAP = re.compile(r"^\[… lines? (\d+)(?:-(\d+))? left out\]\n", re.M)
PAGE = re.compile(
    r'\[page of \w+: lines (\d+)-(\d+) of (\d+)(?:; next: headroom_retrieve\("\w+", lines="([\d-]+)"\))?\]\n'
)

Retrieve = Callable[[str, str], str]
"""The page of an address with lines such as ``3-9``."""


def is_view(text: str) -> bool:
    return isinstance(text, SentText) and _core.address_in(text) is not None


def lines_of(address: str, lines: str, retrieve: Retrieve) -> Iterator[str]:
    """The texts of the pages of some lines, one behind the other, as each page says how the next is had."""
    asked: str | None = lines
    while asked:
        page = retrieve(address, asked)
        header = PAGE.match(page)
        assert header, f"lines {asked} are answered with {page!r}"
        yield page[header.end() :]
        asked = header[4]


def faults_of(view: str, above: list[Any], retrieve: Retrieve) -> Iterator[str]:
    """Law 4: the lines shown and those that the address gives for each gap are all of the result, each once.

    Lines that refer to the messages ``above`` are written out.
    """
    view = resolve(view, said(above)) or view
    header = VIEW.match(view)
    assert header, view
    address, text = header[3], view[header.end() :]
    whole = "".join(lines_of(address, "1-", retrieve))
    at, start, left = 0, 0, 0
    for mark in GAP.finditer(text):
        first, last = int(mark[1]), int(mark[2] or mark[1])
        gap = "".join(lines_of(address, f"{first}-{last}", retrieve)) if last <= int(header[2]) else None
        run = text[start : mark.start()]
        # Behind a part of a long line the mark has a line of its own; and a result may spell a mark itself.
        fits = [shown for shown in (run, run.removesuffix("\n")) if gap and whole.startswith(shown + gap, at)]
        if gap and fits:
            at, start, left = at + len(fits[0] + gap), mark.end(), left + last - first + 1
    if text[start:] != whole[at:]:
        yield f"behind its last gap a view shows {text[start:]!r}, there is {whole[at:]!r}"
    if int(header[1]) + left != int(header[2]):
        yield f"{left} lines are left out of {header[0]!r}"
