"""What the request itself states of its size rules: how long the answer may be, and how much the server reads."""

from __future__ import annotations

from typing import Any

import pytest
from agno.agent import Agent
from agno.models.message import Message
from agno.models.ollama import Ollama
from agno.models.openai import OpenAIChat, OpenAIResponses
from agno.models.openai.like import OpenAILike

from headroom import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel, get_headroom_provider
from headroom.integrations.agno.stated import Stated, stated_by
from headroom.testing import FakeModel

CONTEXT = 2_000


def long_talk(turns: int = 12) -> list[Message]:
    chat = []
    for turn in range(turns):
        chat += [Message(role="user", content=f"Question {turn}: {'why? ' * 100}")]
        chat += [Message(role="assistant", content=f"Answer {turn}.")]
    return [*chat, Message(role="user", content="And now?")]


def sent(model: Any, config: HeadroomConfig | None = None) -> Any:
    """How a model's request for a long talk was planned."""
    wrapped = HeadroomAgnoModel(model, config=config)
    Agent(model=wrapped, telemetry=False).run(long_talk())
    return wrapped.metrics_history[-1]


def stating(**fields: Any) -> FakeModel:
    """A model whose requests carry `fields`."""
    model = FakeModel(["Fine."])
    vars(model).update(fields)
    return model


@pytest.mark.parametrize(
    ("model", "stated"),
    [
        (OpenAIChat(id="gpt-4o"), Stated()),
        (OpenAIChat(id="gpt-4o", max_tokens=700), Stated(700)),
        (OpenAIChat(id="gpt-5", max_completion_tokens=700), Stated(700)),
        (OpenAIChat(id="gpt-4o", max_tokens=700, request_params={"max_tokens": 900}), Stated(900)),
        (OpenAIChat(id="gpt-4o", extra_body={"max_tokens": 700}), Stated(700)),
        (OpenAIChat(id="gpt-4o", request_params={"extra_body": {"max_tokens": 700}}), Stated(700)),
        (OpenAIResponses(id="gpt-5", max_output_tokens=700), Stated(700)),
        (Ollama(id="llama3.1", options={"num_ctx": 8192, "num_predict": 700}), Stated(700, 8192)),
        (Ollama(id="llama3.1", options={"num_predict": -1}), Stated()),
        (Ollama(id="llama3.1", request_params={"options": {"num_ctx": 8192}}), Stated(None, 8192)),
        (OpenAILike(id="llama3.1", extra_body={"options": {"num_ctx": 8192}}), Stated(None, 8192)),
        (OpenAILike(id="llama3.1", extra_body={"truncate_prompt_tokens": 8192}), Stated(None, 8192)),
        (OpenAILike(id="llama3.1", extra_body={"prompt_truncate_len": 8192, "max_tokens": 7e2}), Stated(700, 8192)),
        (OpenAILike(id="llama3.1", extra_body={"reasoning": {"max_tokens": 700}}), Stated(700)),
        (OpenAILike(id="llama3.1", extra_body={"thinking": {"type": "enabled", "budget_tokens": 700}}), Stated(700)),
        (OpenAILike(id="llama3.1", request_params={"params": {"max_new_tokens": 700}}), Stated(700)),
        (OpenAILike(id="llama3.1", extra_body={"max_tokens": "many", "options": [1]}), Stated()),
        ("gpt-4o", Stated()),
    ],
)
def test_what_requests_state_is_found_where_agno_keeps_it(model: Any, stated: Stated):
    assert stated_by(model) == stated


@pytest.mark.parametrize(
    "fields",
    [
        {"generation_config": {"max_output_tokens": 700}},
        {"generative_model_kwargs": {"max_output_tokens": 700}},
        {"thinking_budget": 700, "max_output_tokens": 100},
        {"request_params": {"config": {"maxOutputTokens": 100, "thinkingConfig": {"thinkingBudget": 700}}}},
        {"request_params": {"inferenceConfig": {"maxTokens": 700}}},
        {"request_params": {"additionalModelRequestFields": {"thinking": {"budget_tokens": 700}}}},
    ],
)
def test_thinking_and_options_of_other_protocols_are_parts_of_the_answer(fields):
    assert stated_by(stating(**fields)) == Stated(700)


def test_options_that_hold_themselves_are_no_trap():
    options: dict[str, Any] = {"num_ctx": 8192}
    options["options"] = options
    assert stated_by(Ollama(id="llama3.1", options=options)) == Stated(None, 8192)


def test_the_answers_own_length_stays_free():
    config = HeadroomConfig(model_context_limits={"gpt-4o": CONTEXT})
    assert sent(stating(max_tokens=1_500), config).tokens_after <= CONTEXT - 1_500
    assert CONTEXT - 1_500 < sent(stating(max_tokens=100), config).tokens_after <= CONTEXT - 100


def test_no_more_is_sent_than_the_server_reads():
    assert "window" not in sent(stating(max_tokens=100)).transforms_applied
    assert sent(stating(max_tokens=100, options={"num_ctx": CONTEXT})).tokens_after <= CONTEXT - 100


def test_a_smaller_context_in_the_settings_holds_beside_it():
    config = HeadroomConfig(model_context_limits={"gpt-4o": 1_000})
    assert sent(stating(options={"num_ctx": CONTEXT}, max_tokens=100), config).tokens_after <= 900
    config = HeadroomConfig(model_context_limits={"gpt-4o": 100_000})
    assert sent(stating(options={"num_ctx": CONTEXT}, max_tokens=100), config).tokens_after <= CONTEXT - 100


def test_the_provider_says_what_the_server_reads():
    assert get_headroom_provider(Ollama(id="llama3.1:8b", options={"num_ctx": 8192})).context_limit == 8192
    assert get_headroom_provider(Ollama(id="llama3.1:8b", options={"num_ctx": 10**9})).context_limit == 128_000
