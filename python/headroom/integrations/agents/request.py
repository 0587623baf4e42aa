"""A chat completion as it is asked for: read once from the body and the headers, and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import InvalidRequestError
from .parameters import read_parameters

__all__ = ["ChatRequest", "read_request"]

_SESSION_HEADERS = ("x-session-id", "x-litellm-session-id", "x-openwebui-chat-id")
_USER_HEADER = "x-openwebui-user-id"
_TASK_HEADER = "x-openwebui-task"
_LONGEST_ID = 256
_ROLES = ("system", "developer", "user", "assistant", "tool")
_REFUSED = {
    "tools": "the agent has tools of its own; tools of the client are not taken",
    "functions": "the agent has tools of its own; functions of the client are not taken",
    "logprobs": "log probabilities are not given",
    "audio": "answers are text; audio is not given",
}


@dataclass(frozen=True)
class ChatRequest:
    """One request to an agent.

    Attributes:
        agent: The name of the agent.
        messages: The conversation as the client tells it, at least one message, the last of them the user's.
        parameters: Sampling parameters by OpenAI's names, only those that are given.
        output_schema: OpenAI's ``response_format`` with a JSON schema; None: text, or JSON of any shape.
        json_object: Whether the answer is to be a JSON object of whatever shape.
        session_id: The client's name for the conversation; None where it has none.
        user_id: The client's name for who is speaking; None where it says nothing.
        task: What a chat client asks for beside the conversation, e.g. ``"title_generation"``; else None.
        stream: Whether the answer is wanted in chunks.
        include_usage: Whether the stream shall end with the usage.
    """

    agent: str
    messages: Sequence[Mapping[str, Any]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    output_schema: Mapping[str, Any] | None = None
    json_object: bool = False
    session_id: str | None = None
    user_id: str | None = None
    task: str | None = None
    stream: bool = False
    include_usage: bool = False


def read_request(body: Any, headers: Mapping[str, str] | None = None) -> ChatRequest:
    """Read a chat completion.

    Args:
        body: The body of the request as parsed, or its fields by name.
        headers: The headers of the request, their names in lower case.

    Returns:
        The request.

    Raises:
        InvalidRequestError: If a field is missing or wrong, or asks for what agents do not give.
    """
    if not isinstance(body, Mapping):
        raise InvalidRequestError("the body must be a JSON object")
    headers = headers or {}
    _refuse(body)
    metadata = _mapping(body, "metadata")
    return ChatRequest(
        agent=_agent(body),
        messages=_messages(body),
        parameters=read_parameters(body),
        output_schema=_output_schema(body),
        json_object=_mapping(body, "response_format").get("type") == "json_object",
        session_id=_first_id("session_id", metadata.get("session_id"), *map(headers.get, _SESSION_HEADERS)),
        user_id=_first_id("user", body.get("user"), headers.get(_USER_HEADER)),
        task=_first_id("task", headers.get(_TASK_HEADER), metadata.get("task")),
        stream=_flag(body, "stream"),
        include_usage=_flag(_mapping(body, "stream_options"), "include_usage"),
    )


def _refuse(body: Mapping[str, Any]) -> None:
    for name, reason in _REFUSED.items():
        if body.get(name):
            raise InvalidRequestError(f"{name}: {reason}", name)
    count = body.get("n")
    if count is not None and (type(count) is not int or count != 1):
        raise InvalidRequestError("n: an agent gives one answer, so n must be 1", "n")


def _agent(body: Mapping[str, Any]) -> str:
    name = body.get("model")
    if not isinstance(name, str) or not name:
        raise InvalidRequestError("model: must be the name of an agent", "model")
    return name


def _messages(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise InvalidRequestError("messages: must be a list of at least one message", "messages")
    for index, message in enumerate(messages):
        if not isinstance(message, Mapping) or message.get("role") not in _ROLES:
            place = f"messages[{index}]"
            raise InvalidRequestError(f"{place}: must be an object with a role, one of {', '.join(_ROLES)}", place)
    if messages[-1]["role"] != "user":
        raise InvalidRequestError("messages: the last message must be the user's", "messages")
    return messages


def _output_schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    wanted = _mapping(body, "response_format")
    kind = wanted.get("type", "text")
    if kind in ("text", "json_object"):
        return None
    if kind == "json_schema" and isinstance(_mapping(wanted, "json_schema").get("schema"), Mapping):
        return wanted
    raise InvalidRequestError(
        'response_format: must be {"type": "text"}, {"type": "json_object"} '
        'or {"type": "json_schema", "json_schema": {"name", "schema"}}',
        "response_format",
    )


def _first_id(name: str, *places: Any) -> str | None:
    """Find the first place that says something. Open WebUI leaves a header empty where it has nothing to say."""
    for value in places:
        if value is None or value == "":
            continue
        if not isinstance(value, str) or len(value) > _LONGEST_ID:
            raise InvalidRequestError(f"{name}: must be a text of at most {_LONGEST_ID} characters", name)
        return value
    return None


def _mapping(container: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = container.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidRequestError(f"{name}: must be an object", name)
    return value


def _flag(container: Mapping[str, Any], name: str) -> bool:
    value = container.get(name)
    if value is not None and not isinstance(value, bool):
        raise InvalidRequestError(f"{name}: must be true or false", name)
    return bool(value)
