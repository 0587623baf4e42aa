"""AgentOS serves one agent object, and with it one model, to every request."""

import asyncio
import json

import httpx
import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.os import AgentOS

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall


def serve(request):
    return "40 orders." if request.messages[-1].role == "tool" else ToolCall("get_orders")


@pytest.fixture
def agent(tools, tmp_path):
    db = SqliteDb(db_file=str(tmp_path / "agno.db"))
    return Agent(id="clerk", model=HeadroomAgnoModel(FakeModel(serve)), tools=tools, db=db, telemetry=False)


@pytest.fixture
async def client(agent):
    app = AgentOS(agents=[agent], telemetry=False).get_app()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://agno", timeout=30) as client:
        yield client


async def ask(client, text, session, stream="false"):
    form = {"message": text, "stream": stream, "session_id": session}
    response = await client.post("/agents/clerk/runs", data=form)
    response.raise_for_status()
    return response


async def test_a_run_over_http(client, agent):
    run = (await ask(client, "How many orders?", "s")).json()

    assert run["content"] == "40 orders."
    assert agent.model.requests[-1].messages[-1].content.startswith("[40 rows:")
    assert run["messages"][-2]["content"].startswith("[{'id': 1000")


async def test_a_stream_over_http(client, agent):
    lines = (await ask(client, "How many orders?", "s", stream="true")).text.splitlines()
    events = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    deltas = [event["content"] for event in events if event["event"] == "RunContent"]

    assert "".join(deltas) == "40 orders."
    assert agent.model.requests[-1].messages[-1].content.startswith("[40 rows:")


async def test_the_stored_session_over_http(client, agent):
    await ask(client, "How many orders?", "s")
    runs = (await client.get("/sessions/s/runs", params={"type": "agent"})).json()

    assert [message["role"] for message in runs[0]["messages"]] == ["user", "assistant", "tool", "assistant"]
    assert runs[0]["messages"][2]["content"].startswith("[{'id': 1000")


async def test_concurrent_requests_keep_apart(client, agent):
    responses = await asyncio.gather(*(ask(client, f"Question {n}", f"s{n}") for n in range(8)))
    asked = [response.json()["messages"][-4]["content"] for response in responses]

    assert asked == [f"Question {n}" for n in range(8)]
    assert agent.model.get_savings_summary()["total_requests"] == 16


async def test_agentos_shows_the_model_as_it_is(client, agent):
    described = (await client.get("/agents/clerk")).json()

    assert described["model"]["model"] == "gpt-4o"
    assert described["model"]["name"] == "FakeModel"
