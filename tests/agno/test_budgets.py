"""Budgets of runs: a request that could exceed one is not sent, in any mode; agno ends the run, and retries nothing."""

import json
import logging
import pickle
import time
from contextlib import suppress
from dataclasses import dataclass
from inspect import signature

import pytest
from agno.agent import Agent
from agno.exceptions import ModelProviderError, StopAgentRun
from agno.models.message import Message
from agno.run.agent import RunOutput
from agno.tools.function import Function
from tests.agno.budgeted import BILLED, agent_of, is_stopped, last_run, look, looking, needed_by, spent, under_way
from tests.agno_versions import needs
from tests.provider_stub import Call
from tests.provider_stub import Usage as Reported

from headroom import BudgetExceededError, HeadroomConfig, HeadroomMode, RunBudget
from headroom.integrations.agno import HeadroomAgnoModel, wrap_agent
from headroom.testing import FakeModel, Reply, ToolCall, Usage

retrying_models = needs((2, 2), "models do not retry by themselves")
MODES = pytest.mark.parametrize("headroom_mode", list(HeadroomMode))


def requests_of(agent):
    return len(agent.model.requests)


@MODES
async def test_to_the_token_what_fits_is_sent_and_what_could_exceed_is_not(play, mode, headroom_mode):
    config = {"default_mode": headroom_mode}
    probe = agent_of(RunBudget(tokens=2 * BILLED + 1), config=config)
    await play(probe, "Look.", mode, session_id="s")
    assert requests_of(probe) == 2
    fits = 2 * BILLED + needed_by(last_run(probe))
    for limit, requests in ((fits, 3), (fits - 1, 2)):
        agent = agent_of(RunBudget(tokens=limit), config=config)
        await play(agent, "Look.", mode, session_id="s")
        run = last_run(agent)
        assert is_stopped(run)
        assert requests_of(agent) == agent.model.get_savings_summary()["total_requests"] == requests
        assert spent(agent.model, "run", run.run_id).tokens == requests * BILLED
        assert under_way(agent.model) == 0


async def test_a_run_within_its_budget_is_what_it_is_without_one(play, told, mode):
    outputs = []
    for budget in (None, RunBudget(tokens=10**6, usd=100, session_tokens=10**6, session_usd=100)):
        output, deltas = await play(agent_of(budget, rounds=2), "Look.", mode)
        outputs.append((told(output.messages), deltas, output.content))
    assert outputs[0] == outputs[1]


async def test_a_stream_ends_with_an_event_that_says_why(agno_version):
    agent = agent_of(RunBudget(tokens=1_001))
    events = list(agent.run("Look.", stream=True))
    asynchronous = [event async for event in agent_of(RunBudget(tokens=1_001)).arun("Look.", stream=True)]
    for last in (events[-1], asynchronous[-1]):
        if agno_version < (2, 9):
            assert type(last).__name__ == "RunCancelledEvent"
            assert "the run's budget of 1,001 tokens is used up" in last.reason
        else:
            assert type(last).__name__ == "RunErrorEvent"
            assert last.error_type == last.error_id == "budget_exceeded_error"
            assert (last.additional_data["scope"], last.additional_data["spent"]) == ("run", 1_000)


async def test_what_was_said_before_is_stored_and_every_call_has_its_result(play, mode):
    agent = agent_of(RunBudget(tokens=1_001))
    await play(agent, "Look.", mode, session_id="s")
    run = last_run(agent)
    assert [message.role for message in run.messages] == ["user", "assistant", "tool", "assistant", "tool"]
    assert run.metrics.additional_metrics["headroom_spent_tokens"] == 1_000
    assert run.metrics.additional_metrics["headroom_budget"] == {"exceeded": "run tokens", "on_exceed": "stop"}


async def test_an_agent_that_retries_does_not_retry_it(play, mode):
    agent = agent_of(RunBudget(tokens=1_001), retries=3, delay_between_retries=60, exponential_backoff=True)
    began = time.monotonic()
    await play(agent, "Look.", mode, session_id="s")
    assert is_stopped(last_run(agent))
    assert requests_of(agent) == 2
    assert time.monotonic() - began < 60


@retrying_models
async def test_a_model_that_retries_does_not_retry_it_and_no_fallback_gets_it(play, mode):
    model = FakeModel(looking(9), retries=3, delay_between_retries=60)
    fallback = FakeModel(["Fallen back."])
    agent = wrap_agent(agent_of(RunBudget(tokens=1_001), model))
    if hasattr(agent, "fallback_models"):
        agent.fallback_models = [fallback]
    await play(agent, "Look.", mode, session_id="s")
    assert is_stopped(last_run(agent))
    assert (requests_of(agent), len(fallback.requests)) == (2, 0)


