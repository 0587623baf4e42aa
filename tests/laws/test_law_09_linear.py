"""Law 9: near-linear work and no recursion that depth can overflow.

There is no clock here: each input would take minutes to hours if work on it were quadratic, so that finishing within
the ordinary run is the proof. What comes out is checked all the same.
"""

import json
from collections.abc import Callable

import pytest

from headroom import CompressionError, SmartCrusher, compress, count_tokens, expand
from tests.laws.values import strict

N = 100_000


def rows(count: int, row: Callable[[int], dict[str, object]]) -> str:
    return json.dumps([row(index) for index in range(count)])


OPENED = {
    "brackets": "[" * N,
    "closers": "]" * N,
    "brackets and quotes": "['" * N,
    "brackets and double quotes": '["' * N,
    "objects": '{"a":' * N,
    "objects, single quotes": "{'a':" * N,
    "rows": '[{"a":' * N,
    "commas": "[" + "," * N,
    "brackets with values": "[1," * N,
    "braces": "{" * N,
    "pairs": "[]" * N,
    "pairs in a list": "[" + "[],[1]," * N,
    "unclosed strings": '"a ' * N,
    "one unclosed string": '["' + "a" * 10 * N,
    "backslashes": '["' + "\\" * 10 * N,
    "backslashes in a repr": "['" + "\\" * 10 * N,
    "escapes": '["' + "\\u00e9" * N,
    "high surrogates": '["' + "\\ud83d" * N + '"]',
    "marks": " rows: " * N,
    "headers": "[1 rows: " * N,
    "headers with columns": "[1 rows: a," * N,
    "map headers": "{1 rows: key,a" * N,
    "map headers with quotes": '{1 rows: key,"' * N,
    "headers with quotes": '[1 rows: "' * N,
    "headers with groups": "[1 rows: a[" * N,
    "digits before a mark": "1" * 10 * N + " rows: a\n",
    "open groups": "[1 rows: " + "a[" * N,
    "dots": "[1 rows: " + "a." * N + "a\n",
    "spaces": " " * 10 * N,
    "words": "word " * N,
    "JSON lines cut off": '{"a": [1, 2, {"b": \n' * N,
}


@pytest.mark.parametrize("text", OPENED.values(), ids=OPENED.keys())
def test_text_that_opens_and_never_closes_is_left_alone_or_restored(text: str):
    result = SmartCrusher().crush(text)
    assert result.tokens_after <= result.tokens_before
    if not result.was_modified:
        assert result.compressed == text


@pytest.mark.parametrize("text", OPENED.values(), ids=OPENED.keys())
def test_expanding_any_text_answers_or_refuses(text: str):
    try:
        assert expand(text) == text
    except CompressionError:
        assert " rows: " in text


DOCUMENTS = {
    "all keys distinct": rows(N // 5, lambda index: {f"key{index}": index}),
    "a key more in each row": rows(400, lambda index: {f"key{key}": 0 for key in range(index)}),
    "a map of alike objects": json.dumps({f"key{index}": {"id": index, "name": "x"} for index in range(N // 2)}),
    "maps in maps": json.dumps({f"{index}": {f"{key}": {"a": {"b": 1}} for key in range(100)} for index in range(100)}),
    "identical rows": rows(N, lambda _: {"id": 1, "name": "same"}),
    "300 columns": rows(500, lambda index: {f"column{column}": index for column in range(300)}),
    "256 columns in turn": rows(N // 10, lambda index: {f"column{index % 256}": index}),
    "keys backwards": rows(N // 10, lambda index: dict(list({"a": 1, "b": 2, "c": 3}.items())[:: 1 - 2 * (index % 2)])),
    "one row of many columns": rows(1, lambda _: {f"column{column}": 0 for column in range(N)}),
    "many small arrays": json.dumps([[{"a": 1}, {"a": 2}] for _ in range(N // 4)]),
    "rows in rows": rows(100, lambda _: {"b": [{"c": [{"d": [{"e": 1}] * 3}] * 3}] * 3}),
    "one long string": json.dumps([{"a": "x" * 5 * N}, {"a": "y" * 5 * N}]),
    "strings of quotes": json.dumps([{"a": '"\\' * N}, {"a": "'" * N}]),
    "long keys": rows(200, lambda _: {"k" * 5000: 1}),
    "many numbers": json.dumps(list(range(2 * N)), indent=1),
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_large_documents_are_restored(text: str):
    result = SmartCrusher().crush(text)
    if result.was_modified:
        assert strict(expand(result.compressed)) == strict(text)


@pytest.mark.parametrize("depth", [1_000, N])
def test_depth_overflows_nothing(depth: int):
    for opened, closed in (("[", "]"), ('{"a":', "}"), ('[{"a":', "}]"), ('[{"a":1},{"a":', "}]"), ("['',", "]")):
        text = opened * depth + "1" + closed * depth
        assert expand(SmartCrusher().crush(text).compressed) in (text, text.replace("''", '""'))


def test_a_long_conversation_is_planned_once_a_message():
    messages = [{"role": "user", "content": str(index)} for index in range(N // 2)]
    assert len(compress(messages, model_limit=2_000_000).messages) == len(messages)
    assert compress(messages, model_limit=10_000).warnings == []


def test_calls_that_are_never_answered_cost_no_more():
    calls = [{"id": f"call_{index}", "function": {"name": "look", "arguments": "{}"}} for index in range(N // 2)]
    asked = [{"role": "assistant", "tool_calls": calls[start : start + 10]} for start in range(0, len(calls), 10)]
    results = [{"role": "tool", "tool_call_id": call["id"], "content": "x"} for call in reversed(calls)]
    assert len(compress([*asked, *results], model_limit=2_000_000).messages) == len(asked) + len(results)


def test_a_message_of_many_rewritten_blocks_is_put_together_once():
    text = rows(5, lambda index: {"id": index, "name": "x"})
    blocks = [{"type": "tool_result", "tool_use_id": str(index), "content": text} for index in range(N // 10)]
    [sent] = compress([{"role": "user", "content": blocks}], model_limit=2_000_000).messages
    assert {block["content"] for block in sent["content"]} == {SmartCrusher().crush(text).compressed}


def test_a_small_text_cannot_expand_to_gigabytes():
    bomb = "[200000 rows: " + ".".join(["key"] * 20_000) + "\n" + "1\n" * 200_000 + "]"
    with pytest.raises(CompressionError):
        expand(bomb)


@pytest.mark.parametrize(
    "piece", ["a", " ", "\n", "é", "😀", "日", "!", "\u0301", "aB", "1", "\\", " a", "'s", "\r\n ", "\x00"]
)
def test_counting_is_linear_in_any_piece(piece: str):
    assert count_tokens(piece * (2 * N)).value > 0
    assert count_tokens(piece * (2 * N), "gpt-4").value > 0
