"""Where the model is offered what gives back what views leave out: for a whole conversation, or not at all."""

import json

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.memory import MemoryManager
from agno.models.message import Message
from agno.run.agent import RunOutput
from agno.tools import tool
from tests.agno.retrieving import LOSSLESS, ORDERS, RETRIEVE, clerk, is_offered, list_orders, names

from headroom import HeadroomConfig, count_tokens, expand, tool_costs
from headroom._views.tool import tools_by_shape
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall

QUESTION = "What about order 1477?"


def is_lossless(model):
    """Whether no request offers anything, and the orders went out in a form that expands to all of them."""
    results = [m for m in model.requests[-1].messages if m.role == "tool"]
    assert results
    whole = [eval(expand(message.content), {"null": None}) == ORDERS for message in results]
    return all(whole) and not any(map(is_offered, model.requests))


@tool(name=RETRIEVE)
def own_retrieve(key: str) -> str:
    """A tool of the agent's own."""
    return key


@pytest.mark.parametrize(
    "settings",
    [
        {"tool_choice": "none"},
        {"tool_choice": "required"},
        {"tool_choice": {"type": "function", "function": {"name": "list_orders"}}},
        {"tool_call_limit": 5},
    ],
    ids=str,
)
async def test_an_agent_that_limits_its_tools_is_sent_everything(twins, play, mode, settings):
    plain, wrapped = twins(clerk, tools=[list_orders], **settings)
    await play(plain, QUESTION, mode)
    await play(wrapped, QUESTION, mode)

    assert is_lossless(wrapped.model)
    assert [request.tools for request in wrapped.model.requests] == [request.tools for request in plain.model.requests]


@pytest.mark.parametrize(
    "config",
    [LOSSLESS, HeadroomConfig(default_mode="audit"), HeadroomConfig(default_mode="simulate")],
    ids=["views off", "audit", "simulate"],
)
async def test_settings_turn_it_off(twins, play, mode, config):
    _, wrapped = twins(clerk, config, tools=[list_orders])
    await play(wrapped, QUESTION, mode)

    assert is_lossless(wrapped.model)


@pytest.mark.parametrize(
    "options",
    [
        {"request_params": {"tool_choice": "required"}},
        {"request_params": {"tools": []}},
        {"request_params": {"extra_body": {"tool_choice": "none"}}},
        {"_tool_choice": "none"},
        {"search": True},
        {"url_context": True},
    ],
    ids=str,
)
def test_a_model_that_says_what_its_tools_are_is_sent_everything(options):
    """Its own options go before the agent's: Gemini, with a search of its own, is sent no other tools."""
    model = FakeModel([ToolCall("list_orders"), "There are 800."])
    vars(model).update(options)
    wrapped = HeadroomAgnoModel(model)
    Agent(model=wrapped, tools=[list_orders], telemetry=False).run("How many orders are there?")

    assert is_lossless(wrapped)


@pytest.mark.parametrize("chosen", ["auto", {"type": "auto"}, None], ids=str)
def test_a_choice_that_is_the_models_is_no_limit(chosen):
    wrapped = HeadroomAgnoModel(FakeModel(clerk))
    Agent(model=wrapped, tools=[list_orders], tool_choice=chosen, telemetry=False).run(QUESTION)

    assert all(map(is_offered, wrapped.requests))


def test_an_agent_without_tools_gets_none():
    wrapped = HeadroomAgnoModel(FakeModel(["Hello."]))
    Agent(model=wrapped, telemetry=False).run("Hi")

    assert wrapped.requests[0].tools == []


def test_an_agents_own_tool_of_that_name_stays_its_own(twins):
    steps = [ToolCall("list_orders"), ToolCall(RETRIEVE, {"key": "k"}), "Done."]
    plain, wrapped = twins(steps, tools=[list_orders, own_retrieve])
    expected, actual = plain.run(QUESTION), wrapped.run(QUESTION)

    assert [execution.result for execution in actual.tools] == [execution.result for execution in expected.tools]
    assert actual.tools[-1].result == "k"
    assert [request.tools for request in wrapped.model.requests] == [request.tools for request in plain.model.requests]
    orders = next(m for m in wrapped.model.requests[-1].messages if m.tool_name == "list_orders")
    assert eval(expand(orders.content)) == ORDERS