async def test_a_warning_sends_all_says_it_once_and_marks_the_run(play, mode, caplog):
    agent = agent_of(RunBudget(tokens=1_001, on_exceed="warn"), rounds=5)
    with caplog.at_level(logging.WARNING, "headroom"):
        output, _ = await play(agent, "Look.", mode)
    assert output.content.endswith("Seen.")
    assert requests_of(agent) == 6
    [warning] = [record.getMessage() for record in caplog.records if "budget" in record.getMessage()]
    assert "the run's budget of 1,001 tokens is used up: 1,000 tokens spent" in warning
    assert warning.endswith("it is sent all the same")
    assert output.metrics.additional_metrics["headroom_budget"] == {"exceeded": "run tokens", "on_exceed": "warn"}
    assert spent(agent.model, "run", output.run_id).tokens == 6 * BILLED


async def test_dollars_are_those_of_input_and_output(play, mode):
    agent = agent_of(RunBudget(usd=0.0045))  # 400 x 2.50 and 100 x 10 millionths a request: 0.002 USD
    await play(agent, "Look.", mode, session_id="s")
    run = last_run(agent)
    assert requests_of(agent) == 2
    assert is_stopped(run)
    assert "the run's budget of 0.004500 USD is used up: 0.004000 USD spent" in run.content
    assert run.metrics.additional_metrics["headroom_spent_usd"] == 0.004


async def test_dollars_are_not_held_by_guessing_what_a_model_costs(play, mode, caplog):
    stopped = agent_of(RunBudget(usd=100.0), FakeModel(looking(1), id="nobody-knows"))
    await play(stopped, "Look.", mode, session_id="s")
    assert requests_of(stopped) == 0
    assert "nobody knows what nobody-knows costs" in last_run(stopped).content

    warned = agent_of(RunBudget(usd=100.0, on_exceed="warn"), FakeModel(looking(1), id="nobody-knows"))
    with caplog.at_level(logging.WARNING, "headroom"):
        await play(warned, "Look.", mode)
    assert requests_of(warned) == 2
    said = [record.getMessage() for record in caplog.records if record.name == "headroom"]
    assert len([text for text in said if "nobody knows" in text and text.endswith("all the same")]) == 1

    free = agent_of(RunBudget(usd=0.01), FakeModel(looking(1), id="free"))
    await play(free, "Look.", mode)
    assert requests_of(free) == 2


def function(tool=look):
    return Function.from_callable(tool)


def test_a_direct_call_is_a_run_and_raises_what_agno_stops_for():
    model = HeadroomAgnoModel(agent_of(RunBudget(tokens=1_001)).model)
    for _ in range(2):  # each a run by itself
        with pytest.raises(BudgetExceededError, match="the run's budget") as caught:
            model.response(messages=[Message(role="user", content="Look.")], tools=[function()])
        assert isinstance(caught.value, StopAgentRun)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
        assert (caught.value.scope, caught.value.unit, caught.value.limit) == ("run", "tokens", 1_001)
        assert (caught.value.spent, caught.value.model) == (1_000, "gpt-4o")
    assert len(model.requests) == 4


@needs((2, 2), "a tool's StopAgentRun stops nothing")
def test_a_tool_that_asks_beyond_the_budget_ends_the_loop_of_tools():
    helper = HeadroomAgnoModel(FakeModel(["never"]), agent_of(RunBudget(tokens=1)).model._headroom.config)

    def ask() -> str:
        """Ask."""
        return helper.response(messages=[Message(role="user", content="Hi")]).content

    outer = FakeModel([ToolCall("ask"), "The end was not the end."])
    output = Agent(model=outer, tools=[ask], telemetry=False).run("Ask.")
    assert len(outer.requests) == 1
    assert helper.requests == []
    assert output.messages[-1].role == "tool"


async def test_the_models_of_one_agent_share_it(play, mode):
    one, other = FakeModel(looking(1)), FakeModel([Reply("{}", usage=Usage(400, 100))])
    agent = Agent(model=one, output_model=other, tools=[look], telemetry=False, db=agent_of(None).db)
    wrap_agent(agent, agent_of(RunBudget(tokens=1_001)).model._headroom.config)
    await play(agent, "Look.", mode, session_id="s")
    assert (len(one.requests), len(other.requests)) == (2, 0)
    assert is_stopped(last_run(agent))


def test_an_agent_that_a_tool_runs_is_counted_to_the_run():
    config = agent_of(RunBudget(tokens=1_300)).model._headroom.config
    inner = Agent(model=FakeModel(looking(0)), telemetry=False)

    def ask() -> str:
        """Ask."""
        return str(inner.run("Look.").content)

    outer = Agent(model=FakeModel([ToolCall("ask"), "Done."]), tools=[ask], telemetry=False)
    wrap_agent(outer, config)
    inner.model = outer.model.__copy__()
    inner.model.script = FakeModel([Reply("Nothing.", usage=Usage(400, 100))]).script
    run = outer.run("Go on.")
    assert spent(outer.model, "run", run.run_id).tokens > 500
    assert len(outer.model._headroom.ledger.spending._accounts["run"]) == 1


