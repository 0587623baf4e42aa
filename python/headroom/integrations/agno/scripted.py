"""A scripted agno model. Users reach it as ``headroom.testing.FakeModel``."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from agno.models.base import Model
from agno.models.message import Message
from agno.models.response import ModelResponse

from headroom._tokens import count_tokens

from .counting import count_conversation
from .messages import rows_of

__all__ = ["FakeModel", "Reply", "SentRequest", "ToolCall", "Usage"]

_DELTA = 12


@dataclass(frozen=True)
class ToolCall:
    """A tool the model asks for.

    Attributes:
        name: The tool's name.
        arguments: Its arguments.
        id: The call's id; None: one that says which call of the script it is.
    """

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True)
class Usage:
    """The tokens the model claims to have used.

    Attributes:
        input_tokens: Tokens read.
        output_tokens: Tokens written.
        cache_read_tokens: Tokens read from the provider's prompt cache.
        cache_write_tokens: Tokens written to it.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


@dataclass(frozen=True)
class Reply:
    """One answer of the model, in full. Shorter: a text, a ``ToolCall``, or a list of them.

    Attributes:
        text: What it says, if anything.
        tool_calls: The tools it asks for.
        usage: The tokens it claims; None: counted from what was sent and said.
        provider_data: What agno keeps for the provider, e.g. ``{"response_id": "r1"}``.
    """

    text: str | None = None
    tool_calls: Sequence[ToolCall] = ()
    usage: Usage | None = None
    provider_data: dict[str, Any] | None = None


@dataclass(frozen=True)
class SentRequest:
    """One request as the model received it.

    Attributes:
        messages: Copies of the messages as they are sent, taken when they arrived.
        tools: The tool definitions.
        response_format: The structured output that was asked for, if any.
        mode: ``invoke``, ``ainvoke``, ``invoke_stream`` or ``ainvoke_stream``.
        run_id: The agno run it belongs to; None for agno's own calls.
    """

    messages: list[Message]
    tools: list[dict[str, Any]]
    response_format: Any
    mode: str
    run_id: str | None

    @property
    def texts(self) -> list[str]:
        """The content of every message that has one, in order, as text."""
        return [m.content if isinstance(m.content, str) else str(m.content) for m in self.messages if m.content]


Step = Union[str, ToolCall, Sequence[ToolCall], Reply, Exception]  # noqa: UP007
Script = Union[Sequence[Step], Callable[[SentRequest], Step]]  # noqa: UP007


class _Tape:
    """The script and the recording. Copies of a model play and record on the same tape."""

    def __init__(self, script: Script) -> None:
        self.requests: list[SentRequest] = []
        self._script = script
        self._lock = threading.Lock()

    def play(self, request: SentRequest) -> tuple[int, Reply]:
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
        step: Any = self._script(request) if callable(self._script) else self._step(number)
        if isinstance(step, Exception):
            raise step
        return number, _reply(step)

    def _step(self, number: int) -> Step:
        if callable(self._script) or number >= len(self._script):
            raise AssertionError(f"FakeModel was called {number + 1} times, its script has fewer steps")
        return self._script[number]

    def __copy__(self) -> _Tape:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> _Tape:
        return self

    def __reduce__(self) -> tuple[type[_Tape], tuple[Script]]:
        return _Tape, (self._script,)


