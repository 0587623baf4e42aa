"""`retrieve`: what a model's call of ``headroom_retrieve`` is answered with."""

import datetime
import json
from dataclasses import dataclass
from typing import Any

import pytest

from headroom import (
    HeadroomConfig,
    SentText,
    ValidationError,
    ViewConfig,
    _core,
    aretrieve,
    compress,
    count_tokens,
    retrieve,
)
from headroom.stores import MemoryStore
from tests.views.results import SMALL, asked, log, orders, sent


def address_of(result: str) -> str:
    """Where the rest of a result is to be had, once it was sent."""
    address = _core.address_in(sent(asked("Which failed?", result)))
    assert address
    return address


def page(result: str, **arguments: Any) -> str:
    """What is answered, without its address."""
    address = address_of(result)
    return str(retrieve(address, config=SMALL, **arguments)).replace(address, "it")


def test_lines_come_as_they_are_numbered_in_the_view():
    rows = "R-1001,paid,Customer 1,41\nR-1002,paid,Customer 2,42\nR-1003,paid,Customer 3,43\n"
    assert page(orders(), lines="3-5") == f"[page of it: lines 3-5 of 202]\n{rows}"
    assert page(orders(), lines="3 – 5") == page(orders(), lines="3-5")
    assert page(orders(), lines=3).endswith("lines 3-3 of 202]\nR-1001,paid,Customer 1,41\n")


def test_without_any_wish_the_first_lines_come_and_how_the_next_are_had():
    first = page(log())
    assert first.startswith("[page of it: lines 1-")
    assert 'next: headroom_retrieve("it", lines="' in first
    assert count_tokens(first).value <= 1000


def test_words_are_looked_for():
    assert page(log(), query="refused") == (
        "[page of it: 1 of 1 lines that match, lines 191-191 of 300]\n"
        "2026-03-01T12:03:10Z ERROR [orders] connection to db-3 refused\n"
    )
    assert page(log(), query="refused", lines="1-100") == '[page of it: none of lines 1-100 holds words of "refused"]'


@dataclass
class By:
    name: str


@dataclass
class Order:
    id: str
    status: str
    by: By
    at: datetime.date


DAY = datetime.date(2026, 3, 1)
INSTANCES = [Order(row["id"], row["status"], By(**row["by"]), DAY) for row in json.loads(orders())]
QUOTED = [{"order": row, "note": 'they said "as ordered"'} for row in json.loads(orders())]


@pytest.mark.parametrize(
    ("result", "condition", "fields", "rows"),
    [
        (str(INSTANCES), "status = failed", "id,by.name", "R-1061,Customer 7"),
        (str(INSTANCES), "at contains 2026", "at", "rows 1-"),
        (f"content=[Text(text={orders()!r}, meta=None)]", "total > 90000", "id", '[{"id":"R-1120"}]'),
        (f"content=[Text(text={json.dumps(QUOTED)!r}, meta=None)]", "order.status = failed", "order.id", "R-1147"),
        (
            json.dumps([{"text": json.dumps(row)} for row in QUOTED]),
            "text.order.total > 90000",
            "text.order.id",
            "R-1120",
        ),
    ],
    ids=["instances", "what only Python can say", "over MCP", "over MCP with escapes", "JSON in a field"],
)
def test_rows_are_those_that_the_view_names_however_they_came(result: str, condition: str, fields: str, rows: str):
    assert rows in page(result, rows=condition, fields=fields)


def test_rows_come_by_number():
    assert page(orders(), rows="62") == (
        '[page of it: rows 62-62 of 200]\n[{"id":"R-1061","status":"failed","by":{"name":"Customer 7"},"total":45}]'
    )
    assert page(orders(), rows="1-3", fields=["id", "total"]) == (
        "[page of it: rows 1-3 of 200]\n[3 rows: id,total\nR-1000,40\nR-1001,41\nR-1002,42\n]"
    )


