"""The figures of a report: what requests come to without Headroom and with it. Costs are picodollars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from headroom._replay.parts import Part
    from headroom._replay.sums import Sums

__all__ = ["Amounts", "Line", "Stretch", "amounts_of", "kinds_of", "largest", "lines_of", "stretches", "tools_of"]

_MOST_STRETCHES = 120
_MOST_LINES = 30
_TOOL = "tool: "


class Amounts(NamedTuple):
    """What something comes to, without Headroom and with it. The costs are ``None`` without a price."""

    given: int
    sent: int
    cost_given: int | None = None
    cost_sent: int | None = None

    def plus(self, other: Amounts) -> Amounts:
        """Add another; without a price it adds to no cost."""
        return Amounts(
            self.given + other.given,
            self.sent + other.sent,
            _sum(self.cost_given, other.cost_given),
            _sum(self.cost_sent, other.cost_sent),
        )


class Line(NamedTuple):
    """A line of a table."""

    label: str
    amounts: Amounts
    requests: int | None = None
    to: str = ""
    """The id of what it is the sum of."""


class Stretch(NamedTuple):
    """Some requests in a row, by their numbers from 1, and what all requests up to the last of them come to."""

    first: int
    last: int
    amounts: Amounts
    so_far: Amounts


def amounts_of(sums: Sums) -> Amounts:
    """Take what is shown of sums of requests."""
    priced = sums.unpriced_requests < sums.requests
    costs = (sums.cost_given, sums.cost_sent) if priced else (None, None)
    return Amounts(sums.given.total, sums.sent.total, *costs)


def lines_of(sums: Iterable[tuple[str, Sums]]) -> list[Line]:
    """Make lines of named sums, the largest first."""
    return largest([Line(name, amounts_of(one), one.requests) for name, one in sums])


def tools_of(parts: Iterable[tuple[str, Part]], *, priced: bool) -> list[Line]:
    """Make a line a tool, of what its results take."""
    named = ((label.removeprefix(_TOOL), part) for label, part in parts if label.startswith(_TOOL))
    return largest([Line(label, _of_part(part, priced=priced)) for label, part in named])


def kinds_of(parts: Iterable[tuple[str, Part]], *, priced: bool) -> list[Line]:
    """Make a line a kind of message: all tools are one."""
    kinds: dict[str, Amounts] = {}
    for label, part in parts:
        kind = "results of tools" if label.startswith(_TOOL) else label
        amounts = _of_part(part, priced=priced)
        kinds[kind] = kinds[kind].plus(amounts) if kind in kinds else amounts
    return largest([Line(kind, amounts) for kind, amounts in kinds.items()])


def stretches(requests: Sequence[Amounts]) -> list[Stretch]:
    """Part requests in at most 120 stretches of the same length."""
    size = -(-len(requests) // _MOST_STRETCHES) or 1
    made, so_far = list[Stretch](), Amounts(0, 0)
    for start in range(0, len(requests), size):
        some = requests[start : start + size]
        amounts = some[0]
        for one in some[1:]:
            amounts = amounts.plus(one)
        so_far = so_far.plus(amounts)
        made.append(Stretch(start + 1, start + len(some), amounts, so_far))
    return made


def _of_part(part: Part, *, priced: bool) -> Amounts:
    costs = (round(part.cost_given), round(part.cost_sent)) if priced else (None, None)
    return Amounts(part.tokens_given, part.tokens_sent, *costs)


def largest(lines: list[Line]) -> list[Line]:
    """Give the largest lines first, and one for all that are too many."""
    in_order = sorted(lines, key=lambda line: -line.amounts.given)
    rest = in_order[_MOST_LINES:]
    if not rest:
        return in_order
    together = rest[0].amounts
    for line in rest[1:]:
        together = together.plus(line.amounts)
    counted = [line.requests for line in rest if line.requests is not None]
    return [*in_order[:_MOST_LINES], Line(f"{len(rest):,} others", together, sum(counted) if counted else None)]


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
