"""What LiteLLM hands to a provider, read as a request to an agent."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from headroom.integrations.agents import ChatRequest, InvalidRequestError, read_request

from .requests import mapping

__all__ = ["agent_of", "chat_request"]

_PROXY = "litellm.proxy.proxy_server"
_METADATA = ("metadata", "litellm_metadata")
"""The second is where LiteLLM puts it on ``/v1/responses`` and ``/v1/messages``."""


def chat_request(call: Mapping[str, Any]) -> ChatRequest:
    """Read a call.

    Args:
        call: The keywords that LiteLLM calls a provider with. Sampling parameters stand in ``optional_params``; who
            speaks in which session stands in the metadata, and in the request that the proxy was sent.

    Raises:
        InvalidRequestError: If a field is wrong, or asks for what agents do not give.
    """
    params = mapping(call.get("litellm_params"))
    asked = mapping(params.get("proxy_server_request"))
    sent = mapping(asked.get("body"))
    headers = {str(name).lower(): value for name, value in mapping(asked.get("headers")).items()}
    metadata = _metadata(params, sent)
    body = {
        **mapping(call.get("optional_params")),
        "model": call.get("model"),
        "messages": _messages(call.get("messages")),
        "metadata": metadata,
        "user": _user(call, sent, metadata, headers),
    }
    return read_request(body, headers)


def agent_of(call: Mapping[str, Any]) -> str | None:
    """Find where the model entry says that the agent is, ``"module:attribute"``; None where it does not.

    LiteLLM mixes the fields of the entry with those of the client's body, and importing is not for clients.

    Raises:
        InvalidRequestError: If a client names another agent than an entry of the proxy's does.
    """
    named = mapping(call.get("optional_params")).get("agent")
    if named is None:
        return None
    if mapping(call.get("litellm_params")).get("proxy_server_request") and named not in _entries(call.get("model")):
        raise InvalidRequestError("agent: is set by the gateway's configuration", "agent")
    if not isinstance(named, str):
        raise InvalidRequestError("agent: must be 'module:attribute'", "agent")
    return named


def _entries(model: Any) -> Iterator[Any]:
    """Walk what the proxy's entries for this model say of where its agent is."""
    router = getattr(sys.modules.get(_PROXY), "llm_router", None)
    for entry in getattr(router, "model_list", None) or ():
        params = mapping(mapping(entry).get("litellm_params"))
        if str(params.get("model")).partition("/")[2] == model:
            yield params.get("agent")


def _messages(messages: Any) -> Any:
    """Give the messages with their documents as files."""
    return [*map(_message, messages)] if isinstance(messages, list) else messages


def _message(message: Any) -> Any:
    content = mapping(message).get("content")
    return {**message, "content": [*map(_part, content)]} if isinstance(content, list) else message


def _part(part: Any) -> Any:
    """Take a document out of the place of an image, where LiteLLM's bridge of ``/v1/messages`` puts it."""
    url = mapping(mapping(part).get("image_url")).get("url")
    is_document = isinstance(url, str) and url.startswith("data:") and not url.startswith("data:image/")
    return {"type": "file", "file": {"file_data": url}} if is_document else part


def _metadata(params: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Put together what the client says beside the conversation and what LiteLLM has made of it."""
    found: dict[str, Any] = {}
    for place in (*(sent.get(name) for name in _METADATA), *(params.get(name) for name in _METADATA)):
        found |= {name: value for name, value in mapping(place).items() if value is not None}
    return found


def _user(call: Mapping[str, Any], sent: Mapping[str, Any], metadata: Mapping[str, Any], headers: Any) -> Any:
    """Find who speaks: the end user; else, where Open WebUI names nobody, the user whose key it is."""
    details = mapping(getattr(call.get("logging_obj"), "model_call_details", None))
    named = metadata.get("user_api_key_end_user_id") or sent.get("user") or details.get("user")
    return named or headers.get("x-openwebui-user-id") or metadata.get("user_api_key_user_id")
