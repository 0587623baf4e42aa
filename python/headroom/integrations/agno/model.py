"""The wrapped model: the provider's own class with one seam more.

Agno reads a model's class name, its fields and its client straight off the object, so
a holder with an inner model would not pass for it. Wrapping therefore makes a subclass
of the model's own class and a copy of its state; the model given stays as it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from inspect import signature
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast, overload

from agno.models.base import Model

from headroom._account.ledger import SavingsLedger
from headroom._config import HeadroomConfig
from headroom._exceptions import ConfigurationError, ProviderError
from headroom._planning.workers import is_large, off_loop

from .breakpoint_client import marked_stream, marking
from .callers import run_among
from .compression import HeadroomCompressionManager
from .context_features import features_of
from .counting import count_conversation
from .describing import with_descriptions
from .layer import Layer
from .live_report import write_report
from .messages import as_messages, rows_of
from .own_calls import included
from .request import Request
from .retrieval import with_retrieval
from .run_roots import astream_in_run, in_run, root_of, stream_in_run
from .schemas import costs_for
from .spans import hear
from .subclass import object_of, rebuilt, subclass_of

if TYPE_CHECKING:
    from os import PathLike

    from agno.models.message import Message
    from agno.models.response import ModelResponse

    from headroom._account.record import OptimizationMetrics
    from headroom._account.savings import AccountSavings, SavingsSummary
    from headroom._tokens import TokenCount
    from headroom._tool_costs import ToolCosts

    from .last_request import LastRequest

__all__ = ["HeadroomAgnoModel"]

_PLACES = tuple(takewhile(lambda place: place != "run_response", signature(Model.response).parameters))[1:]
"""What agno's ways to ask a model all take first, in this order."""


