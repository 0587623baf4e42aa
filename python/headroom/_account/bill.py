"""What a request's input costs: tokens by how they are billed, times a price. Arithmetic alone; output is not counted.

Costs are whole picodollars (1e-12 USD), so that sums are exact in any order.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from headroom._models.price import ModelPrice

__all__ = [
    "PICODOLLARS",
    "Caching",
    "Side",
    "Terms",
    "Tokens",
    "as_billed",
    "cost",
    "picodollars",
    "planned",
    "usd",
    "without_headroom",
]

PICODOLLARS = 10**12
# Reports and counts that lie further apart speak of different tokens: media, files, what the provider's tools read.
_FURTHEST = 2.0


class Tokens(NamedTuple):
    """Input tokens of one request, by how they are billed."""

    uncached: int
    """Read anew, at the plain price."""
    cache_read: int
    """Read from the provider's prompt cache."""
    cache_write: int
    """Read anew and written to the cache, where that costs extra."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.uncached + self.cache_read + self.cache_write


class Side(NamedTuple):
    """One side of a plan: the conversation as given, or as planned for sending."""

    tokens: int
    cached: int
    """Tokens of the prefix that the previous call had too."""
    tools: int = 0
    """Tokens of tools that the other side does not have."""


class Caching(enum.Enum):
    """How much of a request the provider caches, as far as the model's settings tell."""

    OFF = "off"
    """Nothing asks for it, or nobody can tell how far it reaches."""
    SYSTEM = "system"
    """System prompt and tools: what Headroom sends less of these is what the cache would have served."""
    WHOLE = "whole"
    """The conversation."""


class Terms(NamedTuple):
    """What a model's requests are billed by."""

    price: ModelPrice | None = None
    """``None`` where nobody knows it; then there is no cost either."""
    caching: Caching = Caching.OFF
    hour: bool = False
    """Whether what is cached stays for an hour, which some providers bill."""
    tools_saved: int = 0
    """Tokens of the request's tools that are not sent."""
    front: int = 0
    """Tokens of its beginning up to which `SYSTEM` caches, or `hour` holds; 0 where they are the same on both sides."""
    is_first: bool = False
    """Whether the previous request of the conversation was not cached, so that nothing is read."""
    unmarked: Terms | None = None
    """What it would be billed by without what Headroom has asked to be cached; ``None``: by the same."""


def planned(side: Side, terms: Terms) -> Tokens:
    """Tell how a request is billed if the provider's cache still holds all that the previous call sent."""
    tokens, price = side.tokens, terms.price
    if terms.is_first:
        side = side._replace(cached=0)
    if price is not None and price.cache_read is not None and terms.caching is Caching.SYSTEM:
        return _front(side, terms.front, price)
    if price is None or terms.caching is not Caching.WHOLE or tokens < price.smallest_prefix:
        return Tokens(tokens, 0, 0)
    read = _read(side, price)
    return Tokens(tokens - read, read, 0) if price.cache_write is None else Tokens(0, read, tokens - read)


def _front(side: Side, front: int, price: ModelPrice) -> Tokens:
    """Bill a request whose beginning alone is cached: written by the first of a conversation, read by the others."""
    cached = min(side.tokens, front + side.tools)
    if front and cached < price.smallest_prefix:
        cached = 0
    written = cached if front and not side.cached else 0
    return Tokens(side.tokens - cached, cached - written, written)


def _read(side: Side, price: ModelPrice) -> int:
    """Count what a cache that holds the conversation serves of it."""
    cached = side.cached if side.cached < side.tokens else side.tokens
    beyond = cached - price.smallest_prefix
    return 0 if price.cache_read is None or beyond < 0 else cached - beyond % price.cache_block


