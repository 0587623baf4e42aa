"""Accounts by key, as many as fit in a bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from headroom._account.summary import NOTHING, Summary, Sums, added

__all__ = ["Book", "summed_up"]

_Key = TypeVar("_Key")


class Book:
    """One account a key, of the keys used last; what the others held stands in one account without a key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest = NOTHING
        self._accounts: dict[str, Sums] = {}

    def add(self, key: str | None, sums: Sums, *, opens: bool = True) -> None:
        """Add to an account; unless `opens`, one that has left stays away."""
        account = None if key is None else self._accounts.pop(key, NOTHING if opens else None)
        if key is None or account is None:
            self._rest = added(self._rest, sums)
            return
        self._accounts[key] = added(account, sums)
        if len(self._accounts) > self._most:
            self._rest = added(self._rest, self._accounts.pop(next(iter(self._accounts))))

    def of(self, key: str) -> Sums | None:
        """Find an account; ``None`` where there is none, or it has left."""
        return self._accounts.get(key)

    def total(self) -> Sums:
        """Sum up all accounts."""
        total = self._rest
        for sums in self._accounts.values():
            total = added(total, sums)
        return total

    def items(self) -> Iterator[tuple[str | None, Sums]]:
        """Give each account with its key, the one used last being last, and under None what the others held."""
        yield from self._accounts.items()
        if self._rest != NOTHING:
            yield None, self._rest


def summed_up(accounts: Iterable[tuple[_Key, Sums]]) -> dict[_Key, Summary]:
    """Make of each account, such as `Book.items` gives, what is read of it."""
    return {key: Summary(*sums) for key, sums in accounts}
