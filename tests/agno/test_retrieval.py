"""What a view leaves out can be had by the model itself, in every way in which agno runs one."""

import asyncio
import json

import httpx
import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.os import AgentOS
from agno.team import Team
from agno.tools import tool
from agno.tools.function import Function
from agno.workflow import Step, Workflow
from pydantic import BaseModel
from tests.agno.retrieving import (
    ANSWER,
    LOSSLESS,
    ORDERS,
    RETRIEVE,
    USAGE,
    WANTED,
    address_in,
    calling,
    clerk,
    counted,
    is_offered,
    list_orders,
    names,
    pages,
    retrieve,
    without_retrievals,
)

from headroom import HeadroomConfig, ViewConfig
from headroom.integrations.agno import HeadroomAgnoModel, sent_tokens
from headroom.testing import FakeModel, Reply, ToolCall


@pytest.fixture
def agents(twins):
    """The same clerk twice: on a model as it is, and on a wrapped one."""

    def make(steps=clerk, **settings):
        return twins(steps=steps, **{"tools": [list_orders], **settings})

    return make


async def test_a_model_reads_what_a_view_left_out(agents, play, told, mode):
    plain, wrapped = agents()
    expected, expected_deltas = await play(plain, "What about order 1477?", mode)
    actual, deltas = await play(wrapped, "What about order 1477?", mode)

    result, page = (message.content for message in wrapped.model.requests[-1].messages if message.role == "tool")
    assert result.startswith("[view of list_orders: ")
    assert WANTED not in result
    assert WANTED in page
    assert (actual.content, deltas) == (expected.content, expected_deltas)
    assert told(without_retrievals(actual.messages)) == told(expected.messages)
    assert [execution.tool_name for execution in actual.tools] == ["list_orders", RETRIEVE]
    assert pages(actual.messages) == [page] == [actual.tools[1].result]


async def test_what_was_sent_before_is_sent_again(agents, play, mode):
    _, wrapped = agents()
    await play(wrapped, "What about order 1477?", mode)
    first, second, third = wrapped.model.requests

    assert third.texts[: len(second.texts)] == second.texts
    assert second.texts[: len(first.texts)] == first.texts
    assert first.tools == second.tools == third.tools


def both(request):
    """A clerk who asks for a page and for something else at once."""
    last = request.messages[-1]
    if last.role == "user":
        return calling(ToolCall("list_orders", id="orders"))
    if last.tool_name == "list_orders":
        page = [retrieve(address_in(last))] if is_offered(request) else []
        return calling(ToolCall("get_logs", id="logs"), *page)
    return Reply(ANSWER, usage=USAGE)


async def test_a_page_comes_beside_other_results(agents, tools, play, told, mode):
    outputs = []
    for agent in agents(both, tools=[list_orders, *tools]):
        output, _ = await play(agent, "What about order 1477?", mode)
        outputs.append(output)

    assert told(without_retrievals(outputs[1].messages)) == told(outputs[0].messages)
    assert [WANTED in page for page in pages(outputs[1].messages)] == [True]
    assert len(agent.model.requests) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"address": "zzzzzzzzzzzz"}, "nothing is kept here"),
        ({"address": 7}, "nothing is kept here"),
        ({"address": None}, "nothing is kept here"),
        ({}, "address"),
        ({"address": "zzzzzzzzzzzz", "page": 2}, "page"),
    ],
    ids=str,
)
def test_calls_that_cannot_be_answered_are_told_so(arguments, said):
    model = FakeModel([ToolCall(RETRIEVE, arguments), "I see."])
    output = Agent(model=HeadroomAgnoModel(model), tools=[list_orders], telemetry=False).run("Hi")

    assert said in pages(output.messages)[0]
    assert output.content == "I see."


