"""The laws over conversations in every shape: results of any text, calls one by one and side by side."""

import copy
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import HeadroomConfig, RollingWindowConfig, compress, count_tokens, expand
from headroom._shapes.messages import rows_of
from tests.laws.conversations import contents, plain
from tests.laws.meaning import means
from tests.laws.random_checks import LINE_TOKENS, quoted_in
from tests.shapes import SHAPES, Message, Shape

in_every_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
STRICT = HeadroomConfig(strict=True)


@st.composite
def turns_of(draw: st.DrawFn, shape: Shape) -> list[Message]:
    """Turns of words and calls; of those side by side each has its own tool or several have one."""
    counter = iter(range(1000))
    messages: list[Message] = []
    for _ in range(draw(st.integers(1, 4))):
        messages.append(shape.said("user", draw(contents)))
        for results in draw(st.lists(st.lists(contents, min_size=1, max_size=3), max_size=2)):
            tools = draw(st.lists(st.sampled_from(["look", "read"]), min_size=3, max_size=3))
            made = zip((f"call_{next(counter)}" for _ in results), tools, results, strict=False)
            messages += shape.round(list(made))
        messages.append(shape.said("assistant", draw(plain)))
    return messages


@in_every_shape
@given(data=st.data())
def test_what_is_sent_of_the_first_messages_does_not_depend_on_later_ones(shape: Shape, data: st.DataObject):
    messages = data.draw(turns_of(shape))
    sent = compress(messages, config=STRICT).messages
    known = data.draw(st.integers(0, len(messages)))
    assert compress(messages[:known], config=STRICT).messages == sent[:known]
    assert compress(copy.deepcopy(messages), config=HeadroomConfig()).messages == sent


@in_every_shape
@given(data=st.data())
def test_no_message_grows_and_the_counts_are_those_of_what_is_sent(shape: Shape, data: st.DataObject):
    messages = data.draw(turns_of(shape))
    result = compress(messages, config=STRICT)
    for before, after in zip(messages, result.messages, strict=True):
        assert count_tokens([after]).value <= count_tokens([before]).value + LINE_TOKENS * quoted_in(after)
    assert result.tokens_before == count_tokens(messages).value
    assert result.tokens_after == count_tokens(result.messages).value


@in_every_shape
@given(data=st.data())
def test_every_result_is_given_back(shape: Shape, data: st.DataObject):
    messages = data.draw(turns_of(shape))
    sent = compress(messages, config=STRICT).messages
    for index, message in enumerate(sent):
        for text, given_text in zip(shape.results(message), shape.results(messages[index]), strict=True):
            assert text == given_text or means(expand(text, sent[:index]), given_text)


@in_every_shape
@given(data=st.data())
def test_compressing_again_changes_nothing_and_nothing_given_changes(shape: Shape, data: st.DataObject):
    messages = data.draw(turns_of(shape))
    before = json.dumps(messages)
    result = compress(messages, config=STRICT)
    assert compress(result.messages, config=STRICT).messages == result.messages
    assert json.dumps(messages) == before
    for decision, ours, theirs in zip(result.decisions, result.messages, messages, strict=True):
        assert (ours is theirs) == (decision.action == "kept")


@in_every_shape
@given(data=st.data(), limit=st.integers(20, 500), keep=st.integers(1, 3))
def test_calls_and_results_stay_or_leave_together(shape: Shape, data: st.DataObject, limit: int, keep: int):
    window = RollingWindowConfig(keep_last_turns=keep, output_buffer_tokens=0)
    messages = data.draw(turns_of(shape))
    sent = compress(messages, model_limit=limit, config=HeadroomConfig(rolling_window=window)).messages
    rows = rows_of(sent)
    assert [call.id for row in rows for call in row.calls] == [name for row in rows for name in row.results]
    if shape.name == "responses":
        assert _reasons(sent) == _reasons([item for item in messages if item in sent])


def _reasons(items: list[Any]) -> list[tuple[str, str]]:
    """Each item of reasoning with the call behind it."""
    return [(item["id"], after["call_id"]) for item, after in pairwise(items) if item.get("type") == "reasoning"]
