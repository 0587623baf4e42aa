"""Tools that are told in short: the whole of them is looked up, and agno runs them as it ever does."""

import inspect
import json

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.db.sqlite import SqliteDb
from agno.run.base import RunStatus
from agno.team import Team
from tests.agno.catalogue import NAMES, SERVERS_OWN, descriptions_in, mcp_tool, parameters_in, plain_tool
from tests.agno.retrieving import LOSSLESS, RETRIEVE, list_orders
from tests.agno_versions import delegation
from tests.provider_stub import Call, ProviderStub, served

from headroom import HeadroomConfig, ToolSchemas, ViewConfig
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, ToolCall

DESCRIBE = "describe_tool"
ON_DEMAND = HeadroomConfig(tool_schemas=ToolSchemas(mode="on_demand", least_tokens=100))
FULL = "Search the books."


def reader(request):
    """A model that looks a tool up before it calls it."""
    last = request.messages[-1]
    if last.role == "user":
        return ToolCall(DESCRIBE, {"names": ["books"]}, id="look")
    if last.tool_name == DESCRIBE:
        return ToolCall("books", {"query": "sea"}, id="search")
    return "Found."


def agent_with(script=reader, config=ON_DEMAND, tools=None, **settings):
    tools = list(map(plain_tool, NAMES)) if tools is None else tools
    return Agent(model=HeadroomAgnoModel(FakeModel(script), config), tools=tools, telemetry=False, **settings)


async def test_a_tool_is_looked_up_and_then_called_by_its_own_name(play, mode):
    agent = agent_with()
    output, _ = await play(agent, "Find the sea.", mode)

    assert [(one.tool_name, one.tool_args) for one in output.tools] == [
        (DESCRIBE, {"names": ["books"]}),
        ("books", {"query": "sea"}),
    ]
    assert output.tools[1].result == "books: sea"
    told = json.loads(output.tools[0].result)
    assert list(told) == ["name", "description", "parameters"]
    assert told["description"].startswith(f"{FULL}\n\nLook at all of them")
    assert told["parameters"]["properties"]["sort"] == SERVERS_OWN["properties"]["sort"] | {"required": []}
    assert output.content == "Found."


async def test_every_request_tells_the_same_in_short(play, mode):
    agent = agent_with(db=InMemoryDb(), add_history_to_context=True)
    for text in ("Find the sea.", "And again."):
        await play(agent, text, mode, session_id="s")
    first, *others = [request.tools for request in agent.model.requests]

    assert len(others) == 5
    assert all(other == first for other in others)
    request = agent.model.requests[0]
    assert set(parameters_in(request)) == {*NAMES, DESCRIBE, RETRIEVE}
    for name in NAMES:
        assert descriptions_in(request)[name] == f"Search the {name}. …"
        assert parameters_in(request)[name] == {
            "type": "object",
            "properties": {"query": {"type": "string"}, "order_id": {"type": "integer"}, "sort": {"type": "object"}},
            "required": ["query"],
        }


async def test_what_it_gives_stands_in_the_prompt_as_it_is(play, mode):
    """Were it rewritten as JSON is, a model would not read a schema as it reads the others."""
    config = HeadroomConfig(tool_schemas=ON_DEMAND.tool_schemas, views=ViewConfig(budget_tokens=100))
    agent = agent_with(
        lambda request: ToolCall(DESCRIBE, {"names": list(NAMES)}) if request.messages[-1].role == "user" else "I see.",
        config,
    )
    output, _ = await play(agent, "What can you search?", mode)

    sent = agent.model.requests[-1].messages[-1]
    assert sent.tool_name == DESCRIBE
    assert sent.content == output.tools[0].result
    assert len(sent.content.splitlines()) == len(NAMES)


