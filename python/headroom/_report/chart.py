"""The bill over requests, as lines in a square of a hundred by a hundred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, log10
from typing import NamedTuple

from headroom._report.figures import Amounts, Stretch, stretches

__all__ = ["Chart", "chart_of"]

_TICKS = 4
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_UNITS = ((1e9, " G"), (1e6, " M"), (1e3, " k"), (1.0, ""))


class Chart(NamedTuple):
    """What is drawn: what requests come to, added up, without Headroom and with it."""

    stretches: list[Stretch]
    is_cost: bool
    """Whether the lines are dollars; else they are tokens, as there is no price."""
    ticks: list[str]
    """What stands at the lines across, from the top to 0."""
    given: str
    """Points of a line, as SVG has them."""
    sent: str
    between: str
    """Points around what is saved."""


def chart_of(requests: Sequence[Amounts]) -> Chart | None:
    """Draw requests in their order; ``None`` without any. Costs are drawn where every request has one."""
    if not requests:
        return None
    is_cost = all(one.cost_given is not None for one in requests)
    parts = stretches(requests)
    given = [_value(part.so_far.cost_given if is_cost else part.so_far.given, is_cost=is_cost) for part in parts]
    sent = [_value(part.so_far.cost_sent if is_cost else part.so_far.sent, is_cost=is_cost) for part in parts]
    step = _step(max(*given, *sent))
    across = [part.last / len(requests) for part in parts]
    over, under = (_points(across, values, step * _TICKS) for values in (given, sent))
    return Chart(
        parts,
        is_cost,
        list(_ticks(step, is_cost=is_cost)),
        " ".join(over),
        " ".join(under),
        " ".join([*over, *reversed(under)]),
    )


def _value(amount: int | None, *, is_cost: bool) -> float:
    return (amount or 0) / (1e12 if is_cost else 1)


def _step(most: float) -> float:
    """Find a round step of which four reach up to the largest value."""
    if most <= 0:
        return 1.0
    least = most / _TICKS
    power = 10.0 ** (ceil(log10(least)) - 1)
    return float(next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9)))


def _ticks(step: float, *, is_cost: bool) -> Iterator[str]:
    places = next(places for places in range(20) if abs(round(step, places) - step) < step * 1e-9)
    size, letter = (
        (1.0, "") if is_cost else next(unit for unit in _UNITS if _TICKS * step >= unit[0] or unit is _UNITS[-1])
    )
    for tick in range(_TICKS, -1, -1):
        yield f"${step * tick:,.{places}f}" if is_cost else f"{step * tick / size:.4g}{letter if tick else ''}"


def _points(across: Sequence[float], values: Sequence[float], top: float) -> list[str]:
    pairs = zip(across, values, strict=True)
    return ["0,100", *(f"{100 * place:.2f},{100 - 100 * value / top:.2f}" for place, value in pairs)]
