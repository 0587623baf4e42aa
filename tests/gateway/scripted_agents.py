"""The agents that the proxy of the tests offers; what they do is written into files of its folder."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.exceptions import ModelRateLimitError
from agno.models.openai import OpenAIChat
from agno.tools import tool
from agno.workflow import Step, Workflow

from headroom.testing import FakeModel, Reply, ToolCall, Usage

SECRET = "the word of the users' is swordfish"
CACHED = Usage(input_tokens=100, output_tokens=10, cache_read_tokens=64)
LONG = 600


def happened(what: str) -> None:
    """Write down that something happened."""
    with Path(f"{what}.txt").open("a") as file:
        file.write("x")


def get_orders() -> list[dict[str, Any]]:
    """List all orders."""
    happened("get_orders")
    return [{"id": number, "customer": f"Customer {number % 7}", "total": 19.9 * number} for number in range(60)]


async def count_orders() -> str:
    """Count all orders, which takes long."""
    happened("begun")
    try:
        await asyncio.sleep(LONG)
    finally:
        happened("stopped")
    return "40"


@tool(requires_confirmation=True)
def release() -> str:
    """Release what is ready."""
    return "released"


def helping(request: Any) -> Any:
    """Look at the orders where they are asked for; else repeat all that the users have said."""
    last = request.messages[-1]
    if last.role == "user" and "orders" in last.content:
        return ToolCall("get_orders")
    if last.role == "tool":
        return Reply("There are 60.", usage=CACHED)
    return " | ".join(str(message.content) for message in request.messages if message.role == "user")


def counting(request: Any) -> Any:
    """Count where that is asked for, and say a word before unless it is to be done in silence."""
    said = request.messages[-1].content if request.messages[-1].role == "user" else ""
    if "count" not in said:
        return "Fine."
    return Reply("" if "silence" in said else "Let me see.", [ToolCall("count_orders")])


def failing(request: Any) -> Any:
    happened("failing")
    return RuntimeError(SECRET)


def limited(request: Any) -> Any:
    happened("limited")
    return ModelRateLimitError(SECRET)


def releasing(request: Any) -> Any:
    last = request.messages[-1]
    return ToolCall("release") if last.role == "user" else str(last.content)


def get_agent(temperature: float | None = None, **model_kwargs: Any) -> Agent:
    """Make an agent that says how it was made."""
    said = f"temperature {temperature}, max_tokens {model_kwargs.get('max_tokens')}"
    return Agent(model=FakeModel(lambda request: said), telemetry=False)


def agent(script: Any, **settings: Any) -> Agent:
    return Agent(model=FakeModel(script), telemetry=False, **settings)


helper = agent(helping, tools=[get_orders], db=InMemoryDb())
agents = {
    "helper": helper,
    "counter": agent(counting, tools=[count_orders], db=InMemoryDb()),
    "failing": agent(failing),
    "limited": agent(limited),
    "releaser": agent(releasing, tools=[release], db=InMemoryDb()),
    "made": get_agent,
    "asking": Agent(model=OpenAIChat(id="gpt-4o"), telemetry=False),  # OPENAI_BASE_URL says whom
    "flow": Workflow(name="flow", steps=[Step(name="step", agent=agent(lambda request: "Done."))], telemetry=False),
}
named_by_an_entry = agent(lambda request: "I stand in the entry.")