async def test_what_asking_costs_is_in_the_account(play, mode):
    agent = agent_with(config=HeadroomConfig(tool_schemas=ON_DEMAND.tool_schemas, views=ViewConfig(enabled=False)))
    plain = agent_with(["Found."], config=LOSSLESS)
    await play(agent, "Find the sea.", mode)
    await play(plain, "Find the sea.", mode)
    asked, described, called = agent.model.metrics_history

    assert asked.tokens_before == plain.model.metrics_history[0].tokens_before
    assert (described.tokens_before, described.retrievals, described.for_retrieval) == (0, 1, True)
    assert described.tokens_saved < 0
    assert called.retrievals == 0
    assert called.tokens_before < called.tokens_after + asked.tokens_saved
    assert agent.model.get_savings_summary()["retrievals"] == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"tool_choice": "none"},
        {"tool_choice": "required"},
        {"tool_call_limit": 5},
        {"config": HeadroomConfig(tool_schemas=ToolSchemas(mode="on_demand", least_tokens=50_000))},
        {"config": HeadroomConfig(tool_schemas=ToolSchemas(mode="on_demand", least_tokens=0, keep=("*s",)))},
        {"config": HeadroomConfig(tool_schemas=ToolSchemas(mode="on_demand", least_tokens=0), default_mode="simulate")},
    ],
    ids=["no calls", "a call", "few calls", "few tokens", "kept", "simulate"],
)
async def test_elsewhere_tools_are_told_as_a_whole(play, mode, settings):
    agent = agent_with(["ok"], **settings)
    await play(agent, "Hi", mode)
    [request] = agent.model.requests

    assert DESCRIBE not in parameters_in(request)
    assert all("Look at all" in descriptions_in(request)[name] for name in NAMES)


def test_some_tools_are_kept():
    config = HeadroomConfig(tool_schemas=ToolSchemas(mode="on_demand", least_tokens=0, keep=("books", "m*")))
    agent = agent_with(["ok"], config)
    agent.run("Hi")
    told = descriptions_in(agent.model.requests[0])
    assert [name for name in NAMES if told[name].endswith("…")] == ["games", "songs"]


def test_strict_tools_and_a_providers_own_are_left_alone():
    own = {"type": "web_search_preview"}
    agent = agent_with(["ok"], tools=[plain_tool("books"), plain_tool("maps", strict=True), own])
    caught = []

    class Watching(FakeModel):
        def invoke(self, *args, **kwargs):
            caught.append(kwargs["tools"])
            return super().invoke(*args, **kwargs)

    agent.model = HeadroomAgnoModel(Watching(["ok"]), ON_DEMAND)
    agent.run("Hi")
    [tools] = caught
    sent = {tool["function"]["name"]: tool["function"] for tool in tools if "function" in tool}

    assert own in tools
    assert sent["books"]["description"].endswith("…")
    assert "Look at all" in sent["maps"]["description"]


def test_an_agents_own_tool_of_that_name_stays_its_own():
    own = plain_tool(DESCRIBE)
    agent = agent_with([ToolCall(DESCRIBE, {"query": "x"}), "ok"], tools=[own, plain_tool("books")])
    output = agent.run("Hi")

    assert output.tools[0].result == f"{DESCRIBE}: x"
    assert "Look at all" in descriptions_in(agent.model.requests[0])["books"]


def test_neither_functions_nor_lists_are_changed():
    agent = agent_with()
    given = list(agent.tools)
    agent.run("Find the sea.")

    assert agent.tools == given
    assert all(tool.parameters == SERVERS_OWN for tool in given)


@pytest.mark.parametrize("mode", ["arun", "arun_stream"])
async def test_tools_of_mcp_servers_are_told_in_short_too(play, mode):
    calls = []
    agent = agent_with(tools=[mcp_tool(name, calls) for name in NAMES])
    output, _ = await play(agent, "Find the sea.", mode)

    assert calls == [{"query": "sea"}]
    assert [one.tool_name for one in output.tools] == [DESCRIBE, "books"]


async def test_a_call_without_looking_up_is_run(play, mode):
    agent = agent_with([ToolCall("books", {"query": "sea"}), "Found."])
    output, _ = await play(agent, "Find the sea.", mode)
    assert [one.result for one in output.tools] == ["books: sea"]


async def test_a_name_that_there_is_not_is_answered(play, mode):
    script = [ToolCall(DESCRIBE, {"names": ["films"]}), "There is none."]
    output, _ = await play(agent_with(script), "Films?", mode)
    assert output.tools[0].result == f"There is no tool 'films'; there are: {', '.join(NAMES)}"