@dataclass(init=False)
class FakeModel(Model):
    """An agno model that follows a script and remembers what it was sent.

    It needs no network and no key, works in all four call modes, streams in small
    deltas, and may be shared by threads and concurrent runs::

        model = FakeModel([ToolCall("get_orders"), "There are 3 orders."])
        agent = Agent(model=HeadroomAgnoModel(model), tools=[get_orders])
        agent.run("How many orders?")
        print(model.requests[1].messages[-1].content)  # what was really sent

    Copies of a model, wrapped ones too, follow the same script and share the record.

    Args:
        script: The steps, played in order over all requests: a text, a ``ToolCall`` or
            a list of them, a ``Reply``, or an exception to raise. Or a function that is
            given the ``SentRequest`` and returns such a step, for concurrent runs.
        id: The model's id; it decides how tokens are counted.
        **fields: Any other field of agno's ``Model``, e.g. ``retries=2``.
    """

    script: Any = field(default=None, repr=False, compare=False)

    def __init__(self, script: Script | _Tape = (), *, id: str = "gpt-4o", **fields: Any) -> None:  # noqa: A002
        super().__init__(id=id, **{"name": "FakeModel", "provider": "Fake", **fields})
        self.script = script if isinstance(script, _Tape) else _Tape(script)

    @property
    def requests(self) -> list[SentRequest]:
        """Every request so far, over all copies of this model, in order of arrival."""
        return list(self.script.requests)

    def invoke(self, messages: list[Message], *args: Any, **kwargs: Any) -> ModelResponse:
        """Play the next step.

        Args:
            messages: What is sent.
            *args: Not needed.
            **kwargs: ``tools``, ``response_format`` and ``run_response`` are recorded.

        Returns:
            The whole answer.

        Raises:
            AssertionError: If the script has no more steps.
            Exception: Whatever the step says.
        """
        return self._play("invoke", messages, kwargs)

    async def ainvoke(self, messages: list[Message], *args: Any, **kwargs: Any) -> ModelResponse:
        """Play the next step; as ``invoke``."""
        return self._play("ainvoke", messages, kwargs)

    def invoke_stream(self, messages: list[Message], *args: Any, **kwargs: Any) -> Iterator[ModelResponse]:
        """Play the next step in deltas; otherwise as ``invoke``."""
        yield from self._deltas(self._play("invoke_stream", messages, kwargs))

    async def ainvoke_stream(self, messages: list[Message], *args: Any, **kwargs: Any) -> AsyncIterator[ModelResponse]:
        """Play the next step in deltas; otherwise as ``invoke``."""
        for delta in self._deltas(self._play("ainvoke_stream", messages, kwargs)):
            yield delta

    def _play(self, mode: str, messages: list[Message], kwargs: dict[str, Any]) -> ModelResponse:
        request = SentRequest(
            messages=[_as_sent(message, kwargs.get("compress_tool_results")) for message in messages],
            tools=list(kwargs.get("tools") or ()),
            response_format=kwargs.get("response_format"),
            mode=mode,
            run_id=getattr(kwargs.get("run_response"), "run_id", None),
        )
        number, reply = self.script.play(request)
        calls = [_wire_call(call, f"call_{number}_{index}") for index, call in enumerate(reply.tool_calls)]
        return ModelResponse(
            role="assistant",
            content=reply.text,
            tool_calls=calls,
            provider_data=reply.provider_data,
            response_usage=_metrics(reply.usage or self._counted(request, reply, calls)),
        )

    def _counted(self, request: SentRequest, reply: Reply, calls: list[dict[str, Any]]) -> Usage:
        written = (reply.text or "") + "".join(json.dumps(call["function"]) for call in calls)
        read = count_conversation(rows_of(request.messages), self.id, request.tools)
        return Usage(read.value, count_tokens(written, self.id).value)

    @staticmethod
    def _deltas(response: ModelResponse) -> Iterator[ModelResponse]:
        text = response.content or ""
        for start in range(0, len(text), _DELTA):
            yield ModelResponse(role="assistant", content=text[start : start + _DELTA])
        response.content = None
        yield response

    def _parse_provider_response(self, response: ModelResponse, **kwargs: Any) -> ModelResponse:
        return response

    def _parse_provider_response_delta(self, response: ModelResponse) -> ModelResponse:
        return response


def _as_sent(message: Message, compress_tool_results: bool | None) -> Message:
    """A copy that says what a provider's class sends: of a compressed result its other content."""
    compressed = getattr(message, "compressed_content", None) if compress_tool_results else None
    return message.model_copy(update={} if compressed is None else {"content": compressed})


def _reply(step: str | ToolCall | Sequence[ToolCall] | Reply) -> Reply:
    if isinstance(step, Reply):
        return step
    if isinstance(step, str):
        return Reply(step)
    return Reply(tool_calls=[step] if isinstance(step, ToolCall) else list(step))


def _wire_call(call: ToolCall, default_id: str) -> dict[str, Any]:
    function = {"name": call.name, "arguments": json.dumps(call.arguments)}
    return {"id": call.id or default_id, "type": "function", "function": function}


def _metrics(usage: Usage) -> Any:
    # Agno renamed the class in 2.4; the message knows which one it takes.
    metrics = type(Message(role="assistant").metrics)
    return metrics(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        total_tokens=usage.input_tokens + usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
    )
