"""Budgets in a process that traces: what is spent is the same, and a stop leaves nothing open."""

import pytest

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="OpenTelemetry's exporter is not installed")

from agno.agent import Agent
from agno.models.message import Message
from agno.models.response import ModelResponse
from tests.agno.budgeted import is_stopped, last_run, look, spent, under_way
from tests.agno.otlp_collector import collecting, instrumented
from tests.agno.traced_shop import asked_for, get_orders, model_at
from tests.provider_stub import Call, Usage, running

from headroom import BudgetExceededError, HeadroomConfig, RunBudget
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.integrations.agno import request as requests

UNREPORTED = Usage(0, 0, 0)


@pytest.fixture
def restless():
    """A service that asks for its tool in each answer, and reports what each took."""
    with running(lambda body: [Call(f"call_{len(body['messages'])}", "look", {})]) as server:
        server.is_done = lambda body: False
        server.usages = [Usage(100)]
        yield server


@pytest.fixture
def traced():
    """A collector of the traces of agno."""
    with collecting() as (collector, provider), instrumented(provider):
        yield collector


async def test_an_answer_is_counted_once_where_nothing_is_reported(traced, play, mode, monkeypatch):
    amounts = []
    for traces in (True, False):
        if not traces:
            monkeypatch.setattr(requests, "is_tracing", lambda: False)
        with running(asked_for) as service:
            service.usages = [UNREPORTED]
            model = HeadroomAgnoModel(model_at(service.url), HeadroomConfig(budget=RunBudget(tokens=100_000)))
            agent = Agent(model=model, tools=[get_orders], telemetry=False)
            output, _ = await play(agent, "How many orders?", mode)
            amounts.append(spent(model, "run", output.run_id))
    assert amounts[0] == amounts[1]
    assert amounts[0].tokens > 0


async def test_a_run_that_is_stopped_told_its_span_what_it_sent(traced, restless, play, mode, tmp_path):
    from agno.db.sqlite import SqliteDb

    model = HeadroomAgnoModel(model_at(restless.url), HeadroomConfig(budget=RunBudget(tokens=600)))
    db = SqliteDb(db_file=str(tmp_path / "agno.db"))
    agent = Agent(model=model, tools=[look], db=db, session_id="s", telemetry=False)
    await play(agent, "Look.", mode)

    sent = len(restless.bodies)
    assert is_stopped(last_run(agent))
    assert under_way(model) == 0
    assert model.get_savings_summary()["total_requests"] == len(traced.calls()) == sent > 0
    [run] = traced.runs()
    assert run.attributes["headroom.run.requests"] == sent


def test_what_was_reported_of_an_answer_that_cannot_be_used_is_spent(restless, monkeypatch):
    """The provider bills what it has said, whatever agno's class makes of it."""
    model = HeadroomAgnoModel(model_at(restless.url), HeadroomConfig(budget=RunBudget(tokens=10_000)))
    monkeypatch.setattr(type(model).__bases__[1], "invoke", _failing_behind(type(model).__bases__[1].invoke))
    with pytest.raises(ValueError, match="unusable"):
        model.response([Message(role="user", content="Look.")])
    [account] = model._headroom.ledger.spending._accounts["run"].values()
    assert account.tokens > 100
    assert under_way(model) == 0


def test_a_direct_call_that_is_refused_is_no_request(traced, restless):
    model = HeadroomAgnoModel(model_at(restless.url), HeadroomConfig(budget=RunBudget(tokens=1)))
    with pytest.raises(BudgetExceededError):
        model.response([Message(role="user", content="Look.")])
    assert (restless.bodies, traced.calls(), under_way(model)) == ([], [], 0)


def _failing_behind(invoke):
    def failing(self, *args, **kwargs) -> ModelResponse:
        invoke(self, *args, **kwargs)
        raise ValueError("unusable")

    return failing
