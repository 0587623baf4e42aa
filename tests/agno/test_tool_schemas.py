"""Schemas of tools go out in fewer tokens; agno, the agent and its tools know nothing of it."""

import copy
import json
from dataclasses import replace

import pytest
from agno.agent import Agent
from agno.models.aws import AwsBedrock
from agno.models.google import Gemini
from tests.agno.catalogue import NAMES, SERVERS_OWN, descriptions_in, parameters_in, plain_tool
from tests.agno.retrieving import LOSSLESS, RETRIEVE, clerk, list_orders
from tests.provider_stub import Call, ProviderStub, served

from headroom import HeadroomConfig, ToolSchemas, count_tokens
from headroom._schemas.reader import Reader
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.integrations.agno.readers import reader_of
from headroom.testing import FakeModel, ToolCall

SHORTER = HeadroomConfig(tool_schemas=ToolSchemas(mode="lossless"))
OFF = HeadroomConfig(tool_schemas=ToolSchemas(mode="off"))
STEPS = [ToolCall("books", {"query": "sea"}), "Found."]


async def test_schemas_are_sent_shorter_and_called_as_ever(play, told, mode):
    models = [FakeModel(STEPS, id="qwen3-8b"), HeadroomAgnoModel(FakeModel(STEPS, id="qwen3-8b"), SHORTER)]
    agents = [Agent(model=model, tools=list(map(plain_tool, NAMES)), telemetry=False) for model in models]
    (expected, _), (actual, _) = [await play(agent, "Find it.", mode) for agent in agents]

    assert told(actual.messages) == told(expected.messages)
    assert actual.tools[0].result == "books: sea"
    for before, after in zip(models[0].requests, models[1].requests, strict=True):
        assert [name for name in parameters_in(after) if name != RETRIEVE] == list(parameters_in(before))
        assert descriptions_in(after)["books"].splitlines()[0] == "Search the books."
        sent = parameters_in(after)["books"]
        assert set(sent) == {"type", "properties", "required"}
        assert "title" not in sent["properties"]["query"]
        assert sent["properties"]["order_id"] == {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None}
    first, *others = [request.tools for request in models[1].requests]
    assert all(other == first for other in others)


def test_neither_functions_nor_lists_are_changed():
    tools = [plain_tool(name) for name in NAMES]
    agent = Agent(model=HeadroomAgnoModel(FakeModel(STEPS), SHORTER), tools=tools, telemetry=False)
    agent.run("Find it.")

    assert agent.tools is tools or agent.tools == tools
    assert all(tool.parameters == SERVERS_OWN for tool in tools)


def test_a_list_that_is_given_stays_and_what_stays_as_it_is_is_the_same_object():
    model = FakeModel(["ok"])
    caught = []
    invoke = FakeModel.invoke

    class Watching(FakeModel):
        def invoke(self, *args, **kwargs):
            caught.append(kwargs["tools"])
            return invoke(self, *args, **kwargs)

    model = Watching(["ok", "ok"])
    short = {"type": "function", "function": {"name": "look", "description": "Look.", "parameters": {"type": "object"}}}
    long = {"type": "function", "function": {"name": "find", "description": "Find. ", "parameters": SERVERS_OWN}}
    given = [short, long]
    before = copy.deepcopy(given)
    wrapped = HeadroomAgnoModel(model, SHORTER)
    for tools in (given, [short]):
        wrapped.invoke(messages=[], tools=tools, run_response=object())

    assert given == before
    assert caught[0][0] is short
    assert caught[0][1] is not long
    assert caught[1][0] is short


def test_a_provider_that_changes_what_it_is_sent_changes_no_later_request():
    class Meddling(FakeModel):
        def invoke(self, *args, **kwargs):
            response = super().invoke(*args, **kwargs)
            for tool in kwargs["tools"]:
                tool["function"]["parameters"].clear()
            return response

    model = Meddling(["ok", "ok"])
    wrapped = HeadroomAgnoModel(model, SHORTER)
    for _ in range(2):
        Agent(model=wrapped, tools=[plain_tool("books")], telemetry=False).run("Hi")
    assert model.requests[0].tools == model.requests[1].tools


@pytest.mark.parametrize("setting", ["off", "audit", "simulate"])
def test_where_nothing_is_applied_schemas_are_sent_as_they_are(setting):
    config = OFF if setting == "off" else replace(SHORTER, default_mode=setting)
    wrapped = HeadroomAgnoModel(FakeModel(["ok"]), config)
    Agent(model=wrapped, tools=[plain_tool("books")], telemetry=False).run("Hi")

    assert parameters_in(wrapped.requests[0])["books"] == SERVERS_OWN
    would_save = wrapped.tool_costs().tokens_saved
    assert (would_save > 0) == (setting == "simulate")