async def test_hooks_of_the_agents_tools_run_around_its_own_alone(play, mode):
    seen = []

    def watch(function_name, function_call, arguments):
        seen.append(function_name)
        return function_call(**arguments)

    await play(agent_with(tool_hooks=[watch]), "Find the sea.", mode)
    assert seen == ["books"]


async def test_a_run_that_waits_for_a_person_goes_on_in_another_process(play, mode, tmp_path):
    """Another process has no more than the database: the agent is made anew there."""

    def made():
        pausing = [plain_tool("books", requires_confirmation=True), *map(plain_tool, NAMES[1:])]
        return agent_with(tools=pausing, db=SqliteDb(db_file=str(tmp_path / "sessions.db")))

    first = made()
    paused, _ = await play(first, "Find the sea.", mode, session_id="s")
    # Agno 2.1 ends the stream of a paused run with an event instead of the run.
    paused = paused if hasattr(paused, "status") else first.get_last_run_output(session_id="s")
    assert paused.status == RunStatus.paused
    assert [one.tool_name for one in paused.tools] == [DESCRIBE, "books"]
    for execution in paused.tools:
        execution.confirmed = True if execution.requires_confirmation else execution.confirmed
    second = made()
    name = "acontinue_run" if mode.startswith("arun") else "continue_run"
    result = getattr(second, name)(run_response=paused, stream=False, session_id="s")
    finished = await result if inspect.isawaitable(result) else result

    assert finished.content == "Found."
    assert finished.messages[-2].content == "books: sea"
    assert second.model.requests[-1].tools == first.model.requests[-1].tools


async def test_members_of_a_team_look_up_their_own(play, mode):
    def lead(request):
        if request.messages[-1].role == "tool":
            return "It is found."
        return Reply(tool_calls=[delegation("clerk", "Find the sea.")])

    clerk = agent_with()
    clerk.name, clerk.id = "Clerk", "clerk"
    leader = HeadroomAgnoModel(FakeModel(lead), ON_DEMAND)
    output, _ = await play(Team(members=[clerk], model=leader, telemetry=False), "Find the sea.", mode)

    assert output.content == "It is found."
    assert DESCRIBE in parameters_in(clerk.model.requests[0])
    assert any(message.content == "books: sea" for message in clerk.model.requests[-1].messages)


async def test_views_and_descriptions_live_beside_each_other(play, mode):
    def script(request):
        last = request.messages[-1]
        return "ok" if last.role == "tool" else [ToolCall("list_orders"), ToolCall(DESCRIBE, {"names": ["maps"]})]

    agent = agent_with(script, tools=[list_orders, *map(plain_tool, NAMES)])
    await play(agent, "Which orders are there?", mode)
    results = [message.content for message in agent.model.requests[-1].messages if message.role == "tool"]

    assert results[0].startswith("[view of list_orders: ")
    assert json.loads(results[1])["name"] == "maps"


class Service(ProviderStub):
    """A service whose model looks a tool up before it calls it."""

    def __init__(self):
        super().__init__(self.asked)

    def asked(self, body):
        if DESCRIBE in json.dumps(body["messages"]):
            return [Call("call_2", "books", {"query": "sea"})]
        return [Call("call_1", DESCRIBE, {"names": ["books"]})]

    def is_done(self, body):
        return "books: sea" in json.dumps(body["messages"])


@pytest.mark.parametrize("provider", ["openai", "claude"])
async def test_on_the_wire(play, mode, provider, request):
    with served(Service()) as service:
        model = request.getfixturevalue(provider)
        if provider == "openai":
            model.base_url = f"{service.url}/v1"
        else:
            model.client_params = {"base_url": service.url}
        agent = Agent(model=HeadroomAgnoModel(model, ON_DEMAND), tools=list(map(plain_tool, NAMES)), telemetry=False)
        output, _ = await play(agent, "Find the sea.", mode)

    assert [one.tool_name for one in output.tools] == [DESCRIBE, "books"]
    assert len({json.dumps(body["tools"]) for body in service.bodies}) == 1
    assert "Look at all" not in json.dumps(service.bodies[0]["tools"])
    assert "Look at all" in json.dumps(service.bodies[1]["messages"])