def cost(tokens: Tokens, terms: Terms) -> int | None:
    """Price the input tokens of one request, in picodollars; ``None`` where there is no price."""
    price = terms.price
    if price is None:
        return None
    read = price.input if price.cache_read is None else price.cache_read
    write = price.input if price.cache_write is None else price.cache_write
    dollars = tokens.uncached * price.input + tokens.cache_read * read + tokens.cache_write * write
    if terms.hour and price.cache_write_hour is not None:
        dollars += _for_an_hour(tokens, terms.front) * (price.cache_write_hour - write)
    factor = price.factor(tokens.total) if price.steps else 1.0
    return round(dollars * factor * 1e6)  # a price is a million tokens', a picodollar the millionth of a millionth


def _for_an_hour(tokens: Tokens, front: int) -> int:
    """Count what is written up to the last breakpoint that asks for an hour; what is read stands before it."""
    return min(tokens.cache_write, max(0, front - tokens.cache_read)) if front else tokens.cache_write


def as_billed(reported: Tokens, terms: Terms) -> Tokens:
    """Add to what was reported the writes of a provider that bills them for every request and does not say how many."""
    price = terms.price
    silent = not reported.cache_write and terms.caching is Caching.WHOLE
    if price is None or not (silent and price.automatic and price.cache_write is not None):
        return reported
    if reported.total < price.smallest_prefix:
        return reported
    return Tokens(0, reported.cache_read, reported.uncached)


def without_headroom(billed: Tokens, sent: Side, given: Side, terms: Terms) -> Tokens:
    """Tell how the conversation as given would have been billed, judging by how what was sent has been.

    Args:
        billed: what the provider took in, by kind.
        sent: what was sent, by our counts.
        given: the conversation as given, by our counts.
        terms: what the model's requests are billed by.

    Returns:
        The tokens that were billed and, of the same kinds in the same proportions, those that were not sent. A cache
        that served what could be expected of it is taken to have served the rest too; one that did not, is not.
        None where nothing was given: the request would not have been made. What only Headroom has asked to be cached is
        taken to have been read anew.
    """
    if not given.tokens:
        return Tokens(0, 0, 0)
    uncached, from_cache, to_cache = billed
    taken, price = uncached + from_cache + to_cache, terms.price
    scale = _scale(taken, sent.tokens)
    extra = max(-taken, round(scale * (given.tokens - sent.tokens)))  # the tool for views may take more than is saved
    if terms.unmarked is not None:
        is_cached = terms.unmarked.caching is Caching.SYSTEM
        return _of_front(billed, extra, round(scale * (terms.unmarked.front + given.tools)) if is_cached else 0)
    cached = from_cache or to_cache or terms.caching is Caching.WHOLE
    if price is None or not cached or terms.caching is Caching.SYSTEM:
        front = round(scale * given.tools) if terms.caching is Caching.SYSTEM and from_cache else 0
        served = max(0, from_cache + front + min(0, uncached + extra - front))
        return Tokens(max(0, uncached + extra - front), served, to_cache)
    expected, wanted = _read(sent, price), _read(given, price)
    hits = min(1.0, from_cache / (scale * expected)) if expected else 1.0
    read = min(taken + extra, max(0, from_cache + round(scale * hits * (wanted - expected))))
    anew, more_anew = taken - from_cache, taken + extra - read
    write = round(more_anew * to_cache / anew) if anew else 0
    return Tokens(more_anew - write, read, write)


def _of_front(billed: Tokens, extra: int, front: int) -> Tokens:
    """Bill what was billed, and tokens that were not sent, as if no more than the beginning were cached."""
    all_of_it = billed.total + extra
    read = min(billed.cache_read, front, all_of_it)
    write = min(billed.cache_write, front - read, all_of_it - read)
    return Tokens(all_of_it - read - write, read, write)


def usd(amount: int | None) -> float | None:
    """Turn picodollars into USD."""
    return None if amount is None else amount / PICODOLLARS


def picodollars(amount: float | None) -> int:
    """Turn USD into picodollars, as they were before `usd`; 0 for ``None``."""
    return round(amount * PICODOLLARS) if amount else 0


def _scale(reported: int, counted: int) -> float:
    """What one token of our counts is to the provider; 1 where the two do not speak of the same tokens."""
    ratio = reported / counted if counted else 1.0
    return ratio if 1 / _FURTHEST <= ratio <= _FURTHEST else 1.0
