"""Requests as LiteLLM hands them to a hook: where the messages stand in them, and what else Headroom reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._planning.ask import Ask
from headroom.integrations import _bodies
from headroom.integrations._bodies import Body, Route, listed, mapping, whole_tokens

__all__ = ["CHAT", "MESSAGES", "RESPONSES", "Request", "deployment_request", "mapping", "pass_through_request"]

_BYPASS_HEADER = "x-headroom-bypass"
_AGENTS = "agno/"
"""Models that are agents, whose own models are wrapped."""
_NOTED_AT = "litellm_metadata"
_OF_THE_PROXY = "user_api_key_hash"
"""Stands in the metadata that the proxy makes, and in no other."""
_APIS = frozenset({"responses", "converse", "invoke"})
"""Stands in LiteLLM's ids between the service and the model: which of its APIs is called."""


CHAT, MESSAGES, RESPONSES = _bodies.CHAT.api, _bodies.MESSAGES.api, _bodies.RESPONSES.api
"""The APIs."""

_ROUTES = {
    "acompletion": _bodies.CHAT,
    "anthropic_messages": _bodies.MESSAGES,
    "aresponses": _bodies.RESPONSES,
    "responses": _bodies.RESPONSES,
}


class Request(Body):
    """One request to a model.

    Attributes:
        api: which API it is made to.
        call_id: LiteLLM's id of it, the same for all attempts; ``None`` where there is none.
        model: the id of the model that answers, or of the one that it is said to be.
        service: who serves it, where that is said.
        place: the field that its messages stand in.
        fields: all of it, by LiteLLM's names.
        noted: what the proxy notes of it, for its spend log; ``None`` without a proxy.
    """

    def __init__(self, fields: Mapping[str, Any], route: Route, messages: list[Any], call_id: str | None) -> None:
        super().__init__(fields, route, messages)
        self.api = route.api
        self.call_id = call_id
        self.noted = _noted(fields)
        self.model = _model(fields)
        self.service = _text(fields.get("custom_llm_provider"))
        self.place = route.messages

    def ask(self, tool: Mapping[str, Any] | None = None, scope: str = "") -> Ask:
        """Tell what the request is beside its messages.

        Args:
            tool: what the model is offered beside the client's tools, to retrieve what views leave out.
            scope: whose conversation it is.
        """
        return self.asked(self.model, self.service)._replace(
            model_limit=whole_tokens(_model_info(self.fields).get("max_input_tokens")),
            sent_tools=None if tool is None else self._tools_with(tool),
            can_retrieve=tool is not None,
            scope=scope,
        )

    def changed(self, sent: list[Any], tool: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Make the request that asks the same of the conversation as it is sent; ``None`` where nothing changes."""
        made = self.with_conversation(sent)
        return made if tool is None else {**(made or self.fields), "tools": self._tools_with(tool)}

    def _tools_with(self, tool: Mapping[str, Any]) -> list[Any] | None:
        """The client's tools, and behind them another one: what a provider caches begins with the tools."""
        return None if self.tools is None else [*self.tools, tool]


def deployment_request(fields: Mapping[str, Any], call_type: object) -> Request | None:
    """Read a request to the deployment that was chosen for it.

    Args:
        fields: the arguments of LiteLLM's function.
        call_type: which function, one of LiteLLM's ``CallTypes`` or its value.

    Returns:
        The request; ``None`` where it is not to be compressed: it holds no conversation, says that it goes out as it
        is, goes to an agent, or is another request's in the form of another API.
    """
    kind = getattr(call_type, "value", call_type)
    route = _ROUTES.get(kind) if isinstance(kind, str) else None
    if route is None or _is_bridged(fields, kind) or _is_bypassed(fields):
        return None
    call_id = _text(fields.get("litellm_call_id")) or _call_id(fields)
    return _request(fields, route, fields.get(route.messages), call_id)


def pass_through_request(body: Mapping[str, Any]) -> Request | None:
    """Read the body of a pass-through request, by what stands in it.

    Args:
        body: the body as the client sent it, with LiteLLM's logging object.

    Returns:
        The request; ``None`` for what is no conversation.
    """
    items, route = body.get("input"), _bodies.MESSAGES if "system" in body else _bodies.CHAT
    if isinstance(items, list) and all(isinstance(item, Mapping) for item in items):
        route = _bodies.RESPONSES
    # The proxy takes this out of the body again and puts it where other requests have it.
    noted = {_NOTED_AT: {**mapping(body.get(_NOTED_AT)), _OF_THE_PROXY: None}}
    return _request({**body, **noted}, route, body.get(route.messages), _call_id(body))


def _request(fields: Mapping[str, Any], route: Route, messages: object, call_id: str | None) -> Request | None:
    conversation, model = listed(messages), _asked(fields)
    if conversation is None or not model or model.startswith(_AGENTS):
        return None
    return Request(fields, route, conversation, call_id)


def _is_bridged(fields: Mapping[str, Any], kind: object) -> bool:
    """Whether a request that went through here already comes again, as LiteLLM puts it to the model's own API."""
    asked = getattr(fields.get("litellm_logging_obj"), "call_type", kind)
    return asked != kind and asked in _ROUTES


def _is_bypassed(fields: Mapping[str, Any]) -> bool:
    return any(name.lower() == _BYPASS_HEADER and str(value).lower() == "true" for name, value in _headers(fields))


def _headers(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The headers of the client's request to the proxy, and those that a program gives for the request itself."""
    for headers in (mapping(fields.get("proxy_server_request")).get("headers"), fields.get("extra_headers")):
        yield from ((str(name), value) for name, value in mapping(headers).items())


def _noted(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The proxy's metadata; what a program gives as such goes to the provider, or to its own callbacks."""
    found = (fields.get(name) for name in (_NOTED_AT, "metadata"))
    return next((noted for noted in found if isinstance(noted, dict) and _OF_THE_PROXY in noted), None)


def _call_id(fields: Mapping[str, Any]) -> str | None:
    return _text(getattr(fields.get("litellm_logging_obj"), "litellm_call_id", None))


def _model(fields: Mapping[str, Any]) -> str:
    """The model's id, or what the entry of a deployment with a name of its own says that it is."""
    given = _text(_model_info(fields).get("base_model")) or _text(fields.get("base_model")) or _asked(fields) or ""
    service, *path = given.split("/")
    return "/".join([service, *path[1:]]) if len(path) > 1 and path[0] in _APIS else given


def _asked(fields: Mapping[str, Any]) -> str | None:
    """The model that is asked; a program may give it by its place, and then LiteLLM's logging object alone has it."""
    return _text(fields.get("model")) or _text(getattr(fields.get("litellm_logging_obj"), "model", None))


def _model_info(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(fields.get("model_info"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