@pytest.mark.skipif(
    "reasoning" not in signature(Agent).parameters, reason="agno 3.1: agents do not reason by themselves"
)
async def test_what_agno_asks_to_reason_is_counted_to_the_run_that_reasons(play, mode):
    thoughts = [{"title": "Look", "action": "Look.", "result": "Seen.", "reasoning": "It is there."}]
    thoughts[0] |= {"next_action": "final_answer", "confidence": 0.9}

    def think(request):
        reasons = any("reasoning" in str(message.content) for message in request.messages if message.role == "system")
        text = json.dumps({"reasoning_steps": thoughts}) if reasons else "Seen."
        return Reply(text, usage=Usage(400, 100))

    agent = agent_of(RunBudget(tokens=10**6), FakeModel(think), tools=[], reasoning=True, reasoning_min_steps=1)
    output, _ = await play(agent, "Look.", mode, session_id="s")
    assert requests_of(agent) > 1
    assert spent(agent.model, "run", output.run_id).tokens == requests_of(agent) * BILLED
    assert spent(agent.model, "session", "s") == spent(agent.model, "run", output.run_id)


async def test_a_request_that_the_provider_refuses_costs_nothing(play, mode):
    failing = FakeModel([ModelProviderError("overloaded", status_code=503)])
    agent = agent_of(RunBudget(tokens=10_000, session_tokens=10_000), failing)
    with suppress(ModelProviderError):  # which agno 2.1 raises
        await play(agent, "Look.", mode, session_id="s")
    assert requests_of(agent) == 1
    assert under_way(agent.model) == 0
    assert spent(agent.model, "session", "s").tokens == 0


def test_a_stream_that_breaks_off_is_counted_as_far_as_it_came():
    model = FakeModel([Reply("One two three four five six seven.", usage=Usage(0, 0))])
    agent = agent_of(RunBudget(tokens=10_000), model)
    stream = agent.model.response_stream(messages=[Message(role="user", content="Count.")])
    while getattr(next(stream), "content", None) is None:
        pass
    assert under_way(agent.model) > 0
    stream.close()
    assert under_way(agent.model) == 0
    [account] = agent.model._headroom.ledger.spending._accounts["run"].values()
    assert 10 < account.tokens < 100


def test_what_nothing_is_reported_of_is_counted():
    agent = agent_of(RunBudget(tokens=10_000), FakeModel(looking(1, Usage(0, 0))))
    output = agent.run("Look.")
    assert spent(agent.model, "run", output.run_id).tokens > 50


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("kind", ["openai", "claude"])
def test_calls_of_tools_that_nothing_is_reported_of_are_counted(request, stub, kind, streamed):
    stub.usages = [Reported(0, 0, 0)]
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}]
    counted = []
    for arguments in ({}, {"where": "under the table " * 100}):
        stub._calls = lambda body, said=arguments: [Call("call_1", "look", said)]
        model = HeadroomAgnoModel(request.getfixturevalue(kind), HeadroomConfig(budget=RunBudget(tokens=100_000)))
        said = {"messages": [Message(role="user", content="Look.")], "assistant_message": Message(role="assistant")}
        run = RunOutput(run_id="r")
        if streamed:
            list(model.invoke_stream(**said, run_response=run, tools=tools))
        else:
            model.invoke(**said, run_response=run, tools=tools)
        counted.append(spent(model, "run", "r").tokens)
    assert counted[1] - counted[0] >= 300


def test_an_answer_is_reserved_as_long_as_the_request_lets_it_be():
    @dataclass(init=False)
    class Bounded(FakeModel):
        def __init__(self, *script):
            super().__init__(*script)
            self.max_tokens = 5_000

    unbounded = agent_of(RunBudget(tokens=3_000), FakeModel(looking(0)))
    assert unbounded.run("Look.").content == "Seen."
    bounded = agent_of(RunBudget(tokens=3_000), Bounded(looking(0)))
    bounded.run("Look.", session_id="s")
    assert requests_of(bounded) == 0
    assert needed_by(last_run(bounded)) > 5_000


def test_forgetting_savings_forgets_no_spending():
    agent = agent_of(RunBudget(session_tokens=1_001), rounds=1)
    agent.run("Look.", session_id="s")
    agent.model.reset()
    assert agent.model.get_savings_summary()["total_requests"] == 0
    agent.run("Look.", session_id="s")
    assert is_stopped(last_run(agent))
    assert requests_of(agent) == 2


def test_a_fault_in_the_book_lets_the_request_go(monkeypatch, caplog):
    agent = agent_of(RunBudget(tokens=1), rounds=0)
    monkeypatch.setattr(agent.model._headroom.ledger.spending, "reserve", lambda *_, **__: 1 / 0)
    assert agent.run("Look.").content == "Seen."
    assert agent.model.get_savings_summary()["total_faults"] == 1


def test_agnos_limit_of_tool_calls_stands_beside_it():
    agent = agent_of(RunBudget(tokens=100_000), tool_call_limit=1, model=FakeModel([ToolCall("look"), "Seen."]))
    assert agent.run("Look.").content == "Seen."
