"""Headroom as a callback of LiteLLM: what goes to a model goes compressed, and the account is kept."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from litellm.integrations.custom_logger import CustomLogger

from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import ConfigurationError
from headroom._models.price import given_prices
from headroom._planning.engine import Engine
from headroom._shapes.messages import MESSAGES
from headroom.integrations._environment import config_from
from headroom.integrations._of_agno import refuse_settings_of_agno

from .account import GatewayAccount, GatewaySavings, Report, terms_of
from .offer import may_offer, scope_of, tool_for
from .requests import Request, deployment_request, pass_through_request
from .rounds import ROUND, Offered, Rounds

if TYPE_CHECKING:
    from headroom._planning.sent import Sent

__all__ = ["Hook"]

logger = logging.getLogger("headroom")

_PASS_THROUGH = "pass_through_endpoint"
_SAVINGS = "compression_savings"
"""Under this key of the request's metadata LiteLLM's spend log looks for what was saved."""


class Hook(CustomLogger):
    """Compresses every request on its way to a model: chat, messages, responses, and what the proxy passes through.

    It is in ``litellm_settings.callbacks`` of a proxy, or in ``litellm.callbacks`` of a program that calls
    ``litellm.acompletion``. It fails open: a request that cannot be compressed goes out as it is, and the fault is
    logged and counted.

    Args:
        config: settings; ``None`` means those of the environment, see `headroom.integrations.litellm`. Views are shown
            where it says ``ViewConfig(enabled=True)``, to models behind a proxy: see docs/gateway.md.
        most_rounds: how often a model may retrieve before it answers a client's request; then it is asked once more,
            with everything in the prompt.

    Raises:
        ConfigurationError: `config` is something else, is strict or has one that is agno's models' alone;
            the environment has a wrong value; or `most_rounds` is no number, or negative.
    """

    def __init__(self, config: HeadroomConfig | None = None, *, most_rounds: int = 8) -> None:
        super().__init__()
        self._engine = Engine(config_from(os.environ) if config is None else config)
        if self.config.strict:
            raise ConfigurationError("a gateway fails open: strict=True would refuse its clients' requests")
        refuse_settings_of_agno(self.config, "a gateway")
        if type(most_rounds) is not int or most_rounds < 0:
            raise ConfigurationError(f"most_rounds is a number of requests, not {most_rounds!r}")
        self._applies = self.config.default_mode is HeadroomMode.OPTIMIZE
        self._prices = given_prices(self.config.model_prices)
        self._account = GatewayAccount(applied=self._applies)
        self._shows_views = self._applies and self.config.views.enabled is True
        self._rounds = Rounds(self._engine, most_rounds, partial(self._account.record_faults, 1))
        self._offered: WeakKeyDictionary[Any, Offered] = WeakKeyDictionary()
        """Requests whose model may retrieve, by LiteLLM's object for each, which ends with the request."""

    def __init_subclass__(cls) -> None:
        # LiteLLM looks for these in the class itself, and not in those above it.
        for name in ("async_pre_call_hook", "async_post_call_streaming_iterator_hook"):
            setattr(cls, name, cls.__dict__.get(name, getattr(cls, name)))

    @property
    def config(self) -> HeadroomConfig:
        """The settings."""
        return self._engine.config

    def summary(self) -> GatewaySavings:
        """Sum up every request that this process has sent and a model has answered.

        Returns:
            The figures that docs/bill.md explains, of all requests, and by ``models``, ``keys`` and ``teams``: of the
            100 models and the 1,000 keys and teams used last each; what the others held stands under ``None``.
        """
        return self._account.summary()

    async def async_pre_call_deployment_hook(self, kwargs: dict[str, Any], call_type: Any) -> dict[str, Any] | None:
        """Compress a request when its deployment is known; LiteLLM calls this for each attempt, and without a proxy."""
        return await self._compressed(partial(deployment_request, kwargs, call_type))

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: Any
    ) -> dict[str, Any] | None:
        """Compress a request that the proxy passes through: it has no deployment, and its model is the real one."""
        if getattr(call_type, "value", call_type) != _PASS_THROUGH:
            return None
        return await self._compressed(partial(pass_through_request, data))

    async def async_post_call_success_hook(self, data: dict[str, Any], user_api_key_dict: Any, response: Any) -> Any:
        """Give the client of a proxy an answer without calls that are not its own; ``None`` where there are none."""
        offered = self._offered_with(data)
        return None if offered is None else await self._rounds.whole(offered, response)

    async def async_post_call_streaming_iterator_hook(
        self, user_api_key_dict: Any, response: Any, request_data: dict[str, Any]
    ) -> AsyncGenerator[Any, None]:
        """Give the client of a proxy a stream without calls that are not its own."""
        offered = self._offered_with(request_data)
        if offered is None:
            async for chunk in response:
                yield chunk
            return
        async with aclosing(self._rounds.stream(offered, response)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def async_log_success_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
        """Account for a request that a model has answered; LiteLLM calls this once, when the whole answer is there."""
        try:
            call_id = kwargs.get("litellm_call_id")
            if call_id and not kwargs.get("cache_hit"):  # LiteLLM's own cache answers without a model
                self._account.answered(call_id, Report.of(kwargs))
        except Exception as fault:
            self._unaccounted(fault)

    async def _compressed(self, read: Callable[[], Request | None]) -> dict[str, Any] | None:
        """What LiteLLM is to send in place of the request; ``None`` where that is the request as it is."""
        try:
            request = read()
            if request is None:
                return None
            tool = self._tool(request)
            ask = request.ask() if tool is None else request.ask(tool, scope_of(request))
            sent = await self._engine.asend(request.conversation, MESSAGES, ask)
            changed = request.changed(sent.messages, tool)
        except Exception as fault:
            self._account.record_faults(1)
            logger.error("headroom: a request went out as it was: reading it failed", exc_info=fault)
            return None
        try:
            self._note(request, sent)
        except Exception as fault:
            self._unaccounted(fault)
        return changed

    def _offered_with(self, data: dict[str, Any]) -> Offered | None:
        asked = data.get("litellm_logging_obj")
        return None if asked is None else self._offered.pop(asked, None)

    def _tool(self, request: Request) -> dict[str, Any] | None:
        """The tool to offer with a request whose answer this hook is going to see; ``None`` for others."""
        round_ = ROUND.get()
        if not self._shows_views or not may_offer(request) or (round_ is not None and not round_.offers):
            return None
        if round_ is None:
            self._offered[request.fields["litellm_logging_obj"]] = Offered.of(request, scope_of(request))
        return tool_for(request)

    def _note(self, request: Request, sent: Sent) -> None:
        """Tell the account, and LiteLLM's, what is sent."""
        self._account.record_faults(sent.faults)
        is_extra = ROUND.get() is not None
        if request.call_id:
            terms = terms_of(request, self._prices)
            self._account.planned(request.call_id, sent, request.model, terms, is_extra=is_extra)
        if request.noted is not None and self._applies:
            before = 0 if is_extra else sent.tokens_before
            # In place: the request and LiteLLM's record of it hold the same dict.
            request.noted[_SAVINGS] = {
                "tokens_before": before,
                "tokens_after": sent.tokens_after,
                "tokens_saved": before - sent.tokens_after,
                "source": "headroom",
            }

    def _unaccounted(self, fault: Exception) -> None:
        self._account.record_faults(1)
        logger.warning("Headroom could not account for a request in full", exc_info=fault)