def lead(request):
    """A leader that has the clerk look, lists the orders itself, asks for one and answers."""
    last = request.messages[-1]
    if last.role == "user":
        delegate = next(tool for tool in request.tools if tool["function"]["name"] == "delegate_task_to_member")
        required = delegate["function"]["parameters"]["required"]
        arguments = dict.fromkeys(required, "What about order 1477?") | {"member_id": "clerk"}
        return calling(ToolCall("delegate_task_to_member", arguments, id="delegate"))
    if last.tool_name == "delegate_task_to_member":
        return calling(ToolCall("list_orders", id="orders"))
    return clerk(request)


async def test_leader_and_members_read_what_their_views_left_out(play, told, mode):
    outputs = []
    for wrap in (lambda model: model, HeadroomAgnoModel):
        member = Agent(name="Clerk", id="clerk", model=wrap(FakeModel(clerk)), tools=[list_orders], telemetry=False)
        team = Team(
            name="Shop",
            members=[member],
            model=wrap(FakeModel(lead)),
            tools=[list_orders],
            store_member_responses=True,
            telemetry=False,
        )
        output, _ = await play(team, "What about order 1477?", mode, session_id="s")
        runs = [output, *output.member_responses]
        outputs.append([told(without_retrievals(run.messages)) for run in runs])

    assert outputs[0] == outputs[1]
    assert [[WANTED in page for page in pages(run.messages)] for run in runs] == [[True], [True]]
    assert [run.content for run in runs] == [ANSWER, ANSWER]


async def test_the_step_of_a_workflow_reads_what_its_view_left_out(mode):
    from tests.agno.test_teams_and_workflows import _played

    contents = []
    for wrap in (lambda model: model, HeadroomAgnoModel):
        agent = Agent(name="Clerk", model=wrap(FakeModel(clerk)), tools=[list_orders], telemetry=False)
        workflow = Workflow(name="Report", steps=[Step(name="look", agent=agent)], telemetry=False)
        contents.append(await _played(workflow, mode))

    assert contents == [ANSWER, ANSWER]
    assert [WANTED in page for page in pages(agent.model.requests[-1].messages)] == [True]


