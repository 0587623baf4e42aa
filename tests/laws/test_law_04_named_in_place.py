"""Law 4: nothing is left out without an address. What leaves is named in place, whole turns first, the oldest first."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headroom import (
    CompressResult,
    HeadroomConfig,
    RollingWindow,
    RollingWindowConfig,
    SmartCrusherConfig,
    WindowPolicy,
    compress,
)
from tests.laws.conversations import any_conversations, plain, results_of, user, well_formed
from tests.laws.notes import notes_in, notes_of, said
from tests.laws.random_checks import texts_of

LEFT_OUT = re.compile(r"\[result of look left out to fit the context window: (\d+) tokens\]")

limits = st.integers(20, 500)
kept_turns = st.integers(1, 3)


def windowed(
    messages: list[Any], limit: int, keep: int = 1, policy: WindowPolicy = WindowPolicy.DROP_TURNS
) -> CompressResult:
    config = RollingWindowConfig(keep_last_turns=keep, output_buffer_tokens=0, policy=policy)
    return RollingWindow(config).apply(messages, model_limit=limit)


def dropped(result: CompressResult) -> list[int]:
    return [decision.index for decision in result.decisions if decision.action == "dropped"]


def starts_turn(message: Any) -> bool:
    return message.get("role") == "user" and not results_of(message)


@given(any_conversations, limits, kept_turns)
def test_what_leaves_is_named_where_it_stood(messages: list[Any], limit: int, keep: int):
    result = windowed(messages, limit, keep)
    gone = dropped(result)
    if not gone:
        assert result.messages == messages
        return
    named = Counter({"messages": 0, "tokens": 0})
    for place, note in notes_of(messages, gone, result.messages):
        assert gone[0] - 1 <= place, "a note stands where something left"
        named.update(messages=note[0], tokens=note[1])
    earlier = list(notes_in([messages[index] for index in gone]))
    assert named["messages"] == len(gone) + sum(messages for messages, _ in earlier)
    tokens = sum(result.decisions[index].tokens_before for index in gone) + sum(tokens for _, tokens in earlier)
    assert named["tokens"] == tokens


@given(well_formed(plain.map(lambda text: text * 9)), limits, kept_turns)
def test_results_that_leave_alone_are_named_where_they_stood(messages: list[Any], limit: int, keep: int):
    result = windowed(messages, limit, keep, WindowPolicy.MASK_RESULTS)
    masked = {decision.index for decision in result.decisions if decision.action == "masked"}
    kept = [index for index, decision in enumerate(result.decisions) if decision.action != "dropped"]
    for index, message in zip(kept, said(messages, dropped(result), result.messages), strict=True):
        lines = [text for _, text in texts_of(message["content"]) if LEFT_OUT.fullmatch(text)]
        assert bool(lines) == (index in masked)


@given(any_conversations, limits, kept_turns)
def test_what_stays_is_the_same_objects_in_the_same_order(messages: list[Any], limit: int, keep: int):
    result = windowed(messages, limit, keep)
    gone = dropped(result)
    kept = [message for index, message in enumerate(messages) if index not in set(gone)]
    assert all(ours is theirs for ours, theirs in zip(said(messages, gone, result.messages), kept, strict=True))


@given(any_conversations, limits, kept_turns)
def test_roles_go_on_alternating(messages: list[Any], limit: int, keep: int):
    gone = dropped(result := windowed(messages, limit, keep))
    before = sum(both_users(one, other) for one, other in pairwise(messages))
    system = [message for message in messages if message.get("role") == "system"]
    if gone and len(system) <= 1:  # others may have parted what left from what stays
        assert sum(both_users(one, other) for one, other in pairwise(result.messages)) <= before


def both_users(one: Any, other: Any) -> bool:
    return starts_turn(one) and starts_turn(other)


@given(well_formed(plain), limits, kept_turns)
def test_whole_turns_leave_from_the_oldest(messages: list[Any], limit: int, keep: int):
    gone = dropped(windowed(messages, limit, keep))
    turns = [index for index, message in enumerate(messages) if starts_turn(message)]
    kept = [turn for turn in turns if turn not in gone]
    assert len(kept) >= min(keep, len(turns))
    first = kept[0]
    assert [index for index in gone if index < first] == list(range(1, first))
    rounds = [index for index in gone if index > first]
    assert rounds == [index for index in range(first, max(rounds, default=0) + 1) if index not in turns]


@given(any_conversations, limits)
def test_instructions_never_leave(messages: list[Any], limit: int):
    sent = windowed(messages, limit).messages
    instructions = [m for m in messages if isinstance(m, dict) and m.get("role") in ("system", "developer")]
    assert [m for m in sent if isinstance(m, dict) and m.get("role") in ("system", "developer")] == instructions


@given(any_conversations, limits, kept_turns)
def test_what_is_sent_fits_or_is_reported(messages: list[Any], limit: int, keep: int):
    result = windowed(messages, limit, keep)
    assert bool(result.warnings) or result.tokens_after <= limit


def test_rewriting_comes_first_so_that_less_has_to_leave():
    rows = "[" + ", ".join('{"identifier": 1, "description": "text"}' for _ in range(40)) + "]"
    messages = [user(rows), {"role": "assistant", "content": "ok"}, user("more")]
    settings = RollingWindowConfig(keep_last_turns=1, output_buffer_tokens=0)
    with_tables = compress(messages, model_limit=300, config=HeadroomConfig(rolling_window=settings))
    without = compress(
        messages,
        model_limit=300,
        config=HeadroomConfig(rolling_window=settings, smart_crusher=SmartCrusherConfig(enabled=False)),
    )
    assert dropped(with_tables) == []
    assert dropped(without) == [0, 1]


@given(st.lists(st.integers(0, 50), max_size=40), st.integers(1, 500), kept_turns)
def test_select_keeps_the_newest_within_the_limit(counts: list[int], limit: int, keep: int):
    window = RollingWindow(RollingWindowConfig(keep_last_turns=keep, output_buffer_tokens=0))
    stays = window.select(np.array(counts, dtype=np.int64), model_limit=limit)
    assert stays.dtype == np.bool_
    assert stays.shape == (len(counts),)
    assert list(stays) == sorted(stays), "what leaves is the oldest"
    assert stays[-keep:].all()
    if sum(counts) <= limit:
        assert stays.all()


@pytest.mark.parametrize("kind", ["uint8", "int32", "int64", "uint64"])
def test_select_takes_every_kind_of_integer_array(kind: str):
    window = RollingWindow(RollingWindowConfig(keep_last_turns=1, output_buffer_tokens=0))
    assert window.select(np.full(4, 100, dtype=kind), model_limit=250).tolist() == [False, False, True, True]


@given(st.lists(st.sampled_from(["system", "user", "assistant", "tool", "critic"]), max_size=30), limits)
@example(["assistant", "assistant", "tool", "assistant", "user"], 20)
def test_select_keeps_whole_turns_and_instructions(roles: list[str], limit: int):
    window = RollingWindow(RollingWindowConfig(keep_last_turns=1, output_buffer_tokens=0))
    stays = window.select(np.full(len(roles), 20), roles, model_limit=limit)
    assert all(stays[index] for index, role in enumerate(roles) if role == "system")
    turns: dict[int, list[bool]] = {}
    for index, role in enumerate(roles):
        if role != "system":
            turns.setdefault(roles[: index + 1].count("user"), []).append(bool(stays[index]))
    left = [turn for turn, fates in turns.items() if not all(fates)]
    assert left == list(turns)[: len(left)], "the oldest leave"
    for turn in left[:-1]:
        assert not any(turns[turn])
    for turn in left[-1:]:  # it may have been the newest when its rounds left
        words, rounds = turns[turn][: turn > 0], turns[turn][turn > 0 :]
        assert all(words) or not any(rounds)
        assert rounds == sorted(rounds)
