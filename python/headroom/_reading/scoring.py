"""What was answered right, and whether a way to write results is read worse than the results as they are.

Differences are paired by question. Questions on one document are not independent, so that intervals are drawn over
documents: the bootstrap's percentiles (Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics
7, 1979). How probable a difference is by chance says McNemar's exact test ("Note on the sampling error of the
difference between correlated proportions or percentages", Psychometrika 12, 1947), two-sided.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from math import comb
from typing import NamedTuple

__all__ = ["Difference", "chance", "difference", "is_right"]

_NUMBER = re.compile(r"[-+]?\d[\d,]*\.?\d*")
_ROUNDS = 4000
_ENDS = (0.025, 0.975)
_ALIKE = {"none": "null", '""': "empty", "": "empty"}


def is_right(answer: str, expected: str) -> bool:
    """Whether an answer is the expected one: case, quotes, a full stop and the spelling of a number aside."""
    return _plain(answer) == _plain(expected)


def _plain(text: str) -> str:
    text = text.strip().strip("`\"' ").rstrip(".").strip("\"'` ").lower()
    if _NUMBER.fullmatch(text):
        return repr(float(text.replace(",", "")))
    return _ALIKE.get(text, " ".join(text.split()))


class Difference(NamedTuple):
    """How much better or worse one way is read than another, in points of a hundred questions.

    Attributes:
        points: questions in a hundred that are answered right more, or less.
        low: where 95 % of the differences begin that other documents would show.
        high: where they end.
        only: questions answered right in this way alone.
        only_other: questions answered right in the other way alone.
        p: how probable it is that as many differ one way if both are read alike.
    """

    points: float
    low: float
    high: float
    only: int
    only_other: int
    p: float


def difference(pairs: Mapping[str, Sequence[tuple[bool, bool]]]) -> Difference:
    """Compare two ways to write the same documents.

    Args:
        pairs: for each document, whether each of its questions was answered right in this way, and in the other.
    """
    every = [pair for pairs_of_one in pairs.values() for pair in pairs_of_one]
    better = sum(this and not other for this, other in every)
    worse = sum(other and not this for this, other in every)
    low, high = _interval([(sum(a - b for a, b in one), len(one)) for one in pairs.values()])
    return Difference(100 * (better - worse) / len(every), low, high, better, worse, chance(better, worse))


def chance(better: int, worse: int) -> float:
    """Tell how probable it is that as many of the pairs that differ do so one way: McNemar's exact test, two-sided."""
    count = better + worse
    tail = sum(comb(count, number) for number in range(min(better, worse) + 1))
    return min(1.0, tail / 2 ** (count - 1)) if count else 1.0


def _interval(documents: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Give the ends of what draws of as many documents come to; each has a difference and a number of questions."""
    source = random.Random(0)  # the same draws for the same answers
    means = sorted(_mean(source.choices(documents, k=len(documents))) for _ in range(_ROUNDS))
    low, high = (means[int(end * _ROUNDS)] for end in _ENDS)
    return low, high


def _mean(documents: Sequence[tuple[int, int]]) -> float:
    return 100 * sum(difference for difference, _ in documents) / sum(count for _, count in documents)
