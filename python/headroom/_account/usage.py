"""What a provider reported of a request, as data, whichever framework hands it on."""

from __future__ import annotations

from typing import NamedTuple

from headroom._account.bill import Tokens
from headroom._arguments import MOST_TOKENS

__all__ = ["NO_USAGE", "Usage", "reported_tokens", "tokens_by_kind"]


class Usage(NamedTuple):
    """Tokens of one request, as far as they were reported."""

    billed: Tokens | None = None
    """Of the input, by how they are billed; ``None`` where none were reported."""
    counted: int = 0
    """All of the input, where the provider read what it was sent and no more: its own tools may read pages."""
    output: int = 0
    """What the model wrote, thoughts included."""

    def followed_by(self, later: Usage) -> Usage:
        """Keep the most that was reported, and of as much the last: usage comes in parts, or more than once."""
        if self == NO_USAGE:
            return later
        billed = self.billed
        if later.billed is not None and (billed is None or later.billed.total >= billed.total):
            billed = later.billed
        return Usage(billed, max(self.counted, later.counted), max(self.output, later.output))


NO_USAGE = Usage()


def reported_tokens(value: object) -> int:
    """Read one figure of a report; 0 for what is no number of tokens."""
    return value if isinstance(value, int) and 0 <= value <= MOST_TOKENS else 0


def tokens_by_kind(read: int, cache_read: int, cache_write: int, *, apart: bool) -> Tokens | None:
    """Tell apart what a provider took in, by how it is billed.

    Args:
        read: the input tokens it reported.
        cache_read: those it read from its cache.
        cache_write: those it wrote there.
        apart: whether it reports cached tokens beside the input tokens, rather than as a part of them.

    Returns:
        Tokens by kind; None where nothing was reported.
    """
    if not apart:
        cache_read = min(cache_read, read)
        cache_write = min(cache_write, read - cache_read)
        read -= cache_read + cache_write
    return Tokens(read, cache_read, cache_write) if read or cache_read or cache_write else None
