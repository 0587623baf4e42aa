"""Law 10: counting never fails and never needs a network."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import HeadroomConfig, ValidationError, compress, count_tokens
from headroom._json_text import json_text
from tests.laws.conversations import any_conversations, no_messages
from tests.laws.strategies import any_texts

ROOT = Path(__file__).parents[2]

MODELS = [
    "gpt-4o",
    "gpt-4",
    "gpt-3.5-turbo",
    "o3",
    "claude-sonnet-4-5",
    "gemini-2.5-pro",
    "llama3.1:8b",
    "",
    "\ud800",
    "/",
    "a" * 1000,
]

SCHEMA_KEYS = [
    "function",
    "name",
    "description",
    "parameters",
    "input_schema",
    "properties",
    "items",
    "anyOf",
    "enum",
    "$defs",
    "$ref",
    "type",
    "url",
]

any_strings = st.text(alphabet=st.characters(), max_size=200) | any_texts


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("counting opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("content", [10**5000, [-(10**5000)], {"a": {"b": 10**5000}}], ids=["number", "list", "dict"])
def test_numbers_that_python_does_not_write_are_counted(content: Any):
    message = {"role": "tool", "tool_call_id": "1", "content": content}
    assert count_tokens([message]).value > 1000
    assert compress([message], config=HeadroomConfig(strict=True)).messages[0] is message


@pytest.mark.parametrize("model", MODELS)
def test_any_text_is_counted_for_any_model(model: str):
    @given(any_strings)
    def counts(text: str) -> None:
        count = count_tokens(text, model)
        assert 0 <= count.low <= count.value <= count.high
        assert count.value <= 4 * len(text.encode("utf-8", "surrogatepass"))
        assert not count.exact or count.low == count.value == count.high
        assert count.method

    counts()


@given(any_conversations | st.lists(st.none(), max_size=3))
def test_any_conversation_is_counted(messages: list[Any]):
    assert count_tokens(messages).value >= 3 + 4 * len(messages)
    assert count_tokens(messages, tools=[{"type": "function"}]).value > count_tokens(messages).value


@given(any_conversations, no_messages)
def test_what_is_no_message_is_refused_rather_than_counted_as_nothing(messages: list[Any], entry: Any):
    with pytest.raises(ValidationError):
        count_tokens([*messages, entry])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(SCHEMA_KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(json_values, min_size=1, max_size=3), st.sampled_from(MODELS))
def test_any_tools_are_counted(tools: list[Any], model: str):
    count = count_tokens([], model, tools=tools)
    assert 0 < count.low <= count.value <= count.high
    assert not count.exact


@given(json_values | st.binary(max_size=40), st.sampled_from(MODELS))
def test_any_image_is_counted(source: Any, model: str):
    for image in (
        {"type": "image_url", "image_url": source},
        {"type": "input_image", "image_url": {"url": source, "detail": source}},
        {"type": "image", "source": {"data": source}},
        {"inline_data": {"mime_type": "image/png", "data": source}},
    ):
        count = count_tokens([{"role": "user", "content": [image]}], model)
        assert 0 < count.low <= count.value <= count.high


def test_what_json_cannot_hold_is_counted_the_same_in_every_process():
    told = set()
    for seed in range(3):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        command = [sys.executable, "-m", "tests.laws.unlike_json", str(1000 * seed)]
        told.add(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout)
    [answer] = told
    texts, counts, _ = json.loads(answer)
    assert all(texts)
    assert min(counts) > 10
    assert texts[0] == '["alpha", "beta", "delta", "epsilon99", "gamma-ray"]'


class Cut:
    def __str__(self) -> str:
        return "cut"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b", "a"}, '["a", "b"]'),
        ({2, "10"}, '["10", 2]'),
        (b"x", "\"b'x'\""),
        (range(2), "[0, 1]"),
        ({"a": Cut()}, '{"a": "cut"}'),
        ({("a", 1): {2}}, '{"[\\"a\\", 1]": [2]}'),
    ],
)
def test_what_json_cannot_hold_is_counted_as_what_is_nearest(value: object, text: str):
    assert json_text(value) == text


def test_what_stands_in_itself_is_counted_once():
    inner: list[object] = [1]
    inner.append({"again": inner})
    assert json_text(inner) == '[1, {"again": "list"}]'


def test_what_is_nested_too_deep_for_json_is_counted():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert json_text(deep).startswith("[[[[")


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4"])
@given(left=any_strings, right=any_strings)
def test_a_text_costs_what_its_halves_cost_where_a_letter_meets_a_digit(left: str, right: str, model: str):
    halves = f"{left}a", f"1{right}"  # within a word, or a number, the whole may cost more than its halves, or less
    assert count_tokens("".join(halves), model).value == sum(count_tokens(half, model).value for half in halves)


@pytest.mark.parametrize(
    "text", ["", "\ud800", "\udfff" * 1000, "a\ud83d", "\x00" * 1000, "<|endoftext|>", "\U0010ffff"]
)
def test_texts_that_break_other_counters_are_counted(text: str):
    assert count_tokens(text).exact
    assert (count_tokens(text).value == 0) == (text == "")


@pytest.mark.parametrize("piece", [" ", "\ud800"])
def test_two_megabytes_of_one_character_are_counted(piece: str):
    assert 0 < count_tokens(piece * 2_000_000).value <= 6_000_000


def test_special_tokens_are_ordinary_text():
    assert count_tokens("<|endoftext|>").value > 1
