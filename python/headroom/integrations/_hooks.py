"""One request of a framework's hook: its messages planned, and its answer accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._account.bill import Caching, Terms
from headroom._models.price import known_price
from headroom._planning.ask import Ask
from headroom._views.tool import RETRIEVE
from headroom.integrations._bodies import tool_name
from headroom.integrations._exchange import PlainExchange
from headroom.integrations._layer import Layer, Planned
from headroom.integrations._services import counted_as

if TYPE_CHECKING:
    from headroom._account.usage import Usage
    from headroom._planning.sent import Sent
    from headroom._planning.shape import Shape

__all__ = ["Described", "HookRequest", "behind", "function_tool"]


class Described(NamedTuple):
    """What a framework says of a request, beside its messages."""

    tools: Sequence[Mapping[str, Any]] = ()
    """Schemas of functions, as OpenAI takes them."""
    output_schema: object = None
    answer_tokens: int | None = None
    is_whole: bool = True
    """Whether what is sent is all that the model reads: no earlier answers, and no pages of the service's own tools."""
    goes_on: bool = False
    """Whether the service holds what stands before the messages."""


class HookRequest:
    """One request.

    Attributes:
        messages: what is to be sent: the messages as given until it is planned.
    """

    def __init__(
        self,
        layer: Layer,
        messages: Sequence[Any],
        shape: Shape[Any],
        model: str,
        service: str | None,
        describe: Callable[[], Described],
        usage_in: Callable[[Any], Usage],
    ) -> None:
        """Begin a request.

        Args:
            layer: what the hook carries.
            messages: the conversation, which is not changed.
            shape: what kind of messages they are.
            model: the id of the model that answers.
            service: who serves it, where that is known.
            describe: tells what else the request is; a fault in it sends the messages as they are.
            usage_in: reads the framework's report of what the provider took in.
        """
        self.messages = list(messages)
        self._layer = layer
        self._shape = shape
        self._model = model
        self._service = service
        self._describe = describe
        self._exchange = PlainExchange(layer, model, self._terms, usage_in)
        self.answered, self.closed = self._exchange.answered, self._exchange.closed

    def plan(self) -> None:
        """Put what is to be sent in the place of the messages; they stay as they are if anything goes wrong.

        Raises:
            HeadroomError: something went wrong and the settings are strict.
        """
        self._take(self._layer.send(self.messages, self._planned))

    async def aplan(self) -> None:
        """Plan as `plan` does, off the event loop when there is much to plan."""
        self._take(await self._layer.asend(self.messages, self._planned))

    def _take(self, sent: Sent) -> None:
        self._exchange.planned(sent)
        self.messages = sent.messages

    def _planned(self) -> Planned:
        return Planned(self.messages, self._shape, self._ask(self._describe()))

    def _ask(self, said: Described) -> Ask:
        counted = counted_as(self._model, self._service)
        own = [tool for tool in said.tools if tool_name(tool) != RETRIEVE]
        offered = len(own) < len(said.tools)
        return Ask(
            model=self._model,
            counted_as=counted,
            service=self._service,
            answer_tokens=said.answer_tokens,
            tools=own or None,
            sent_tools=said.tools if offered else None,
            output_schema=said.output_schema,
            may_leave=not said.goes_on,
            can_retrieve=offered,
            scope=self._layer.scope if offered else "",
            calibration=self._layer.calibrations.of(counted) if said.is_whole and not said.goes_on else None,
        )

    def _terms(self) -> Terms:
        """By the price alone: what is asked to be cached, frameworks say in ways of their own."""
        price = known_price(self._model, self._service, self._layer.prices)
        return Terms(price, Caching.WHOLE if price is not None and price.automatic else Caching.OFF)


def behind(first: object, sent: Sequence[Any]) -> list[Any]:
    """Take what stands first off what is sent, where it has not left: frameworks have the system prompt apart."""
    return list(sent[1:] if sent and sent[0] is first else sent)


def function_tool(name: str, description: str | None, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Make the schema of a function, as OpenAI takes it."""
    return {"type": "function", "function": {"name": name, "description": description or "", "parameters": parameters}}
