"""Law 5: compress(compress(m)) == compress(m); what other systems have put a way back into is never touched."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headroom import HeadroomConfig, RollingWindowConfig, SentText, SmartCrusher, compress
from tests.laws.conversations import any_conversations, well_formed
from tests.laws.strategies import any_texts, crushed, documents, in_prose, python_reprs, several

LONG = "b c " * 60


@given(any_conversations)
def test_compressing_again_changes_nothing(messages: list[Any]):
    once = compress(messages)
    twice = compress(once.messages)
    assert twice.messages == once.messages
    assert twice.transforms_applied == []
    assert twice.tokens_before == twice.tokens_after == once.tokens_after


@given(well_formed() | any_conversations, st.integers(20, 500), st.integers(1, 3))
def test_a_window_moves_once(messages: list[Any], limit: int, keep: int):
    config = HeadroomConfig(rolling_window=RollingWindowConfig(keep_last_turns=keep, output_buffer_tokens=0))
    once = compress(messages, model_limit=limit, config=config)
    # What must stay and exceeds the budget may lose more when it is sent again: what tied it together has left.
    if not once.warnings:
        assert compress(once.messages, model_limit=limit, config=config).messages == once.messages


@given(any_texts)
@example("[ true , {'a': '" + LONG + "', 'k' : None, 'z' :    True}  ,  1 ]")
@example('[ \'x\' , {"ok":\ttrue, "s":   "' + LONG + '"}  , None ]')
@example("[[[{'a': '" + LONG + "', 'b':   None}], true], None]")
def test_crushing_again_changes_nothing(text: str):
    once = crushed(text)
    again = SmartCrusher().crush(once)
    assert again.compressed == once
    assert not again.was_modified


@given(
    st.lists(several | in_prose | python_reprs, min_size=2, max_size=3),
    st.sampled_from(["[", "['x', ", "[true, ", '{"k": ']),
)
def test_values_within_broken_brackets_settle_at_once(parts: list[str], opened: str):
    once = crushed(opened + LONG.join(parts) + "]")
    assert crushed(once) == once


@given(documents, st.sampled_from(["<result id=", '<result id="a1">', "  \n<result id=7 rows=20>\n"]))
def test_envelopes_of_other_systems_are_never_touched(document: str, envelope: str):
    text = envelope + document
    whole = (text, f"[text as it came]\n{text}")  # the line only where it reads like ours
    assert crushed(text) in whole
    assert compress([{"role": "tool", "tool_call_id": "1", "content": text}]).messages[0]["content"] in whole


@pytest.mark.parametrize("rows", [2, 30, 300])
def test_a_table_is_never_made_into_another(rows: int):
    text = "[" + ", ".join(f'{{"id": {row}, "tags": [{{"k": {row}}}, {{"k": 0}}]}}' for row in range(rows)) + "]"
    once = crushed(text)
    assert crushed(once) == once
    assert crushed(SentText(f"Found:\n{once}\n")) == f"Found:\n{once}\n"
