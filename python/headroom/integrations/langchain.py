"""Headroom for LangChain: a middleware, so that what an agent asks its model goes out in fewer tokens.

create_agent("openai:gpt-4o", tools, middleware=[HeadroomMiddleware()])
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from headroom._extras import not_installed

try:
    from langchain.agents.middleware import AgentMiddleware
    from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
    from langchain_core.utils.function_calling import convert_to_openai_tool
except ModuleNotFoundError as missing:
    raise not_installed("langchain", "langchain") from missing

from headroom._account.usage import NO_USAGE, Usage, reported_tokens, tokens_by_kind
from headroom._shapes.slots import Path, replaced
from headroom.integrations._bodies import mapping, whole_tokens
from headroom.integrations._hooks import Described, HookRequest, behind
from headroom.integrations._layer import Accounted, Layer
from headroom.integrations._services import service_named, service_of_class
from headroom.integrations._viewed import View, ViewedShape

if TYPE_CHECKING:
    from langchain.agents.middleware import ModelRequest

    from headroom._config import HeadroomConfig

__all__ = ["HeadroomMiddleware"]

_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool", "function": "function"}


class HeadroomMiddleware(Accounted, AgentMiddleware):
    """A middleware of `langchain.agents.create_agent` that sends less: the state of the agent stays as it is."""

    def __init__(self, config: HeadroomConfig | None = None, *, scope: str = "") -> None:
        """Make a middleware, with an account of its own.

        Args:
            config: settings; ``None`` means the defaults.
            scope: whose conversations they are, as `headroom.compress` takes it.

        Raises:
            ConfigurationError: `config` is no ``HeadroomConfig``, or has a setting that is agno's models' alone.
        """
        super().__init__()
        self.tools: list[Any] = []
        self._headroom = Layer(config, scope)

    def wrap_model_call(self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Any]) -> Any:
        """Hand a request on, compressed."""
        asked = _request(self._headroom, request)
        asked.plan()
        return _answered(asked, handler(_overridden(request, asked.messages)))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[Any]]
    ) -> Any:
        """Hand a request on, compressed."""
        asked = _request(self._headroom, request)
        await asked.aplan()
        return _answered(asked, await handler(_overridden(request, asked.messages)))


def _request(layer: Layer, request: ModelRequest[Any]) -> HookRequest:
    model, system = request.model, request.system_message
    kind: Any = type(model)
    # LangChain's packages are named for the services that they call: langchain_openai.
    service = service_of_class(kind) or service_named(kind.__module__.partition(".")[0].partition("_")[2])
    messages = request.messages if system is None else [system, *request.messages]

    def described() -> Described:
        return _described(request)

    return HookRequest(layer, messages, _MESSAGES, _model_id(model), service, described, _usage_in)


def _model_id(model: Any) -> str:
    names = (getattr(model, name, None) for name in ("model_name", "model", "model_id"))
    return next((name for name in names if isinstance(name, str) and name), "")


def _described(request: ModelRequest[Any]) -> Described:
    tools = [convert_to_openai_tool(tool) for tool in request.tools]
    schema = getattr(request.response_format, "schema", None)
    limits = (request.model_settings.get("max_tokens"), getattr(request.model, "max_tokens", None))
    return Described(
        tools=tools,
        output_schema=schema,
        answer_tokens=next(filter(None, map(whole_tokens, limits)), None),
        is_whole=all(tool.get("type") == "function" for tool in tools),
    )


def _overridden(request: ModelRequest[Any], sent: list[Any]) -> ModelRequest[Any]:
    return request.override(messages=behind(request.system_message, sent))


def _answered(asked: HookRequest, response: Any) -> Any:
    asked.answered(response)
    asked.closed()
    return response


def _usage_in(response: Any) -> Usage:
    """Read the usage off an answer, a message or several; LangChain has cached tokens among the input tokens."""
    response = getattr(response, "model_response", response)
    messages = getattr(response, "result", [response])
    return next(filter(None, map(_usage_of, messages)), NO_USAGE)


def _usage_of(message: Any) -> Usage | None:
    reported = mapping(getattr(message, "usage_metadata", None))
    details = mapping(reported.get("input_token_details"))
    figures = (reported.get("input_tokens"), details.get("cache_read"), details.get("cache_creation"))
    billed = tokens_by_kind(*map(reported_tokens, figures), apart=False)
    return None if billed is None else Usage(billed, billed.total)


def _view(message: BaseMessage) -> View:
    """Read a message; what an application keeps beside it, such as a tool's artifact, is not sent."""
    chat: dict[str, Any] = {"role": _ROLES.get(message.type, getattr(message, "role", "user"))}
    chat["content"] = _blocks(message.content)
    calls = getattr(message, "tool_calls", None)
    if calls and not _calls_in(message.content):
        chat["tool_calls"] = [_call(call) for call in calls]
    if message.type == "tool":
        chat["tool_call_id"] = getattr(message, "tool_call_id", "")
    return View(chat)


def _blocks(content: Any) -> Any:
    if not isinstance(content, list):
        return content
    return [{"type": "text", "text": block} if isinstance(block, str) else block for block in content]


def _calls_in(content: Any) -> bool:
    """Whether Anthropic's blocks say the calls, too."""
    return isinstance(content, list) and any(mapping(block).get("type") == "tool_use" for block in content)


def _call(call: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": call["name"], "arguments": json.dumps(call["args"], separators=(",", ":"))}
    return {"id": call.get("id") or "", "type": "function", "function": function}


def _put(message: BaseMessage, values: Mapping[Path, Any]) -> BaseMessage:
    def place(path: Path) -> Path:
        """Where a text stands in the message: one that is a block by itself has no field."""
        content = message.content
        return path[:2] if len(path) == 3 and isinstance(content[path[1]], str) else path

    content = {place(path)[1:]: value for path, value in values.items()}
    return message.model_copy(update={"content": replaced(message.content, content)})


def _noted(role: str, text: str) -> BaseMessage:
    return AIMessage(content=text) if role == "assistant" else HumanMessage(content=text)


_MESSAGES = ViewedShape(_view, _put, _noted)
