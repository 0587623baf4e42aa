"""The budget of one request: reserved before it is sent, settled by what the provider reported."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from headroom._account.bill import Terms, usd
from headroom._account.budget import billed_amount, limits_of, most_of
from headroom._account.spending import NOTHING_SPENT, Amount, Budgeted
from headroom._budget_config import OnExceed
from headroom._exceptions import BudgetExceededError
from headroom._objects import plain
from headroom._shapes.documents import blocks_of
from headroom._tokens import count_tokens
from headroom.integrations._bodies import mapping

from .callers import run_asking, stored_runs_of_caller
from .run_roots import root_of
from .spent_notes import note_excess, note_spent, spent_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headroom._account.spending import Excess, Reservation, Spending
    from headroom._account.usage import Usage
    from headroom._budget_config import RunBudget

__all__ = ["RequestBudget"]

logger = logging.getLogger("headroom")


class RequestBudget:
    """What one request takes of the budgets of its run and session.

    `reserve` comes before it is sent, `heard` with each part of the answer, and `closed` ends it.

    Attributes:
        run: Agno's run that the request is for, or None.
        refused: What it would have exceeded, where it is not to be sent.
    """

    def __init__(self, budget: RunBudget, spending: Spending, model: str, run: Any) -> None:
        """Take what is known of a request.

        Args:
            budget: What is allowed.
            spending: The book in which it is reserved.
            model: Id of the model that is called.
            run: Agno's run that comes with the request, or None.
        """
        self.run = run_asking(run)
        self.refused: BudgetExceededError | None = None
        self._budget = budget
        self._spending = spending
        self._model = model
        self._reservation: Reservation | None = None
        self._terms = Terms()
        self._tokens = 0
        self._heard: list[str] | None = None

    def reserve(self, tokens: int, answer_tokens: int, terms: Terms, member: str | None, *, may_stop: bool) -> None:
        """Reserve the most that the request may take, or say what it would exceed.

        Args:
            tokens: The most that what is sent may come to.
            answer_tokens: The most that the answer may have; 0 where nothing bounds it.
            terms: What it is billed by.
            member: Who asks.
            may_stop: Whether it may be refused at all.
        """
        self._terms, self._tokens = terms, tokens
        stops = may_stop and self._budget.on_exceed is OnExceed.STOP
        needed = most_of(tokens, answer_tokens, terms)
        self._reservation, excesses = self._spending.reserve(self._budgeted(), needed, always=not stops)
        errors = [_error(excess, self._model, member) for excess in excesses]
        self.refused = next(iter(errors), None) if stops else None
        if errors and may_stop:  # whatever becomes of the note, the request is refused
            note_excess(self.run, errors[0].scope, errors[0].unit, self._budget.on_exceed.value)
        if stops:
            return
        for excess, error in zip(excesses, errors, strict=True):
            if excess.is_first:
                logger.warning("headroom: %s; it is sent all the same", error)

    def heard(self, response: Any) -> None:
        """Take in a part of the answer, or its end; the text is counted where nothing is reported."""
        self._heard = [] if self._heard is None else self._heard
        self._heard += [text for text in _said_in(response) if isinstance(text, str)]

    def closed(self, usage: Usage, terms: Terms | None = None) -> None:
        """Settle by what was billed; a request that nothing answered was not.

        Args:
            usage: What the provider reported.
            terms: What the request, as it was sent, is billed by; None: by what was known before.
        """
        self._terms = terms or self._terms
        reservation, self._reservation = self._reservation, None
        if reservation is None:
            return
        if self._heard is None and usage.billed is None:
            reservation.release()
            return
        billed = billed_amount(usage, self._terms) or self._counted(self._heard or [])
        reservation.settle(billed)
        note_spent(self.run, billed)

    def _counted(self, heard: list[str]) -> Amount:
        """What a request took by our counts: all that was sent at the most, and the answer as far as it came."""
        return most_of(self._tokens, count_tokens("".join(heard), self._model).high, self._terms)

    def _budgeted(self) -> list[Budgeted]:
        of_run, of_session = limits_of(self._budget)
        accounts = [Budgeted("run", root_of(self.run), of_run, partial(_earlier_of_run, self.run))]
        session_id = getattr(self.run, "session_id", None)
        if isinstance(session_id, str) and session_id:
            accounts.append(Budgeted("session", session_id, of_session, partial(_earlier_of_session, session_id)))
        return accounts


def _said_in(response: Any) -> Iterator[Any]:
    """What the model has written in a part of an answer: words, thoughts, and calls of tools, which come in pieces."""
    yield getattr(response, "content", None)
    yield getattr(response, "reasoning_content", None)
    for call in blocks_of(plain(getattr(response, "tool_calls", None))):
        yield from mapping(call.get("function")).values()


def _earlier_of_run(run: Any) -> Amount:
    """What a run has spent that is continued, maybe in another process."""
    return NOTHING_SPENT if run is None else spent_on([run])


def _earlier_of_session(session_id: str) -> Amount:
    """What the runs have spent that are stored in a session, maybe by another process."""
    return spent_on(stored_runs_of_caller(session_id))


def _error(excess: Excess, model: str, member: str | None) -> BudgetExceededError:
    in_usd = excess.unit == "picodollars"

    def said(amount: int) -> float:
        return usd(amount) or 0.0 if in_usd else amount

    return BudgetExceededError(
        excess.scope,
        "usd" if in_usd else "tokens",
        said(excess.limit),
        said(excess.spent),
        said(excess.reserved),
        None if excess.needed is None else said(excess.needed),
        model,
        member,
    )
