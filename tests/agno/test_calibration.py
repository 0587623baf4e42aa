"""Estimates learn from the usage a provider reports; what is sent does not."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from agno.agent import Agent
from agno.media import Audio
from agno.models.message import Message
from agno.run.agent import RunOutput
from pydantic import BaseModel

from headroom import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, ToolCall, Usage

CALLS = 12
# The provider's own tokenizer: what it takes of each kind of content is far from what the table says.
METER = [(r"\d", 1.5), (r"[A-Za-z]{1,4}", 0.8), (r"[^\sA-Za-z0-9]", 0.5), (r"\n *", 2.0)]


def metered(messages, tools=()):
    """What the simulated provider counts: by content, and seven tokens a message."""
    texts = [f"{message.content or ''}{message.tool_calls or ''}" for message in messages]
    content = sum(weight * len(re.findall(kind, text)) for text in texts for kind, weight in METER)
    return round(content + 7 * len(messages) + 40 * len(tools))


def provider(cached=0):
    """A model that asks for another tool at each call and reports what its own tokenizer counts."""

    def step(request):
        count = metered(request.messages, request.tools)
        usage = Usage(input_tokens=count - cached, output_tokens=5, cache_read_tokens=cached)
        number = sum(message.role == "assistant" for message in request.messages)
        if number >= CALLS:
            return Reply("done", usage=usage)
        return Reply(
            tool_calls=[ToolCall(("get_orders", "get_logs", "get_issues")[number % 3], id=f"call_{number}")],
            usage=usage,
        )

    return step


def wrapped(model_id, cached=0, **fields):
    return HeadroomAgnoModel(FakeModel(provider(cached), id=model_id, **fields))


def ask(model, tools, question="Go on."):
    return Agent(model=model, tools=tools, telemetry=False).run(question)


def error(model, request):
    estimate = model.estimate_tokens(request.messages, request.tools)
    return abs(estimate.value / metered(request.messages, request.tools) - 1)


@pytest.mark.parametrize("model_id", ["claude-opus-4-7", "claude-sonnet-4-5", "gemini-2.5-pro", "grok-4", "who-knows"])
def test_after_some_calls_the_estimate_of_a_request_is_within_five_percent(model_id, tools):
    model = wrapped(model_id)
    ask(model, tools)
    sent = model.wrapped_model.requests
    assert error(wrapped(model_id), sent[0]) > 0.05, "the table alone is off"
    assert max(error(model, request) for request in sent[5:]) < 0.05
    for request, metrics in list(zip(sent, model.metrics_history, strict=True))[6:]:
        assert metrics.tokens_after == pytest.approx(metered(request.messages, request.tools), rel=0.05)


async def test_every_way_to_call_teaches(tools, play, mode):
    model = wrapped("claude-opus-4-7")
    await play(Agent(model=model, tools=tools, telemetry=False), "Go on.", mode)
    assert error(model, model.wrapped_model.requests[-1]) < 0.05


def test_what_was_learnt_changes_nothing_that_is_sent(tools, told):
    """What a replica without the reports would send, and an earlier process did, is the same."""
    model = wrapped("claude-opus-4-7")
    ask(model, tools)
    fresh, taught = wrapped("claude-opus-4-7"), model
    ask(taught, tools)
    ask(fresh, tools)
    learnt, unlearnt = taught.wrapped_model.requests[-CALLS - 1 :], fresh.wrapped_model.requests
    assert [told(request.messages) for request in learnt] == [told(request.messages) for request in unlearnt]


def test_what_was_learnt_moves_no_window(tools):
    """Turns leave by the table alone, also when a provider counts less than half of what it expects."""

    def model():
        config = HeadroomConfig(model_context_limits={"who-knows": 9000})
        half = lambda request: Reply("ok", usage=Usage(input_tokens=metered(request.messages) // 2))  # noqa: E731
        return HeadroomAgnoModel(FakeModel(half, id="who-knows"), config)

    def sends(model, turns):
        messages = [Message(role="user", content="12 orders, 7 states. " * 40) for _ in range(turns)]
        model.response(messages, run_response=RunOutput(run_id="r"))
        return [message.content for message in model.wrapped_model.requests[-1].messages]

    taught, fresh = model(), model()
    for turns in range(1, 40):
        sends(taught, turns)
    assert len(sends(fresh, 40)) < 40, "turns have left"
    assert sends(taught, 40) == sends(fresh, 40)


def test_agno_decides_by_a_count_that_does_not_learn(tools):
    model = wrapped("claude-opus-4-7")
    message = [Message(role="user", content="How many orders were there on monday?")]
    before = model.count_tokens(message)
    ask(model, tools)
    assert model.count_tokens(message) == before != model.estimate_tokens(message).value


def test_the_schema_of_the_answer_is_part_of_what_is_counted_and_learnt():
    class Answer(BaseModel):
        orders: int
        states: list[str]

    schema = json.dumps(Answer.model_json_schema(), separators=(",", ":"))

    def step(request):
        return Reply('{"orders": 1, "states": []}', usage=Usage(input_tokens=metered(request.messages) + len(schema)))

    model = HeadroomAgnoModel(FakeModel(step, id="claude-opus-4-7"))
    for turns in range(1, 10):
        messages = [Message(role="user", content="12 orders, 7 states. " * turns) for _ in range(turns)]
        model.response(messages, response_format=Answer, run_response=RunOutput(run_id="r"))
    last = model.wrapped_model.requests[-1]
    truth = metered(last.messages) + len(schema)
    assert model.metrics_history[-1].tokens_after == pytest.approx(truth, rel=0.05)
    assert model.estimate_tokens(last.messages, output_schema=Answer).value == pytest.approx(truth, rel=0.05)


@pytest.mark.parametrize("model_id", ["gpt-4o", "claude-opus-4-7"])
def test_requests_that_are_not_counted_whole_teach_nothing(model_id):
    model = HeadroomAgnoModel(FakeModel(lambda _: Reply("ok", usage=Usage(input_tokens=900)), id=model_id))
    message = [Message(role="user", content="How many orders were there on monday?")]
    before = model.estimate_tokens(message)
    heard = Message(role="user", content="What is said there?", audio=[Audio(content=b"RIFF", format="wav")])
    for _ in range(5):
        model.response([heard], run_response=RunOutput(run_id="r"))
    assert model.estimate_tokens(message) == before


def test_usage_that_cannot_be_read_does_no_harm():
    class Lazy:
        @property
        def input_tokens(self):
            raise RuntimeError("not yet")

    class LazyModel(FakeModel):
        def invoke(self, *args, **kwargs):
            response = super().invoke(*args, **kwargs)
            response.response_usage = Lazy()
            return response

    model = HeadroomAgnoModel(LazyModel(["ok"], id="claude-opus-4-7"))
    run = RunOutput(run_id="r")
    response = model.invoke([Message(role="user", content="hi")], Message(role="assistant"), run_response=run)
    assert response.content == "ok"


def test_tokens_read_from_the_cache_count_where_the_provider_reports_them_apart(tools):
    model = wrapped("claude-opus-4-7", cached=90, provider="Anthropic")
    ask(model, tools)
    assert error(model, model.wrapped_model.requests[-1]) < 0.05


def test_models_are_told_apart_and_copies_learn_together(tools):
    model = wrapped("claude-opus-4-7")
    ask(model.__copy__(), tools)
    request = model.wrapped_model.requests[-1]
    assert error(model, request) < 0.05
    model.id = "gemini-2.5-pro"
    untaught = wrapped("gemini-2.5-pro").estimate_tokens(request.messages)
    assert model.estimate_tokens(request.messages) == untaught


def test_threads_may_teach_one_model_together(tools):
    model = wrapped("claude-opus-4-7")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ask(model, tools), range(8)))
    assert error(model, model.wrapped_model.requests[-1]) < 0.05


@pytest.mark.parametrize("claimed", [0, -5, 3, 10**9, 10**30])
def test_reports_that_cannot_be_teach_nothing(claimed, tools):
    model = HeadroomAgnoModel(FakeModel([Reply("ok", usage=Usage(claimed))] * 2, id="claude-opus-4-7"))
    message = [Message(role="user", content="How many orders were there on monday?")]
    before = model.estimate_tokens(message)
    ask(model, tools)
    assert model.estimate_tokens(message) == before


def test_an_exact_count_stays_what_it_is(tools):
    model = wrapped("gpt-4o")
    message = [Message(role="user", content="How many orders were there on monday?")]
    before = model.estimate_tokens(message)
    ask(model, tools)
    assert model.estimate_tokens(message) == before