class HeadroomAgnoModel(Model):
    """Any Agno model, sending less.

    ``HeadroomAgnoModel(OpenAIChat(id="gpt-4o"))`` is an ``OpenAIChat`` in every respect
    and a ``HeadroomAgnoModel`` as well. Only what goes to the provider is rewritten; the
    messages agno holds, stores and reports are never touched.

    Copies (``copy``, ``deepcopy``, ``dataclasses.replace``, ``Agent.deep_copy``) share
    one account of savings with the model they were made from: agno copies models for
    teams, fallbacks and requests, and the totals are asked of the object that was
    wrapped. A pickled copy starts an account of its own.

    Calls agno makes for itself, to write memories or summaries, pass untouched unless ``include`` names them. All
    others are compressed and counted, without an agent too: ``model.response([{"role": "user", "content": "Hi"}])``.
    """

    _headroom: Layer

    def __new__(
        cls,
        model: Model | str | None = None,
        config: HeadroomConfig | None = None,
        auto_detect_provider: bool = True,
        *,
        wrapped_model: Model | str | None = None,
        include: Collection[str] | None = None,
    ) -> HeadroomAgnoModel:
        """Wrap a model.

        Args:
            model: The agno model, or agno's short form such as ``"openai:gpt-4o"``.
                A model that is wrapped already is returned as it is, unless a setting
                differs from the one it has.
            config: Headroom's configuration; None means the defaults.
            auto_detect_provider: Count tokens as the model's class says where its id
                does not say whose it is, e.g. an Azure deployment. False: go by the id alone.
            wrapped_model: The same as ``model``, by name.
            include: Which of agno's own calls are compressed and counted: ``"memory"``, ``"summary"``,
                ``"session_name"``, ``"compaction"``, ``"compression"``, ``"culture"``, ``"learning"``. The others pass
                untouched. None: none of them, or those that a wrapped model includes.

        Returns:
            A model of the same class as the one given, and of this class.

        Raises:
            ProviderError: If there is no model, two models, or something else.
            ConfigurationError: If ``config`` is no ``HeadroomConfig``, or ``include`` names no such calls.
        """
        return _wrapped(cls, _resolved(model, wrapped_model), config, auto_detect_provider, include)

    def response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Ask the model, and run its tools, as the wrapped class does; messages may be chat dicts too."""
        args, kwargs = self._asked(args, kwargs)
        with in_run(self._root(args, kwargs)):
            return super().response(*args, **kwargs)

    async def aresponse(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Ask the model, and run its tools, as the wrapped class does; messages may be chat dicts too."""
        args, kwargs = self._asked(args, kwargs)
        with in_run(self._root(args, kwargs)):
            return await super().aresponse(*args, **kwargs)

    def response_stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Ask the model, and run its tools, as the wrapped class does; messages may be chat dicts too."""
        args, kwargs = self._asked(args, kwargs)
        return stream_in_run(self._root(args, kwargs), super().response_stream(*args, **kwargs))

    def aresponse_stream(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        """Ask the model, and run its tools, as the wrapped class does; messages may be chat dicts too."""
        args, kwargs = self._asked(args, kwargs)
        return astream_in_run(self._root(args, kwargs), super().aresponse_stream(*args, **kwargs))

    def invoke(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Send one request to the provider, compressed. Arguments as the wrapped class takes them."""
        provider: Any = super()
        request = Request(self._headroom, self, args, kwargs)
        request.plan()
        try:
            with marking(request.mark), request.heard():
                response: ModelResponse = provider.invoke(*request.args, **request.kwargs)
            request.answered(response)
        finally:
            request.closed()
        return response

    async def ainvoke(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Send one request to the provider, compressed. Arguments as the wrapped class takes them."""
        provider: Any = super()
        request = Request(self._headroom, self, args, kwargs)
        await request.aplan()
        try:
            with marking(request.mark), request.heard():
                response: ModelResponse = await provider.ainvoke(*request.args, **request.kwargs)
            request.answered(response)
        finally:
            request.closed()
        return response

    def invoke_stream(self, *args: Any, **kwargs: Any) -> Iterator[ModelResponse]:
        """Stream one request from the provider, compressed. Arguments as the wrapped class takes them."""
        provider: Any = super()
        request = Request(self._headroom, self, args, kwargs)
        request.plan()
        stream: Any = None
        try:
            stream = provider.invoke_stream(*request.args, **request.kwargs)
            for delta in marked_stream(stream, request.mark):
                request.answered(delta)
                yield delta
            request.answered()
        finally:
            request.closed()
            if hasattr(stream, "close"):
                stream.close()

    async def ainvoke_stream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ModelResponse]:
        """Stream one request from the provider, compressed. Arguments as the wrapped class takes them."""
        provider: Any = super()
        request = Request(self._headroom, self, args, kwargs)
        await request.aplan()
        stream: Any = None
        try:
            stream = provider.ainvoke_stream(*request.args, **request.kwargs)
            async for delta in marked_stream(stream, request.mark):
                request.answered(delta)
                yield delta
            request.answered()
        finally:
            request.closed()
            if hasattr(stream, "aclose"):
                await stream.aclose()

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

    if TYPE_CHECKING:
        # What is given is taken by __new__; that of agno's models, which would be inherited, takes other things.
        def __init__(
            self,
            model: Model | str | None = None,
            config: HeadroomConfig | None = None,
            auto_detect_provider: bool = True,
            *,
            wrapped_model: Model | str | None = None,
            include: Collection[str] | None = None,
        ) -> None: ...

        # The wrapped class is known only when it is given: its fields and methods are there, of any type.
        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

        # Every provider has it; said here so that this class does not count as abstract.
        def _parse_provider_response_delta(self, response: Any) -> ModelResponse: ...

    def _parse_provider_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        provider: Any = super()
        response: ModelResponse = provider._parse_provider_response(*args, **kwargs)
        hear(self, response)
        return response

    def _asked(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Give the arguments of a call with agno's messages in the place of dicts, and with what is offered.

        Warns of what saves nothing in it.
        """
        call = {**kwargs, **dict(zip(_PLACES, args, strict=False))}
        if isinstance(call.get("compression_manager"), HeadroomCompressionManager):
            call["compression_manager"] = None  # results in its form could be neither referred to nor shown in part
        if self._headroom.applies:
            for feature in features_of(call):
                self._headroom.warnings.warn(feature)
        if "messages" in call:
            call["messages"] = as_messages(call["messages"])
            call = with_retrieval(self._headroom, self, with_descriptions(self._headroom, self, call))
        return (*(call.pop(place) for place in _PLACES[: len(args)]), *args[len(_PLACES) :]), call

    def _root(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
        """The run that a call, and those that its tools make, are counted to, where anything is limited."""
        return None if self._headroom.config.budget is None else root_of(run_among(args, kwargs))

    def _get_model_cache_key(self, *args: Any, **kwargs: Any) -> str:
        # Agno's key knows the messages, not what Headroom makes of them. It is a digest of 32 digits, and so is this.
        key: str = super()._get_model_cache_key(*args, **kwargs)
        return blake2b(f"{key}-{self._headroom.fingerprint}".encode(), digest_size=16).hexdigest()

    def __repr__(self) -> str:
        # Agno's has every field, the key of the provider's API included.
        return (
            f"HeadroomAgnoModel({type(self).__name__}(id={self.id!r}), mode={self._headroom.config.default_mode.value})"
        )

    def __copy__(self) -> HeadroomAgnoModel:
        copied: HeadroomAgnoModel = object_of(type(self), self)
        return copied

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        _, _, *state = cast("tuple[Any, ...]", super().__reduce_ex__(max(int(protocol), 2)))
        return (rebuilt, type(self).__bases__, *state)


def _resolved(model: Model | str | None, wrapped_model: Model | str | None) -> Model:
    if (model is None) == (wrapped_model is None):
        raise ProviderError("HeadroomAgnoModel wraps one agno model: HeadroomAgnoModel(OpenAIChat(id='gpt-4o'))")
    given = wrapped_model if model is None else model
    if isinstance(given, str):
        given = _parsed(given)
    if not isinstance(given, Model) or Model not in type(given).__mro__:  # a mock of one says that it is one
        raise ProviderError(f"HeadroomAgnoModel wraps an agno model, not {type(given).__name__}")
    return given


def _parsed(text: str) -> Model:
    from agno.models import utils

    get_model: Any = utils.get_model
    provider, _, model_id = text.partition(":")
    if not provider or not model_id:
        raise ProviderError(f"a model is named 'provider:id', not {text!r}")
    try:
        # Agno before 2.2 takes the id and the provider apart.
        whole = len(signature(get_model).parameters) == 1
        return cast(Model, get_model(text) if whole else get_model(model_id, provider))
    except ValueError as fault:
        raise ProviderError(str(fault)) from fault


def _wrapped(
    cls: type[HeadroomAgnoModel],
    model: Model,
    config: HeadroomConfig | None,
    auto_detect_provider: bool,
    include: Collection[str] | None,
) -> HeadroomAgnoModel:
    if config is not None and not isinstance(config, HeadroomConfig):
        raise ConfigurationError(f"config must be a HeadroomConfig, not {type(config).__name__}")
    if type(auto_detect_provider) is not bool:
        raise ConfigurationError(f"auto_detect_provider is True or False, not {auto_detect_provider!r}")
    kinds = None if include is None else included(include)
    provider, given = type(model), model
    if isinstance(model, HeadroomAgnoModel):
        layer = model._headroom
        detects_alike = auto_detect_provider or not layer.auto_detect_provider
        if (config is None or config == layer.config) and detects_alike and kinds in (None, layer.include):
            return model
        config, kinds = config or layer.config, layer.include if kinds is None else kinds
        provider, given = type(model).__bases__[1], model.wrapped_model
    wrapped: HeadroomAgnoModel = object_of(subclass_of(cls, provider), model)
    wrapped._headroom = Layer(given, config or HeadroomConfig(), auto_detect_provider, kinds or frozenset())
    if isinstance(model, HeadroomAgnoModel):  # with another budget, what was spent is spent
        wrapped._headroom.report_to(SavingsLedger(model._headroom.ledger.spending))
    return wrapped
