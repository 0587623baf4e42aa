"""What a model read in each way that the same documents were written in, as figures, a table and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from headroom._reading.asking import Answered
from headroom._reading.scoring import Difference, difference, is_right
from headroom._reading.writings import ORIGINAL

__all__ = ["HEAD", "Row", "as_dicts", "cells", "rows"]

HEAD = ("written as", "tokens", "right", "points", "95 %", "right in one only", "p")


class Row(NamedTuple):
    """What was read in one way.

    Attributes:
        writing: its name.
        tokens: what the results of all documents come to in it.
        questions: how many were asked.
        right: how many were answered right.
        difference: compared with the original; ``None`` of the original itself.
        kinds: questions and right answers by the kind of question.
    """

    writing: str
    tokens: int
    questions: int
    right: int
    difference: Difference | None
    kinds: dict[str, tuple[int, int]]


def rows(answered: Iterable[Answered]) -> list[Row]:
    """Score the answers, a row for each way that documents were written in, in the order in which they come."""
    by_writing: dict[str, list[Answered]] = {}
    for one in answered:
        by_writing.setdefault(one.prompt.writing, []).append(one)
    original = list(map(_is_right, by_writing.get(ORIGINAL, ())))
    return [_row(writing, own, original) for writing, own in by_writing.items()]


def _is_right(one: Answered) -> bool:
    return is_right(one.answer, one.prompt.expected)


def _row(writing: str, own: Sequence[Answered], original: Sequence[bool]) -> Row:
    right = list(map(_is_right, own))
    pairs: dict[str, list[tuple[bool, bool]]] = {}
    kinds: dict[str, tuple[int, int]] = {}
    for one, this, other in zip(own, right, original, strict=True):
        pairs.setdefault(one.prompt.subject, []).append((this, other))
        asked, answered = kinds.get(one.prompt.kind, (0, 0))
        kinds[one.prompt.kind] = (asked + 1, answered + this)
    tokens = sum({one.prompt.subject: one.prompt.tokens for one in own}.values())
    compared = None if writing == ORIGINAL else difference(pairs)
    return Row(writing, tokens, len(own), sum(right), compared, kinds)


def as_dicts(found: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the rows as JSON has them."""
    return [
        {
            **row._asdict(),
            "difference": row.difference and row.difference._asdict(),
            "kinds": {kind: {"questions": asked, "right": right} for kind, (asked, right) in row.kinds.items()},
        }
        for row in found
    ]


def cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Write a row of `as_dicts` below `HEAD`."""
    share = f"{100 * row['right'] / row['questions']:.1f} %"
    compared = row["difference"]
    if compared is None:
        return (row["writing"], f"{row['tokens']:,}", share, "", "", "", "")
    interval = f"{compared['low']:+.1f} to {compared['high']:+.1f}"
    only = f"{compared['only']}, original {compared['only_other']}"
    return (
        row["writing"],
        f"{row['tokens']:,}",
        share,
        f"{compared['points']:+.1f}",
        interval,
        only,
        f"{compared['p']:.2f}",
    )
