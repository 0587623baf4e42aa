"""The result of `compress` as people and programs read it: copies, text, dicts, HTML, and the way back."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from multiprocessing import get_context
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import (
    CompressionError,
    CompressResult,
    HeadroomConfig,
    RollingWindowConfig,
    SmartCrusherConfig,
    ValidationError,
    acompress,
    compress,
    expand,
    expand_messages,
)
from headroom._shapes.messages import rows_of
from tests.laws.conversations import any_conversations
from tests.laws.meaning import means
from tests.laws.values import strict

ROWS = [{"id": number, "name": f"secret {number}", "city": None} for number in range(30)]


def called(number: int, result: Any) -> list[dict[str, Any]]:
    call = {"id": f"call_{number}", "type": "function", "function": {"name": "list_people", "arguments": "{}"}}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"call_{number}", "content": result},
    ]


PEOPLE = [{"role": "user", "content": "Who is there?"}, *called(1, json.dumps(ROWS)), *called(2, json.dumps(ROWS))]
SMALL_WINDOW = HeadroomConfig(rolling_window=RollingWindowConfig(output_buffer_tokens=0, keep_last_turns=1))
TURNS = [{"role": "user", "content": f"{number} " + "word " * 50} for number in range(150)]


def read(result: CompressResult) -> tuple[Any, ...]:
    return result.messages, result.to_dict(), repr(result), result._repr_html_(), result.decisions


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda result: pickle.loads(pickle.dumps(result))])
@pytest.mark.parametrize("asked", [False, True], ids=["fresh", "decisions asked before"])
def test_a_copy_says_the_same(again: Any, asked: bool):
    result = compress(PEOPLE)
    if asked:
        assert result.decisions
    copied = again(result)
    assert copied == result
    assert read(copied) == read(result)
    assert read(again(copied)) == read(result)


def test_a_result_comes_back_from_another_process():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert read(pool.submit(compress, PEOPLE).result()) == read(compress(PEOPLE))


async def test_the_asynchronous_result_is_the_same():
    assert read(await acompress(PEOPLE)) == read(compress(PEOPLE))


def test_a_changed_copy_keeps_the_decisions():
    result = compress(PEOPLE)
    assert dataclasses.replace(result, warnings=["mine"]).decisions == result.decisions


def test_the_text_has_counts_and_no_contents():
    result = compress(PEOPLE)
    before, after = f"{result.tokens_before:,}", f"{result.tokens_after:,}"
    saved = f"{result.savings_percent:.1f}"
    assert repr(result) == f"CompressResult(5 messages, {before} -> {after} tokens, {saved} % saved, table, changes)"
    assert repr(compress([])).startswith("CompressResult(0 messages, ")
    assert repr(compress(TURNS, "my-own")).endswith(" 0.0 % saved, warnings: 1)")
    assert repr(compress(TURNS, config=SMALL_WINDOW, model_limit=3000)).endswith(" % saved, window)")
    assert len(repr(compress(TURNS))) < 100


def test_a_dict_has_what_can_be_read_and_nothing_else():
    result = compress(PEOPLE)
    told = result.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told.pop("messages") is result.messages
    assert told.pop("decisions") == [dataclasses.asdict(decision) for decision in result.decisions]
    assert told == {name: getattr(result, name) for name in told}
    assert {"tokens_before", "tokens_after", "tokens_saved", "savings_percent", "transforms_applied"} < told.keys()
    assert set(told) - set(dataclasses.asdict(result)) == {"tokens_saved", "savings_percent"}
    assert not any(name.startswith("_") for name in dataclasses.asdict(result))


@dataclasses.dataclass
class Asking:
    """A client's object, as callers take it from its answers."""

    role: str
    tool_calls: list[Any]


def test_a_dict_is_plain_where_messages_are_a_clients_objects():
    call = {"id": "c1", "type": "function", "function": {"name": "people", "arguments": "{}"}}
    given = [PEOPLE[0], Asking("assistant", [call]), {"role": "tool", "tool_call_id": "c1", "content": "[]"}]
    told = compress(given).to_dict()

    assert json.loads(json.dumps(told)) == told
    assert told["messages"] == [given[0], {"role": "assistant", "tool_calls": [call]}, given[2]]


