"""What asking for what was left out costs is in the account: savings are net of it."""

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agno.retrieving import (
    ANSWER,
    LOSSLESS,
    RETRIEVE,
    address_in,
    calling,
    clerk,
    counted,
    is_offered,
    list_orders,
    retrieve,
)

from headroom import HeadroomConfig, ModelPrice, count_tokens
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, ToolCall, Usage

PRICED = HeadroomConfig(model_prices={"gpt-4o": ModelPrice(input=1_000_000.0, automatic=False)})
"""A dollar a token."""


def again(request):
    """A clerk who asks for a page twice, the second time beside the logs."""
    last = request.messages[-1]
    if last.role == "user":
        return calling(ToolCall("list_orders", id="orders"))
    if not is_offered(request):
        return calling(ToolCall("get_logs", id="logs")) if last.tool_name == "list_orders" else Reply(ANSWER)
    if last.tool_name == "list_orders":
        return calling(retrieve(address_in(last)))
    if last.tool_name == RETRIEVE and len(request.messages) == 5:
        second = ToolCall(RETRIEVE, {"address": address_in(request.messages[2]), "lines": "300-310"}, id="second")
        return calling(second, ToolCall("get_logs", id="logs"))
    return Reply(ANSWER)


async def test_a_request_for_a_page_alone_would_not_have_been_made(twins, play, mode):
    _, agent = twins(counted(clerk), PRICED, tools=[list_orders])
    output, _ = await play(agent, "What about order 1477?", mode)
    first, second, third = agent.model.metrics_history
    summary = agent.model.get_savings_summary()
    page = output.tools[-1].result

    assert [metrics.retrievals for metrics in (first, second, third)] == [0, 0, 1]
    assert [metrics.for_retrieval for metrics in (first, second, third)] == [False, False, True]
    assert third.tokens_before == third.cached_before == third.savings_percent == 0
    assert third.tokens_saved == -third.tokens_after
    assert third.retrieved_tokens == summary["retrieved_tokens"] == count_tokens(page, "gpt-4o").value
    assert (third.projected_cost_before, third.projected_real_cost_before) == (0, 0)
    assert summary["retrievals"] == 1
    assert summary["projected_retrieval_cost"] == third.projected_cost_after == third.tokens_after
    assert summary["real_retrieval_cost"] == third.real_cost > 0
    assert summary["tokens_saved"] == second.tokens_saved + first.tokens_saved - third.tokens_after
    assert summary["models"]["gpt-4o"]["projected_retrieval_cost"] == third.tokens_after


@pytest.mark.parametrize("script", [clerk, again], ids=["a page alone", "beside another result"])
async def test_what_there_was_before_is_as_if_nobody_had_asked(twins, tools, play, mode, script):
    befores = []
    for config in (None, LOSSLESS):
        _, agent = twins(counted(script), config, tools=[list_orders, *tools])
        agent.session_id = "orders"  # an address takes a token more or less by its session
        await play(agent, "What about order 1477?", mode)
        summary = agent.model.get_savings_summary()
        befores.append((summary["tokens_before"], summary["projected_cost_before"]))
    with_pages, lossless = befores
    calls_beside = 30 if script is again else 0  # a call among others is counted with these

    assert lossless[0] <= with_pages[0] <= lossless[0] + calls_beside
    assert with_pages[1] == pytest.approx(lossless[1], rel=0.01)


ROUNDS = st.lists(
    st.lists(st.sampled_from(["list_orders", "get_logs", "get_issues"]), min_size=1, max_size=3) | st.just([RETRIEVE]),
    max_size=6,
)


def playing(rounds):
    """A script of rounds of calls; what asks for a page does so of the orders, where any are shown in part."""

    def play(request):
        done = sum(message.role == "assistant" for message in request.messages)
        views = [message for message in request.messages if str(message.content).startswith("[view of list_orders")]
        if done == len(rounds):
            return Reply(ANSWER)
        names = [name for name in rounds[done] if name != RETRIEVE]
        if names:
            return calling(*(ToolCall(name, id=f"{done}-{place}") for place, name in enumerate(names)))
        address = address_in(views[-1]) if views else "zzzzzzzzzzzz"
        return calling(ToolCall(RETRIEVE, {"address": address, "lines": f"{done}-{done + 9}"}, id=str(done)))

    return counted(play)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROUNDS)
def test_whatever_is_asked_for_there_was_before_what_an_agent_without_views_has(tools, rounds):
    others = [[name for name in names if name != RETRIEVE] for names in rounds]
    befores = []
    for config, played in ((None, rounds), (LOSSLESS, [names for names in others if names])):
        model = HeadroomAgnoModel(FakeModel(playing(played)), config)
        Agent(model=model, tools=[list_orders, *tools], telemetry=False).run("What about order 1477?")
        befores.append([metrics.tokens_before for metrics in model.metrics_history if not metrics.for_retrieval])
    summary = model.get_savings_summary()

    assert befores[0] == befores[1]
    assert (summary["retrievals"], summary["projected_retrieval_cost"]) == (0, 0)


async def test_pages_are_counted_once(twins, tools, play, mode):
    _, agent = twins(counted(again), tools=[list_orders, *tools])
    await play(agent, "What about order 1477?", mode)

    assert [metrics.retrievals for metrics in agent.model.metrics_history] == [0, 0, 1, 1]
    assert [metrics.for_retrieval for metrics in agent.model.metrics_history] == [False, False, True, False]


async def test_a_stored_sessions_pages_are_not_counted_again(play, mode, tmp_path):
    def agent_on(script):
        db = SqliteDb(db_file=str(tmp_path / "agno.db"))
        settings = {"db": db, "add_history_to_context": True, "telemetry": False}
        return Agent(model=HeadroomAgnoModel(FakeModel(script)), tools=[list_orders], **settings)

    first, later = agent_on(clerk), agent_on(["You are welcome."])
    await play(first, "What about order 1477?", mode, session_id="s")
    await play(later, "Thank you.", mode, session_id="s")

    assert first.model.get_savings_summary()["retrievals"] == 1
    assert later.model.get_savings_summary()["retrievals"] == 0
    assert later.model.metrics_history[0].tokens_before > 0


async def test_the_run_notes_it(twins, play, mode):
    _, agent = twins(counted(clerk), tools=[list_orders])
    output, _ = await play(agent, "What about order 1477?", mode, session_id="s")
    noted, summary = output.metrics.additional_metrics["headroom"], agent.model.get_savings_summary("s")

    assert noted["retrievals"] == summary["retrievals"] == 1
    assert noted["retrieved_tokens"] == summary["retrieved_tokens"] > 0
    assert noted["tokens_saved"] == summary["tokens_saved"]


@pytest.mark.parametrize("usage", [Usage(9_000, 10), Usage(500, 10, 2_000), Usage(10, 1, 0, 2_000)], ids=str)
def test_nothing_is_billed_for_what_would_not_have_been_sent(twins, usage):
    """Whatever the provider says that it read, and from where."""

    def reported(request):
        reply = clerk(request)
        return Reply(reply.text, reply.tool_calls, usage=usage)

    _, agent = twins(reported, tools=[list_orders])
    agent.run("What about order 1477?")
    last = agent.model.metrics_history[-1]

    assert last.for_retrieval
    assert last.projected_real_cost_before == 0
    assert last.projected_real_cost_saved == -last.real_cost < 0
