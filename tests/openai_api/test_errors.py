"""Errors say what was wrong with what, once, and nothing of what was said or raised."""

import httpx
import openai
import pytest
from agno.agent import Agent
from agno.exceptions import InputCheckError, ModelProviderError
from agno.team import Team
from agno.workflow import Parallel, Step, Workflow
from openai.types.chat import ChatCompletion

from headroom.testing import FakeModel, ToolCall

SECRET = "postgres://admin:hunter2@db"
MESSAGES = [{"role": "user", "content": "Hi"}]


def failing(error=None):
    return Agent(model=FakeModel(lambda request: error or RuntimeError(SECRET)), telemetry=False)


def post(door, body, **settings):
    headers = {"Authorization": "Bearer sk-right"}
    return httpx.post(f"{door.url}/v1/chat/completions", headers=headers, timeout=600, **{"json": body, **settings})


def team():
    member = Agent(id="clerk", name="clerk", model=FakeModel([]))
    return Team(name="team", members=[member], model=FakeModel(lambda request: RuntimeError(SECRET)), telemetry=False)


def workflow(*before):
    return Workflow(name="flow", steps=[*before, Step(name="step", agent=failing(), max_retries=0)], telemetry=False)


def beside():
    fine = Step(name="fine", agent=Agent(name="fine", model=FakeModel(lambda request: "Fine."), telemetry=False))
    steps = [Parallel(fine, Step(name="step", agent=failing(), max_retries=0), name="both")]
    return Workflow(name="flow", steps=steps, telemetry=False)


def raising(step_input):
    raise RuntimeError(SECRET)


def saying_nothing():
    steps = [Step(name="step", agent=failing(RuntimeError()), max_retries=0)]
    return Workflow(name="flow", steps=steps, telemetry=False)


def by_function():
    return Workflow(name="flow", steps=[Step(name="step", executor=raising, max_retries=0)], telemetry=False)


@pytest.mark.parametrize("make", [failing, team, workflow, beside, by_function, saying_nothing])
@pytest.mark.parametrize("stream", [True, False])
def test_a_failed_run_is_an_error_that_does_not_say_why(door, make, stream):
    response = post(door({"helper": make()}), {"model": "helper", "messages": MESSAGES, "stream": stream})

    assert response.status_code == 500
    error = {"message": "the agent failed; the server's log says why", "type": "server_error", "param": None}
    assert response.json() == {"error": {**error, "code": "agent_failed"}}
    assert response.headers["x-should-retry"] == "false"


def test_a_run_that_fails_in_the_middle_of_a_stream_ends_it_with_an_error(door):
    class Breaking(FakeModel):
        async def ainvoke_stream(self, *args, **kwargs):
            async for delta in super().ainvoke_stream(*args, **kwargs):
                yield delta
                if delta.content == "second part ":
                    raise RuntimeError(SECRET)

    opened = door({"helper": Agent(model=Breaking(["first part, second part and more"]), telemetry=False)})
    texts = []
    with pytest.raises(openai.APIError, match="the agent failed") as failed:
        texts += [chunk.choices[0].delta.content for chunk in opened.ask("Hi", stream=True)]
    raw = post(opened, {"model": "helper", "messages": MESSAGES, "stream": True}).text

    assert SECRET not in str(failed.value) + raw
    assert "[DONE]" not in raw


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_retries_runs_a_failing_agents_tools_once(door, stream):
    calls = []

    def charge_card() -> str:
        """Charge the card."""
        calls.append(1)
        return "charged"

    steps = lambda request: RuntimeError(SECRET) if request.messages[-1].role == "tool" else ToolCall("charge_card")  # noqa: E731
    opened = door({"helper": Agent(model=FakeModel(steps), tools=[charge_card], telemetry=False)})
    with pytest.raises(openai.InternalServerError):
        opened.ask("Charge it.", stream=stream)  # OpenAI's client tries twice more by default

    assert calls == [1]


@pytest.mark.parametrize("status", [429, 529])
@pytest.mark.parametrize(
    "make",
    [failing, lambda error: Workflow(name="flow", steps=[Step(name="step", agent=failing(error), max_retries=0)])],
)
def test_a_providers_limit_is_one_here_too(door, status, make):
    opened = door({"helper": make(ModelProviderError(SECRET, status_code=status))})
    with pytest.raises(openai.RateLimitError) as refused:
        opened.ask("Hi")

    assert refused.value.code == "rate_limit_exceeded"
    assert SECRET not in str(refused.value)


def test_an_error_of_a_tool_that_speaks_of_limits_is_no_limit(door):
    with pytest.raises(openai.InternalServerError):
        door({"helper": failing(RuntimeError("429 rate limit"))}).ask("Hi")


