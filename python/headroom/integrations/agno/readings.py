"""What a wrapped model tells of itself: what a conversation takes, and what was sent and saved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, overload

from agno.models.base import Model

from headroom._planning.workers import is_large, off_loop

from .counting import count_conversation
from .live_report import write_report
from .messages import rows_of
from .schemas import costs_for

if TYPE_CHECKING:
    from os import PathLike

    from agno.models.message import Message

    from headroom._account.record import OptimizationMetrics
    from headroom._account.savings import AccountSavings, SavingsSummary
    from headroom._tokens import TokenCount
    from headroom._tool_costs import ToolCosts

    from .last_request import LastRequest
    from .layer import Layer

__all__ = ["Readings"]


class Readings(Model):
    """Stands before the provider's class, so that its counts are Headroom's."""

    _headroom: Layer

    def count_tokens(
        self, messages: list[Message], tools: Any = None, output_schema: Any = None, response_format: Any = None
    ) -> int:
        """Count the tokens of a conversation as it stands, offline.

        Args:
            messages: The conversation, before compression.
            tools: Tool definitions, agno functions or dicts.
            output_schema: The structured output asked for, a pydantic model or a JSON schema.
            response_format: The same, as some of agno's classes name it.

        Returns:
            Tokens; exact for plain messages to models whose vocabulary is known, else an estimate: how tools, tool
            calls and images are counted is documented by example at most. Agno decides by it what to compress, so
            it never depends on what was learnt: see ``estimate_tokens``.
        """
        model = self._headroom.counted_as(self)
        return count_conversation(rows_of(messages), model, tools, output_schema or response_format).value

    async def acount_tokens(
        self, messages: list[Message], tools: Any = None, output_schema: Any = None, response_format: Any = None
    ) -> int:
        """Count as ``count_tokens`` does, off the event loop when there is much to count."""
        rows, model = rows_of(messages), self._headroom.counted_as(self)
        work = partial(count_conversation, rows, model, tools, output_schema or response_format)
        return (await off_loop(work) if is_large(rows) else work()).value

    def estimate_tokens(self, messages: list[Message], tools: Any = None, output_schema: Any = None) -> TokenCount:
        """Count a conversation by what the provider's reports have taught, where the count is an estimate.

        Args:
            messages: The conversation, before compression.
            tools: Tool definitions, agno functions or dicts.
            output_schema: The structured output asked for, a pydantic model or a JSON schema.

        Returns:
            The count with its bounds; ``method`` says how many reports it rests on.
        """
        model = self._headroom.counted_as(self)
        return count_conversation(rows_of(messages), model, tools, output_schema, self._headroom.calibrations.of(model))

    def tool_costs(self, tools: Sequence[Any] | None = None) -> ToolCosts:
        """Count what each tool costs a request, as it is given and as it is sent.

        Args:
            tools: Agno functions, dicts or callables; None: the tools of the last request, Headroom's own included.

        Returns:
            The costs in the order of the tools, by what was learnt, as ``estimate_tokens`` has it; nothing before there
            is a request. Under ``AUDIT`` tools are sent as they are.

        Raises:
            ValidationError: If these are no tools.
        """
        return costs_for(self._headroom, self, tools)

    @property
    def wrapped_model(self) -> Model:
        """The model as it was given, never changed by wrapping or by use."""
        return self._headroom.wrapped

    @property
    def tokens_saved(self) -> int:
        """Tokens saved by every request so far, over all copies of this model."""
        return self._headroom.ledger.tokens_saved

    @property
    def total_tokens_saved(self) -> int:
        """The same as ``tokens_saved``."""
        return self.tokens_saved

    @property
    def last_request(self) -> LastRequest | None:
        """What was sent last, over all copies of this model and all runs; None before there is a request."""
        return self._headroom.requests.newest()

    def last_request_of(self, run_id: str) -> LastRequest | None:
        """Find what a run sent last, where runs go on at once; None unless it is one of the last 16."""
        return self._headroom.requests.of_run(run_id)

    @property
    def metrics_history(self) -> list[OptimizationMetrics]:
        """The last 100 requests, oldest first."""
        return self._headroom.ledger.history

    @overload
    def get_savings_summary(self, session_id: None = None) -> AccountSavings: ...

    @overload
    def get_savings_summary(self, session_id: str | None) -> SavingsSummary: ...

    def get_savings_summary(self, session_id: str | None = None) -> SavingsSummary:
        """Sum up every request so far, over all copies of this model.

        Costs are of the input, in USD, net of the provider's prompt cache; None where no request has a price. What
        begins with ``projected`` is an estimate.

        Args:
            session_id: Sum up the requests of this session of agno's alone; None: of all.

        Returns:
            ``total_requests``; ``tokens_before``, ``tokens_after`` and ``tokens_saved``, which also stand under
            ``total_tokens_before`` and so on; ``average_savings_percent`` (the mean over requests, at most 100);
            ``unpriced_requests``, which are in no cost, and ``caching`` (``"off"``, ``"assumed"``, ``"reported"`` or
            ``"mixed"``);
            ``projected_cost_before``, ``projected_cost_after`` and ``projected_cost_saved``, by Headroom's own counts;
            ``projected_uncached_tokens``, ``projected_cache_read_tokens`` and ``projected_cache_write_tokens``, which
            ``tokens_after`` is the sum of;
            ``reported_requests`` and what the provider reported of them: ``reported_uncached_tokens``,
            ``reported_cache_read_tokens``, ``reported_cache_write_tokens``, ``real_cost``, and
            ``projected_real_cost_before`` and ``projected_real_cost_saved``, what they would have cost without Headroom
            and the difference;
            ``retrievals`` (what models asked for, of what views or tools in short left out), ``retrieved_tokens``, and
            what the requests cost that only bring such, ``projected_retrieval_cost`` and ``real_retrieval_cost``: they
            are in the costs above.
            Without ``session_id`` also ``total_faults`` (texts and requests that went out unchanged, or are not in full
            in these sums, because something failed) and ``models``, the same sums by model id.

        Raises:
            UnknownSessionError: If no request of that session is recorded, or 1,000 others were used since.
        """
        ledger = self._headroom.ledger
        return (ledger.summary() if session_id is None else ledger.session_summary(session_id)).as_dict()

    @property
    def savings_by_session(self) -> dict[str | None, SavingsSummary]:
        """The summary of each of the last 1,000 sessions by id; under None that of all other requests."""
        summaries = self._headroom.ledger.session_summaries()
        return {session: summary.as_dict() for session, summary in summaries.items()}

    @property
    def savings_by_member(self) -> dict[str | None, SavingsSummary]:
        """The summary of each of the last 1,000 agents and teams by name; under None of all other requests."""
        return self._headroom.ledger.summary().by_member()

    def report(self, path: str | PathLike[str]) -> None:
        """Write a page that shows what was saved so far and what became of the messages of the last 16 runs.

        It holds figures, decisions, and the ids and names of models, sessions, agents and runs, but no message: see
        ``headroom report`` for those of agno's sessions.

        Args:
            path: The HTML file, which is written anew.

        Raises:
            ModuleNotFoundError: If Jinja2 (the extra ``report``) is not installed.
            OSError: If the file cannot be written.
        """
        write_report(self._headroom, path)

    def reset(self) -> None:
        """Forget all savings recorded so far, and what was sent last."""
        self._headroom.ledger.reset()
        self._headroom.requests.clear()
        self._headroom.last_tools = None
