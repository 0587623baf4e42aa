"""Headroom for OpenAI's Agents SDK: a provider of models that send less.

Runner.run(agent, "...", run_config=RunConfig(model_provider=HeadroomModelProvider()))
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from headroom._extras import not_installed

try:
    from agents.models.interface import Model, ModelProvider
    from agents.models.multi_provider import MultiProvider

    from agents import FunctionTool
except ModuleNotFoundError as missing:
    raise not_installed("openai-agents", "openai-agents", "agents") from missing

from headroom._exceptions import ProviderError
from headroom._shapes.messages import EDITED_MESSAGES, MESSAGES
from headroom.integrations._bodies import listed, whole_tokens
from headroom.integrations._hooks import Described, HookRequest, behind, function_tool
from headroom.integrations._layer import Accounted, Layer
from headroom.integrations._reports import usage_in
from headroom.integrations._services import service_of_client

if TYPE_CHECKING:
    from agents import ModelSettings
    from headroom._config import HeadroomConfig

__all__ = ["HeadroomModel", "HeadroomModelProvider"]


class HeadroomModel(Accounted, Model):
    """A model of the SDK, sending less: what it is asked goes out compressed, and what a run keeps stays as it is."""

    def __init__(self, model: Model, config: HeadroomConfig | None = None, *, scope: str = "") -> None:
        """Wrap a model.

        Args:
            model: the model.
            config: settings; ``None`` means the defaults.
            scope: whose conversations they are, as `headroom.compress` takes it.

        Raises:
            ProviderError: `model` is something else.
            ConfigurationError: `config` is no ``HeadroomConfig``, or has a setting that is agno's models' alone.
        """
        if not isinstance(model, Model):
            raise ProviderError(f"HeadroomModel takes a model of the Agents SDK, not {type(model).__name__}")
        self.wrapped = model
        self._headroom = Layer(config, scope)

    async def get_response(
        self,
        system_instructions: Any,
        input: Any,  # noqa: A002 - as the SDK names it
        model_settings: Any,
        tools: Any,
        output_schema: Any,
        handoffs: Any,
        tracing: Any,
        **more: Any,
    ) -> Any:
        """Ask the model. Arguments as every model of the SDK takes them."""
        asked = _Asked(system_instructions, input, model_settings, tools, output_schema, handoffs, more)
        request = self._request(asked)
        await request.aplan()
        rest = (model_settings, tools, output_schema, handoffs, tracing)
        response = await self.wrapped.get_response(system_instructions, asked.sent(request.messages), *rest, **more)
        request.answered(response)
        request.closed()
        return response

    async def stream_response(
        self,
        system_instructions: Any,
        input: Any,  # noqa: A002 - as the SDK names it
        model_settings: Any,
        tools: Any,
        output_schema: Any,
        handoffs: Any,
        tracing: Any,
        **more: Any,
    ) -> AsyncIterator[Any]:
        """Ask the model for a stream. Arguments as every model of the SDK takes them."""
        asked = _Asked(system_instructions, input, model_settings, tools, output_schema, handoffs, more)
        request = self._request(asked)
        await request.aplan()
        rest = (model_settings, tools, output_schema, handoffs, tracing)
        stream: Any = self.wrapped.stream_response(system_instructions, asked.sent(request.messages), *rest, **more)
        try:
            async for event in stream:
                request.answered(event)
                yield event
        finally:
            request.closed()
            if hasattr(stream, "aclose"):  # models of others may give any iterator
                await stream.aclose()

    async def close(self) -> None:
        """Release what the model holds."""
        await self.wrapped.close()

    def get_retry_advice(self, request: Any) -> Any:
        """Give the model's own advice."""
        return self.wrapped.get_retry_advice(request)

    async def _cleanup_on_run_end(self, owner: object) -> None:
        # The runner calls it of whatever model an agent has.
        await self.wrapped._cleanup_on_run_end(owner)

    def __getattr__(self, name: str) -> Any:
        # What a class of models has beyond the interface, such as its id.
        if name in ("wrapped", "_headroom"):
            raise AttributeError(name)
        return getattr(self.wrapped, name)

    @classmethod
    def _sharing(cls, model: Model, layer: Layer) -> HeadroomModel:
        made = cls.__new__(cls)
        made.wrapped, made._headroom = model, layer
        return made

    def _request(self, asked: _Asked) -> HookRequest:
        client = getattr(self.wrapped, "_client", None)
        service = service_of_client(client) if hasattr(client, "base_url") else None
        model = str(getattr(self.wrapped, "model", "") or "")
        shape = EDITED_MESSAGES if asked.settings.truncation == "auto" else MESSAGES
        return HookRequest(self._headroom, asked.conversation, shape, model, service, asked.described, usage_in)


class HeadroomModelProvider(Accounted, ModelProvider):
    """A provider of models that send less, on one account."""

    def __init__(
        self, provider: ModelProvider | None = None, config: HeadroomConfig | None = None, *, scope: str = ""
    ) -> None:
        """Wrap a provider.

        Args:
            provider: where the models come from; ``None`` means the SDK's own, which goes by the prefixes of names.
            config: settings; ``None`` means the defaults.
            scope: whose conversations they are, as `headroom.compress` takes it.

        Raises:
            ProviderError: `provider` is something else.
            ConfigurationError: `config` is no ``HeadroomConfig``, or has a setting that is agno's models' alone.
        """
        if provider is not None and not isinstance(provider, ModelProvider):
            raise ProviderError(f"HeadroomModelProvider takes a provider of models, not {type(provider).__name__}")
        self.wrapped = MultiProvider() if provider is None else provider
        self._headroom = Layer(config, scope)

    def get_model(self, model_name: str | None) -> Model:
        """Get a model by its name, wrapped."""
        return HeadroomModel._sharing(self.wrapped.get_model(model_name), self._headroom)

    async def aclose(self) -> None:
        """Release what the provider holds."""
        await self.wrapped.aclose()


class _Asked:
    """What a run asks a model.

    Attributes:
        conversation: the items as a list, the instructions before them.
        settings: the model's.
    """

    def __init__(
        self,
        system: str | None,
        given: str | list[Any],
        settings: ModelSettings,
        tools: list[Any],
        output_schema: Any,
        handoffs: list[Any],
        more: dict[str, Any],
    ) -> None:
        self._system = {"role": "system", "content": system} if system else None
        self.conversation = [*filter(None, [self._system]), *(listed(given) or ())]
        self.settings = settings
        self._given, self._tools, self._output_schema = given, tools, output_schema
        self._handoffs, self._more = handoffs, more

    def sent(self, messages: list[Any]) -> Any:
        """The input as it is sent, as it was given: a text or a list."""
        if listed(self._given) is None:  # nothing of it was read
            return self._given
        items = behind(self._system, messages)
        return items[0]["content"] if isinstance(self._given, str) and items else items

    def described(self) -> Described:
        """Tell what else the request is."""
        own = [function_tool(t.name, t.description, t.params_json_schema) for t in self._tools if _is_function(t)]
        to_others = [function_tool(h.tool_name, h.tool_description, h.input_json_schema) for h in self._handoffs]
        schema = self._output_schema
        return Described(
            tools=[*own, *to_others],
            output_schema=None if schema is None or schema.is_plain_text() else schema.json_schema(),
            answer_tokens=whole_tokens(self.settings.max_tokens),
            is_whole=len(own) == len(self._tools) and not self._more.get("prompt"),
            goes_on=bool(self._more.get("previous_response_id") or self._more.get("conversation_id")),
        )


def _is_function(tool: Any) -> bool:
    return isinstance(tool, FunctionTool)
