"""The wrapped model: the provider's own class with one seam more.

Agno reads a model's class name, its fields and its client straight off the object, so
a holder with an inner model would not pass for it. Wrapping therefore makes a subclass
of the model's own class and a copy of its state; the model given stays as it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator
from hashlib import blake2b
from inspect import signature
from itertools import takewhile
from typing import TYPE_CHECKING, Any, cast

from agno.models.base import Model

from headroom._account.ledger import SavingsLedger
from headroom._config import HeadroomConfig
from headroom._exceptions import ConfigurationError

from .breakpoint_client import marked_stream, marking
from .callers import run_among
from .compression import HeadroomCompressionManager
from .context_features import features_of
from .describing import with_descriptions
from .given_model import model_of
from .layer import Layer
from .messages import as_messages
from .own_calls import included
from .readings import Readings
from .request import Request
from .retrieval import with_retrieval
from .run_roots import astream_in_run, in_run, root_of, stream_in_run
from .spans import hear
from .subclass import object_of, rebuilt, subclass_of

if TYPE_CHECKING:
    from agno.models.response import ModelResponse


__all__ = ["HeadroomAgnoModel"]

_PLACES = tuple(takewhile(lambda place: place != "run_response", signature(Model.response).parameters))[1:]
"""What agno's ways to ask a model all take first, in this order."""


class HeadroomAgnoModel(Readings):
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
        return _wrapped(cls, model_of(model, wrapped_model), config, auto_detect_provider, include)

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
