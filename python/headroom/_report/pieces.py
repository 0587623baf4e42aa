"""A text in pieces: marked ones, links, and what of a long one is not shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Link", "Piece", "Shown", "Span", "shown"]

_LONG_TEXT, _LONG_LINES = 1200, 16
"""From where on a text is scrolled by itself."""

Span = tuple[int, int]
"""Where something begins in a text, and where it ends."""


class Link(NamedTuple):
    """A part of a text that stands for something else."""

    start: int
    end: int
    to: str
    """The id of what it stands for."""
    told: str
    """What that is, in words."""


class Piece(NamedTuple):
    """A run of a text that is shown alike."""

    text: str
    marked: bool = False
    to: str = ""
    told: str = ""


class Shown(NamedTuple):
    """What is shown of a text: its head and, behind what is left out, its tail."""

    head: tuple[Piece, ...]
    left_out: int = 0
    """Characters that are not shown."""
    tail: tuple[Piece, ...] = ()
    is_long: bool = False


def shown(text: str, most: int | None, marks: Sequence[Span] = (), links: Sequence[Link] = ()) -> Shown:
    """Part a text.

    Args:
        text: all of it.
        most: characters to show; ``None`` for all.
        marks: what is marked, in order, none over another.
        links: what stands for something else, likewise.
    """
    is_long = len(text) > _LONG_TEXT or text.count("\n") > _LONG_LINES
    if most is None or len(text) <= most:
        return Shown(tuple(_pieces(text, 0, len(text), marks, links)), is_long=is_long)
    half = most // 2
    head = tuple(_pieces(text, 0, half, marks, links))
    tail = tuple(_pieces(text, len(text) - half, len(text), marks, links))
    return Shown(head, len(text) - 2 * half, tail, is_long)


def _pieces(text: str, start: int, end: int, marks: Sequence[Span], links: Sequence[Link]) -> Iterator[Piece]:
    marked, linked = _Places(marks), _Places([link[:2] for link in links])
    edges = {start, end, *(edge for link in links for edge in link[:2] if start < edge < end)}
    edges.update(edge for mark in marks for edge in mark if start < edge < end and linked.at(edge) is None)
    in_order = sorted(edges)
    for here, there in pairwise(in_order):
        link = linked.at(here)
        if link is None:
            yield Piece(text[here:there], marked.at(here) is not None)
        else:  # which is one piece, whatever is marked in it
            yield Piece(text[here:there], False, *links[link][2:])


class _Places:
    """Spans in order, to be found by a place in them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans, self._starts = spans, [start for start, _ in spans]

    def at(self, place: int) -> int | None:
        """Find the number of the span that the place is in."""
        number = bisect_right(self._starts, place) - 1
        return number if number >= 0 and place < self._spans[number][1] else None