async def test_agentos_serves_it_to_many_at_once(tmp_path):
    agent = Agent(
        id="clerk",
        model=HeadroomAgnoModel(FakeModel(clerk)),
        tools=[list_orders],
        db=SqliteDb(db_file=str(tmp_path / "agno.db")),
        telemetry=False,
    )
    transport = httpx.ASGITransport(app=AgentOS(agents=[agent], telemetry=False).get_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://agno", timeout=60) as client:

        async def ask(session, stream="false"):
            form = {"message": "What about order 1477?", "stream": stream, "session_id": session}
            return (await client.post("/agents/clerk/runs", data=form)).raise_for_status()

        runs = [response.json() for response in await asyncio.gather(*(ask(f"s{n}") for n in range(4)))]
        streamed = (await ask("s9", stream="true")).text
        stored = (await client.get("/sessions/s9/runs", params={"type": "agent"})).raise_for_status().json()

    assert [run["content"] for run in runs] == [ANSWER] * 4
    assert [[WANTED in m["content"] for m in run["messages"] if m.get("tool_name") == RETRIEVE] for run in runs] == [
        [True]
    ] * 4
    assert f'"tool_name": "{RETRIEVE}"' in streamed.replace('":"', '": "')
    assert [m["tool_name"] for m in stored[0]["messages"] if m["role"] == "tool"] == ["list_orders", RETRIEVE]


@pytest.mark.parametrize("mode", ["arun", "arun_stream"])
async def test_results_of_tools_that_others_serve_are_read_too(agents, play, told, mode):
    """As agno makes a function of each tool of an MCP server: asynchronous, and with the server's own schema."""

    async def call(**arguments):
        return json.dumps(ORDERS)

    served = Function(
        name="list_orders",
        description="List all orders of the year.",
        parameters={"type": "object", "properties": {}},
        entrypoint=call,
        skip_entrypoint_processing=True,
    )
    outputs = [(await play(agent, "What about order 1477?", mode))[0] for agent in agents(tools=[served])]

    assert told(without_retrievals(outputs[1].messages)) == told(outputs[0].messages)
    assert [WANTED in page for page in pages(outputs[1].messages)] == [True]


async def test_hooks_of_the_agents_tools_do_not_run_around_it(agents, play, mode):
    """They guard what an agent's own tools do; reading again what it was given does nothing."""
    seen = []

    def refuse_others(function_name, function_call, arguments):
        seen.append(function_name)
        return function_call(**arguments)

    _, wrapped = agents(tool_hooks=[refuse_others])
    output, _ = await play(wrapped, "What about order 1477?", mode)

    assert seen == ["list_orders"]
    assert len(pages(output.messages)) == 1


@pytest.mark.parametrize("name", ["run_stream", "arun_stream"])
async def test_events_name_it(agents, name, agno_version):
    option = "stream_events" if agno_version >= (2, 9) else "stream_intermediate_steps"
    _, wrapped = agents(**{option: True})
    run = wrapped.run if name == "run_stream" else wrapped.arun
    events = run("What about order 1477?", stream=True)
    seen = [event async for event in events] if name == "arun_stream" else list(events)
    started = [event.tool.tool_name for event in seen if getattr(event, "event", "") == "ToolCallStarted"]
    completed = [event.tool.tool_name for event in seen if getattr(event, "event", "") == "ToolCallCompleted"]

    assert started == completed == ["list_orders", RETRIEVE]


class Found(BaseModel):
    state: str


async def test_structured_answers_come_as_they_did(agents, play, mode):
    def script(request):
        reply = clerk(request)
        return reply if reply.tool_calls else Reply('{"state": "paid"}', usage=USAGE)

    for agent in agents(script, output_schema=Found):
        output, _ = await play(agent, "What about order 1477?", mode)
        assert output.content == Found(state="paid")
    assert [WANTED in page for page in pages(output.messages)] == [True]


def test_a_tool_that_ends_the_run_ends_it(agents):
    @tool(stop_after_tool_call=True)
    def close_order(order: int) -> str:
        """Close an order."""
        return f"closed {order}"

    def script(request):
        last = request.messages[-1]
        if last.role == "user":
            return calling(ToolCall("list_orders", id="orders"))
        page = [retrieve(address_in(last))] if is_offered(request) else []
        return calling(*page, ToolCall("close_order", {"order": 1477}, id="close"))

    plain, wrapped = (agent.run("Close order 1477.") for agent in agents(script, tools=[list_orders, close_order]))
    assert wrapped.content == plain.content
    assert [execution.tool_name for execution in wrapped.tools] == ["list_orders", RETRIEVE, "close_order"]


def test_what_agno_caches_of_answers_is_kept_apart_by_views(agno_version):
    if agno_version < (2, 9):
        pytest.skip("agno 2.1 caches no answers")
    keys = set()
    for config in (None, LOSSLESS, HeadroomConfig(views=ViewConfig(budget_tokens=2000))):
        model = HeadroomAgnoModel(FakeModel([], cache_response=True), config)
        keys.add(model._get_model_cache_key([], stream=False))

    assert len(keys) == 3


def test_what_compaction_counts_is_what_is_sent(agents):
    _, wrapped = agents(counted(clerk))
    output = wrapped.run("What about order 1477?")
    listing = Function.from_callable(list_orders)
    listing.process_entrypoint()
    second = wrapped.model.metrics_history[1]
    estimated = sent_tokens(output.messages[:3], [listing], model=wrapped.model)

    assert estimated == pytest.approx(second.tokens_after, abs=10)  # an address is as many letters, and other tokens
    assert sent_tokens(output.messages[:3], [listing], model="gpt-4o") == estimated
    assert sent_tokens(output.messages[:3], model=wrapped.model) > 3 * estimated


def test_the_tool_is_counted_with_those_of_a_request(agents):
    """Agno's CompressionManager counts what it is about to send, the tools included."""
    _, wrapped = agents()
    wrapped.run("What about order 1477?")
    first = wrapped.model.requests[0]

    assert RETRIEVE in names(first.tools)
    assert wrapped.model.metrics_history[0].tokens_after == wrapped.model.count_tokens(first.messages, first.tools)
