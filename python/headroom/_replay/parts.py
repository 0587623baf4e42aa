"""What the parts of requests take: system prompt, users' words, answers, and the results of each tool.

A part's cost is what its own tokens are billed at: a prompt's beginning is read from the cache, its end anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from headroom._account.bill import Terms, Tokens
from headroom._shapes.messages import rows_of

if TYPE_CHECKING:
    from headroom._planning.rows import Row
    from headroom._replay.replay import Replayed
    from headroom._replay.transcript import Message

__all__ = ["FRAMING", "Part", "labels_of", "parts_of", "tools_of"]

FRAMING = "tools and framing"
"""What stands in no message: schemas of tools, what providers frame requests with, the window's notes."""
_ROLES = {"developer": "system", "model": "assistant", "function": "tool", "": "user"}
_PICODOLLARS_A_TOKEN = 1e6
"""Of a price of one dollar a million tokens."""


@dataclass
class Part:
    """Sums of what messages of one kind take. Costs are picodollars, of requests with a price."""

    tokens_given: int = 0
    tokens_sent: int = 0
    cost_given: float = 0.0
    cost_sent: float = 0.0


def labels_of(messages: Sequence[Message]) -> list[str]:
    """Name the part that each message belongs to: its role, or ``tool: `` and the tools whose results it has."""
    return [f"tool: {tools}" if tools else _ROLES.get(role, role) for role, tools in tools_of(messages)]


def tools_of(messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """Give the role of each message, and the tools whose results it has, with commas between; empty without any."""
    called: dict[str, str] = {}
    for row in rows_of(messages):
        called.update((call.id, call.tool) for call in row.calls if call.tool)
        yield ("tool", _answered(row, called)) if row.results or row.role in ("tool", "function") else (row.role, "")


def _answered(row: Row, called: dict[str, str]) -> str:
    names = dict.fromkeys(called.get(result) or row.tool or "unknown" for result in row.results)
    return ", ".join(names) or row.tool or "unknown"


def parts_of(replayed: Replayed, labels: Sequence[str], parts: dict[str, Part]) -> None:
    """Add what the parts of a request take to `parts`, by their labels.

    Args:
        replayed: the request.
        labels: what `labels_of` says of the whole conversation.
        parts: sums so far, which grow.
    """
    raws = replayed.sent.decisions()
    given, sent = [raw[3] for raw in raws], [raw[4] for raw in raws]
    bill, terms = replayed.bill, replayed.terms
    for label, tokens, cost in _shares(labels, given, bill.given, terms):
        part = parts.setdefault(label, Part())
        part.tokens_given += tokens
        part.cost_given += cost
    for label, tokens, cost in _shares(labels, sent, bill.sent, terms):
        part = parts.setdefault(label, Part())
        part.tokens_sent += tokens
        part.cost_sent += cost


def _shares(labels: Sequence[str], sizes: list[int], billed: Tokens, terms: Terms) -> Iterator[tuple[str, int, float]]:
    """Give each message's label, tokens and cost, in order, after what stands in none of them, which goes first."""
    read, anew = _rates(billed, terms)
    left = billed.cache_read
    sizes = _within(sizes, billed.total)
    front = billed.total - sum(sizes)
    parts: Iterable[tuple[str, int]] = zip(labels, sizes, strict=False)
    for label, tokens in ((FRAMING, front), *parts):
        cached = tokens if tokens <= left else max(left, 0)
        left -= cached
        yield label, tokens, cached * read + (tokens - cached) * anew


def _within(sizes: list[int], whole: int) -> list[int]:
    """Take off each size its share of what they come to beyond the whole: estimates are rounded message by message."""
    together = sum(sizes)
    if together <= whole:
        return sizes
    return [
        there - here for here, there in pairwise(whole * so_far // together for so_far in accumulate(sizes, initial=0))
    ]


def _rates(billed: Tokens, terms: Terms) -> tuple[float, float]:
    """What a token costs that is read from the cache, and one that is read anew, in picodollars."""
    price = terms.price
    if price is None:
        return 0.0, 0.0
    factor = price.factor(billed.total) * _PICODOLLARS_A_TOKEN
    read = price.input if price.cache_read is None else price.cache_read
    anew = price.cache_write if billed.cache_write and price.cache_write is not None else price.input
    return read * factor, anew * factor
