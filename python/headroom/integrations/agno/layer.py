"""Headroom's own state on a wrapped model, and one request's way through it."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from headroom._bill import Terms
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._engine import Engine
from headroom._exceptions import CompressionError, HeadroomError
from headroom._models.price import given_prices

from .calibrations import Calibrations
from .ledger import SavingsLedger
from .messages import MessageReader, apply_outcome
from .metrics import OptimizationMetrics, note_on_run
from .providers import get_model_name_from_agno, service_of, tokenizer_id
from .terms import terms_of
from .usage import billed_tokens_of, input_tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agno.models.base import Model
    from agno.models.message import Message

    from headroom._bill import Tokens
    from headroom._engine import Outcome
    from headroom._history import Call

__all__ = ["Layer", "Request"]

logger = logging.getLogger(__name__)


class _Sent(list["Message"]):
    """The list Headroom made: a provider that calls itself again passes it through."""


class Request:
    """One request: what agno asked for, what goes to the provider, what that saves.

    Attributes:
        args: Positional arguments for the provider.
        kwargs: Keyword arguments for the provider.
    """

    __slots__ = (
        "_layer",
        "_model",
        "_observe",
        "_original",
        "_outcome",
        "_recorded",
        "_reported",
        "_run",
        "_sent",
        "_temporary",
        "_usage",
        "args",
        "kwargs",
    )

    def __init__(self, layer: Layer, model: Model, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.args = args
        self.kwargs = kwargs
        self._layer = layer
        self._model = model
        self._run = kwargs.get("run_response") or next((arg for arg in args[1:] if hasattr(arg, "run_id")), None)
        self._original: list[Message] = kwargs["messages"] if "messages" in kwargs else args[0] if args else []
        self._sent: list[Message] = []
        self._temporary: list[Message] = []
        self._outcome: Outcome | None = None
        self._observe: Callable[[int], None] | None = None
        self._reported = 0
        self._usage: Tokens | None = None
        self._recorded: tuple[int, OptimizationMetrics, Terms] | None = None

    @property
    def skipped(self) -> bool:
        """Whether this call is agno's own (memory, summaries) or already went through here."""
        return (self._run is None and _runs_are_named()) or isinstance(self._original, _Sent)

    def plan_arguments(self, engine: Engine) -> tuple[Call[Message], dict[str, Any]]:
        """Describe the request to the engine.

        Args:
            engine: The engine, which may know the beginning of the conversation.

        Returns:
            What is new in it, and the keyword arguments of ``Engine.plan``.
        """
        model = self._layer.counted_as(self._model)
        return engine.read(self._original, partial(MessageReader, self._compressing), model), {
            "model": model,
            "named": get_model_name_from_agno(self._model),
            "seller": service_of(type(self._model)),
            "tools": self.kwargs.get("tools") or None,
            "output_schema": self.kwargs.get("response_format"),
            "calibration": self._layer.calibrations.of(model),
        }

    def take(self, outcome: Outcome) -> None:
        """Put the planned messages where the original ones were.

        Args:
            outcome: The engine's decision on the rows of this request.
        """
        self._layer.ledger.record_faults(outcome.faults)
        sent = _Sent(apply_outcome(self._original, outcome, self._compressing))
        if "messages" in self.kwargs:
            self.kwargs = {**self.kwargs, "messages": sent}
        else:
            self.args = (sent, *self.args[1:])
        self._sent, self._outcome, self._observe = sent, outcome, outcome.observe
        self._temporary = [message for message in sent if getattr(message, "temporary", False)]

    def answered(self, response: Any = None) -> None:
        """Record the savings: the provider has taken the request. They are recorded once, however often it answers.

        Args:
            response: The provider's answer or a part of it, which may say how many tokens it took in.
        """
        outcome, self._outcome = self._outcome, None
        usage = getattr(response, "response_usage", None)
        if usage is not None:
            with self._layer.accounting():
                self._note_usage(usage)
        if outcome is not None:
            with self._layer.accounting():
                self._record(outcome)

    def closed(self) -> None:
        """Settle the bill, learn from what was reported, and mirror what the provider did to its list."""
        observe, self._observe = self._observe, None
        if observe is not None and self._reported:
            with self._layer.accounting():
                observe(self._reported)
        if self._temporary:
            self._take_out_temporary()
        recorded, self._recorded = self._recorded, None
        if recorded is not None and self._usage is not None and self._usage != recorded[1].reported:
            with self._layer.accounting():
                self._settle(*recorded, self._usage)

    def _note_usage(self, usage: Any) -> None:
        """Keep the most that was reported, and of as much the last: usage comes in parts, or more than once."""
        provider = _provider(self._model)
        self._reported = max(self._reported, input_tokens_of(usage, provider))
        tokens = billed_tokens_of(usage, provider)
        if tokens is not None and (self._usage is None or tokens.total >= self._usage.total):
            self._usage = tokens

    def _record(self, outcome: Outcome) -> None:
        layer, session_id = self._layer, getattr(self._run, "session_id", None)
        terms = self._terms()
        metrics = OptimizationMetrics.of(outcome, self._model.id, terms, session_id, self._usage, applied=layer.applies)
        self._recorded = layer.ledger.record(metrics), metrics, terms
        note_on_run(self._run, metrics, layer.config.default_mode.value)

    def _terms(self) -> Terms:
        """What the request is billed by; a fault in finding out costs it its price, not its place in the account."""
        with self._layer.accounting():
            return terms_of(self._model, self._layer.prices, self.kwargs.get("tools"), self._original)
        return Terms()

    def _settle(self, epoch: int, metrics: OptimizationMetrics, terms: Terms, usage: Tokens) -> None:
        layer = self._layer
        settled = metrics.settled(usage, terms, applied=layer.applies)
        layer.ledger.settle(epoch, metrics, settled)
        note_on_run(self._run, settled, layer.config.default_mode.value, replaced=metrics)

    def _take_out_temporary(self) -> None:
        """Gemini takes temporary messages out of the list it was given."""
        kept = {id(message) for message in self._sent}
        gone = {id(message) for message in self._temporary} - kept
        if gone:
            self._original[:] = [message for message in self._original if id(message) not in gone]

    @property
    def _compressing(self) -> bool:
        return bool(self.kwargs.get("compress_tool_results"))


