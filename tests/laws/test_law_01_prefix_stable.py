"""Law 1: what is sent for messages[:k] is a prefix of what is sent for messages[:n] while the window does not move.

It depends on nothing but the messages so far and the settings: not on hash seeds, processes, threads or caches.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom import HeadroomConfig, RollingWindow, RollingWindowConfig, compress
from tests.laws.conversations import any_conversations, well_formed

SMALL_WINDOW = HeadroomConfig(rolling_window=RollingWindowConfig(output_buffer_tokens=0, keep_last_turns=1))

SENT_BY_ANOTHER_PROCESS = """
import json, sys
from headroom import compress
given = json.load(sys.stdin)
print(json.dumps([[compress(m).messages, compress(m, model_limit=600).messages] for m in given[::-1]][::-1]))
"""


def sent(messages: list[Any], limit: int | None = None) -> list[Any]:
    return compress(messages, model_limit=limit, config=SMALL_WINDOW if limit else None).messages


def dropped(messages: list[Any], limit: int) -> set[int]:
    decisions = compress(messages, model_limit=limit, config=SMALL_WINDOW).decisions
    return {decision.index for decision in decisions if decision.action == "dropped"}


@given(any_conversations)
def test_every_prefix_is_sent_as_the_prefix_of_what_follows(messages: list[Any]):
    whole = sent(messages)
    for length in range(len(messages) + 1):
        assert sent(messages[:length]) == whole[:length]


@given(well_formed() | any_conversations, st.integers(20, 400))
def test_a_window_that_has_not_moved_leaves_the_prefix_alone(messages: list[Any], limit: int):
    for length in range(1, len(messages)):
        if dropped(messages[:length], limit) == dropped(messages[: length + 1], limit):
            before, after = sent(messages[:length], limit), sent(messages[: length + 1], limit)
            assert after[: len(before)] == before


@given(well_formed() | any_conversations, st.integers(20, 400))
def test_what_has_left_with_the_window_stays_away(messages: list[Any], limit: int):
    gone: set[int] = set()
    for length in range(1, len(messages) + 1):
        now = dropped(messages[:length], limit)
        assert gone <= now
        gone = now


@given(any_conversations, st.integers(20, 500))
def test_what_leaves_depends_on_the_messages_alone(messages: list[Any], limit: int):
    first = RollingWindow(SMALL_WINDOW.rolling_window).apply(messages, model_limit=limit)
    RollingWindow(SMALL_WINDOW.rolling_window).apply(messages[::-1], model_limit=limit)
    assert RollingWindow(SMALL_WINDOW.rolling_window).apply(messages, model_limit=limit) == first


@pytest.fixture(scope="module")
def conversations() -> list[list[Any]]:
    """A hundred conversations, the same in every run."""
    found: list[list[Any]] = []

    @settings(max_examples=100, derandomize=True, database=None)
    @given(any_conversations | well_formed())
    def collect(messages: list[Any]) -> None:
        found.append(messages)

    collect()
    return found


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_another_process_with_another_hash_seed_sends_the_same(conversations: list[list[Any]], seed: str):
    answer = subprocess.run(
        [sys.executable, "-c", SENT_BY_ANOTHER_PROCESS],
        input=json.dumps(conversations),
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    here = [[compress(messages).messages, compress(messages, model_limit=600).messages] for messages in conversations]
    assert json.loads(answer.stdout) == here


def test_threads_send_the_same(conversations: list[list[Any]]):
    one_by_one = [sent(messages) for messages in conversations]
    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(lambda _: [sent(messages) for messages in conversations], range(8)):
            assert answers == one_by_one


@given(any_conversations)
def test_a_warm_memory_sends_the_same(messages: list[Any]):
    first = compress(messages)
    assert compress(messages) == first
    assert compress(json.loads(json.dumps(messages))).messages == first.messages
