"""`count_tokens`: of a text, and of a request with its framing and tools."""

import pytest

from headroom import TokenCount, ValidationError, count_tokens
from tests.threads import ENDS_OF_A_CALL, steps_beside


@pytest.mark.parametrize(
    ("text", "model", "tokens"),
    [
        ("", "gpt-4o", 0),
        ("hello world", "gpt-4o", 2),
        ("hello world", "gpt-4", 2),
        ("tiktoken is great!", "gpt-4o", 6),
        ("tiktoken is great!", "gpt-4", 6),
        ("お誕生日おめでとう", "gpt-4o", 8),
        ("お誕生日おめでとう", "gpt-4", 9),
    ],
)
def test_known_counts(text: str, model: str, tokens: int):
    count = count_tokens(text, model)
    assert (count.value, count.low, count.high, count.exact) == (tokens, tokens, tokens, True)


def test_the_vocabulary_is_named():
    assert count_tokens("x", "gpt-4o").method == "o200k_base"
    assert count_tokens("x", "gpt-4").method == "cl100k_base"


def test_the_default_model_is_gpt_4o():
    assert count_tokens("お誕生日おめでとう") == count_tokens("お誕生日おめでとう", "gpt-4o")


def test_other_models_get_an_estimate_with_bounds():
    count = count_tokens("word " * 1000, "claude-sonnet-4-5")
    assert not count.exact
    assert count.low < count.value < count.high


def test_a_message_costs_its_framing_its_role_and_its_text():
    assert count_tokens([{"role": "user", "content": "hello world"}]) == TokenCount(
        3 + 1 + 2 + 3, True, 9, 9, "o200k_base"
    )
    assert count_tokens([]).value == 3


def test_a_name_costs_one_more_than_its_text():
    plain = count_tokens([{"role": "user", "content": "hi"}]).value
    assert (
        count_tokens([{"role": "user", "content": "hi", "name": "bob"}]).value == plain + 1 + count_tokens("bob").value
    )


def test_calls_and_results_are_counted():
    asked = [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "1", "function": {"name": "look", "arguments": "{}"}}],
        }
    ]
    used = [{"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "look", "input": {}}]}]
    expected = 3 + 1 + count_tokens("look").value + count_tokens("{}").value + 3
    assert count_tokens(asked).value == count_tokens(used).value == expected


def test_tools_are_counted_and_make_it_an_estimate():
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    count = count_tokens([], tools=tools)
    assert count.value > count_tokens([]).value
    assert not count.exact


@pytest.mark.parametrize("value", [None, b"text", 7, {"role": "user"}])
def test_what_is_neither_text_nor_messages_is_refused(value: object):
    with pytest.raises(ValidationError, match="text_or_messages is a text or messages"):
        count_tokens(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", [None, 4, b"gpt-4o"])
def test_what_is_no_model_id_is_refused(model: object):
    with pytest.raises(ValidationError, match="model is a model's id"):
        count_tokens("text", model)  # type: ignore[arg-type]


def test_other_threads_run_while_a_large_text_is_counted():
    assert steps_beside(lambda: count_tokens("some words and 123 numbers " * 400_000)) > ENDS_OF_A_CALL


def test_tools_go_with_messages_only():
    with pytest.raises(ValidationError, match="tools go with messages"):
        count_tokens("text", tools=[{"type": "function"}])


def test_an_image_makes_a_count_an_estimate_with_bounds_around_it():
    image = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    count = count_tokens([{"role": "user", "content": [{"type": "text", "text": "hi"}, image]}])
    assert not count.exact
    assert count.low < count.value < count.high