def test_the_account_counts_the_tools_of_each_side():
    saved = {}
    for name, config in (("lossless", SHORTER), ("off", OFF)):
        wrapped = HeadroomAgnoModel(FakeModel(["ok"]), config)
        Agent(model=wrapped, tools=[plain_tool(name) for name in NAMES], telemetry=False).run("Hi")
        [request] = wrapped.metrics_history
        saved[name] = request
        sent = wrapped.requests[0]
        assert request.tokens_after == wrapped.count_tokens(sent.messages, sent.tools)

    assert saved["lossless"].tokens_before == saved["off"].tokens_before
    assert saved["lossless"].tokens_after < saved["off"].tokens_after


def test_tools_that_are_cached_save_what_reading_them_from_the_cache_costs():
    model = FakeModel(["ok"], id="claude-sonnet-4-5")
    model.cache_tools = True
    wrapped = HeadroomAgnoModel(model, replace(SHORTER, views=LOSSLESS.views))
    Agent(model=wrapped, tools=[plain_tool(name) for name in NAMES], telemetry=False).run("Hi")
    [request] = wrapped.metrics_history

    assert request.tokens_saved == wrapped.tool_costs().tokens_saved > 0
    assert request.projected_cost_saved == pytest.approx(request.tokens_saved * 0.30e-6)


def test_costs_are_those_of_the_last_request_with_headrooms_own():
    wrapped = HeadroomAgnoModel(FakeModel(clerk), SHORTER)
    assert wrapped.tool_costs().tools == ()
    Agent(model=wrapped, tools=[list_orders, plain_tool("books")], telemetry=False).run("Which?")
    costs, sent = wrapped.tool_costs(), wrapped.requests[-1]

    assert [cost.name for cost in costs.tools] == [tool["function"]["name"] for tool in sent.tools]
    assert [cost.name for cost in costs.tools if cost.ours] == [RETRIEVE]
    assert list(costs.sent) == sent.tools
    bare = wrapped.count_tokens(sent.messages)
    assert costs.after.value == wrapped.count_tokens(sent.messages, sent.tools) - bare
    for cost in costs.tools:
        assert (cost.before.value == 0) == cost.ours
        assert cost.after.value > 0
    wrapped.reset()
    assert wrapped.tool_costs().tools == ()


def test_costs_of_tools_that_are_given():
    wrapped = HeadroomAgnoModel(FakeModel([]), SHORTER)
    costs = wrapped.tool_costs([plain_tool("books"), list_orders])

    assert [cost.name for cost in costs.tools] == ["books", "list_orders"]
    assert costs.tokens_saved == costs.tools[0].before.value - costs.tools[0].after.value > 0


def test_another_model_takes_what_it_reads():
    gpt, qwen = (HeadroomAgnoModel(FakeModel([], id=name), SHORTER) for name in ("gpt-4o", "qwen3-8b"))
    titles = [model.tool_costs([plain_tool("books")]).sent[0]["function"]["parameters"] for model in (gpt, qwen)]
    assert "title" in json.dumps(titles[0])  # OpenAI does not bill it
    assert "title" not in json.dumps(titles[1])


def test_who_takes_schemas_apart_is_known(claude, openai):
    class Own(type(claude)):
        """A user's own."""

    assert reader_of(openai) == reader_of(FakeModel([])) == Reader()
    assert reader_of(claude) == reader_of(HeadroomAgnoModel(claude)) == reader_of(Own(id="x")) == Reader(True, False)
    assert reader_of(AwsBedrock(id="amazon.nova-pro")) == Reader(True, False)
    assert reader_of(Gemini(id="gemini-2.5-pro")) == Reader(True, True)
    assert reader_of(FakeModel([], id="google/gemini-2.5-pro")) == Reader(False, True)


def schemas_in(body):
    return {
        tool.get("name") or tool["function"]["name"]: tool.get("input_schema") or tool["function"]["parameters"]
        for tool in body["tools"]
    }


@pytest.mark.parametrize("provider", ["openai", "claude"])
async def test_on_the_wire_nothing_a_provider_reads_is_missing(play, mode, provider, request):
    bodies = {}
    for name, config in (("off", OFF), ("lossless", SHORTER)):
        with served(ProviderStub(lambda _: [Call("call_1", "books", {"query": "sea"})])) as service:
            model = request.getfixturevalue(provider)
            if provider == "openai":
                model.base_url = f"{service.url}/v1"
            else:
                model.client_params = {"base_url": service.url}
            agent = Agent(model=HeadroomAgnoModel(model, config), tools=[plain_tool("books")], telemetry=False)
            await play(agent, "Find it.", mode)
        bodies[name] = service.bodies
    before, after = (schemas_in(bodies[name][0])["books"] for name in ("off", "lossless"))

    assert list(after["properties"]) == list(before["properties"])
    assert after["required"] == before["required"] == ["query"]
    assert after.get("additionalProperties") == before.get("additionalProperties")
    assert after["properties"]["sort"]["properties"] == before["properties"]["sort"]["properties"]
    assert bodies["lossless"][0]["tools"] == bodies["lossless"][1]["tools"]
    words = [schema["properties"]["query"]["description"].split() for schema in (before, after)]
    assert words[0] == words[1]
    size = [count_tokens(json.dumps(bodies[name][0]["tools"])).value for name in ("off", "lossless")]
    assert size[1] < size[0]
