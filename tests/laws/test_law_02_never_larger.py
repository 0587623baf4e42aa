"""Law 2: no message grows, by exact count in the target vocabulary."""

from typing import Any

import pytest
from hypothesis import given

from headroom import SmartCrusher, compress, count_tokens
from tests.laws.conversations import any_conversations
from tests.laws.strategies import any_texts

MODELS = ["gpt-4o", "gpt-4", "claude-sonnet-4-5", "gemini-2.5-pro", "a model nobody knows"]


@pytest.mark.parametrize("model", MODELS)
@given(messages=any_conversations)
def test_no_message_grows(messages: list[Any], model: str):
    result = compress(messages, model)
    assert len(result.messages) == len(messages)
    for before, after in zip(messages, result.messages, strict=True):
        assert count_tokens([after], model).value <= count_tokens([before], model).value
    assert result.tokens_after <= result.tokens_before


@pytest.mark.parametrize("model", MODELS)
@given(text=any_texts)
def test_no_text_grows(text: str, model: str):
    result = SmartCrusher().crush(text, model)
    before, after = count_tokens(text, model), count_tokens(result.compressed, model)
    assert after.value <= before.value
    assert result.compressed == text or after.low < before.low or after.value < before.value


@given(any_conversations)
def test_the_counts_reported_are_those_of_what_is_sent(messages: list[Any]):
    result = compress(messages)
    assert result.tokens_before == count_tokens(messages).value
    assert result.tokens_after == count_tokens(result.messages).value
    assert [decision.tokens_after for decision in result.decisions] == [_cost(message) for message in result.messages]


def _cost(message: Any) -> int:
    return count_tokens([message]).value - count_tokens([]).value
