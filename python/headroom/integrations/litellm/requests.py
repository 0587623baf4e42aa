"""Requests as LiteLLM hands them to a hook: where the messages stand in them, and what else Headroom reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import is_
from typing import Any, NamedTuple

from headroom._arguments import MOST_TOKENS
from headroom._planning.ask import Ask

__all__ = ["CHAT", "MESSAGES", "RESPONSES", "Request", "deployment_request", "mapping", "pass_through_request"]

_BYPASS_HEADER = "x-headroom-bypass"
_AGENTS = "agno/"
"""Models that are agents, whose own models are wrapped."""
_NOTED_AT = "litellm_metadata"
_OF_THE_PROXY = "user_api_key_hash"
"""Stands in the metadata that the proxy makes, and in no other."""
_APIS = frozenset({"responses", "converse", "invoke"})
"""Stands in LiteLLM's ids between the service and the model: which of its APIs is called."""


class _Route(NamedTuple):
    """Where requests to one API have what."""

    api: str
    messages: str
    system: str | None
    """The system prompt, where it is no message."""
    answer_tokens: tuple[str, ...]
    output_schema: str | None


CHAT, MESSAGES, RESPONSES = "chat", "messages", "responses"
"""The APIs."""

_CHAT = _Route(CHAT, "messages", None, ("max_completion_tokens", "max_tokens"), "response_format")
_MESSAGES = _Route(MESSAGES, "messages", "system", ("max_tokens",), None)
_RESPONSES = _Route(RESPONSES, "input", "instructions", ("max_output_tokens",), "text")
_ROUTES = {"acompletion": _CHAT, "anthropic_messages": _MESSAGES, "aresponses": _RESPONSES, "responses": _RESPONSES}


class Request:
    """One request to a model.

    Attributes:
        api: which API it is made to.
        call_id: LiteLLM's id of it, the same for all attempts; ``None`` where there is none.
        model: the id of the model that answers, or of the one that it is said to be.
        service: who serves it, where that is said.
        place: the field that its messages stand in.
        messages: those, as a list.
        conversation: the same with the system prompt first.
        fields: all of it, by LiteLLM's names.
        noted: what the proxy notes of it, for its spend log; ``None`` without a proxy.
    """

    def __init__(self, fields: Mapping[str, Any], route: _Route, messages: list[Any], call_id: str | None) -> None:
        self.api = route.api
        self.call_id = call_id
        self.fields = fields
        self.noted = _noted(fields)
        self.model = _model(fields)
        self.service = _text(fields.get("custom_llm_provider"))
        self.place = route.messages
        self.messages = messages
        self._route = route
        system = fields.get(route.system) if route.system else None
        self._system = [{"role": "system", "content": system}] if system else []
        self.conversation = [*self._system, *messages]

    def ask(self, tool: Mapping[str, Any] | None = None, scope: str = "") -> Ask:
        """Tell what the request is beside its messages.

        Args:
            tool: what the model is offered beside the client's tools, to retrieve what views leave out.
            scope: whose conversation it is.
        """
        fields, route = self.fields, self._route
        return Ask(
            model=self.model,
            service=self.service,
            model_limit=_tokens(_model_info(fields).get("max_input_tokens")),
            answer_tokens=next(filter(None, (_tokens(fields.get(name)) for name in route.answer_tokens)), None),
            tools=self._tools(None),
            sent_tools=None if tool is None else self._tools(tool),
            output_schema=fields.get(route.output_schema) if route.output_schema else None,
            # What the service holds of the conversation is not known here.
            may_leave=not (fields.get("previous_response_id") or fields.get("conversation")),
            can_retrieve=tool is not None,
            scope=scope,
        )

    def changed(self, sent: list[Any], tool: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Make the request that asks the same of the conversation as it is sent; ``None`` where nothing changes."""
        made = self._with_conversation(sent)
        return made if tool is None else {**(made or self.fields), "tools": self._tools(tool)}

    def _tools(self, tool: Mapping[str, Any] | None) -> list[Any] | None:
        """The client's tools, and behind them another one: what a provider caches begins with the tools."""
        tools = self.fields.get("tools")
        if not isinstance(tools, list):
            return None
        return tools if tool is None else [*tools, tool]

    def _with_conversation(self, sent: list[Any]) -> dict[str, Any] | None:
        if len(sent) == len(self.conversation) and all(map(is_, sent, self.conversation)):
            return None
        messages = sent[1:] if self._system and sent and sent[0] is self._system[0] else sent
        as_text = isinstance(self.fields[self._route.messages], str)
        return {**self.fields, self._route.messages: messages[0]["content"] if as_text else messages}


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
    items, route = body.get("input"), _MESSAGES if "system" in body else _CHAT
    if isinstance(items, list) and all(isinstance(item, Mapping) for item in items):
        route = _RESPONSES
    # The proxy takes this out of the body again and puts it where other requests have it.
    noted = {_NOTED_AT: {**mapping(body.get(_NOTED_AT)), _OF_THE_PROXY: None}}
    return _request({**body, **noted}, route, body.get(route.messages), _call_id(body))


def _request(fields: Mapping[str, Any], route: _Route, messages: object, call_id: str | None) -> Request | None:
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    model = _text(fields.get("model"))
    if not isinstance(messages, list) or not messages or not model or model.startswith(_AGENTS):
        return None
    return Request(fields, route, messages, call_id)


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
    given = _text(_model_info(fields).get("base_model")) or _text(fields.get("base_model")) or str(fields["model"])
    service, *path = given.split("/")
    return "/".join([service, *path[1:]]) if len(path) > 1 and path[0] in _APIS else given


def _model_info(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(fields.get("model_info"))


def mapping(value: object) -> Mapping[str, Any]:
    """The value, where it is one of names and values; else none of them."""
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _tokens(value: object) -> int | None:
    return value if type(value) is int and 0 < value <= MOST_TOKENS else None
