"""Sampling parameters reach the provider of the run's model, and nobody else's run."""

import asyncio
from functools import partial

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat, OpenAIResponses
from agno.team import Team
from agno.workflow import Router, Step, Workflow
from openai import BadRequestError
from pydantic import BaseModel
from tests.agno_versions import delegation
from tests.provider_stub import running

from headroom.integrations.openai_api import AgentFactory
from headroom.testing import FakeModel

GIVEN = {
    "temperature": 0.25,
    "top_p": 0.5,
    "seed": 7,
    "stop": ["END"],
    "reasoning_effort": "low",
    "frequency_penalty": 0.5,
    "presence_penalty": -0.5,
}


@pytest.fixture
def stub():
    with running(lambda body: []) as server:
        yield server


@pytest.fixture
def chat(stub):
    """An OpenAI model that talks to the stub."""
    return lambda **fields: OpenAIChat(id="gpt-4o", api_key="none", base_url=f"{stub.url}/v1", **fields)


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("stream", [True, False])
def test_every_parameter_is_sent_and_the_shared_agent_is_as_before(door, stub, chat, wrap, stream):
    agent = Agent(model=chat(temperature=1.0), telemetry=False)
    opened = door({"helper": agent}, wrap=wrap)
    for given in ({**GIVEN, "max_tokens": 50}, {}):
        answer = opened.ask("Hi", stream=stream, **given)
        assert not stream or list(answer)

    first, second = stub.bodies
    assert {name: first[name] for name in (*GIVEN, "max_tokens")} == {**GIVEN, "max_tokens": 50}
    assert second["temperature"] == 1.0
    assert not {*GIVEN, "max_tokens"} - {"temperature"} & {*second}
    assert agent.model.temperature == 1.0


def test_a_request_has_one_limit_for_its_answer(door, stub, chat):
    opened = door({"helper": Agent(model=chat(max_tokens=900), telemetry=False)})
    opened.ask("Hi", max_completion_tokens=50, max_tokens=40)
    opened.ask("Hi")

    assert [(body.get("max_tokens"), body.get("max_completion_tokens")) for body in stub.bodies] == [
        (None, 50),
        (900, None),
    ]


def test_other_providers_get_a_parameter_by_their_own_name(door, stub):
    model = Claude(id="claude-opus-5", api_key="none", client_params={"base_url": stub.url})
    door({"helper": Agent(model=model, telemetry=False)}).ask("Hi", stop="END", max_completion_tokens=50)

    assert (stub.bodies[0]["stop_sequences"], stub.bodies[0]["max_tokens"]) == (["END"], 50)


def test_a_parameter_that_a_model_does_not_have_is_refused_by_name(door):
    opened = door({"helper": Agent(model=OpenAIResponses(id="gpt-4o", api_key="none"), telemetry=False)})
    with pytest.raises(BadRequestError, match="seed: the agent's model has no such parameter") as refused:
        opened.ask("Hi", seed=7)

    assert (refused.value.param, refused.value.type) == ("seed", "invalid_request_error")


async def test_requests_at_once_keep_their_parameters(door, stub, chat):
    agent = Agent(model=chat(), db=InMemoryDb(), telemetry=False)
    async with door({"helper": agent}).async_client() as client:
        asked = [
            client.chat.completions.create(
                model="helper", messages=[{"role": "user", "content": f"Question {n}"}], temperature=n / 100
            )
            for n in range(20)
        ]
        await asyncio.gather(*asked)

    sent = {body["messages"][-1]["content"]: body["temperature"] for body in stub.bodies}
    assert sent == {f"Question {n}": n / 100 for n in range(20)}


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("stream", [True, False])
def test_an_object_is_asked_of_the_provider_in_its_own_words(door, stub, chat, wrap, stream):
    agent = Agent(model=chat(), instructions="Be brief.", telemetry=False)
    opened = door({"helper": agent}, wrap=wrap)
    for given in ({"response_format": {"type": "json_object"}}, {"response_format": {"type": "text"}}):
        answer = opened.ask("Hi", stream=stream, **given)
        assert not stream or list(answer)

    first, second = stub.bodies
    assert first["response_format"] == {"type": "json_object"}
    assert "Answer with a JSON object and nothing else." in first["messages"][0]["content"]
    assert "response_format" not in second
    assert "JSON" not in str(second["messages"])


def test_a_model_whose_provider_knows_no_objects_is_told_in_words(door, stub):
    model = Claude(id="claude-opus-5", api_key="none", client_params={"base_url": stub.url})
    door({"helper": Agent(model=model, telemetry=False)}).ask("Hi", response_format={"type": "json_object"})

    assert "Answer with a JSON object and nothing else." in str(stub.bodies[0]["system"])


