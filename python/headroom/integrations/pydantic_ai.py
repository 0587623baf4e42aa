"""Headroom for pydantic-ai: a model that wraps another, and sends less.

Agent(HeadroomModel("openai:gpt-4o"))
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import groupby
from operator import is_
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._extras import not_installed

try:
    from pydantic_ai.messages import (
        BinaryContent,
        ImageUrl,
        ModelMessage,
        ModelRequest,
        ModelResponse,
        RetryPromptPart,
        SystemPromptPart,
        TextPart,
        ToolCallPart,
        ToolReturnPart,
        UserPromptPart,
    )
    from pydantic_ai.models.wrapper import WrapperModel
except ModuleNotFoundError as missing:
    raise not_installed("pydantic-ai", "pydantic-ai", "pydantic_ai") from missing

from headroom._account.usage import NO_USAGE, Usage, reported_tokens, tokens_by_kind
from headroom._shapes.slots import Path
from headroom.integrations._bodies import mapping, whole_tokens
from headroom.integrations._hooks import Described, HookRequest, function_tool
from headroom.integrations._layer import Accounted, Layer
from headroom.integrations._services import service_named
from headroom.integrations._viewed import View, ViewedShape

if TYPE_CHECKING:
    from pydantic_ai.models import Model, ModelRequestParameters

    from headroom._config import HeadroomConfig

__all__ = ["HeadroomModel"]


class HeadroomModel(Accounted, WrapperModel):
    """A model that sends less: the messages of a run stay as they are."""

    def __init__(self, wrapped: Model | str, config: HeadroomConfig | None = None, *, scope: str = "") -> None:
        """Wrap a model.

        Args:
            wrapped: the model, or its name such as ``"openai:gpt-4o"``.
            config: settings; ``None`` means the defaults.
            scope: whose conversations they are, as `headroom.compress` takes it.

        Raises:
            ConfigurationError: `config` is no ``HeadroomConfig``, or has a setting that is agno's models' alone.
        """
        super().__init__(wrapped)
        self._headroom = Layer(config, scope)

    async def request(
        self, messages: list[ModelMessage], model_settings: Any, model_request_parameters: ModelRequestParameters
    ) -> ModelResponse:
        """Ask the model. Arguments as every model takes them."""
        asked = self._asked(messages, model_settings, model_request_parameters)
        await asked.aplan()
        response = await self.wrapped.request(_messages_of(asked.messages), model_settings, model_request_parameters)
        asked.answered(response)
        asked.closed()
        return response

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: Any,
        model_request_parameters: ModelRequestParameters,
        run_context: Any = None,
    ) -> AsyncIterator[Any]:
        """Ask the model for a stream. Arguments as every model takes them."""
        asked = self._asked(messages, model_settings, model_request_parameters)
        await asked.aplan()
        rest = (model_settings, model_request_parameters, run_context)
        try:
            async with self.wrapped.request_stream(_messages_of(asked.messages), *rest) as stream:
                asked.answered()
                yield stream
                asked.answered(stream)
        finally:
            asked.closed()

    def _asked(self, messages: list[ModelMessage], settings: Any, parameters: ModelRequestParameters) -> HookRequest:
        service = service_named(self.wrapped.system, self.wrapped.system.partition("-")[0])

        def described() -> Described:
            return _described(settings, parameters)

        pieces = list(_pieces(messages, parameters))
        return HookRequest(self._headroom, pieces, _PIECES, self.model_name, service, described, _usage_in)


def _described(settings: Any, parameters: ModelRequestParameters) -> Described:
    definitions = [*parameters.function_tools, *parameters.output_tools]
    schema = getattr(parameters.output_object, "json_schema", None) if parameters.output_mode == "native" else None
    return Described(
        tools=[function_tool(tool.name, tool.description, tool.parameters_json_schema) for tool in definitions],
        output_schema=schema,
        answer_tokens=whole_tokens(mapping(settings).get("max_tokens")),
        is_whole=not getattr(parameters, "native_tools", ()),
    )


def _usage_in(response: Any) -> Usage:
    """Read the usage off an answer, or off its stream so far; cached tokens are among the input tokens."""
    reported = response.usage() if callable(response.usage) else response.usage
    figures = (reported.input_tokens, reported.cache_read_tokens, reported.cache_write_tokens)
    billed = tokens_by_kind(*map(reported_tokens, figures), apart=False)
    return NO_USAGE if billed is None else Usage(billed, billed.total)


class _Piece(NamedTuple):
    """What providers take as a message: a part of a request, or a response."""

    place: int
    """That of its message: one object may stand in several."""
    message: Any
    part: Any
    """The part; of a response, and of a request without parts, the message itself."""


def _pieces(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> Iterator[Any]:
    """All that is sent, in its order; the instructions, which stand in no part, as a text."""
    stated = getattr(parameters, "instruction_parts", None)
    told = [part.content for part in stated] if stated else [_instructions_in(messages)]
    yield from filter(None, ["\n\n".join(filter(None, told))])
    for place, message in enumerate(messages):
        parts = message.parts if isinstance(message, ModelRequest) else ()
        yield from (_Piece(place, message, part) for part in parts or (message,))


def _instructions_in(messages: Sequence[ModelMessage]) -> str | None:
    requests = (message for message in reversed(messages) if isinstance(message, ModelRequest))
    return next((message.instructions for message in requests if message.instructions), None)


def _messages_of(sent: Sequence[Any]) -> list[ModelMessage]:
    """Put pieces together; a message whose parts are all as they were is the very object that was given."""
    messages: list[ModelMessage] = []
    for _, group in groupby(sent, key=lambda item: item.place if isinstance(item, _Piece) else id(item)):
        first, *others = group
        if isinstance(first, _Piece):
            messages.append(_message_of(first.message, [first.part, *(other.part for other in others)]))
        elif not isinstance(first, str):  # a note of the window's
            messages.append(first)
    return messages


def _message_of(message: Any, parts: list[Any]) -> ModelMessage:
    given = message.parts if isinstance(message, ModelRequest) and message.parts else [message]
    return message if len(parts) == len(given) and all(map(is_, parts, given)) else replace(message, parts=parts)


def _view(piece: Any) -> View:
    if isinstance(piece, str):
        return View({"role": "system", "content": piece})
    part = piece.part
    read = next((read for kind, read in _READERS.items() if isinstance(part, kind)), _unknown)
    return read(part)


def _unknown(part: Any) -> View:
    """Read what has no reader: it is counted as what is billed and not known, and stays."""
    return View({"role": "user", "content": [{"type": type(part).__name__}]}, fixed=True)


def _system(part: SystemPromptPart) -> View:
    return View({"role": "system", "content": part.content})


def _user(part: UserPromptPart) -> View:
    content = part.content
    return View({"role": "user", "content": content if isinstance(content, str) else list(map(_block, content))})


def _block(item: Any) -> dict[str, Any]:
    if isinstance(item, str):
        return {"type": "text", "text": item}
    if isinstance(item, ImageUrl):
        return {"type": "image_url", "image_url": {"url": item.url}}
    if isinstance(item, BinaryContent) and item.is_image:
        return {"type": "image_url", "image_url": {"url": item.data_uri}}
    return {"type": type(item).__name__}


def _result(part: ToolReturnPart) -> View:
    """Read a result; one that is framed as an error, or has a kind or files of its own, stays as it is."""
    framed = getattr(part, "outcome", "success") != "success" or getattr(part, "tool_kind", None) is not None
    chat = {"role": "tool", "tool_call_id": part.tool_call_id, "content": part.model_response_str()}
    return View(chat, fixed=framed or bool(getattr(part, "files", ())))


def _retry(part: RetryPromptPart) -> View:
    asked = {"role": "user", "content": part.model_response()}
    answers = {"role": "tool", "tool_call_id": part.tool_call_id} if part.tool_name else {}
    return View({**asked, **answers}, fixed=True)


def _response(response: ModelResponse) -> View:
    said = [{"type": "text", "text": part.content} for part in response.parts if isinstance(part, TextPart)]
    calls = [_call(part) for part in response.parts if isinstance(part, ToolCallPart)]
    chat: dict[str, Any] = {"role": "assistant", "content": said or None}
    return View({**chat, "tool_calls": calls} if calls else chat)


def _call(part: ToolCallPart) -> dict[str, Any]:
    function = {"name": part.tool_name, "arguments": part.args_as_json_str()}
    return {"id": part.tool_call_id, "type": "function", "function": function}


def _empty(request: ModelRequest) -> View:
    return View({"role": "user", "content": ""})


_READERS: dict[type[Any], Callable[[Any], View]] = {
    SystemPromptPart: _system,
    UserPromptPart: _user,
    ToolReturnPart: _result,
    RetryPromptPart: _retry,
    ModelResponse: _response,
    ModelRequest: _empty,
}


def _put(piece: _Piece, values: Mapping[Path, Any]) -> _Piece:
    part = piece.part
    if ("content",) in values:
        return piece._replace(part=replace(part, content=values["content",]))
    texts = {path[1]: text for path, text in values.items()}
    content = [texts.get(index, item) for index, item in enumerate(part.content)]
    return piece._replace(part=replace(part, content=content))


def _noted(role: str, text: str) -> ModelMessage:
    if role == "assistant":
        return ModelResponse(parts=[TextPart(text)])
    return ModelRequest(parts=[UserPromptPart(text)])


_PIECES = ViewedShape(_view, _put, _noted)
