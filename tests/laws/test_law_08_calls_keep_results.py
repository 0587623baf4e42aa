"""Law 8: every tool result keeps its call, in order; no orphan on either side, ever."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import CompressResult, HeadroomConfig, RollingWindowConfig, WindowPolicy, compress, count_tokens
from tests.evaluation import files, transcripts
from tests.laws.conversations import (
    Round,
    answered_late,
    anthropic_round,
    any_conversations,
    calls_of,
    gathered,
    openai_round,
    results_of,
    user,
    well_formed,
)

limits = st.integers(20, 500)
kept_turns = st.integers(1, 3)
under_both_policies = pytest.mark.parametrize("policy", WindowPolicy)


def sent_within(messages: list[Any], limit: int, policy: WindowPolicy, keep: int = 1) -> CompressResult:
    window = RollingWindowConfig(keep_last_turns=keep, output_buffer_tokens=0, policy=policy)
    return compress(messages, model_limit=limit, config=HeadroomConfig(rolling_window=window))


def asked(messages: list[Any]) -> list[str]:
    return [identifier for message in messages for identifier in calls_of(message)]


def answered(messages: list[Any]) -> list[str]:
    return [identifier for message in messages for identifier in results_of(message)]


def dropped(result: CompressResult) -> set[int]:
    return {decision.index for decision in result.decisions if decision.action == "dropped"}


def pairs(messages: list[Any]) -> Iterator[tuple[int, int]]:
    """Each message that answers calls of one message only, with that one: (caller, answer)."""
    callers: dict[str, int] = {}
    for index, message in enumerate(messages):
        found = {callers.get(identifier) for identifier in results_of(message)}
        if len(found) == 1 and (caller := found.pop()) is not None:
            yield caller, index
        callers.update(dict.fromkeys(calls_of(message), index))


@under_both_policies
@pytest.mark.parametrize("shape", [openai_round, anthropic_round], ids=["OpenAI", "Anthropic"])
@given(data=st.data(), limit=limits, keep=kept_turns)
def test_no_call_and_no_result_is_left_alone(
    data: st.DataObject, shape: Round, policy: WindowPolicy, limit: int, keep: int
):
    sent = sent_within(data.draw(well_formed(shapes=[shape])), limit, policy, keep).messages
    assert asked(sent) == answered(sent)


@under_both_policies
@given(messages=gathered() | answered_late(), limit=limits, keep=kept_turns)
def test_calls_that_are_answered_late_or_together_are_not_left_alone(
    messages: list[Any], policy: WindowPolicy, limit: int, keep: int
):
    sent = sent_within(messages, limit, policy, keep).messages
    assert set(asked(sent)) == set(answered(sent))


@under_both_policies
@given(messages=any_conversations | answered_late(), limit=limits, keep=kept_turns)
def test_a_call_and_its_result_stay_or_leave_together(messages: list[Any], policy: WindowPolicy, limit: int, keep: int):
    gone = dropped(sent_within(messages, limit, policy, keep))
    for caller, answer in pairs(messages):
        assert (caller in gone) == (answer in gone)


@under_both_policies
@given(messages=any_conversations | answered_late(), limit=limits, keep=kept_turns)
def test_what_stays_makes_and_answers_the_same_calls_in_the_same_order(
    messages: list[Any], policy: WindowPolicy, limit: int, keep: int
):
    result = sent_within(messages, limit, policy, keep)
    kept = [message for index, message in enumerate(messages) if index not in dropped(result)]
    named = [(calls_of(message), results_of(message)) for message in result.messages]
    assert [ids for ids in named if any(ids)] == [
        (calls_of(message), results_of(message)) for message in kept if calls_of(message) or results_of(message)
    ]


def test_a_result_that_reads_like_the_note_leaves_with_its_call():
    note = "[Earlier conversation left out to fit the context window: 4 messages, 90 tokens]"
    call = {"type": "tool_use", "id": "call_0", "name": "read_log", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "call_0", "content": note}
    messages = [user("a " * 100), {"role": "assistant", "content": [call]}, user([result]), user("b " * 100)]
    sent = sent_within(messages, 150, WindowPolicy.DROP_TURNS).messages
    assert [results_of(message) for message in sent] == [[]]


@under_both_policies
@files("transcripts/*.jsonl")
def test_a_transcript_over_its_window_keeps_calls_with_results(path: Path, policy: WindowPolicy):
    for messages in transcripts(path):
        limit = max(1, count_tokens(messages).value // 2)
        result = sent_within(messages, limit, policy)
        gone = dropped(result)
        assert all((caller in gone) == (answer in gone) for caller, answer in pairs(messages))
        assert _orphans(result.messages) <= _orphans(messages)
        assert result.warnings or result.tokens_after <= limit


def _orphans(messages: list[Any]) -> set[str]:
    return set(asked(messages)) ^ set(answered(messages))