def test_an_agents_own_schema_is_kept_where_any_object_would_do(door):
    class Count(BaseModel):
        orders: int

    model = FakeModel(['{"orders": 40}'], supports_native_structured_outputs=True)
    opened = door({"helper": Agent(model=model, output_schema=Count, telemetry=False)})
    opened.ask("Hi", response_format={"type": "json_object"})

    assert model.requests[0].response_format is Count


def test_a_teams_leader_takes_the_parameters_and_its_members_do_not(door, stub, chat):
    member = Agent(id="clerk", name="clerk", model=chat(), telemetry=False)
    team = Team(name="team", members=[member], model=chat(), telemetry=False)
    door({"helper": team}).ask("Hi", temperature=0.25)

    assert stub.bodies[-1]["temperature"] == 0.25
    assert (team.model.temperature, member.model.temperature) == (None, None)


class Seen(FakeModel):
    """A model that notes the temperature it is asked with."""

    def _play(self, mode, messages, kwargs):
        seen.append((messages[-1].role, getattr(self, "temperature", None)))
        return super()._play(mode, messages, kwargs)


seen = []


@pytest.mark.parametrize("wrap", [True, False])
def test_a_member_that_has_its_leaders_model_never_has_a_requests_copy_of_it(door, wrap):
    seen.clear()
    order = delegation("clerk", "count")
    member = Agent(id="clerk", name="clerk", role="counts", telemetry=False)
    team = Team(name="team", members=[member], model=Seen([order, "Forty.", "Forty."] * 2), telemetry=False)
    opened = door({"helper": team}, wrap=wrap)
    opened.ask("Hi", temperature=0.25)
    opened.ask("Hi")

    assert seen == [("user", 0.25), ("user", None), ("tool", 0.25), ("user", None), ("user", None), ("tool", None)]
    assert member.model is None


def test_every_step_of_a_workflow_takes_the_parameters(door, stub, chat):
    steps = [Step(name=name, agent=Agent(name=name, model=chat(), telemetry=False)) for name in ("one", "two")]
    opened = door({"helper": Workflow(name="flow", steps=steps, telemetry=False)})
    opened.ask("Hi", temperature=0.25)
    opened.ask("Hi")

    assert [body.get("temperature") for body in stub.bodies] == [0.25, 0.25, None, None]


async def chosen_later(step, step_input):
    return [step]


@pytest.mark.parametrize(
    "select",
    [
        lambda step: lambda step_input: step,
        lambda step: lambda step_input, session_state=None: [step],
        lambda step: partial(chosen_later, step),
    ],
    ids=["a step", "a list", "asynchronous"],
)
def test_a_step_that_a_router_is_given_is_the_runs_own(door, stub, chat, select):
    step = Step(name="one", agent=Agent(name="one", model=chat(), telemetry=False))
    router = Router(name="way", selector=select(step), choices=[step])
    opened = door({"helper": Workflow(name="flow", steps=[router], telemetry=False)})
    answers = [opened.ask("Hi", **given) for given in ({"temperature": 0.25}, {})]

    assert [body.get("temperature") for body in stub.bodies] == [0.25, None]
    assert all(hasattr(answer, "headroom") for answer in answers)  # its model is wrapped


def test_a_factory_with_parameters_is_called_for_each_request_with_those_it_takes(door, stub, chat):
    calls = []

    def get_agent(temperature=None, max_tokens=None):
        calls.append((temperature, max_tokens))
        return Agent(model=chat(temperature=temperature, max_tokens=max_tokens), telemetry=False)

    opened = door({"helper": get_agent})
    opened.ask("Hi", temperature=0.25, seed=7)
    opened.ask("Hi")

    assert calls == [(0.25, None), (None, None)]
    assert [(body.get("temperature"), body.get("seed")) for body in stub.bodies] == [(0.25, 7), (None, None)]


def test_a_factory_that_takes_any_parameter_is_given_all(door):
    calls = []

    async def get_agent(temperature=None, max_tokens=None, **model_kwargs):
        calls.append((temperature, max_tokens, model_kwargs))
        return Agent(model=FakeModel(["Hi"]), telemetry=False)

    door({"helper": get_agent}).ask("Hi", temperature=0.25, top_p=0.5)
    assert calls == [(0.25, None, {"top_p": 0.5})]


@pytest.mark.parametrize(("per_request", "times"), [(True, 3), (False, 1)])
def test_a_factory_is_called_as_it_says(door, per_request, times):
    calls = []

    def get_agent(temperature=None):
        calls.append(temperature)
        return Agent(model=FakeModel(lambda request: "Hi"), telemetry=False)

    opened = door({"helper": AgentFactory(get_agent, per_request=per_request)})
    assert [opened.ask("Hi", temperature=0.5).choices[0].message.content for _ in range(3)] == ["Hi"] * 3
    assert calls == [0.5 if per_request else None] * times
