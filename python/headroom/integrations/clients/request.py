"""A request on its way through a client: planned, put in the place of the original, and accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from headroom._account.usage import NO_USAGE
from headroom._shapes.messages import EDITED_MESSAGES, MESSAGES
from headroom._views.tool import RETRIEVE
from headroom.integrations import _bodies
from headroom.integrations._bodies import Body, listed, mapping, tool_name
from headroom.integrations._edited import edited_by, prompt_fields
from headroom.integrations._exchange import PlainExchange
from headroom.integrations._layer import Layer, Planned
from headroom.integrations._reports import usage_in
from headroom.integrations._services import counted_as, service_of_client
from headroom.integrations._terms import terms_of

if TYPE_CHECKING:
    from headroom._account.bill import Terms
    from headroom._account.usage import Usage
    from headroom._planning.ask import Ask
    from headroom._planning.sent import Sent

__all__ = ["ClientRequest", "request_in"]

_ROUTES = {
    "/chat/completions": _bodies.CHAT,
    "/responses": _bodies.RESPONSES,
    "/v1/messages": _bodies.MESSAGES,
}
_OF_THE_CALLER = frozenset({"custom", "function"})
"""Types of tools that the caller runs; what others read, the service puts into the prompt."""


def request_in(layer: Layer, client: Any, options: Any) -> ClientRequest | None:
    """Find the request to a model in what a client is about to send; ``None`` for all else, which passes.

    Args:
        layer: what the client carries.
        client: the client.
        options: the package's options of the request, which are not changed.
    """
    route = _ROUTES.get(urlsplit(options.url).path)
    given, more = options.json_data, mapping(options.extra_json)
    if route is None or not isinstance(given, Mapping) or route.messages in more:
        return None
    fields = {**given, **more}
    messages, model = listed(given.get(route.messages)), fields.get("model")
    if messages is None or not isinstance(model, str):
        return None
    return ClientRequest(layer, client, options, Body(fields, route, messages), model)


class ClientRequest:
    """One request, planned once for all attempts that the client makes.

    Attributes:
        options: what is sent.
    """

    def __init__(self, layer: Layer, client: Any, options: Any, body: Body, model: str) -> None:
        self.options = options
        self._layer = layer
        self._client = client
        self._body = body
        self._model = model
        self._exchange = PlainExchange(layer, model, self._terms, _usage_in)
        self.answered, self.closed = self._exchange.answered, self._exchange.closed

    def plan(self) -> None:
        """Put what is to be sent in the place of the messages; they stay as they are if anything goes wrong.

        Raises:
            HeadroomError: something went wrong and the settings are strict.
        """
        self._take(self._layer.send(self._body.conversation, self._described))

    async def aplan(self) -> None:
        """Plan as `plan` does, off the event loop when there is much to plan."""
        self._take(await self._layer.asend(self._body.conversation, self._described))

    def _described(self) -> Planned:
        service, fields = service_of_client(self._client), self._body.fields
        limit = self._layer.engine.context_given(self._model, service)
        options = ((name, fields[name]) for name in prompt_fields() if name in fields)
        edited = edited_by(options, self._model, service, limit)
        return Planned(self._body.conversation, EDITED_MESSAGES if edited else MESSAGES, self._ask(service))

    def _ask(self, service: str | None) -> Ask:
        tools, counted = self._body.tools or [], counted_as(self._model, service)
        own = [tool for tool in tools if tool_name(tool) != RETRIEVE]
        offered = len(own) < len(tools)
        return self._body.asked(self._model, service)._replace(
            counted_as=counted,
            tools=own or None,
            sent_tools=tools if offered else None,
            can_retrieve=offered,
            scope=self._layer.scope if offered else "",
            calibration=self._layer.calibrations.of(counted) if self._is_all_that_is_read() else None,
        )

    def _is_all_that_is_read(self) -> bool:
        """Whether the model reads what is sent and no more: no earlier answers, stored prompts, or pages of tools."""
        types = {mapping(tool).get("type", "custom") for tool in self._body.tools or ()}
        return types <= _OF_THE_CALLER and not (self._body.goes_on or self._body.fields.get("prompt"))

    def _take(self, sent: Sent) -> None:
        self._exchange.planned(sent)
        changed = self._body.with_conversation(sent.messages)
        if changed is not None:
            place = self._body.route.messages
            self.options = copy(self.options)
            self.options.json_data = {**self.options.json_data, place: changed[place]}

    def _terms(self) -> Terms:
        return terms_of(self._body, self._model, service_of_client(self._client), self._layer.prices)


def _usage_in(answer: Any) -> Usage:
    """Read the usage off an answer, or a raw response that was read; one that is yet to be read says nothing."""
    raw = getattr(answer, "http_response", None)
    if raw is None:
        return usage_in(answer)
    return usage_in(raw.json()) if raw.is_closed else NO_USAGE
