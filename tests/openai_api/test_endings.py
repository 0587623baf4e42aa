"""Why an answer ended is what its provider says, and where that is not known, what its limit says."""

import pytest
from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat
from agno.workflow import Step, Workflow
from tests.provider_stub import Call, running

from headroom.integrations.agents.endings import word_in
from headroom.integrations.agents.workflows import STREAMS


def get_orders() -> str:
    """List all orders."""
    return "40"


@pytest.fixture
def stub():
    with running(lambda body: [Call("call_1", "get_orders", {})]) as server:
        yield server


def chat(stub):
    return OpenAIChat(id="gpt-4o", api_key="none", base_url=f"{stub.url}/v1")


def claude(stub):
    return Claude(id="claude-opus-5", api_key="none", client_params={"base_url": stub.url})


def reason(opened, stream, **settings):
    answer = opened.ask("How many?", stream=stream, **settings)
    if not stream:
        return answer.choices[0].finish_reason
    [ended] = [choice.finish_reason for chunk in answer for choice in chunk.choices if choice.finish_reason]
    return ended


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("make", "word", "expected"),
    [
        (chat, None, "stop"),
        (chat, "length", "length"),
        (chat, "content_filter", "content_filter"),
        (claude, None, "stop"),
        (claude, "max_tokens", "length"),
        (claude, "refusal", "content_filter"),
    ],
)
def test_the_providers_word_is_passed_on(door, stub, make, word, expected, stream, wrap):
    stub.ended = word
    opened = door({"helper": Agent(model=make(stub), tools=[get_orders], telemetry=False)}, wrap=wrap)

    assert reason(opened, stream) == expected
    assert len(stub.bodies) == 2  # one that asks for the tool, and one that answers


def test_an_answer_as_long_as_its_limit_is_whole_where_the_provider_says_so(door, stub):
    opened = door({"helper": Agent(model=chat(stub), telemetry=False)})
    assert reason(opened, False, max_tokens=10) == "stop"


@pytest.mark.skipif(not STREAMS, reason="agno 2.1: a workflow's stream does not tell what was used")
def test_a_workflows_answer_ended_as_its_last_step_did(door, stub):
    class Cut(OpenAIChat):
        async def ainvoke_stream(self, *args, **kwargs):
            stub.ended = "length"
            async for delta in super().ainvoke_stream(*args, **kwargs):
                yield delta

    cut = Cut(id="gpt-4o", api_key="none", base_url=f"{stub.url}/v1")
    steps = [Step(name=name, agent=Agent(name=name, model=model)) for name, model in (("a", chat(stub)), ("b", cut))]
    assert reason(door({"helper": Workflow(name="flow", steps=steps, telemetry=False)}), True) == "length"


class Given:
    """An object with these attributes."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


@pytest.mark.parametrize(
    ("response", "word"),
    [
        (Given(data=Given(choices=[Given(finish_reason="length")])), "length"),
        (Given(choices=[], usage=1), None),
        (Given(status="incomplete", incomplete_details=Given(reason="max_output_tokens")), "max_output_tokens"),
        (Given(response=Given(incomplete_details=Given(reason="content_filter"))), "content_filter"),
        (Given(candidates=[Given(finish_reason=Given(value="MAX_TOKENS"))]), "max_tokens"),
        ({"done": True, "done_reason": "length"}, "length"),
        (Given(candidates=None), None),
        (None, None),
    ],
)
def test_each_providers_response_is_read_where_it_says_it(response, word):
    assert word_in(response) == word
