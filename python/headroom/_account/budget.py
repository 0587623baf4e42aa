"""What a request takes of a budget: the most before it is sent, and what it was billed when it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headroom._account.bill import Tokens, as_billed, cost, picodollars
from headroom._account.spending import Amount, Limits

if TYPE_CHECKING:
    from headroom._account.bill import Terms
    from headroom._account.usage import Usage
    from headroom._budget_config import RunBudget

__all__ = ["billed_amount", "limits_of", "most_of"]


def limits_of(budget: RunBudget) -> tuple[Limits, Limits]:
    """Give what a budget allows a run, and what it allows a session."""
    return (
        Limits(budget.tokens, _limit(budget.usd)),
        Limits(budget.session_tokens, _limit(budget.session_usd)),
    )


def most_of(tokens: int, answer_tokens: int, terms: Terms) -> Amount:
    """Tell the most that a request can take.

    Args:
        tokens: the most that what is sent may come to.
        answer_tokens: the most that the answer may have; 0 where nothing bounds it.
        terms: what the request is billed by.

    Returns:
        The amount, as if the provider's cache served nothing and everything was written to it.
    """
    costs = [_cost(Tokens(*kinds), answer_tokens, terms) for kinds in ((tokens, 0, 0), (0, 0, tokens))]
    return Amount(tokens + answer_tokens, max((known for known in costs if known is not None), default=None))


def billed_amount(usage: Usage, terms: Terms) -> Amount | None:
    """Tell what a request was billed, input and output; ``None`` where the provider reported none of its input."""
    if usage.billed is None:
        return None
    tokens = usage.billed.total + usage.output
    return Amount(tokens, _cost(as_billed(usage.billed, terms), usage.output, terms))


def _cost(tokens: Tokens, output: int, terms: Terms) -> int | None:
    """Price input and output, in picodollars; ``None`` where the price of one of them is not known."""
    price, read = terms.price, cost(tokens, terms)
    if price is None or price.output is None or read is None:
        return None
    return read + round(output * price.output * price.output_factor(tokens.total) * 1e6)


def _limit(usd: float | None) -> int | None:
    return None if usd is None else picodollars(usd)
