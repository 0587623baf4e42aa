"""Law 6: the caller's messages are never mutated, and messages that do not change keep their identity."""

import copy
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from headroom import HeadroomConfig, RollingWindow, acompress, compress, count_tokens
from tests.laws.conversations import any_conversations, user

ROWS = "[" + ", ".join('{"identifier": 1, "description": "text"}' for _ in range(20)) + "]"


@given(any_conversations)
def test_the_messages_given_are_never_changed(messages: list[Any]):
    before = copy.deepcopy(messages)
    compress(messages)
    compress(messages, model_limit=200)
    RollingWindow().apply(messages, model_limit=200)
    count_tokens(messages)
    assert messages == before


@given(any_conversations)
def test_what_did_not_change_is_the_object_that_was_given(messages: list[Any]):
    result = compress(messages)
    assert result.messages is not messages
    for decision, before, after in zip(result.decisions, messages, result.messages, strict=True):
        assert (before is after) == (decision.action == "kept")


@given(st.lists(st.sampled_from(["image", "rows", "short"]), min_size=1, max_size=5))
def test_only_what_lies_on_the_way_to_a_change_is_copied(kinds: list[str]):
    made = {
        "image": {"type": "image", "source": {"data": "AAAA"}},
        "rows": {"type": "text", "text": ROWS},
        "short": {"type": "text", "text": "x"},
    }
    message = user([copy.deepcopy(made[kind]) for kind in kinds])
    [sent] = compress([message]).messages
    for kind, before, after in zip(kinds, message["content"], sent["content"], strict=True):
        assert (before is after) == (kind != "rows")


def test_extra_keys_ride_along():
    block = {"type": "tool_result", "tool_use_id": "1", "content": ROWS, "cache_control": {"type": "ephemeral"}}
    [sent] = compress([{"role": "user", "content": [block], "id": "m1"}]).messages
    assert sent["content"][0]["content"] != ROWS
    assert sent == {"role": "user", "content": [{**block, "content": sent["content"][0]["content"]}], "id": "m1"}


def test_frozen_messages_and_tuples_are_read_and_never_written():
    frozen = MappingProxyType(
        {"role": "tool", "tool_call_id": "1", "content": (MappingProxyType({"type": "text", "text": ROWS}),)}
    )
    [sent] = compress((frozen,)).messages
    assert sent["content"][0]["text"].startswith("[20 rows: identifier,description=text\n")
    assert frozen["content"][0]["text"] == ROWS


async def test_the_asynchronous_form_sends_the_same():
    messages = [user(ROWS), user("x" * 100_000), user(ROWS * 50)]
    before = copy.deepcopy(messages)
    assert (await acompress(messages)).messages == compress(messages).messages
    assert (await acompress(messages, config=HeadroomConfig())).messages[1] is messages[1]
    assert messages == before
