"""Sums that never fall, made of accounts that may: for counters, whose fall says that the process began anew.

An account falls when it is reset. A key's own sums fall, and those of no key rise, when it has not been used for long;
and what a provider reports in parts may turn out to be billed otherwise than the first part said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import NamedTuple
from weakref import WeakKeyDictionary

from headroom._account.summary import Sums, added, difference

__all__ = ["RisingSums"]

_ByKey = Mapping[str | None, Sums]


class _Read(NamedTuple):
    """What was read of an account last."""

    epoch: int
    sums: _ByKey


class RisingSums:
    """Sums by mode and key over any number of accounts, which only rise; not safe under threads."""

    def __init__(self, most: int) -> None:
        """Begin without any.

        Args:
            most: modes and keys that are told apart; what others bring goes into those of no key.
        """
        self._most = most
        self._read: WeakKeyDictionary[object, _Read] = WeakKeyDictionary()
        self._sums: dict[tuple[str, str | None], Sums] = {}
        self._highest: dict[tuple[str, str | None], Sums] = {}

    def add(self, mode: str, key: str | None, more: Sums) -> None:
        """Add to the sums of a mode and a key."""
        row = (mode, key)
        if row not in self._sums and len(self._sums) >= self._most:
            row = (mode, None)
        sums = self._sums[row] = added(self._sums[row], more) if row in self._sums else more
        self._highest[row] = tuple(map(max, self._highest.get(row, sums), sums))

    def take_in(self, account: object, epoch: int, mode: str, sums: _ByKey) -> None:
        """Add what an account has grown by since it was read last; readings come in the order that they were made.

        Args:
            account: what the sums are of; it is known again by being the same object.
            epoch: another number after each reset of it.
            mode: the mode of its requests.
            sums: its sums by key, under None those of no key and of keys that have left.
        """
        last = self._read.get(account, _Read(epoch, {}))
        self._read[account] = _Read(epoch, sums)
        for key, more in _growth(last.sums if epoch == last.epoch else {}, sums):
            self.add(mode, key, more)

    def items(self) -> list[tuple[str, str | None, Sums]]:
        """Give each mode and key with its sums."""
        return [(mode, key, sums) for (mode, key), sums in self._highest.items()]


def _growth(before: _ByKey, now: _ByKey) -> Iterator[tuple[str | None, Sums]]:
    """Tell what each key has grown by."""
    left = [before[key] for key in before.keys() - now.keys()]
    for key, sums in now.items():
        more = difference(sums, before[key]) if key in before else sums
        # What keys that have left held before stands under None now, and was told then.
        yield key, reduce(difference, left, more) if key is None else more
