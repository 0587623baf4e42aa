"""`count_till_limit` and `fits`: the answers of a full count, without the count."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import ValidationError, count_till_limit, count_tokens, fits
from tests.laws.strategies import any_texts
from tests.threads import ENDS_OF_A_CALL, steps_beside

MODELS = ["gpt-4o", "gpt-4", "claude-sonnet-4-5", "gemini-2.5-pro", "nobody's model"]
NO_NUMBERS = [-1, True, 1.0, "7", None, float("inf")]

texts = st.text(alphabet=st.characters(), max_size=200) | any_texts


@pytest.mark.parametrize("model", MODELS)
def test_a_limit_gives_the_count_or_nothing(model: str):
    @given(texts)
    def agrees(text: str) -> None:
        value = count_tokens(text, model).value
        limits = {0, value // 2, value - 1, value, value + 1, 2 * value, len(text), sys.maxsize}
        for limit in sorted(limits - {-1}):
            assert count_till_limit(text, limit, model) == (value if value <= limit else None)

    agrees()


@pytest.mark.parametrize("model", MODELS)
def test_what_fits_is_what_is_surely_within_the_budget(model: str):
    @given(texts)
    def agrees(text: str) -> None:
        high, length = count_tokens(text, model).high, len(text.encode("utf-8", "surrogatepass"))
        budgets = sorted({0, high // 2, max(high - 1, 0), high, high + 1, length, 2 * length, 10**30})
        assert [fits(text, budget, model) for budget in budgets] == [budget >= high for budget in budgets]

    agrees()


@given(texts, st.integers(0, 300), st.integers(0, 300), st.sampled_from(MODELS))
def test_what_fits_a_budget_fits_every_larger_one(text: str, budget: int, more: int, model: str):
    assert fits(text, budget, model) <= fits(text, budget + more, model)


def test_requests_fit_as_a_whole():
    messages = [{"role": "user", "content": "hello world"}]
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    for given_tools in (None, tools):
        high = count_tokens(messages, tools=given_tools).high
        assert fits(messages, high, tools=given_tools)
        assert not fits(messages, high - 1, tools=given_tools)


@pytest.mark.parametrize("piece", ["a", " ", "=", "words and 1234 numbers, ", "漢字"])
def test_long_texts_are_told_from_their_start(piece: str):
    text = piece * (3_000_000 // len(piece))
    assert count_till_limit(text, 100) is None
    assert not fits(text, 100)
    assert not fits(text, 100, "claude-sonnet-4-5")
    assert fits(text, 12_000_000)


def test_no_tokens_are_within_any_limit():
    assert count_till_limit("", 0) == 0
    assert fits("", 0)
    assert not fits("a", 0)


def test_other_threads_run_while_a_large_text_is_held_against_a_limit():
    text = "some words and 123 numbers " * 400_000
    assert steps_beside(lambda: count_till_limit(text, len(text))) > ENDS_OF_A_CALL
    assert steps_beside(lambda: fits(text, len(text) - 1)) > ENDS_OF_A_CALL


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_number_of_tokens_is_refused(number: Any):
    with pytest.raises(ValidationError, match=r"limit is a number of tokens.*not"):
        count_till_limit("text", number)
    with pytest.raises(ValidationError, match=r"budget is a number of tokens.*not"):
        fits("text", number)


@pytest.mark.parametrize("text", [None, b"text", 7, ["text"]])
def test_what_is_no_text_is_refused(text: Any):
    with pytest.raises(ValidationError, match="text is a str, not"):
        count_till_limit(text, 7)


@pytest.mark.parametrize("value", [None, b"text", 7])
def test_what_is_neither_text_nor_messages_fits_nothing(value: Any):
    with pytest.raises(ValidationError, match="a text or messages"):
        fits(value, 7)


def test_what_is_no_model_id_is_refused():
    with pytest.raises(ValidationError, match="model is a model's id"):
        count_till_limit("text", 7, None)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="model is a model's id"):
        fits("text", 7, 4)  # type: ignore[arg-type]


def test_tools_go_with_messages_only():
    with pytest.raises(ValidationError, match="tools go with messages"):
        fits("text", 7, tools=[{"type": "function"}])
