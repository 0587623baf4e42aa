"""The scripted model that users test their own agents with."""

import asyncio
import copy
import dataclasses

import pytest
from agno.agent import Agent
from agno.models.message import Message

from headroom.testing import FakeModel, Reply, ToolCall, Usage


async def test_it_follows_the_script_and_remembers_what_it_was_sent(tools, play, mode):
    model = FakeModel([ToolCall("get_orders"), "There are 40 orders."])
    output, deltas = await play(Agent(model=model, tools=tools, telemetry=False), "How many orders?", mode)

    assert output.content == "There are 40 orders."
    assert "".join(deltas) == ("There are 40 orders." if mode.endswith("stream") else "")
    assert len(deltas) != 1
    first, second = model.requests
    assert first.texts == ["How many orders?"]
    assert [message.role for message in second.messages] == ["user", "assistant", "tool"]
    assert {tool["function"]["name"] for tool in first.tools} == {"get_orders", "get_issues", "get_logs"}
    assert first.mode == mode.replace("run", "invoke")


async def test_it_claims_the_usage_it_is_told_to(play, mode):
    model = FakeModel([Reply("Hi.", usage=Usage(input_tokens=7, output_tokens=3))])
    output, _ = await play(Agent(model=model, telemetry=False), "Hi", mode)

    assert (output.metrics.input_tokens, output.metrics.output_tokens) == (7, 3)


async def test_it_counts_what_it_is_not_told(play, mode):
    output, _ = await play(Agent(model=FakeModel(["Hi."]), telemetry=False), "Hello there, how are you?", mode)

    assert output.metrics.input_tokens > 5
    assert output.metrics.output_tokens >= 2


def test_an_exception_in_the_script_is_raised():
    with pytest.raises(ConnectionError):
        FakeModel([ConnectionError("down")]).invoke([Message(role="user", content="Hi")])


def test_a_script_that_is_too_short_says_so():
    model = FakeModel(["once"])
    model.invoke([])
    with pytest.raises(AssertionError, match="called 2 times"):
        model.invoke([])


def test_calls_have_ids_and_provider_data_is_kept():
    model = FakeModel(
        [Reply(tool_calls=[ToolCall("a"), ToolCall("b", id="mine")], provider_data={"response_id": "r1"})]
    )
    response = model.invoke([])

    assert [call["id"] for call in response.tool_calls] == ["call_0_0", "mine"]
    assert response.provider_data == {"response_id": "r1"}


async def test_a_function_scripts_concurrent_runs():
    model = FakeModel(lambda request: f"You said {request.texts[-1]}")
    agents = [Agent(model=model, telemetry=False) for _ in range(16)]
    outputs = await asyncio.gather(*(agent.arun(f"number {n}") for n, agent in enumerate(agents)))

    assert [output.content for output in outputs] == [f"You said number {n}" for n in range(16)]
    assert len(model.requests) == 16


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, dataclasses.replace])
def test_copies_follow_the_same_script(duplicate):
    model = FakeModel(["one", "two"])
    copied = duplicate(model)

    assert [model.invoke([]).content, copied.invoke([]).content] == ["one", "two"]
    assert len(model.requests) == len(copied.requests) == 2


def test_what_was_sent_is_kept_as_it_was_then():
    model = FakeModel(["ok"])
    message = Message(role="user", content="before")
    model.invoke([message])
    message.content = "after"

    assert model.requests[0].texts == ["before"]
