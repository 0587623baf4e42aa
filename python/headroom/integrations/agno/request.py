"""One request: what agno asked for, what goes to the provider, and what the account is told of it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from headroom._account.bill import Terms
from headroom._account.exchange import Exchange
from headroom._planning.ask import Ask
from headroom._schemas.sent import tokens_of

from .breakpoint_client import current_marker
from .breakpoint_marking import marking_of
from .budget import RequestBudget
from .budget_stop import stop_run
from .callers import name_of_asker, own_call, run_among, run_of_caller
from .describing import is_describing
from .last_request import LastRequest
from .messages import AgnoShape, as_messages
from .offering import is_offered
from .own_calls import SUMMARY
from .prompts import prompt_of
from .providers import get_model_name_from_agno, service_of
from .retrieval import scope_of
from .run_notes import note_on_run
from .schemas import tools_of
from .spans import RequestSpans, heard_by, is_tracing
from .stated import stated_by
from .terms import terms_of
from .usage import usage_of_response

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from agno.models.base import Model
    from agno.models.message import Message

    from headroom._account.record import OptimizationMetrics
    from headroom._account.usage import Usage
    from headroom._planning.sent import Sent
    from headroom._report.live_pages import LiveReports
    from headroom._schemas.known import RequestTools
    from headroom._schemas.sent import SentTools

    from .breakpoint_client import Marker
    from .breakpoint_marking import Marking
    from .layer import Layer

__all__ = ["Request"]


_UNHEARD = nullcontext()


class _Planned(list["Message"]):
    """The list Headroom made: a provider that calls itself again passes it through."""


class Request(Exchange):
    """One call of a wrapped model.

    Attributes:
        args: Positional arguments for the provider.
        kwargs: Keyword arguments for the provider.
    """

    __slots__ = (
        *("_budget", "_layer", "_marking", "_model", "_original", "_own", "_run", "_sent", "_shown", "_spans"),
        *("_temporary", "_tools", "args", "kwargs"),
    )

    def __init__(self, layer: Layer, model: Model, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Take a call as agno makes it.

        Args:
            layer: What the wrapped model carries.
            model: The wrapped model that is called.
            args: Its positional arguments.
            kwargs: Its keyword arguments.
        """
        super().__init__(layer.ledger, applied=layer.applies)
        self.args = args
        self.kwargs = kwargs
        self._layer = layer
        self._model = model
        given = run_among(args[1:], kwargs)
        self._own = own_call(given)
        self._run = given or (None if self._own else run_of_caller())
        self._original: list[Message] = as_messages(
            kwargs["messages"] if "messages" in kwargs else args[0] if args else []
        )
        self._sent: list[Message] = []
        self._temporary: list[Message] = []
        self._tools: RequestTools | None = None
        self._budget: RequestBudget | None = None
        self._marking: Marking | None = None
        self._spans: RequestSpans | None = None
        self._shown: tuple[list[Message], Sent] | None = None

    def plan(self) -> None:
        """Put what is to be sent in the place of the messages; they stay as they are if anything goes wrong.

        Raises:
            BudgetExceededError: If a budget does not allow the request.
            HeadroomError: If something went wrong and the configuration is strict.
        """
        asked = self._asked()
        if asked is not None:
            self._take(self._layer.engine.send(self._original, *asked))

    async def aplan(self) -> None:
        """Plan as ``plan`` does, off the event loop when there is much to plan."""
        asked = self._asked()
        if asked is not None:
            self._take(await self._layer.engine.asend(self._original, *asked))

    def heard(self) -> AbstractContextManager[None]:
        """Take in what the model's class reads of an answer at once in this block, while the call's span is open."""
        return _UNHEARD if self._spans is None else heard_by(self)

    def is_of(self, model: Any) -> bool:
        """Tell whether it is this model that is called."""
        return model is self._model

    def answered(self, response: Any = None) -> None:
        """Take in the provider's answer or a part of it, which may say how many tokens it took in."""
        self.told(response)
        if self._budget is not None:
            self._account(self._budget.heard, response)

    def told(self, response: Any) -> None:
        """Take in how many tokens an answer says that it took; the same answer may be handed back later."""
        report = getattr(response, "response_usage", None)
        super().answered(report)
        if report is not None and self._spans is not None:
            self._account(self._tell_costs, self._spans)

    def closed(self) -> None:
        """Settle the bill, and mirror what the provider did to its list."""
        if self._layer.pages is not None:
            self._account(self._show, self._layer.pages)
        terms = None if self._recorded is None else self._recorded.terms
        super().closed()
        if self._budget is not None:
            self._account(self._budget.closed, self._usage, terms)
        if self._temporary:
            self._take_out_temporary()

    @property
    def mark(self) -> Marker | None:
        """What marks the request for the provider's cache when it is put together; None where nothing is to be."""
        if isinstance(self._original, _Planned):  # a part of the request that it is made in
            return current_marker()
        return None if self._marking is None else self._marking.mark

    @property
    def model_id(self) -> str:
        """The id of the model that is called."""
        return self._model.id

    @property
    def session_id(self) -> str | None:
        """Agno's id of the session, if there is one."""
        session_id: str | None = getattr(self._run, "session_id", None)
        return session_id

    @property
    def member(self) -> str | None:
        """The name of the agent or team that asks, or what agno asks for itself, which may be another thread's work."""
        return f"agno.{self._own}" if self._own else name_of_asker(self._run)

    def terms(self) -> Terms:
        """Find out what the request is billed by."""
        terms = terms_of(self._model, self._layer.prices, self.kwargs.get("tools"), self._original)
        terms = terms if self._marking is None else self._marking.terms(terms)
        return terms if self._tools is None else terms._replace(tools_saved=self._tools_saved(self._tools.texts))

    def _tools_saved(self, tools: SentTools) -> int:
        if not tools.changes:
            return 0
        counted_as = self._layer.counted_as(self._model)
        return max(0, tokens_of(tools.given_text, counted_as) - tokens_of(tools.sent_text, counted_as))

    def usage_in(self, report: Any) -> Usage:
        """Read agno's metrics of a response."""
        return usage_of_response(report, _provider(self._model))

    def note(self, metrics: OptimizationMetrics, replaced: OptimizationMetrics | None = None) -> None:
        """Note the record on the run."""
        note_on_run(self._run, metrics, self._layer.config.default_mode.value, replaced=replaced)
        if self._spans is not None:
            self._spans.note(metrics, replaced)

    @property
    def _passes(self) -> bool:
        """Whether this call is agno's own, of a kind that is not included, or already went through here."""
        return isinstance(self._original, _Planned) or (self._own is not None and self._own not in self._layer.include)

    @property
    def _summarizes(self) -> bool:
        """Whether the system message holds users' words that may be rewritten, and no schema for the answer in JSON."""
        exempt = "user" in self._layer.config.smart_crusher.exclude_roles
        return self._own == SUMMARY and not exempt and self.kwargs.get("response_format") != {"type": "json_object"}

    def _asked(self) -> tuple[AgnoShape, Ask] | None:
        """Describe the request; None where it passes, or where describing it failed and it goes out as it is."""
        if self._passes:
            return None
        try:
            return self._described()
        except Exception as fault:
            self._take(self._layer.engine.unchanged(self._original, fault))
            return None

    def _described(self) -> tuple[AgnoShape, Ask]:
        model, service = get_model_name_from_agno(self._model), service_of(type(self._model))
        prompt = prompt_of(self._model, service, self._layer.engine.context_given(model, service))
        # Where nothing is applied, no chain is cut, though the window is planned.
        followed = prompt if self._layer.applies else prompt._replace(may_be_cut=False)
        shape = AgnoShape(
            bool(self.kwargs.get("compress_tool_results")),
            followed,
            is_describing(self._model, self.kwargs),
            self._summarizes,
        )
        # What agno keeps the answer to is read as a whole: no turn of it leaves.
        may_leave = self._own is None and (prompt.chained_by is None or prompt.may_be_cut)
        return shape, self._ask(model, service, may_leave=may_leave)

    def _ask(self, model: str, service: str | None, *, may_leave: bool) -> Ask:
        counted_as = self._layer.counted_as(self._model)
        stated = stated_by(self._model)
        offered = is_offered(self._model, self.kwargs)
        self._tools = tools = tools_of(self._layer, self._model, self.kwargs)
        return Ask(
            model=model,
            counted_as=counted_as,
            service=service,
            stated_limit=stated.context_tokens,
            answer_tokens=stated.answer_tokens,
            tools=tools and tools.texts.given_text,
            sent_tools=tools and tools.texts.sent_text,
            output_schema=self.kwargs.get("response_format"),
            may_leave=may_leave,
            can_retrieve=offered,
            scope=scope_of(self._run) if offered else "",
            calibration=self._layer.calibrations.of(counted_as),
        )

    def _take(self, planned: Sent) -> None:
        """Put the planned messages where the original ones were."""
        self._take_tools()
        sent = _Planned(planned.messages)
        if "messages" in self.kwargs:
            self.kwargs = {**self.kwargs, "messages": sent}
        else:
            self.args = (sent, *self.args[1:])
        self._sent = sent
        self._temporary = [message for message in sent if getattr(message, "temporary", False)]
        self._marking = self._account(marking_of, self._layer, self._model, sent)
        self.planned(planned)
        if self._layer.pages is not None:
            self._shown = [*self._original], planned
        self._account(self._reserve, planned.most_tokens)
        if self._budget is not None and self._budget.refused is not None:
            raise stop_run(self._budget.refused, self._budget.run, self._original)
        self._account(self._remember, planned)
        if is_tracing():
            self._spans = self._account(self._open_spans, planned.faults)

    def _reserve(self, tokens: int) -> None:
        """Reserve what the request may take of its budgets; agno's own calls are counted to them and not refused."""
        budget = self._layer.config.budget
        if budget is None:
            return
        terms = self._account(self.terms) or Terms()
        answer_tokens = stated_by(self._model).answer_tokens or 0
        self._budget = RequestBudget(budget, self._layer.ledger.spending, self._model.id, self._run)
        self._budget.reserve(tokens, answer_tokens, terms, self.member, may_stop=self._own is None)

    def _take_tools(self) -> None:
        """Put the tools as they are sent where the original ones were; the agent's own list stays."""
        if self._tools is None:
            return
        self._layer.last_tools = self._tools.texts
        if self._layer.applies and self._tools.texts.changes:
            self.kwargs = {**self.kwargs, "tools": list(self._tools.sent)}

    def _remember(self, planned: Sent) -> None:
        """Keep what became of the messages, for who asks what was sent."""
        run_id: str | None = getattr(self._run, "run_id", None)
        mode = self._layer.config.default_mode.value
        self._layer.requests.add(LastRequest.of(planned, model=self.model_id, mode=mode, run_id=run_id))

    def _show(self, pages: LiveReports) -> None:
        """Show the request on its session's page, if the provider has taken it."""
        from .shown_requests import shown_request  # for reports alone

        recorded = self._recorded
        if recorded is None or self._shown is None:
            return
        mode, metrics = self._layer.config.default_mode.value, self.as_reported() or recorded.metrics
        pages.add(shown_request(*self._shown, metrics, recorded.terms, mode, self._run))

    def _open_spans(self, faults: int) -> RequestSpans:
        mode, counted_as = self._layer.config.default_mode.value, self._layer.counted_as(self._model)
        return RequestSpans(mode=mode, counted_as=counted_as, faults=faults)

    def _tell_costs(self, spans: RequestSpans) -> None:
        """Tell the span of a stream, which ends before the bill is settled, of what was just reported."""
        settled = self.as_reported() if spans.call_is_open else None
        if settled is not None:
            spans.note_costs(settled)

    def _take_out_temporary(self) -> None:
        """Gemini takes temporary messages out of the list it was given."""
        kept = {id(message) for message in self._sent}
        gone = {id(message) for message in self._temporary} - kept
        if gone:
            self._original[:] = [message for message in self._original if id(message) not in gone]


def _provider(model: Any) -> str:
    return str(getattr(model, "provider", None) or getattr(model, "name", None) or type(model).__name__)
