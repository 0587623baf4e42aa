"""What runs and sessions have spent, and what their requests under way may still take; exact under threads.

A request is reserved before it is sent, at the most that it may take, and settled by what was billed of it. What
is spent and reserved together is compared with the limits in one step, so that no two requests take the same rest of a
budget.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from headroom._locks import new_lock

__all__ = ["NOTHING_SPENT", "Amount", "Budgeted", "Excess", "Limits", "Reservation", "Spending"]

_MOST_ACCOUNTS = 10_000

logger = logging.getLogger("headroom")


class Amount(NamedTuple):
    """What requests take."""

    tokens: int
    picodollars: int | None
    """``None`` where nobody knows."""


class Limits(NamedTuple):
    """What a run or a session may take; ``None`` where that is not limited."""

    tokens: int | None
    picodollars: int | None


NOTHING_SPENT = Amount(0, 0)


def _nothing() -> Amount:
    return NOTHING_SPENT


class Budgeted(NamedTuple):
    """A run or a session that a request is counted to, and what it may take."""

    scope: str
    id: str
    limits: Limits
    earlier: Callable[[], Amount] = _nothing
    """Tells what it had spent before this book heard of it."""


class Excess(NamedTuple):
    """A limit that a request could exceed; amounts are of the unit."""

    scope: str
    unit: str
    """``"tokens"`` or ``"picodollars"``."""
    limit: int
    spent: int
    reserved: int
    needed: int | None
    is_first: bool
    """Whether it was not told before of this run or session."""


@dataclass
class _Account:
    """What stands in the book of one run or session."""

    tokens: int = 0
    picodollars: int = 0
    reserved_tokens: int = 0
    reserved_picodollars: int = 0
    under_way: int = 0
    told: set[str] = field(default_factory=set)

    def excess_of(self, needed: Amount, budgeted: Budgeted, unit: str) -> Excess | None:
        limit, more = getattr(budgeted.limits, unit), getattr(needed, unit)
        if limit is None:
            return None
        spent, reserved = getattr(self, unit), getattr(self, f"reserved_{unit}")
        if more is not None and spent + reserved + more <= limit:
            return None
        return Excess(budgeted.scope, unit, limit, spent, reserved, more, unit not in self.told)

    def reserve(self, amount: Amount, sign: int = 1) -> None:
        self.reserved_tokens += sign * amount.tokens
        self.reserved_picodollars += sign * (amount.picodollars or 0)
        self.under_way += sign


def _excesses(accounts: Sequence[_Account], whose: Sequence[Budgeted], needed: Amount) -> list[Excess]:
    """Find the limits that a request could exceed, and note that they are told of."""
    found: list[Excess] = []
    for account, budgeted in zip(accounts, whose, strict=True):
        mine = [account.excess_of(needed, budgeted, unit) for unit in Amount._fields]
        told = [excess for excess in mine if excess is not None]
        account.told.update(excess.unit for excess in told)
        found += told
    return found


class Reservation:
    """What one request may take, until it is settled or released; the first of these counts.

    One that is let go of without either, with a stream that nobody ends, is settled at all that it may have taken.
    """

    __slots__ = ("_accounts", "_book", "amount")

    def __init__(self, book: Spending, accounts: list[_Account], amount: Amount) -> None:
        self._book = book
        self._accounts = accounts
        self.amount = amount

    def settle(self, billed: Amount) -> None:
        """Put what was billed in the place of what was reserved."""
        accounts, self._accounts = self._accounts, []
        self._book.settle(accounts, self.amount, billed)

    def release(self) -> None:
        """Take back what was reserved: nothing was billed."""
        self.settle(NOTHING_SPENT)

    def __del__(self) -> None:
        # Run by the garbage collector, maybe while this very thread holds the lock.
        if self._accounts:
            self._book.let_go(self._accounts, self.amount)


class Spending:
    """The accounts of the 10,000 runs and the 10,000 sessions used last.

    One with a request under way stays. Copying gives the same book; pickling an empty one, as another process cannot
    share it.
    """

    def __init__(self, most: int = _MOST_ACCOUNTS) -> None:
        self._most = most
        self._lock = new_lock()
        self._accounts: dict[str, dict[str, _Account]] = {}
        self._let_go: deque[tuple[list[_Account], Amount]] = deque()
        self._forgotten: set[str] = set()
        self._told_forgotten: set[str] = set()

    def reserve(
        self, whose: Sequence[Budgeted], needed: Amount, *, always: bool = False
    ) -> tuple[Reservation | None, list[Excess]]:
        """Reserve what a request may take of all its budgets at once, or of none.

        Args:
            whose: the run and the session that it is counted to, those that are known.
            needed: the most that it may take.
            always: reserve it also where a limit does not allow it.

        Returns:
            The reservation, None where a limit does not allow it, and the limits that do not.
        """
        for budgeted in whose:
            self._open(budgeted)
        with self._lock:
            self._settle_let_go()
            accounts = [self._used(budgeted) for budgeted in whose]
            excesses = _excesses(accounts, whose, needed)
            if always or not excesses:
                for account in accounts:
                    account.reserve(needed)
        if self._forgotten:
            self._tell_forgotten()
        if excesses and not always:
            return None, excesses
        return Reservation(self, accounts, needed), excesses

    def settle(self, accounts: Sequence[_Account], reserved: Amount, billed: Amount) -> None:
        """Put what was billed of a request in the place of what was reserved for it."""
        with self._lock:
            self._settle(accounts, reserved, billed)

    def let_go(self, accounts: list[_Account], amount: Amount) -> None:
        """Settle at all that was reserved, later: this never waits."""
        self._let_go.append((accounts, amount))

    def spent(self, scope: str, id: str) -> Amount:  # noqa: A002
        """Tell what was billed to a run or a session; nothing where it is not known."""
        with self._lock:
            self._settle_let_go()
            account = self._accounts.get(scope, {}).get(id)
            return NOTHING_SPENT if account is None else Amount(account.tokens, account.picodollars)

    def _open(self, budgeted: Budgeted) -> None:
        """Begin an account with what had been spent before; that is asked for without the lock."""
        with self._lock:
            if budgeted.id in self._accounts.setdefault(budgeted.scope, {}):
                return
        earlier = budgeted.earlier()
        with self._lock:
            self._accounts[budgeted.scope].setdefault(budgeted.id, _Account(earlier.tokens, earlier.picodollars or 0))

    def _used(self, budgeted: Budgeted) -> _Account:
        """Find an account, as the one used last of its scope."""
        accounts = self._accounts[budgeted.scope]
        account = accounts.pop(budgeted.id) if budgeted.id in accounts else _Account()
        accounts[budgeted.id] = account
        if len(accounts) > self._most:
            self._forget_oldest(budgeted.scope)
        return account

    def _forget_oldest(self, scope: str) -> None:
        accounts = self._accounts[scope]
        oldest = next((id for id, account in accounts.items() if not account.under_way), None)  # noqa: A001
        if oldest is None or oldest == next(reversed(accounts)):
            return
        del accounts[oldest]
        if scope not in self._told_forgotten:
            self._forgotten.add(scope)

    def _tell_forgotten(self) -> None:
        """Say once a process that accounts have left, without the lock."""
        with self._lock:
            forgotten = self._forgotten - self._told_forgotten
            self._told_forgotten |= forgotten
            self._forgotten.clear()
        for scope in sorted(forgotten):
            logger.warning(
                "headroom: what the oldest of %d %ss have spent is forgotten; one that comes back begins with what is "
                "stored of it",
                self._most,
                scope,
            )

    def _settle_let_go(self) -> None:
        while self._let_go:
            accounts, amount = self._let_go.popleft()
            self._settle(accounts, amount, amount)

    @staticmethod
    def _settle(accounts: Sequence[_Account], reserved: Amount, billed: Amount) -> None:
        for account in accounts:
            account.reserve(reserved, -1)
            account.tokens += billed.tokens
            account.picodollars += billed.picodollars or 0

    def __copy__(self) -> Spending:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Spending:
        return self

    def __reduce__(self) -> tuple[type[Spending], tuple[int]]:
        return Spending, (self._most,)