async def test_agnos_own_calls_get_none(twins, play, mode, agno_version):
    option = "update_memory_on_run" if agno_version >= (2, 3, 26) else "enable_user_memories"
    writer = FakeModel([ToolCall("add_memory", {"memory": "Runs a shop", "topics": ["work"]}), "Done."])
    _, agent = twins(["Noted."], tools=[list_orders], db=InMemoryDb())
    agent.memory_manager = MemoryManager(model=HeadroomAgnoModel(writer), db=agent.db)
    setattr(agent, option, True)
    await play(agent, "I run a shop.", mode, session_id="s", user_id="u")

    assert [names(request.tools) for request in writer.requests]
    assert not any(map(is_offered, writer.requests))
    assert all(map(is_offered, agent.model.requests))


async def test_it_is_offered_throughout_a_session(twins, play, mode):
    """The prompt begins with the tools: one more or less is a prompt that no cache holds."""
    _, agent = twins(lambda _: "Hello.", tools=[list_orders], db=InMemoryDb(), add_history_to_context=True)
    for text in ("Hi", "Hello again", "And again"):
        await play(agent, text, mode, session_id="s")
    offered = [request.tools for request in agent.model.requests]

    assert len(offered) == 3
    assert offered[0] == offered[1] == offered[2]
    assert names(offered[0]).count(RETRIEVE) == 1


async def test_the_agents_tools_stay_as_they_are_and_in_order(twins, tools, play, mode):
    plain, wrapped = twins()
    await play(plain, "How are we doing?", mode)
    await play(wrapped, "How are we doing?", mode)

    for before, after in zip(plain.model.requests, wrapped.model.requests, strict=True):
        assert [one for one in after.tools if one["function"]["name"] != RETRIEVE] == before.tools
        assert (after.response_format, after.mode) == (before.response_format, before.mode)


def test_the_agents_own_list_is_not_added_to():
    given = [list_orders]
    agent = Agent(model=HeadroomAgnoModel(FakeModel(clerk)), tools=given, telemetry=False)
    agent.run(QUESTION)

    assert given == agent.tools == [list_orders]


@pytest.mark.parametrize("by_name", [True, False], ids=["by name", "by place"])
def test_who_asks_a_model_directly_has_it_too(agno_version, by_name):
    if agno_version < (2, 9):
        pytest.skip("agno 2.1 takes what is told and what is run apart")
    from agno.tools.function import Function

    made = Function.from_callable(list_orders)
    made.process_entrypoint()
    wrapped = HeadroomAgnoModel(FakeModel(clerk))
    messages = [Message(role="user", content=QUESTION)]
    if by_name:
        wrapped.response(messages=messages, tools=[made])
    else:
        wrapped.response(messages, None, [made])

    assert [message.tool_name for message in messages if message.role == "tool"] == ["list_orders", RETRIEVE]


def test_a_request_that_somebody_else_makes_offers_what_it_says():
    """Nobody answers a tool of that name where Headroom did not offer it."""
    theirs = {"type": "function", "function": {"name": RETRIEVE, "description": "Theirs.", "parameters": {}}}
    call = {"id": "c", "type": "function", "function": {"name": "list_orders", "arguments": "{}"}}
    messages = [Message(role="user", content=QUESTION), Message(role="assistant", tool_calls=[call])]
    messages.append(Message(role="tool", tool_call_id="c", tool_name="list_orders", content=str(ORDERS)))
    model = FakeModel(["ok"])
    HeadroomAgnoModel(model).invoke(messages=messages, tools=[theirs], run_response=RunOutput(run_id="r"))

    assert eval(expand(model.requests[0].messages[-1].content)) == ORDERS


def test_offering_it_costs_little():
    for shape, tools in tools_by_shape().items():
        assert count_tokens(json.dumps(tools[0], separators=(",", ":"))).value <= 120, shape
    [cost] = tool_costs(tools_by_shape()["openai"], "gpt-4o").tools
    assert cost.before.value <= 100
