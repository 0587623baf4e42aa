"""Workflows speak with their last step's words, as they come, and the stream says what the plain answer says."""

import openai
import pytest
from agno.agent import Agent
from agno.team import Team
from agno.workflow import Condition, Loop, Parallel, Router, Step, StepOutput, Steps, Workflow
from pydantic import BaseModel
from tests.agno_versions import delegation, needs

from headroom.integrations.agents.workflows import STREAMS
from headroom.testing import FakeModel, Reply, ToolCall, Usage

TEXTS = {name: f"This is what the {name} step says in the end." for name in ("first", "second", "third")}
streams = pytest.mark.skipif(not STREAMS, reason="agno 2.1: a workflow's stream does not tell what was used")


def agent(name, text=None):
    model = FakeModel(lambda request: text or Reply(TEXTS[name], usage=Usage(input_tokens=100, output_tokens=10)))
    return Agent(name=name, id=name, model=model, telemetry=False)


def step(name):
    return Step(name=name, agent=agent(name))


def team():
    order = delegation("first", "count")
    says = lambda request: "The leader has the last word here." if request.messages[-1].role == "tool" else order  # noqa: E731
    return Team(name="team", members=[agent("first")], model=FakeModel(says), telemetry=False)


def talkative():
    """An agent that says something before it calls a tool, too."""

    def look(what: str) -> str:
        """Look it up."""
        return "40"

    says = lambda request: (  # noqa: E731
        "There are forty of them." if request.messages[-1].role == "tool" else Reply("Let me look. ", [LOOK])
    )
    return Agent(name="talkative", model=FakeModel(says), tools=[look], telemetry=False)


LOOK = ToolCall("look", {"what": "orders"})


class Count(BaseModel):
    orders: int


def counting():
    model = FakeModel(lambda request: '{"orders": 40}')
    return Agent(name="counting", model=model, output_schema=Count, telemetry=False)


def function(step_input):
    return StepOutput(content=f"The function has read: {step_input.previous_step_content}")


async def parts(step_input):
    yield "A part, "
    yield "and another."


def ending(step_input):
    return StepOutput(content="There is no more to be said.", stop=True)


def flow(*steps, **settings):
    return Workflow(name="flow", steps=list(steps), telemetry=False, **settings)


def conditional(holds):
    return Condition(name="c", evaluator=lambda _: holds, steps=[step("second"), step("third")])


def routed(*names):
    choices = {name: step(name) for name in ("second", "third")}
    return Router(name="r", selector=lambda _: [choices[name] for name in names], choices=[*choices.values()])


def twice():
    same = step("first")
    return flow(same, step("second"), same)


LIVE = {
    "agents": lambda: flow(step("first"), step("second")),
    "an agent alone": lambda: flow(agent("first")),
    "a team": lambda: flow(step("first"), Step(name="team", team=team())),
    "an agent that speaks twice": lambda: flow(step("first"), Step(name="talkative", agent=talkative())),
    "after steps side by side": lambda: flow(Parallel(step("first"), step("second"), name="both"), step("third")),
    "a condition that holds": lambda: flow(step("first"), conditional(True)),
    "a route": lambda: flow(step("first"), routed("second")),
    "steps": lambda: flow(Steps(name="steps", steps=[step("first"), agent("second")])),
}
WHOLE = {
    "a schema": lambda: flow(step("first"), Step(name="count", agent=counting())),
    "a function": lambda: flow(step("first"), Step(name="f", executor=function)),
    "a generator": lambda: flow(step("first"), Step(name="f", executor=parts)),
    "steps side by side": lambda: flow(Parallel(step("first"), step("second"), name="both")),
    "a condition that does not hold": lambda: flow(step("first"), conditional(False)),
    "several routes": lambda: flow(step("first"), routed("second", "third")),
    "a loop": lambda: flow(Loop(name="l", steps=[step("first"), step("second")], max_iterations=2)),
    "a step that ends it": lambda: flow(step("first"), Step(name="end", executor=ending), step("second")),
    "one step twice": twice,
    "a function of its own": lambda: Workflow(name="flow", steps=lambda workflow, execution_input: "It says this."),
}
FLOWS = {**LIVE, **WHOLE}


def streamed(door, **settings):
    chunks = list(door.ask("Hi", stream=True, stream_options={"include_usage": True}, **settings))
    texts = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    return texts, chunks[-1].usage


@pytest.mark.parametrize("make", FLOWS.values(), ids=FLOWS)
def test_a_stream_says_what_the_plain_answer_says(door, make):
    opened = door({"helper": make()})
    plain = opened.ask("Hi")
    texts, usage = streamed(opened)

    assert plain.choices[0].message.content
    assert "".join(texts) == plain.choices[0].message.content
    assert usage == plain.usage


@pytest.mark.parametrize("name", [name for name in FLOWS if "not hold" not in name and "schema" not in name])
async def test_the_answer_is_agnos_own(door, name):
    answer = await FLOWS[name]().arun("Hi")
    assert door({"helper": FLOWS[name]()}).ask("Hi").choices[0].message.content == answer.content


@streams
@pytest.mark.parametrize("make", LIVE.values(), ids=LIVE)
def test_the_last_steps_words_are_told_as_they_come(door, make):
    texts, _ = streamed(door({"helper": make()}))
    assert len(texts) > 1


def test_the_usage_is_that_of_all_steps(door):
    _, usage = streamed(door({"helper": flow(step("first"), Parallel(step("second"), step("third"), name="both"))}))
    assert (usage.prompt_tokens, usage.completion_tokens) == (300, 30)


class Breaking(FakeModel):
    """A model that fails in the middle of its words, the first time."""

    failures = 1

    async def ainvoke_stream(self, *args, **kwargs):
        async for delta in super().ainvoke_stream(*args, **kwargs):
            if type(self).failures and delta.content == self.breaks_before:
                type(self).failures = 0
                raise RuntimeError("secret")
            yield delta


def breaking(before):
    made = type("Breaking", (Breaking,), {"breaks_before": before, "failures": 1})
    return flow(Step(name="one", agent=Agent(name="a", model=made(lambda request: "one part, another part"))))


@streams
def test_a_step_that_fails_in_the_middle_of_its_words_is_not_told_twice(door):
    with pytest.raises(openai.APIError, match="the agent failed"):
        streamed(door({"helper": breaking(before="other part")}))


@needs((3, 0), "a step whose agent fails in a stream is not tried again")
def test_a_step_that_fails_before_it_has_spoken_may_be_tried_again_by_agno(door):
    opened = door({"helper": breaking(before="one part, an")})
    assert "".join(streamed(opened)[0]) == "one part, another part"


def test_tools_of_all_steps_are_told_where_that_is_wanted(door):
    opened = door({"helper": flow(Step(name="a", agent=talkative()), step("second"))}, tool_progress=True)
    message = opened.ask("Hi").choices[0].message
    assert getattr(message, "reasoning_content", None) == ("look runs ...\n" if STREAMS else None)


def test_an_answer_that_fills_its_limit_is_cut_by_it(door):
    opened = door({"helper": flow(step("first"), step("second"))})
    reasons = [opened.ask("Hi", max_tokens=limit).choices[0].finish_reason for limit in (10, 11)]
    assert reasons == (["length", "stop"] if STREAMS else ["stop", "stop"])
