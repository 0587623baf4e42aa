"""What OpenAI's clients get from agents, teams and workflows."""

import json

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.os import AgentOS
from agno.team import Team
from agno.workflow import Step, Workflow
from fastapi import FastAPI
from pydantic import BaseModel
from tests.agno_versions import delegation, needs
from tests.http_server import serving

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.integrations.openai_api import router
from headroom.testing import FakeModel, Reply, ToolCall, Usage

ANSWER = "There are 40 orders, and every one of them is paid."


def get_orders() -> list[dict]:
    """List all orders."""
    return [{"id": 1000 + n, "customer": f"customer-{n % 7}", "state": "paid", "note": None} for n in range(40)]


def clerk(**settings):
    usage = Usage(input_tokens=100, output_tokens=10, cache_read_tokens=60)
    steps = lambda request: (  # noqa: E731
        Reply(ANSWER, usage=usage)
        if request.messages[-1].role == "tool"
        else Reply(tool_calls=[ToolCall("get_orders")], usage=usage)
    )
    return Agent(model=FakeModel(steps), tools=[get_orders], telemetry=False, **settings)


def read(stream):
    """A stream's texts, its end, and its last chunk."""
    chunks = list(stream)
    deltas = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    ends = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    return deltas, ends, chunks


def test_a_plain_answer(door):
    completion = door({"helper": clerk()}).ask("How many?")

    assert completion.object == "chat.completion"
    assert completion.model == "helper"
    [choice] = completion.choices
    assert (choice.message.role, choice.message.content, choice.finish_reason) == ("assistant", ANSWER, "stop")
    assert choice.message.tool_calls is None  # the agent's tools are its own business


def test_the_usage_is_what_the_provider_reported_in_all_requests_and_what_was_saved(door):
    agent = clerk(db=InMemoryDb())
    agent.model = HeadroomAgnoModel(agent.model)
    completion = door({"helper": agent}).ask("How many?")

    usage = completion.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (200, 20, 220)
    assert usage.prompt_tokens_details.cached_tokens == 120
    assert completion.headroom == {"saved_tokens": agent.model.tokens_saved}
    assert agent.model.tokens_saved > 100


def test_a_stream_says_the_same_in_parts(door):
    opened = door({"helper": clerk()})
    deltas, ends, chunks = read(opened.ask("How many?", stream=True))

    assert "".join(deltas) == ANSWER
    assert len(deltas) > 3
    assert ends == ["stop"]
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert chunks[0].choices[0].delta.role == "assistant"
    assert all(chunk.usage is None for chunk in chunks)


def test_a_stream_ends_with_the_usage_where_the_client_asks_for_it(door):
    stream = door({"helper": clerk()}).ask("How many?", stream=True, stream_options={"include_usage": True})
    _, _, chunks = read(stream)

    assert chunks[-1].choices == []
    assert (chunks[-1].usage.prompt_tokens, chunks[-1].usage.prompt_tokens_details.cached_tokens) == (200, 120)
    assert [chunk.headroom["saved_tokens"] > 0 for chunk in chunks if hasattr(chunk, "headroom")] == [True]


async def test_the_asynchronous_client_reads_both(door):
    async with door({"helper": clerk()}).async_client() as client:
        asked = {"model": "helper", "messages": [{"role": "user", "content": "How many?"}]}
        completion = await client.chat.completions.create(**asked)
        stream = await client.chat.completions.create(**asked, stream=True)
        texts = [choice.delta.content or "" async for chunk in stream for choice in chunk.choices]

    assert completion.choices[0].message.content == "".join(texts) == ANSWER


def test_models_are_wrapped_unless_told_not_to_and_the_agents_stay_as_they_are(door):
    wrapped, plain = clerk(), clerk()
    saved = door({"helper": wrapped}).ask("How many?").headroom["saved_tokens"]
    untouched = door({"helper": plain}, wrap=False).ask("How many?")

    assert saved > 100
    assert not hasattr(untouched, "headroom")
    assert type(wrapped.model) is type(plain.model) is FakeModel
    assert wrapped.model.requests[-1].messages[-1].content.startswith("[40 rows:")
    assert plain.model.requests[-1].messages[-1].content.startswith("[{'id': 1000")


@pytest.mark.parametrize("stream", [True, False])
def test_a_model_is_told_what_it_is_told_without_the_door(door, stream):
    here, there = (clerk(instructions="Be brief.", description="A clerk.") for _ in range(2))
    here.run("How many?")
    answer = door({"helper": there}, wrap=False).ask("How many?", stream=stream)
    assert not stream or list(answer)

    def told(agent):
        kept = ("role", "content", "tool_calls", "tool_call_id")
        return [
            ([{name: getattr(message, name) for name in kept} for message in request.messages], request.tools)
            for request in agent.model.requests
        ]

    assert told(there) == told(here)


