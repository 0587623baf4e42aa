"""What states changes reads as what was given, by a reader of the page on the notation alone, and by `expand`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest

from headroom import CompressionError, HeadroomConfig, RollingWindowConfig, compress, expand
from tests.reader.references import said
from tests.reader.stated import changed, labels, state, stated
from tests.reader.test_references import CONVERSATIONS
from tests.reader.values import json_value

ALL_OF_IT = HeadroomConfig(rolling_window=RollingWindowConfig(enabled=False))
TOOLS = ["get_order", "cancel_order", "search"]
KEYS = ["status", "note", "removed", "a.b", "order by", "", "naïve", "total", "added after x"]
VALUES = [
    1,
    1.0,
    "1",
    None,
    "",
    "open",
    "a, b",
    "two words",
    True,
    [1, 2],
    {"x": [{"id": 1}]},
    "[x",
    " x",
    "é\u200b",
    {},
]


class Stated(NamedTuple):
    """A text that was sent with what changed, the messages before it, and the JSON that was given."""

    text: str
    earlier: list[Any]
    given: str


def records(rng: Random, depth: int = 2) -> dict[str, Any]:
    """A record: fields, rows with an id, and perhaps a map."""
    record = {key: rng.choice(VALUES) for key in rng.sample(KEYS, rng.randint(2, 6))}
    rows = [{"sku": f"K-{number}", "qty": rng.randrange(4), "name": "thing"} for number in range(rng.randint(2, 9))]
    inner = {"by": {f"region {number}": records(rng, depth - 1) for number in range(2)}} if depth else {}
    return {"id": "W-1", **record, "items": rows, **inner}


def happened(rng: Random, record: dict[str, Any]) -> dict[str, Any]:
    """The record after some events: values, rows and fields that came, went, moved and became others."""
    record = json.loads(json.dumps(record))
    for _ in range(rng.randint(0, 4)):
        rng.choice(EVENTS)(rng, record)
    return record


def _value(rng: Random, record: dict[str, Any]) -> None:
    record[rng.choice([*record, "new"])] = rng.choice(VALUES)


def _field_gone(rng: Random, record: dict[str, Any]) -> None:
    record.pop(rng.choice([key for key in record if key not in ("id", "items")] or [""]), None)


def _fields_turned(rng: Random, record: dict[str, Any]) -> None:
    fields = [*record.items()]
    rng.shuffle(fields)
    record.clear()
    record.update(fields)


def _row_changed(rng: Random, record: dict[str, Any]) -> None:
    if rows := _rows(record):
        rng.choice(rows)[rng.choice(["qty", "name", "new"])] = rng.choice(VALUES)


def _row_gone(rng: Random, record: dict[str, Any]) -> None:
    if rows := _rows(record):
        rows.pop(rng.randrange(len(rows)))


def _row_new(rng: Random, record: dict[str, Any]) -> None:
    rows = _rows(record)
    rows.insert(rng.randint(0, len(rows)), {"sku": f"N-{rng.randrange(99)}", "qty": 1})


def _rows_moved(rng: Random, record: dict[str, Any]) -> None:
    rows = _rows(record)
    if rng.random() < 0.3:
        rng.shuffle(rows)
    elif rows:
        rows.insert(rng.randint(0, len(rows)), rows.pop(rng.randrange(len(rows))))


def _deeper(rng: Random, record: dict[str, Any]) -> None:
    inner = record.get("by")
    within = [value for value in inner.values() if isinstance(value, dict)] if isinstance(inner, dict) else []
    if within:
        rng.choice(EVENTS)(rng, rng.choice(within))


def _rows(record: dict[str, Any]) -> list[Any]:
    rows = record.get("items")
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else []


EVENTS: list[Callable[[Random, Any], None]] = [
    _value, _value, _field_gone, _fields_turned, _row_changed, _row_changed, _row_gone, _row_new, _rows_moved, _deeper,
]  # fmt: skip


def conversation(seed: int) -> list[Any]:
    """Several tools tell again and again of two orders, each of which changes."""
    rng = Random(seed)
    orders = {"W-1": records(rng), "W-2": records(rng)}
    messages: list[Any] = [{"role": "user", "content": "What became of my orders?"}]
    for number in range(rng.randint(2, 8)):
        order = rng.choice([*orders])
        orders[order] = happened(rng, orders[order])
        text = rng.choice([json.dumps, repr])(orders[order]) if rng.random() < 0.95 else "Error: try again"
        messages += called(number, rng.choice(TOOLS[: rng.randint(1, 3)]), {"shop": "eu", "order": order}, text)
    return messages


def called(number: int, tool: str, arguments: Any, text: str) -> list[Any]:
    function = {"name": tool, "arguments": json.dumps(arguments)}
    asked = {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": str(number), "type": "function", "function": function}],
    }
    return [asked, {"role": "tool", "tool_call_id": str(number), "content": text}]


@cache
def texts() -> list[Stated]:
    found = []
    for seed in range(CONVERSATIONS // 2):
        given = conversation(seed)
        sent = compress(given, config=ALL_OF_IT).messages
        for place, (before, after) in enumerate(zip(given, sent, strict=True)):
            text = after["content"] or ""
            if text.startswith("[as in "):
                found.append(Stated(text, sent[:place], before["content"]))
    return found


def value_of(text: str) -> Any:
    """The value of what was given: JSON, or a repr that Python reads."""
    return json_value(text) if text[1:2] == '"' else json_value(json.dumps(eval(text), ensure_ascii=False))


def reading(text: str, earlier: list[Any]) -> Any:
    try:
        return state(text, said(earlier))
    except (ValueError, KeyError, IndexError):
        return None


def expanding(text: str, earlier: list[Any]) -> Any:
    try:
        return json_value(expand(text, earlier))
    except CompressionError:
        return None


def test_what_states_changes_reads_as_what_was_given():
    for text, earlier, given in texts():
        assert reading(text, earlier) == value_of(given), text
        assert expanding(text, earlier) == value_of(given), text


def test_a_damaged_text_reads_as_it_expands_or_is_refused_by_both():
    refused = 0
    for number, (text, earlier, _) in enumerate(texts()):
        rng = Random(number)
        for damage in (cut_off, a_letter_less, lines_moved, a_line_twice, a_line_of_another):
            damaged = damage(rng, text)
            read = reading(damaged, earlier)
            if stated(damaged):
                assert read == expanding(damaged, earlier), damaged
                refused += read is None
    assert refused > len(texts()) / 10


def cut_off(rng: Random, text: str) -> str:
    return text[: rng.randrange(len(text))]


def a_letter_less(rng: Random, text: str) -> str:
    place = rng.randrange(min(7, len(text) - 1), len(text))
    return text[:place] + text[place + 1 :]


def lines_moved(rng: Random, text: str) -> str:
    first, *lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join([first, *lines])


def a_line_twice(rng: Random, text: str) -> str:
    first, *lines = text.split("\n")
    return "\n".join([first, *lines, *lines[:1]])


def a_line_of_another(rng: Random, text: str) -> str:
    other = rng.choice(texts()).text.split("\n")
    return f"{text}\n{other[-1]}"


FEATURES = {
    "nothing changed": r" above, unchanged\]\Z",
    "an argument that tells apart": r"\[as in \w+\(W-[12]\) above",
    "a value": r"\nstatus: ",
    "a quoted key": r'\n"(a\.b|removed|)": ',
    "a row": r"\nitems\[sku=K-\d\]\.qty: ",
    "a row gone": r"\nremoved: items\[",
    "rows at the end": r"\nadded at the end of items: ",
    "rows at the start": r"\nadded at the start of items: ",
    "rows between": r"\nadded after items\[",
    "a row moved": r"\nmoved (to the|after) ",
    "rows in another order": r"\norder of items by sku: ",
    "fields in another order": r"\n\[original field order: ",
    "a map": r'\nby\."region 0"\.',
}


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES.keys())
def test_it_occurs(feature: str):
    assert sum(bool(re.search(feature, stated.text)) for stated in texts()) >= 3


def test_lines_hold_for_the_latest_version_as_for_the_first():
    """Who has the latest version in mind comes to the same value, if he does not add rows again that came with it, and
    its fields came in the order of the first.
    """
    compared = 0
    for text, earlier, given in texts():
        label, lines = stated(text) or ("", "")
        above = said(earlier)
        latest = max(place for place, result in enumerate(above) if label in labels(result.origin))
        in_order = "\n[original field order: " not in above[latest].text
        if in_order and stated(above[latest].text) and not re.search(r"(?m)^added |^\[original|\]: ", lines):
            value = changed(state(above[latest].text, above[:latest]), lines)
            assert value == value_of(given), text
            compared += 1
    assert compared > CONVERSATIONS / 20
