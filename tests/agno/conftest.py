"""What every Agno test starts from: data like real tools return, four ways to call, and twins to compare.

Agno turns what a tool returns into text with ``str()``, so a tool that returns a list
of dicts is read by the model as a Python repr. The tools here do just that.
"""

import inspect
import os
import re
import socket
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("agno", reason="agno is not installed")
# LiteLLM fetches a price list when it is imported, unless told not to.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat
from tests.agno.session_places import KINDS, Place, place_of
from tests.postgres_server import PostgresServer
from tests.postgres_server import running as running_postgres
from tests.provider_stub import Call, running

from headroom import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, ToolCall, Usage

MODES = ("run", "arun", "run_stream", "arun_stream")
USAGE = Usage(input_tokens=100, output_tokens=10)


def orders(count: int = 40) -> list[dict[str, Any]]:
    states = ("paid", "open", "refunded")
    return [
        {"id": 1000 + n, "customer": f"customer-{n % 7}", "total": n * 1.5, "state": states[n % 3], "note": None}
        for n in range(count)
    ]


def issues(count: int = 30) -> dict[str, Any]:
    items = [
        {"number": n, "title": f"Crash number {n}", "labels": ["bug", "p1"], "user": {"login": f"dev{n % 4}"}}
        for n in range(count)
    ]
    return {"total_count": count, "incomplete_results": False, "items": items}


def log_lines(count: int = 50) -> list[dict[str, Any]]:
    return [
        {"time": f"2026-03-01T12:00:{n:02d}Z", "level": "INFO", "message": f"GET /orders/{n} 200"} for n in range(count)
    ]


def get_orders() -> list[dict[str, Any]]:
    """List all orders."""
    return orders()


def get_issues() -> dict[str, Any]:
    """List all issues."""
    return issues()


def get_logs() -> list[dict[str, Any]]:
    """List the latest log lines."""
    return log_lines()


def script() -> list[Any]:
    """Three rounds of tools, two of them in parallel, and an answer; with fixed usage, so that twins can be equal."""
    return [
        Reply(tool_calls=[ToolCall("get_orders")], usage=USAGE),
        Reply(tool_calls=[ToolCall("get_issues"), ToolCall("get_logs")], usage=USAGE),
        Reply(text="40 orders, 30 issues, all requests answered.", usage=USAGE),
    ]


@pytest.fixture
def tools():
    return [get_orders, get_issues, get_logs]


@pytest.fixture
def data():
    """The generators themselves, for tests that need other sizes."""
    return {"orders": orders, "issues": issues, "logs": log_lines}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Nothing leaves this machine; a test that tries fails."""
    resolve = socket.getaddrinfo

    def resolve_here(host, *args, **kwargs):
        if host not in ("127.0.0.1", "localhost", None):
            pytest.fail(f"the test asked for {host}")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)


@pytest.fixture(scope="session")
def agno_version():
    return tuple(int(number) for number in re.findall(r"\d+", version("agno"))[:3])


@pytest.fixture(params=MODES)
def mode(request):
    return request.param


@pytest.fixture
def play():
    """Run an agent or team in one of the four modes: ``output, deltas = await play(agent, "Hi", mode)``."""
    return _play


@pytest.fixture
def stub():
    """A server on this machine that both SDKs take for their provider's."""
    calls = [Call("call_1", "get_orders", {}), Call("call_2", "get_logs", {})]
    with running(lambda _: calls) as server:
        yield server


@pytest.fixture
def openai(stub):
    return OpenAIChat(id="gpt-4o", api_key="none", base_url=f"{stub.url}/v1")


@pytest.fixture
def claude(stub):
    return Claude(id="claude-opus-5", api_key="none", client_params={"base_url": stub.url})


@pytest.fixture
def twins(tools):
    """Two agents with the same script: one on the model as it is, one on the model wrapped, under `config`."""

    def make(
        steps: list[Any] | None = None, config: HeadroomConfig | None = None, **settings: Any
    ) -> tuple[Agent, Agent]:
        steps = script() if steps is None else steps
        settings = {"tools": tools, "telemetry": False, **settings}
        plain, wrapped = FakeModel(steps), HeadroomAgnoModel(FakeModel(steps), config)
        return Agent(model=plain, **settings), Agent(model=wrapped, **settings)

    return make


@pytest.fixture
def told():
    """What a list of messages says, without what differs between any two runs."""
    return _told


async def _play(agent: Any, text: Any, mode: str, **settings: Any) -> tuple[Any, list[str]]:
    name = mode.removesuffix("_stream")
    if name == mode:
        result = getattr(agent, name)(text, stream=False, **settings)
        return (await result if inspect.isawaitable(result) else result), []
    option = "yield_run_output" if "yield_run_output" in inspect.signature(agent.run).parameters else None
    events = getattr(agent, name)(text, stream=True, **{option or "yield_run_response": True}, **settings)
    seen = [event async for event in events] if name == "arun" else list(events)
    deltas = [event.content for event in seen[:-1] if getattr(event, "event", "").endswith("RunContent")]
    return seen[-1], deltas


_INCIDENTAL = {"id", "created_at", "checkpoint_created_at", "metrics", "duration"}


def _told(messages: list[Any]) -> list[dict[str, Any]]:
    return [{key: value for key, value in m.to_dict().items() if key not in _INCIDENTAL} for m in messages]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One that all tests of a process share."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where sessions are kept, in each kind of database."""
    yield from place_of(request.param, tmp_path, request)
