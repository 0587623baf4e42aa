"""What is remembered of conversations is bounded by what it takes, whatever the messages hold."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from headroom._planning import history
from headroom._planning.history import Conversations, Copy
from headroom._shapes.messages import MESSAGES, MessagesReader

N = 20_000
VALUES: dict[str, Callable[[], Any]] = {
    "numbers": lambda: list(range(N)),
    "small numbers": lambda: [index % 7 for index in range(N)],
    "floats": lambda: [index / 7 for index in range(N)],
    "large numbers": lambda: [10**30 + index for index in range(N)],
    "nothing": lambda: [None] * N,
    "empty lists": lambda: [[] for _ in range(N)],
    "empty dicts": lambda: [{} for _ in range(N)],
    "short texts": lambda: [str(index) for index in range(N)],
    "a long text": lambda: "x" * 20 * N,
    "a text of wide characters": lambda: "\U0001f642" * N,
    "bytes": lambda: b"x" * 20 * N,
    "keys": lambda: {f"key{index}": None for index in range(N)},
    "keys that are numbers": lambda: {index * 1000: None for index in range(N)},
    "keys that are bytes": lambda: {b"key%d" % index: None for index in range(N)},
    "keys of wide characters": lambda: {"\U0001f642" * 20 + str(index): None for index in range(N)},
    "records": lambda: [{"id": index, "tags": ["a", 1.5, None, {"b": True}]} for index in range(N // 10)],
    "lists in lists": lambda: [[[[[index]]]] for index in range(N // 10)],
}


def said(text: str, value: Any = None) -> list[dict[str, Any]]:
    call = {"type": "tool_use", "id": "a", "name": "f", "input": value}
    return [{"role": "user", "content": text}, {"role": "assistant", "content": [call]}]


@pytest.mark.parametrize("make", VALUES.values(), ids=VALUES.keys())
def test_a_copy_takes_no_more_than_is_counted(make: Callable[[], Any]):
    tracemalloc.start()
    try:
        [_, message] = said("", make())
        copied = Copy(message, MessagesReader.free_keys)
        del message  # what it shares with the copy stays
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert taken <= copied.kept <= 10 * taken


def remembered(conversations: Conversations[Any], messages: list[Any]) -> bool:
    """Whether a conversation is known, which is taken for it and put back."""
    taken = conversations.take(messages, "gpt-4o", MESSAGES)
    conversations.put(taken)
    return taken.known > 0


@pytest.mark.parametrize("make", VALUES.values(), ids=VALUES.keys())
def test_those_planned_longest_ago_leave_for_others(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch):
    each = Copy(said("", make())[1], MessagesReader.free_keys).kept
    monkeypatch.setattr(history, "MOST_BYTES", 3 * each + 4000)
    conversations: Conversations[Any] = Conversations()
    for number in range(5):
        assert not remembered(conversations, said(str(number), make()))
    assert [remembered(conversations, said(str(number), make())) for number in (2, 3, 4)] == [True] * 3
    assert not remembered(conversations, said("0", make()))


def test_one_that_is_too_large_is_not_remembered_and_lets_the_others_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(history, "MOST_BYTES", 100_000)
    conversations: Conversations[Any] = Conversations()
    small, large = said("small"), said("large", list(range(10_000)))
    for known in (False, True):
        assert remembered(conversations, small) == known
        assert not remembered(conversations, large)


def test_what_is_edited_counts_as_it_is_then():
    conversations: Conversations[Any] = Conversations()
    kept = []
    for value in (list(range(1000)), [], list(range(1000))):
        taken = conversations.take(said("the same", value), "gpt-4o", MESSAGES)
        conversations.put(taken)
        kept.append(taken.kept)
    assert kept[0] == kept[2] > kept[1] > 2 * history.MESSAGE_BYTES


def test_numbers_that_are_written_otherwise_are_another_message():
    conversations: Conversations[Any] = Conversations()
    assert not remembered(conversations, said("numbers", [1, 2.0]))
    taken = conversations.take(said("numbers", [1.0, 2.0]), "gpt-4o", MESSAGES)
    assert taken.known == 1


def test_a_message_with_keys_that_are_no_plain_values_is_not_remembered():
    conversations: Conversations[Any] = Conversations()
    for _ in range(2):
        assert not remembered(conversations, said("", {("a", 1): None}))


def test_the_keys_of_a_message_itself_count():
    message = {"role": "user", "content": "x", **{f"key{index}": None for index in range(N)}}
    assert Copy(message, MessagesReader.free_keys).kept > N * len("key00000")