class Layer:
    """Everything a wrapped model carries for Headroom, shared by all copies of it.

    Attributes:
        wrapped: The model as the caller gave it.
        config: Headroom's configuration.
        auto_detect_provider: Whether the class may say which tokenizer to use.
        prices: The prices that the configuration gives.
        ledger: What was saved.
        calibrations: What the provider's reports have taught.
        fingerprint: A digest of the settings that can change what is sent.
        applies: Whether what is planned is sent, rather than the original.
    """

    def __init__(self, wrapped: Model, config: HeadroomConfig, auto_detect_provider: bool) -> None:
        self.wrapped = wrapped
        self.config = config
        self.auto_detect_provider = auto_detect_provider
        self.prices = given_prices(config.model_prices)
        self.ledger = SavingsLedger()
        self.calibrations = Calibrations()
        self.fingerprint = config.fingerprint()
        self.applies = config.default_mode is HeadroomMode.OPTIMIZE
        self._engine = Engine(config)

    def request(self, model: Model, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        """Plan one request.

        Args:
            model: The wrapped model that is called.
            args: Its positional arguments.
            kwargs: Its keyword arguments.

        Returns:
            The request as it is to be sent; unchanged if anything went wrong.

        Raises:
            HeadroomError: If something went wrong and the configuration is strict.
        """
        request = Request(self, model, args, kwargs)
        if not request.skipped:
            try:
                call, options = request.plan_arguments(self._engine)
                request.take(self._engine.plan(call, **options))
            except Exception as fault:
                self.failed(fault)
        return request

    async def arequest(self, model: Model, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        """Plan one request as ``request`` does, off the event loop when there is much to plan."""
        request = Request(self, model, args, kwargs)
        if not request.skipped:
            try:
                call, options = request.plan_arguments(self._engine)
                request.take(await self._engine.aplan(call, **options))
            except Exception as fault:
                self.failed(fault)
        return request

    def counted_as(self, model: Model) -> str:
        """Find the id to count tokens with.

        Args:
            model: The wrapped model that is called.

        Returns:
            A model id for the engine.
        """
        return tokenizer_id(model) if self.auto_detect_provider else model.id

    def failed(self, fault: Exception) -> None:
        """Count and log a fault, so that the request goes out unchanged.

        Args:
            fault: What went wrong.

        Raises:
            HeadroomError: If the configuration is strict.
        """
        if self.config.strict:
            if isinstance(fault, HeadroomError):
                raise fault
            raise CompressionError(f"Headroom failed on a request: {fault}") from fault
        self.ledger.record_faults(1)
        logger.warning("Headroom sent a request unchanged", exc_info=fault)

    @contextmanager
    def accounting(self) -> Iterator[None]:
        """Count and log a fault in the account, strict or not: the provider has answered, and the answer stands."""
        try:
            yield
        except Exception as fault:
            self.ledger.record_faults(1)
            logger.warning("Headroom could not account for a request in full", exc_info=fault)

    def __copy__(self) -> Layer:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Layer:
        return self

    def __reduce__(self) -> tuple[type[Layer], tuple[Model, HeadroomConfig, bool]]:
        return Layer, (self.wrapped, self.config, self.auto_detect_provider)


def _provider(model: Any) -> str:
    return str(getattr(model, "provider", None) or getattr(model, "name", None) or type(model).__name__)


@cache
def _runs_are_named() -> bool:
    """Whether agno always says which run a call belongs to; where it does not, its own calls cannot be told apart."""
    try:
        installed = version("agno")
    except PackageNotFoundError:
        return True
    return [int(number) for number in re.findall(r"\d+", installed)[:3]] >= [2, 3, 26]
