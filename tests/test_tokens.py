"""`count_tokens`: of a text, and of a request with its framing and tools."""

import base64
import struct

import pytest

from headroom import TokenCount, ValidationError, compress, count_till_limit, count_tokens, fits
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
    call = 3 + count_tokens("look").value + count_tokens("{}").value
    assert count_tokens(asked).value == count_tokens(used).value == 3 + 1 + call + 3
    assert count_tokens(asked).low < count_tokens(asked).value < count_tokens(asked).high


WEATHER = {
    "name": "get_current_weather",
    "description": "Get the current weather in a given location",
    "parameters": {
        "type": "object",
        "properties": {
            "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
            "unit": {
                "type": "string",
                "description": "The unit of temperature to return",
                "enum": ["celsius", "fahrenheit"],
            },
        },
        "required": ["location"],
    },
}


@pytest.mark.parametrize(
    ("model", "tokens"), [("gpt-3.5-turbo", 105), ("gpt-4", 105), ("gpt-4o", 101), ("gpt-4o-mini", 101)]
)
def test_a_request_with_tools_costs_what_openais_cookbook_says(model: str, tokens: int):
    """Its section 7 prints these numbers, counted by its formula and by the API."""
    messages = [
        {
            "role": "system",
            "content": "You are a helpful assistant that can answer to questions about the weather.",
        },
        {"role": "user", "content": "What's the weather like in San Francisco?"},
    ]
    count = count_tokens(messages, model, tools=[{"type": "function", "function": WEATHER}])
    assert count.value == tokens
    assert not count.exact
    assert count.low < tokens < count.high


@pytest.mark.parametrize("model", ["gpt-5", "claude-sonnet-4-5", "gemini-2.5-pro", "llama3.1:8b", "mystery"])
def test_tools_are_bounded_for_every_model_and_cost_the_same_in_every_shape(model: str):
    parameters = WEATHER["parameters"]
    named = {"name": WEATHER["name"], "description": WEATHER["description"]}
    flat = count_tokens([], model, tools=[{**named, "parameters": parameters}])
    assert not flat.exact
    assert flat.low < flat.value < flat.high
    for tool in (
        {"type": "function", "function": WEATHER},
        {"type": "function", **WEATHER, "strict": True},
        {**named, "input_schema": parameters},
    ):
        count = count_tokens([], model, tools=[tool])
        assert count.value == pytest.approx(flat.value, abs=20), "the JSON differs by a wrapper at most"


def test_tools_that_json_cannot_hold_are_counted():
    cycle: dict[str, object] = {"name": "look"}
    cycle["parameters"] = cycle
    assert count_tokens([], tools=[cycle, {"name": b"x"}]).value > count_tokens([]).value


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


def png(width: int, height: int) -> bytes:
    """The head of a file, which is all that counting reads."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"


def seen(source: str, model: str, **detail: str) -> TokenCount:
    """What an image adds to a request."""
    image = {"type": "image_url", "image_url": {"url": source, **detail}}
    text = {"type": "text", "text": "hi"}
    plain = count_tokens([{"role": "user", "content": [text]}], model)
    count = count_tokens([{"role": "user", "content": [text, image]}], model)
    assert not count.exact
    assert count.low <= count.value <= count.high
    return count._replace(value=count.value - plain.value, low=count.low - plain.low, high=count.high - plain.high)


def test_an_image_elsewhere_is_an_estimate_from_the_least_to_the_most():
    count = seen("https://example.com/a.png", "gpt-4o")
    assert (count.low, count.value, count.high) == (85, 1000, 1445)


@pytest.mark.parametrize(
    ("model", "tokens"), [("gpt-4o", 765), ("gpt-5.4", 1229), ("claude-sonnet-4-5", 1369), ("gemini-2.5-pro", 1032)]
)
def test_an_image_at_hand_costs_what_its_size_says(model: str, tokens: int):
    url = "data:image/png;base64," + base64.b64encode(png(1024, 1024)).decode()
    assert seen(url, model).value == tokens


def test_detail_decides_what_openai_looks_at():
    url = "data:image/png;base64," + base64.b64encode(png(2048, 4096)).decode()
    assert seen(url, "gpt-4o", detail="low").value == 85
    assert seen(url, "gpt-4o", detail="high").value == 1105


def test_an_image_needs_no_window_but_keeps_its_place_in_it():
    """What leaves is chosen by all that is billed: an image is no text, and none of it is rewritten."""
    url = "data:image/png;base64," + base64.b64encode(png(2048, 2048)).decode()
    turn = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]
    answer = [{"role": "assistant", "content": "ok"}]
    messages = [*(turn + answer) * 6, *turn]
    result = compress(messages, "gpt-4o", model_limit=2 * 4 * 765)
    assert 0 < result.tokens_after <= 4 * 765 < result.tokens_before
    assert sum(decision.tokens_before for decision in result.decisions) + 3 == result.tokens_before


@pytest.mark.parametrize(
    "text", ["Hello world", "two\nlines", "Which orders were shipped in March?", '{"id":1}', "Hello!", "订单"]
)
@pytest.mark.parametrize("model", ["gpt-4o", "claude-sonnet-4-5", "openrouter/anthropic/claude-sonnet-4.5"])
def test_swapped_arguments_are_refused(text: str, model: str):
    for _ in range(2):
        with pytest.raises(ValidationError, match="the text comes first, then the model"):
            count_tokens(model, text)
        with pytest.raises(ValidationError, match="the text comes first"):
            count_till_limit(model, 100, text)
        with pytest.raises(ValidationError, match="the text comes first"):
            fits(model, 100, text)
    assert count_tokens(text, model).value > 0


def test_a_swapped_list_of_messages_is_refused():
    with pytest.raises(ValidationError, match="model is a model's id as text, not list"):
        count_tokens("gpt-4o", [{"role": "user", "content": "Hi"}])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("gpt-4o", "gpt-4o-mini"),
        ("gpt-4o", "my-own-model"),
        ("gpt-4o", ""),
        ("gpt-4o", " my-own-model\n"),
        ("gpt-4o", "Claude Sonnet 4.5"),
        ("Hello", "my own model"),
        ("gpt-4o is a model", "my own model"),
        ("", "my own model"),
    ],
)
def test_arguments_that_may_be_meant_so_are_counted(text: str, model: str):
    assert count_tokens(text, model).value == count_tokens(text, model).value >= (text != "")