def test_an_answer_that_fills_its_limit_is_cut_by_it(door):
    opened = door({"helper": clerk()})

    assert opened.ask("How many?", max_tokens=10).choices[0].finish_reason == "length"
    assert opened.ask("How many?", max_completion_tokens=11).choices[0].finish_reason == "stop"


def test_tools_that_run_are_told_where_that_is_wanted(door):
    def reasoning(**settings):
        message = door({"helper": clerk()}, **settings).ask("How many?").choices[0].message
        return getattr(message, "reasoning_content", None)

    assert reasoning(tool_progress=True) == "get_orders runs ...\n"
    assert reasoning() is None


class Thinking(FakeModel):
    """A model that thinks aloud."""

    def _deltas(self, response):
        from agno.models.response import ModelResponse

        yield ModelResponse(role="assistant", reasoning_content="Let me ")
        yield ModelResponse(role="assistant", reasoning_content="count.")
        yield from FakeModel._deltas(response)


def test_what_a_model_thinks_is_told_apart_from_what_it_says(door):
    opened = door({"helper": Agent(model=Thinking(["Forty.", "Forty."]), telemetry=False)})

    message = opened.ask("How many?").choices[0].message
    assert (message.reasoning_content, message.content) == ("Let me count.", "Forty.")
    deltas = [choice.delta for chunk in opened.ask("How many?", stream=True) for choice in chunk.choices]
    assert [d.reasoning_content for d in deltas if getattr(d, "reasoning_content", None)] == ["Let me ", "count."]


@needs((2, 2), "a run takes no schema of its own, and asking for one is refused")
def test_a_schema_is_the_runs_alone(door):
    class Count(BaseModel):
        orders: int

    model = FakeModel(['{"orders": 40}', "Forty."])
    opened = door({"helper": Agent(model=model, telemetry=False)})
    schema = {"type": "json_schema", "json_schema": {"name": "Count", "schema": Count.model_json_schema()}}

    assert json.loads(opened.ask("How many?", response_format=schema).choices[0].message.content) == {"orders": 40}
    assert opened.ask("How many?").choices[0].message.content == "Forty."
    assert [request.response_format is None for request in model.requests] == [False, True]


def test_an_agents_own_schema_is_answered_as_json(door):
    class Count(BaseModel):
        orders: int

    agent = Agent(model=FakeModel(['{"orders": 40}'] * 2), output_schema=Count, telemetry=False)
    opened = door({"helper": agent})

    assert opened.ask("How many?").choices[0].message.content == '{"orders":40}'
    assert "".join(read(opened.ask("How many?", stream=True))[0]) == '{"orders":40}'


def team():
    usage = Usage(input_tokens=100, output_tokens=10)
    member = Agent(id="clerk", name="clerk", role="counts", model=FakeModel([Reply("Forty, I say.", usage=usage)] * 2))
    order = delegation("clerk", "count")
    steps = [Reply(tool_calls=[order], usage=usage), Reply("The clerk says forty.", usage=usage)]
    return Team(name="team", members=[member], model=FakeModel(steps * 2), telemetry=False)


def test_a_team_answers_with_its_leaders_words_and_all_its_tokens(door):
    opened = door({"helper": team()})
    completion = opened.ask("How many?")

    assert completion.choices[0].message.content == "The clerk says forty."
    assert completion.usage.prompt_tokens == 300
    assert "".join(read(opened.ask("How many?", stream=True))[0]) == "The clerk says forty."


def test_a_workflow_answers_with_its_last_steps_words(door):
    usage = Usage(input_tokens=100, output_tokens=10)
    models = [FakeModel([Reply(text, usage=usage)] * 2) for text in ("Forty.", "In words: forty.")]
    steps = [Step(name=f"step {n}", agent=Agent(model=model, telemetry=False)) for n, model in enumerate(models)]
    opened = door({"helper": Workflow(name="flow", steps=steps, telemetry=False)})

    completion = opened.ask("How many?")
    assert completion.choices[0].message.content == "In words: forty."
    assert completion.usage.prompt_tokens == 200
    assert models[1].requests[0].texts[-1].endswith("Forty.")


def test_agents_are_served_beside_agentos(door):
    app = FastAPI()
    agent = clerk(id="clerk")
    system = AgentOS(agents=[agent], base_app=app, telemetry=False)
    app.include_router(router(system, api_keys=["sk-right"]))
    with serving(system.get_app()) as url:
        opened = type(door({"helper": clerk()}))(url)
        assert [model.id for model in opened.client.models.list()] == ["clerk"]
        assert opened.ask("How many?", model="clerk").choices[0].message.content == ANSWER


@pytest.mark.parametrize("settings", [{}, {"stream": True}])
def test_an_agent_is_run_once_for_a_request(door, settings):
    agent = clerk()
    answer = door({"helper": agent}).ask("How many?", **settings)
    if settings:
        list(answer)
    assert len(agent.model.requests) == 2
