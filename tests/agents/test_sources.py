"""Agents are found wherever they are named, and what is none is refused when the catalogue is made."""

import asyncio
import inspect
import sys
from types import ModuleType

import pytest
from agno.agent import Agent
from agno.os import AgentOS
from agno.team import Team
from agno.workflow import Condition, Loop, Parallel, Router, Step, Steps, Workflow

from headroom import ConfigurationError, HeadroomConfig
from headroom.integrations.agents import AgentFactory, Catalogue, RunFailedError, read_request
from headroom.integrations.agents.runnables import copied, first_model, wrapped
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel


def agent(name="helper", answer="Hi", **settings):
    return Agent(id=name, name=name, model=FakeModel(lambda request: answer), telemetry=False, **settings)


def names(agents):
    return [described.name for described in Catalogue(agents).describe()]


def asked(name="helper"):
    return read_request({"model": name, "messages": [{"role": "user", "content": "Hi"}]})


@pytest.fixture
def module(monkeypatch):
    made = ModuleType("my_agents")
    made.helper, made.several, made.get_agent = agent(), {"a": agent(), "b": "my_agents:get_agent"}, lambda: agent()
    made.made_once = AgentFactory(lambda: agent(), per_request=False)
    monkeypatch.setitem(sys.modules, "my_agents", made)
    return made


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("my_agents:helper", ["helper"]),
        ("my_agents:several", ["a", "b"]),
        ({"x": "my_agents:helper", "y": "my_agents:get_agent", "z": "my_agents:made_once"}, ["x", "y", "z"]),
    ],
)
async def test_what_is_named_by_module_and_attribute_is_found_and_answers(module, named, found):
    catalogue = Catalogue(named)

    assert [described.name for described in catalogue.describe()] == found
    assert [(await catalogue.answer(asked(name))).content for name in found] == ["Hi"] * len(found)


def test_agents_of_an_agentos_and_of_a_list_go_by_their_ids():
    flow = Workflow(id="flow", name="flow", steps=[Step(name="step", agent=agent("inner"))])
    team = Team(id="team", name="team", members=[agent("member")], model=FakeModel([]))
    system = AgentOS(agents=[agent("one")], teams=[team], workflows=[flow], telemetry=False)

    assert names(system) == names([agent("one"), team, flow]) == ["one", "team", "flow"]
    assert names(agent("alone")) == ["alone"]


@pytest.mark.parametrize(
    ("agents", "says"),
    [
        ({}, "there are no agents"),
        (7, "agents must be a dict"),
        ({"a": 7}, "the agent 'a' must be an agent"),
        ({"": "x:y"}, "the name of an agent must be a text"),
        ({"a": "nowhere"}, "named by 'module:attribute', not by 'nowhere'"),
        ({"a": "no_such_module:agent"}, "'no_such_module:agent' cannot be imported"),
        ({"a": "json:no_such_name"}, "'json:no_such_name' cannot be imported"),
        ([Agent()], "an agent outside a dict needs an id or a name"),
        ([agent(), agent()], "two agents have the name 'helper'"),
    ],
)
def test_what_is_no_agent_is_refused(agents, says):
    with pytest.raises(ConfigurationError, match=says.replace("(", r"\(")):
        Catalogue(agents)


async def test_a_factory_that_makes_no_agent_fails_the_request_and_says_so_in_the_log(caplog):
    with pytest.raises(RunFailedError):
        await Catalogue({"helper": lambda: "no agent"}).answer(asked())
    assert "made 'no agent'" in caplog.text


def models_of(part):
    """Every model in an agent, a team, a workflow or a step."""
    if isinstance(part, list):
        return [model for each in part for model in models_of(each)]
    inner = [
        getattr(part, name, None) for name in ("agent", "team", "workflow", "members", "steps", "else_steps", "choices")
    ]
    own = [part.model] if getattr(part, "model", None) is not None else []
    return own + [model for each in inner if each is not None and not callable(each) for model in models_of(each)]


def nested():
    def step(name):
        return Step(name=name, agent=agent(name))

    has_else = "else_steps" in inspect.signature(Condition).parameters  # not in agno 2.1
    six, seven = step("six"), step("seven")
    branches = {"steps": [six], "else_steps": [seven]} if has_else else {"steps": [six, seven]}
    team = Team(id="team", name="team", members=[agent("a"), Agent(name="b")], model=FakeModel([]))
    return Workflow(
        name="flow",
        steps=[
            step("one"),
            Steps(name="steps", steps=[step("two")]),
            Loop(name="loop", steps=[step("three")]),
            Parallel(step("four"), step("five"), name="both"),
            Condition(name="if", evaluator=True, **branches),
            Router(name="router", selector=lambda step_input: [], choices=[step("eight")]),
            Step(name="team", team=team),
            Step(name="function", executor=lambda step_input: step_input),
        ],
    )


def test_every_model_is_wrapped_and_those_given_stay_as_they_are():
    flow = nested()
    before = models_of(flow)
    made = wrapped(flow, HeadroomConfig())

    assert len(before) == 10
    assert len(models_of(made)) == 11  # the member without a model has the team's now
    assert all(isinstance(model, HeadroomAgnoModel) for model in models_of(made))
    assert models_of(flow) == before
    assert not any(isinstance(model, HeadroomAgnoModel) for model in before)
    assert made.steps[0].active_executor is made.steps[0].agent
    assert made.steps[-1].executor is flow.steps[-1].executor


def test_a_model_that_is_wrapped_keeps_its_account():
    model = HeadroomAgnoModel(FakeModel([]))
    assert wrapped(Agent(model=model), None).model is model


def test_fallbacks_are_wrapped_too():
    fallback = pytest.importorskip("agno.models.fallback", reason="agno 2.1: agents have no fallback models")
    given = Agent(model=FakeModel([]), fallback_config=fallback.FallbackConfig(on_error=[FakeModel([])]))
    [fallback] = wrapped(given, None).fallback_config.on_error

    assert isinstance(fallback, HeadroomAgnoModel)
    assert type(given.fallback_config.on_error[0]) is FakeModel


def test_a_copy_for_a_run_changes_the_leaders_model_and_the_steps():
    changed = []
    flow = nested()
    copied(flow, lambda part: changed.append(part.name))

    assert changed == ["one", "two", "three", "four", "five", "six", "seven", "eight", "team"]
    assert first_model(flow) is flow.steps[0].agent.model


async def test_a_factory_without_parameters_is_called_once_even_by_many_at_once():
    calls = []

    async def get_agent():
        calls.append(1)
        await asyncio.sleep(0.01)
        return agent()

    catalogue = Catalogue({"helper": get_agent})
    answers = await asyncio.gather(*(catalogue.answer(asked()) for _ in range(5)))

    assert [answer.content for answer in answers] == ["Hi"] * 5
    assert calls == [1]
