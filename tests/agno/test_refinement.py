"""Estimates learn from the usage a provider reports; what is sent does not."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from agno.agent import Agent
from agno.models.message import Message

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
    return abs(model.count_tokens(request.messages, request.tools) / metered(request.messages, request.tools) - 1)


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
    untaught = wrapped("gemini-2.5-pro").count_tokens(request.messages)
    assert model.count_tokens(request.messages) == untaught


def test_threads_may_teach_one_model_together(tools):
    model = wrapped("claude-opus-4-7")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ask(model, tools), range(8)))
    assert error(model, model.wrapped_model.requests[-1]) < 0.05


@pytest.mark.parametrize("claimed", [0, -5, 3, 10**9, 10**30])
def test_reports_that_cannot_be_teach_nothing(claimed, tools):
    model = HeadroomAgnoModel(FakeModel([Reply("ok", usage=Usage(claimed))] * 2, id="claude-opus-4-7"))
    message = [Message(role="user", content="How many orders were there on monday?")]
    before = model.count_tokens(message)
    ask(model, tools)
    assert model.count_tokens(message) == before


def test_an_exact_count_stays_what_it_is(tools):
    model = wrapped("gpt-4o")
    message = [Message(role="user", content="How many orders were there on monday?")]
    before = model.count_tokens(message)
    ask(model, tools)
    assert model.count_tokens(message) == before
