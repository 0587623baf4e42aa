"""A team whose members look orders up, with a word in all that anybody writes that must stand in no figure of ours."""

from __future__ import annotations

from typing import Any

from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat
from agno.team import Team
from tests.agno_versions import delegation
from tests.provider_stub import Body, Call

CANARY = "canary-7f3a"
MEMBERS = ("clerk", "auditor")


def asked_for(body: Body) -> list[Call]:
    """Have the leader give tasks to both members, and these look the orders up."""
    tools = {tool.get("name") or tool["function"]["name"] for tool in body["tools"]}
    if not any("delegate" in tool for tool in tools):
        return [Call("call_1", "get_orders", {"month": f"{CANARY}-argument"})]
    tasks = [delegation(member, f"{CANARY}-task") for member in MEMBERS]
    return [Call(f"call_{n}", task.name, task.arguments) for n, task in enumerate(tasks)]


def get_orders(month: str) -> list[dict]:
    """All orders."""
    return [{"id": 1000 + n, "customer": f"{CANARY}-customer-{n % 7}", "total": n * 1.5} for n in range(80)]


def model_at(url: str, kind: Any = OpenAIChat) -> Any:
    """A model of a service on this machine."""
    if kind is Claude:
        return Claude(id="claude-opus-5", api_key="none", client_params={"base_url": url})
    return OpenAIChat(id="gpt-4o", api_key="none", base_url=f"{url}/v1")


def team_at(url: str, kind: Any = OpenAIChat) -> Team:
    """The team, not wrapped."""
    settings = {"tools": [get_orders], "telemetry": False, "instructions": f"{CANARY}-instructions"}
    members = [Agent(name=name, id=name, model=model_at(url, kind), **settings) for name in MEMBERS]
    leader = model_at(url, kind)
    return Team(name="shop", members=members, model=leader, telemetry=False, instructions=f"{CANARY}-leader")
