"""Law 2: no message grows, by exact count in the target vocabulary, but by the line above what reads like ours."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import HeadroomConfig, RollingWindowConfig, SmartCrusher, WindowPolicy, compress, count_tokens
from tests.laws.conversations import any_conversations, well_formed
from tests.laws.random_checks import LINE_TOKENS, quoted_in
from tests.laws.strategies import any_texts

MODELS = ["gpt-4o", "gpt-4", "claude-sonnet-4-5", "gemini-2.5-pro", "a model nobody knows"]


@pytest.mark.parametrize("model", MODELS)
@given(messages=any_conversations)
def test_no_message_grows(messages: list[Any], model: str):
    result = compress(messages, model)
    assert len(result.messages) == len(messages)
    for before, after in zip(messages, result.messages, strict=True):
        allowed = LINE_TOKENS * quoted_in(after)
        assert count_tokens([after], model).value <= count_tokens([before], model).value + allowed
    assert result.tokens_after <= result.tokens_before or "quoted" in result.transforms_applied


def test_what_is_shorter_in_the_vocabulary_but_not_by_estimate_is_not_sent():
    messages = [{"role": "user", "content": "{'\\U00010000':None}"}]
    assert compress(messages, "gpt-4o").messages != messages
    assert compress(messages, "claude-sonnet-4-5").messages == messages


@pytest.mark.parametrize("model", MODELS)
@given(text=any_texts)
def test_no_text_grows(text: str, model: str):
    result = SmartCrusher().crush(text, model)
    before, after = count_tokens(text, model), count_tokens(result.compressed, model)
    if result.strategy == "quoted":
        assert after.value <= before.value + LINE_TOKENS
        return
    assert after.value <= before.value
    assert result.compressed == text or after.low < before.low or after.value < before.value


@given(any_conversations)
def test_the_counts_reported_are_those_of_what_is_sent(messages: list[Any]):
    result = compress(messages)
    assert result.tokens_before == count_tokens(messages).value
    assert result.tokens_after == count_tokens(result.messages).value
    assert [decision.tokens_after for decision in result.decisions] == [_cost(message) for message in result.messages]


@pytest.mark.parametrize("policy", WindowPolicy)
@pytest.mark.parametrize("model", MODELS)
@given(messages=any_conversations | well_formed(), limit=st.integers(20, 400), keep=st.integers(1, 3))
def test_a_window_only_makes_room(messages: list[Any], model: str, policy: WindowPolicy, limit: int, keep: int):
    window = RollingWindowConfig(policy=policy, keep_last_turns=keep, output_buffer_tokens=0)
    result = compress(messages, model, model_limit=limit, config=HeadroomConfig(rolling_window=window))
    assert result.tokens_after <= result.tokens_before or "quoted" in result.transforms_applied


def test_what_only_may_cost_more_than_the_note_stays():
    messages = [
        {"role": "system", "content": "You are helpful."},
        {"role": "tool", "tool_call_id": "call_0", "content": "[section]"},  # 18 tokens, at most 53
        {"role": "user", "content": "refund comment server token request server invoice created phone"},
        {"role": "tool", "tool_call_id": "unknown", "content": "sec"},
    ]
    window = RollingWindowConfig(keep_last_turns=1, output_buffer_tokens=0)
    result = compress(messages, "claude-sonnet-4-5", model_limit=62, config=HeadroomConfig(rolling_window=window))
    assert result.messages == messages


def _cost(message: Any) -> int:
    return count_tokens([message]).value - count_tokens([]).value
