"""Budgets over the wire: the providers' own SDKs send nothing once a run is stopped."""

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.models.anthropic import Claude
from tests.agno.budgeted import is_stopped, last_run, look, spent, under_way
from tests.provider_stub import ANSWER, Call, Usage, running

from headroom import HeadroomConfig, RunBudget
from headroom.integrations.agno import HeadroomAgnoModel


@pytest.fixture
def restless():
    """A service that asks for its tool in each answer."""
    with running(lambda body: [Call(f"call_{len(body['messages'])}", "look", {})]) as server:
        server.is_done = lambda body: len(body["messages"]) > 12
        yield server


@pytest.fixture(params=["openai", "claude"])
def model(request, restless):
    if request.param == "openai":
        from agno.models.openai import OpenAIChat

        return OpenAIChat(id="gpt-4o", api_key="none", base_url=f"{restless.url}/v1")
    return Claude(id="claude-opus-5", api_key="none", max_tokens=50, client_params={"base_url": restless.url})


async def test_nothing_is_received_after_the_stop(restless, model, play, mode, tmp_path):
    restless.usages = [Usage(100)]
    limit = 600 if model.id == "gpt-4o" else 1_500  # for Claude's tools, bounds are wide
    wrapped = HeadroomAgnoModel(model, HeadroomConfig(budget=RunBudget(tokens=limit, session_usd=1.0)))
    db = SqliteDb(db_file=str(tmp_path / "agno.db"))
    agent = Agent(model=wrapped, tools=[look], db=db, session_id="s", telemetry=False)
    await play(agent, "Look.", mode)
    received = len(restless.bodies)
    run = last_run(agent)
    assert is_stopped(run)
    assert received * 100 < spent(wrapped, "run", run.run_id).tokens <= limit
    assert under_way(wrapped) == 0

    agent.model = HeadroomAgnoModel(wrapped, HeadroomConfig(budget=RunBudget(tokens=20_000, session_usd=1.0)))
    output, _ = await play(agent, "Look.", mode)
    assert output.content.endswith(ANSWER)
    assert len(restless.bodies) > received


def test_claude_may_answer_as_long_as_agno_lets_it(restless):
    model = Claude(id="claude-opus-5", api_key="none", client_params={"base_url": restless.url})
    wrapped = HeadroomAgnoModel(model, HeadroomConfig(budget=RunBudget(tokens=4_000)))
    Agent(model=wrapped, tools=[look], telemetry=False).run("Look.")
    assert restless.bodies == []
