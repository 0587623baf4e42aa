"""A clerk who asks for what a view left out, and what an unwrapped agent's run would be."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from agno.models.message import Message

from headroom import HeadroomConfig, ViewConfig
from headroom.testing import Reply, ToolCall, Usage

USAGE = Usage(input_tokens=100, output_tokens=10)
RETRIEVE = "headroom_retrieve"
LOSSLESS = HeadroomConfig(views=ViewConfig(enabled=False))
ANSWER = "Order 1477 is paid."
STATES = ("paid", "open", "refunded")
ORDERS = [
    {"id": 1000 + n, "customer": f"customer-{n % 7}", "total": n * 1.5, "state": STATES[n % 3]} for n in range(800)
]
WANTED = '{"id":1477,"customer":"customer-1","total":715.5,"state":"paid"}'


def list_orders() -> list[dict[str, Any]]:
    """List all orders of the year."""
    return deepcopy(ORDERS)


def clerk(request: Any) -> Reply:
    """List the orders, ask for the one that is wanted where it is not shown, and answer."""
    last = request.messages[-1]
    if last.role == "user":
        return calling(ToolCall("list_orders", id="orders"))
    if last.tool_name == "list_orders" and is_offered(request):
        return calling(retrieve(address_in(last)))
    return Reply(ANSWER, usage=USAGE)


def counted(script: Callable[[Any], Reply]) -> Callable[[Any], Reply]:
    """The same script, whose usage is what was sent."""

    def play(request: Any) -> Reply:
        reply = script(request)
        return Reply(reply.text, reply.tool_calls)

    return play


def calling(*calls: ToolCall) -> Reply:
    return Reply(tool_calls=calls, usage=USAGE)


def retrieve(address: str, **arguments: Any) -> ToolCall:
    """A call for one order, or for what is asked."""
    return ToolCall(RETRIEVE, {"address": address, **(arguments or {"rows": "id = 1477"})}, id="page")


def address_in(message: Message) -> str:
    """The address that a view names."""
    found = re.search(RETRIEVE + r'\("(\w+)"\)', str(message.content))
    assert found, message.content[:200]
    return found[1]


def names(tools: list[dict[str, Any]]) -> list[str]:
    return [tool["function"]["name"] for tool in tools]


def is_offered(request: Any) -> bool:
    return RETRIEVE in names(request.tools)


def pages(messages: list[Message]) -> list[str]:
    return [message.content for message in messages if message.tool_name == RETRIEVE]


def without_retrievals(messages: list[Message]) -> list[Message]:
    """The messages of a run as they would be had nobody asked for a page."""
    kept = []
    for message in messages:
        calls = [call for call in message.tool_calls or [] if call["function"]["name"] != RETRIEVE]
        if message.tool_name == RETRIEVE or (message.tool_calls and not calls):
            continue
        kept.append(message.model_copy(update={"tool_calls": calls}) if message.tool_calls else message)
    return kept
