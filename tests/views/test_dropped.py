"""What leaves with the window is to be had by the address in the note that tells of it, where the tool is offered."""

import re
from typing import Any

import pytest

from headroom import HeadroomConfig, RollingWindowConfig, ViewConfig, compress, count_tokens, expand_messages, retrieve
from tests.views.results import Message

NOTE = re.compile(
    r"\[Earlier conversation left out to fit the context window: (\d+) messages, (\d+) tokens; "
    r'headroom_retrieve\("(\w+)"\)\]'
)
WINDOW = RollingWindowConfig(enabled=True, output_buffer_tokens=1)
CONFIG = HeadroomConfig(rolling_window=WINDOW, views=ViewConfig(enabled=True), strict=True)
LIMIT = 600


def turn(number: int) -> list[Message]:
    """A question on an order, a call, its result and the answer."""
    call = {
        "id": f"c{number}",
        "type": "function",
        "function": {"name": "get_order", "arguments": f'{{"id":{number}}}'},
    }
    rows = ", ".join(f'{{"sku": "S-{number}{row}", "left": {row}}}' for row in range(6))
    return [
        {"role": "user", "content": f"What of order {number} is left?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"c{number}", "content": f"[{rows}]"},
        {"role": "assistant", "content": f"Of order {number} five are left at most."},
    ]


def conversation(turns: int) -> list[Message]:
    return [message for number in range(turns) for message in turn(number)]


def sent(messages: list[Message], config: HeadroomConfig = CONFIG) -> list[Any]:
    return compress(messages, config=config, model_limit=LIMIT).messages


def note_in(messages: list[Any]) -> re.Match[str]:
    notes = [NOTE.search(str(message["content"])) for message in messages]
    [note] = filter(None, notes)
    return note


def pages(address: str) -> str:
    """All that the address gives, page by page."""
    texts, lines = [], "1-"
    while lines:
        head, text = str(retrieve(address, lines=lines, config=CONFIG)).split("\n", 1)
        texts.append(text)
        following = re.search(r'lines="([\d-]+)"', head)
        lines = following[1] if following else ""
    return "".join(texts)


def test_the_note_leads_to_all_that_was_said():
    messages = conversation(9)
    result = compress(messages, config=CONFIG, model_limit=LIMIT)
    note = note_in(result.messages)
    gone = len(messages) - len(result.messages)
    assert int(note[1]) == gone > 0
    said = pages(note[3])
    for number in range(gone // 4):
        assert f"the user's words:\nWhat of order {number} is left?" in said
        assert f'your call of get_order: {{"id":{number}}}' in said
        assert f'get_order:\n[{{"sku":"S-{number}0","left":0}},{{"sku":"S-{number}1","left":1}},' in said
        assert f"your answer:\nOf order {number} five are left at most." in said
    assert f"order {gone // 4} " not in said


def test_a_word_that_was_said_is_found():
    address = note_in(sent(conversation(9)))[3]
    page = retrieve(address, query="order 1", config=CONFIG)
    assert "What of order 1 is left?" in page


def test_each_note_leads_to_what_it_tells_of():
    addresses = {}
    for turns in range(9, 20):
        note = note_in(sent(conversation(turns)))
        addresses[note[3]] = int(note[1])
    assert len(addresses) > 1
    for address, gone in addresses.items():
        assert pages(address).count("get_order:\n") == gone // 4


def test_the_note_stays_while_nothing_else_leaves():
    messages = conversation(9)
    first = sent(messages)
    later = sent([*messages, {"role": "user", "content": "Thanks."}])
    assert later[: len(first)] == first


def test_the_note_is_no_part_of_the_words():
    messages = conversation(9)
    written_out = expand_messages(sent(messages), store=None)
    assert written_out[0]["content"] == messages[len(messages) - len(written_out)]["content"]


@pytest.mark.parametrize("turns", range(4, 20))
def test_what_is_sent_fits(turns: int):
    result = compress(conversation(turns), config=CONFIG, model_limit=LIMIT)
    assert count_tokens(result.messages).value <= LIMIT


def test_without_the_tool_a_note_names_no_address():
    config = HeadroomConfig(rolling_window=WINDOW, strict=True)
    [note] = [
        text for text in (str(message["content"]) for message in sent(conversation(9), config)) if "left out" in text
    ]
    assert "headroom_retrieve" not in note
