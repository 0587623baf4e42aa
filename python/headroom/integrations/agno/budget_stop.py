"""The error that ends a run of agno's whose budget is used up, and leaves its session as one can go on with it."""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from agno.exceptions import InputCheckError, RunCancelledException, StopAgentRun

from headroom._exceptions import BudgetExceededError

from .callers import workflow_of_caller

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["stop_run"]

logger = logging.getLogger("headroom")

_KIND = "budget_exceeded_error"


class _StopError(BudgetExceededError, StopAgentRun):
    """What both kinds of it have in common: raised by a tool, it ends the loop of tools as agno's own does.

    Nothing of agno's retries it, in a model, an agent or a step, nor does a fallback model get the request.
    """

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.type = self.error_id = _KIND


class _FailedRunError(_StopError, InputCheckError):
    """Raised by a model, it ends the run as a guardrail does: agno stores it as failed, and can continue it."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        names = ("scope", "unit", "limit", "spent", "reserved", "needed", "model", "member")
        self.additional_data = {name: getattr(self, name) for name in names}


class _CancelledRunError(_StopError, RunCancelledException):
    """Raised by a model, it ends the run as somebody who cancels it does.

    So it is where agno does not store failed runs, and in steps of workflows: agno tries one that fails anew.
    """


def stop_run(error: BudgetExceededError, run: Any, messages: list[Message]) -> BudgetExceededError:
    """Make of an error what agno ends a run with.

    Args:
        error: what was exceeded.
        run: Agno's run, or None.
        messages: What was said in it so far.

    Returns:
        The same error, to be raised by the model.
    """
    parts = error.__reduce__()[1]
    if _stores_failed_runs():
        if getattr(run, "messages", None):
            _keep(run, messages)
        return _FailedRunError(*parts) if workflow_of_caller() is None else _CancelledRunError(*parts)
    _keep(run, messages)
    logger.warning("headroom: %s", error)  # of a failed run agno says it
    return _CancelledRunError(*parts)


def _keep(run: Any, messages: list[Message]) -> None:
    """Have a run hold what was said in it: agno stores one that is continued and stopped as it was before.

    Agno before 2.5 stores one that is cancelled with nothing. A run that holds what is not said here is left alone, as
    what its output model is asked is no part of the conversation.
    """
    if not hasattr(run, "messages"):
        return
    said = [message for message in messages if message.add_to_agent_memory]
    if {message.id for message in run.messages or ()} <= {message.id for message in said}:
        run.messages = said


@cache
def _stores_failed_runs() -> bool:
    """Whether agno stores a run that a guardrail ended, with what was said in it, rather than raising the error."""
    try:
        return hasattr(import_module("agno.agent._run"), "flush_in_flight_messages_on_error")
    except ModuleNotFoundError:
        return False
