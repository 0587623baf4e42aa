"""Links of references against the second reader, which knows the notation by its page alone; and pieces of texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom import SentText
from headroom._report.above import Above, words_before
from headroom._report.differences import differences
from headroom._report.pieces import Link, shown
from headroom._report.references import links
from headroom.transcripts import replay
from tests.reader.references import FIRST_LINE, Writer, head_of, parts_of, read_above
from tests.reader.said import said as said_in
from tests.reader.units import words_before_mark
from tests.report.samples import SETTINGS, VIEWS, called, report_of, said, transcript

TEXTS = st.text(alphabet=st.sampled_from("ab ,;\"'()\n…⋯é|\u2003"), max_size=60)
LINES = SETTINGS.splitlines(keepends=True)
EDITS = st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["", "# changed\n", "pass\n"])), max_size=4)


@given(TEXTS)
def test_the_words_before_a_mark_are_those_that_the_page_says(text: str):
    assert words_before(text, len(text)) == words_before_mark(text)


def edited(edits: list[tuple[int, str]]) -> str:
    lines = list(LINES)
    for place, line in edits:
        lines[place] = line
    return "".join(lines)


@settings(max_examples=60, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=5))
def test_each_mark_links_to_the_text_that_says_the_words(versions: list[list[tuple[int, str]]]):
    texts = [edited(edits) for edits in versions]
    messages = [
        part for number, text in enumerate(texts) for part in called("read_file", number, text, path=f"{number}")
    ]
    whole = transcript([said("user", "Read them."), *messages, said("assistant", "Done.")], every=False)
    one = transcript(list(whole.messages))
    sent = list(replay(one, config=VIEWS))[-1].sent_messages
    [conversation] = report_of(one).conversations
    for place, message in enumerate(conversation.messages[: len(sent)]):
        text = sent[place]["content"]
        if isinstance(text, SentText) and FIRST_LINE.match(text, len(head_of(text))):
            pieces = message.texts[0].sent
            marks = [piece for piece in (*pieces.head, *pieces.tail) if piece.text.endswith(("…", "⋯"))]
            assert [piece.to for piece in marks] == [f"c1-m{number}-sent" for number in targets(text, sent[:place])]


def targets(text: str, above: list[Any]) -> list[int]:
    """The number of the message, from 1, that each mark's words stand in, as the second reader finds it."""
    heard, read = said_in(above), read_above(said_in(above))
    writer = Writer(read)
    found = []
    for part in parts_of(text)[:-1]:
        earlier, _ = writer._place(words_before_mark(part))
        found.append(heard[next(place for place, one in enumerate(read) if one is earlier)].message)
    return found


def order(number: int, **more: Any) -> str:
    rows = [{"sku": f"A-{row}", "name": f"Article {row}", "quantity": row} for row in range(12)]
    return json.dumps({"id": number, "status": "open", "items": rows, **more})


def test_a_change_links_to_the_result_of_the_call_that_it_names():
    messages = [
        said("user", "Compare them."),
        *called("get_order", 1, order(1), id=1),
        *called("get_order", 2, order(2, note="fragile"), id=2),
        *called("get_order", 3, order(1, status="sent"), id=1),
        said("assistant", "Done."),
    ]
    [conversation] = report_of(transcript(messages)).conversations
    head = conversation.messages[6].texts[0].sent.head[0]
    assert (head.text, head.to) == ("[as in get_order(1) above, except:]", "c1-m3-sent")


def test_nothing_is_linked_that_leads_nowhere():
    above = Above()
    above.add("said once before here", "a")
    assert links("[… as in read_file above]\nnever said…", above, "b") == []
    assert links("[as in get_order above, unchanged]", above, "b") == []
    assert above.saying("aid once") is None  # words are whole
    assert above.saying("said once") == "a"


@pytest.mark.parametrize("most", [None, 10, 400])
@given(text=st.text(max_size=60), data=st.data())
def test_pieces_are_the_text_but_for_what_is_left_out(most: int | None, text: str, data: st.DataObject):
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    marks = data.draw(st.permutations(spans).map(lambda some: sorted(some[: len(some) // 2])))
    found = [Link(*span, "a", "b") for span in spans]
    parted = shown(text, most, marks, found)
    head, tail = ("".join(piece.text for piece in side) for side in (parted.head, parted.tail))
    assert head == text[: len(head)]
    assert tail == text[len(text) - len(tail) :]
    assert len(head) + parted.left_out + len(tail) == len(text)
    assert most is not None or not parted.left_out


@given(st.text(alphabet="ab \n,", max_size=40), st.text(alphabet="ab \n,", max_size=40))
def test_marked_words_are_those_that_the_other_side_has_not(one: str, other: str):
    gone, new = differences(one, other)
    left = [word for start, end in gone for word in words(one[start:end])]
    more = [word for start, end in new for word in words(other[start:end])]
    for word in {*words(one), *words(other)}:
        beyond = words(one).count(word) - words(other).count(word)
        assert left.count(word) == max(beyond, 0)
        assert more.count(word) == max(-beyond, 0)
    assert differences(one, one) == ([], [])


def words(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text).split()
