"""Several accounts read as one, such as those of the models that work in a team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from headroom._account.savings import TreeSavings
from headroom._account.shown import shown
from headroom._account.summary import NOTHING, AccountSummary, Summary, added

if TYPE_CHECKING:
    from headroom._account.ledger import SavingsLedger

__all__ = ["joined"]


def joined(ledgers: Iterable[SavingsLedger]) -> TreeSavings:
    """Sum up what all of these hold.

    Args:
        ledgers: The accounts, each once.

    Returns:
        The figures of all requests, and the same by model and by member.
    """
    accounts = [ledger.summary() for ledger in ledgers]
    whole = AccountSummary(
        Summary(*reduce(added, (account.total for account in accounts), NOTHING)),
        sum(account.total_faults for account in accounts),
        _by_key(account.models for account in accounts),
        _by_key(account.members for account in accounts),
    )
    savings: TreeSavings = {**whole.as_dict(), "members": whole.by_member()}
    return shown(savings)


def _by_key(parts: Iterable[Mapping[str | None, Summary]]) -> dict[str | None, Summary]:
    sums: dict[str | None, Summary] = {}
    for part in parts:
        for key, summary in part.items():
            sums[key] = Summary(*added(sums.get(key, NOTHING), summary))
    return sums