@pytest.mark.parametrize(
    ("condition", "fitting"),
    [
        ("status = failed", [1061, 1147]),
        ("status = failed and by.name = 'Customer 3'", [1147]),
        ("total > 100", [1120]),
        ("id contains 119", [1119, *range(1190, 1200)]),
    ],
)
def test_rows_come_by_condition(condition: str, fitting: list[int]):
    answer = page(orders(), rows=condition, fields="id")
    found = [order for order in range(1000, 1200) if f"R-{order}" in answer]
    assert found == fitting
    assert f"rows 1-{len(found)} of {len(found)} that fit, of 200 in all" in answer


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        ({"lines": "900-901"}, "lines are numbers such as 12-40, of 1 to 202"),
        ({"lines": "all"}, "lines are numbers such as 12-40, of 1 to 202"),
        ({"rows": "failed"}, "rows are numbers such as 3-40, or conditions such as status = failed and total > 100"),
        ({"rows": "status = lost"}, "none of 200 rows fits"),
        ({"fields": "colour"}, 'no row has a field "colour"'),
        ({"query": "x" * 200}, "query, lines, rows and fields are at most 100 bytes each"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(asked_for: dict[str, Any], said: str):
    assert page(orders(), **asked_for).startswith(f"[page of it: {said}")


def test_a_row_that_is_more_than_a_page_is_to_be_had_by_its_fields():
    rows = '[{"id": 1, "text": "' + "many words of it " * 900 + '"}, {"id": 2, "text": "few"}]'
    assert page(rows, rows="1") == "[page of it: row 1 is more than a page; ask for some of its fields, or for lines]"
    assert page(rows, rows="1", fields="id") == '[page of it: rows 1-1 of 2]\n[{"id":1}]'


def test_a_page_stays_as_it_is_and_twice_the_same_is_a_repeat():
    messages = asked("Which failed?", orders())
    answers = asked("", retrieve(address_of(orders()), lines="3-40", config=SMALL), "headroom_retrieve")
    again = [{**answers[1], "tool_calls": [{**answers[1]["tool_calls"][0], "id": "call_9"}]}]
    again += [{**answers[2], "tool_call_id": "call_9"}]
    result = compress([*messages, *answers[1:], *again], config=SMALL)
    assert result.messages[4] is answers[2]
    assert len(result.messages[6]["content"]) < 100 < len(answers[2]["content"])


def test_a_page_that_a_session_has_kept_as_text_is_known_by_its_call():
    answers = asked("", str(retrieve(address_of(orders()), lines="3-40", config=SMALL)), "headroom_retrieve")
    assert compress(answers, config=SMALL).messages == answers


def test_pages_are_no_part_of_what_would_have_been_sent():
    messages = asked("Which failed?", orders())
    answers = asked("", retrieve(address_of(orders()), lines="3-40", config=SMALL), "headroom_retrieve")[1:]
    without, asking = (compress(conversation, config=SMALL) for conversation in (messages, [*messages, *answers]))
    assert asking.tokens_before == without.tokens_before
    assert asking.tokens_after > without.tokens_after


@pytest.mark.parametrize("scope", ["", "eve"])
def test_an_address_is_good_for_nothing_in_another_scope(scope: str):
    view = sent(asked("Which failed?", orders()), scope="ada")
    address = _core.address_in(view)
    assert address
    assert "lines 3-5 of 202" in retrieve(address, lines="3-5", config=SMALL, scope="ada")
    assert "nothing is kept here" in retrieve(address, lines="3-5", config=SMALL, scope=scope)


def test_what_the_store_has_lost_is_found_in_the_conversation():
    config = HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=200, store=MemoryStore()))
    address, elsewhere = address_of(orders()), HeadroomConfig(views=ViewConfig(store=MemoryStore()))
    assert "nothing is kept here" in retrieve(address, config=elsewhere)
    assert "lines 3-5 of 202" in retrieve(address, lines="3-5", messages=asked("", orders()), config=config)


async def test_retrieval_does_not_block_an_event_loop():
    address = address_of(orders())
    assert await aretrieve(address, lines="3-5", config=SMALL) == retrieve(address, lines="3-5", config=SMALL)


def test_an_answer_is_headrooms_own_text():
    assert isinstance(retrieve(address_of(orders()), config=SMALL), SentText)
    assert isinstance(retrieve("unknown"), SentText)


@pytest.mark.parametrize("address", [None, 7, b"72fy1078v2xs"])
def test_an_address_is_a_text(address: Any):
    with pytest.raises(ValidationError, match="address is a text"):
        retrieve(address)