class Cells(HTMLParser):
    """The texts of a page by the element that they stand in; complains of what is not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert not attrs, "nothing is fetched and nothing is styled"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1], data))


def test_the_html_has_a_row_a_message_and_no_contents():
    result = compress(PEOPLE)
    cells = [text for tag, text in Cells(result._repr_html_()).texts if tag == "td"]
    assert cells[::5] == ["0", "1", "2", "3", "4"]
    assert cells[1::5] == [decision.action for decision in result.decisions]
    assert cells[3::5] == [f"{decision.tokens_before:,}" for decision in result.decisions]
    assert "secret" not in result._repr_html_()


def test_the_html_is_escaped_and_bounded():
    result = compress(TURNS, model="<b>&")
    parsed = Cells(result._repr_html_())
    assert "<b>&" in "".join(text for tag, text in parsed.texts if tag == "p")
    assert sum(tag == "td" and text == "50 more in .decisions" for tag, text in parsed.texts) == 1
    assert "<table>" not in compress([])._repr_html_()


def test_what_was_sent_comes_back_as_it_was_given():
    sent = compress(PEOPLE).messages
    assert sent != PEOPLE
    back = expand_messages(sent)
    assert [message["content"] for message in back[:2]] == ["Who is there?", None]
    assert [strict(back[place]["content"]) for place in (2, 4)] == [strict(json.dumps(ROWS))] * 2
    assert [{**message, "content": None} for message in back] == [{**message, "content": None} for message in PEOPLE]


def test_blocks_of_a_message_come_back_in_their_places():
    block = {"type": "tool_result", "tool_use_id": "a", "content": [{"type": "text", "text": json.dumps(ROWS)}]}
    use = {"type": "tool_use", "id": "a", "name": "list_people", "input": {}}
    given = [
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [block, {"type": "text", "text": "?"}]},
    ]
    sent = compress(given).messages
    assert sent != given
    back = expand_messages(sent)
    assert back[0] is given[0]
    assert strict(back[1]["content"][0]["content"][0]["text"]) == strict(json.dumps(ROWS))
    assert back[1]["content"][1] == {"type": "text", "text": "?"}


def test_what_is_as_it_was_given_is_the_same_object():
    given = [{"role": "system", "content": "[1 row: a\n"}, {"role": "user", "content": "Hi"}, *called(1, "Done.")]
    assert all(back is message for back, message in zip(expand_messages(given), given, strict=True))
    assert expand_messages([]) == []


@given(any_conversations, st.booleans())
def test_any_conversation_comes_back_in_value(messages: list[dict[str, Any]], compact: bool):
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(compact=compact))
    sent = compress(messages, config=config).messages
    try:
        back = expand_messages(sent)
    except CompressionError:  # a text of the caller's own that reads like a form of ours, and breaks it
        with pytest.raises(CompressionError):
            [expand(text, sent[:place]) for place, message in enumerate(sent) for text in texts(message)]
        return
    for was, now in zip(messages, back, strict=True):
        assert all(means(new, old) for old, new in zip(texts(was), texts(now), strict=True))


def texts(message: Any) -> list[str]:
    """Every text of a message that may be rewritten, in order."""
    return [text.text for row in rows_of([message]) for text in row.texts if text.editable]


def test_a_reference_to_what_is_not_there_names_the_message():
    sent = compress(PEOPLE).messages
    assert len(expand_messages(sent[1:])) == 4
    with pytest.raises(CompressionError, match="message 1: "):
        expand_messages(sent[3:])


def test_a_table_that_was_cut_names_the_message():
    sent = compress(PEOPLE).messages
    sent[2] = {**sent[2], "content": sent[2]["content"].replace("[30 rows", "[31 rows")}
    with pytest.raises(CompressionError, match="message 2: "):
        expand_messages(sent)


@pytest.mark.parametrize("messages", ["a text", None, 3, {"role": "user"}])
def test_what_are_no_messages_is_refused(messages: Any):
    with pytest.raises(ValidationError, match="messages is a list"):
        expand_messages(messages)