def test_input_that_the_agent_refuses_is_the_clients_fault(door):
    def check(run_input):
        raise InputCheckError(SECRET)

    opened = door({"helper": Agent(model=FakeModel([]), pre_hooks=[check], telemetry=False)})
    with pytest.raises(openai.BadRequestError, match="a check of the agent's refuses what is said") as refused:
        opened.ask("Hi")
    assert SECRET not in str(refused.value)


def test_an_unknown_agent_is_answered_with_those_that_there_are(door):
    opened = door({"helper": failing(), "other": failing()})
    with pytest.raises(openai.NotFoundError, match="there is no agent 'helpr'; there are: helper, other") as unknown:
        opened.ask("Hi", model="helpr")
    assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")


SCHEMA = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}


@pytest.mark.parametrize(
    ("wrong", "parameter", "says"),
    [
        ({"model": None}, "model", "the name of an agent"),
        ({"messages": []}, "messages", "at least one message"),
        ({"messages": "Hi"}, "messages", "a list"),
        ({"messages": [{"content": "Hi"}]}, "messages[0]", "a role"),
        ({"messages": [*MESSAGES, {"role": "assistant", "content": "Hi"}]}, "messages", "the user's"),
        ({"messages": [{"role": "user", "content": ""}]}, "messages[0]", "says nothing"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content", "a text or a list of parts"),
        ({"messages": [{"role": "user", "content": [{"type": "video"}]}]}, "messages[0].content[0]", "image_url"),
        (
            {"messages": [{"role": "tool", "content": "x", "tool_calls": 7}, *MESSAGES]},
            "messages[0]",
            "no tool message",
        ),
        ({"n": 2}, "n", "one answer"),
        ({"n": True}, "n", "one answer"),
        ({"tools": [TOOL]}, "tools", "tools of the client are not taken"),
        ({"functions": [TOOL["function"]]}, "functions", "not taken"),
        ({"logprobs": True}, "logprobs", "not given"),
        ({"response_format": {"type": "xml"}}, "response_format", "json_object"),
        ({"response_format": {"type": "json_schema"}}, "response_format", "json_schema"),
        ({"temperature": "hot"}, "temperature", "a number"),
        ({"temperature": True}, "temperature", "a number"),
        ({"max_tokens": 0}, "max_tokens", "a positive integer"),
        ({"max_completion_tokens": 1.5}, "max_completion_tokens", "a positive integer"),
        ({"top_p": [1]}, "top_p", "a number"),
        ({"stop": [1]}, "stop", "a list of texts"),
        ({"seed": 1.5}, "seed", "an integer"),
        ({"reasoning_effort": 3}, "reasoning_effort", "a text"),
        ({"user": 7}, "user", "a text"),
        ({"metadata": {"session_id": "x" * 257}}, "session_id", "at most 256 characters"),
        ({"metadata": "s"}, "metadata", "an object"),
        ({"stream": "yes"}, "stream", "true or false"),
        ({"stream_options": []}, "stream_options", "an object"),
    ],
)
def test_a_wrong_request_is_refused_by_its_field(refusing, wrong, parameter, says):
    response = post(refusing, {"model": "helper", "messages": MESSAGES, **wrong})
    error = response.json()["error"]

    assert response.status_code == 400
    assert (error["param"], error["type"]) == (parameter, "invalid_request_error")
    assert error["message"].startswith(f"{parameter}: ")
    assert says in error["message"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(refusing, content):
    response = post(refusing, None, content=content)
    assert (response.status_code, response.json()["error"]["message"]) == (400, "the body must be a JSON object")


@pytest.fixture(scope="module")
def refusing():
    """A door to an agent that must not be run."""
    from contextlib import ExitStack

    from fastapi import FastAPI
    from tests.http_server import serving

    from headroom.integrations.openai_api import router

    with ExitStack() as stack:
        app = FastAPI()
        app.include_router(router({"helper": Agent(model=FakeModel([]), telemetry=False)}, api_keys=["sk-right"]))
        url = stack.enter_context(serving(app))
        yield type("Refusing", (), {"url": url})


@pytest.mark.parametrize("schema", [SCHEMA, {"type": "json_object"}], ids=["schema", "object"])
def test_a_workflow_answers_in_text_only(door, schema):
    flow = Workflow(name="flow", steps=[Step(name="step", agent=failing())], telemetry=False)
    with pytest.raises(openai.BadRequestError, match="response_format: this agent answers in text only"):
        door({"helper": flow}).ask("Hi", response_format=schema)


def test_a_step_that_may_fail_does_not_fail_the_workflow(door):
    skipped = Step(name="first", executor=raising, max_retries=0, skip_on_failure=True)
    last = Step(name="last", agent=Agent(name="last", model=FakeModel(["Fine."]), telemetry=False))
    answer = door({"helper": Workflow(name="flow", steps=[skipped, last], telemetry=False)}).ask("Hi")

    assert isinstance(answer, ChatCompletion)
    assert answer.choices[0].message.content == "Fine."
