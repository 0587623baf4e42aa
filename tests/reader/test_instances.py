"""Instances of Python classes: what a reader who knows the page alone takes them for, and what `expand` gives back."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import CompressionError, SmartCrusher, expand
from tests.laws.text_strategies import texts
from tests.reader.notation import read
from tests.reader.values import Instance, Lines, Number, Object, Python, Text, Value

ANNOUNCED = "[Python objects: "


@dataclass
class Line:
    sku: str
    qty: int


@dataclass
class Customer:
    name: str
    city: str | None


@dataclass
class Order:
    id: int
    by: Customer
    lines: list[Line]
    at: Any
    meta: dict[str, Any]


moments = st.just(datetime.date(2026, 1, 2)) | st.sampled_from([(1, 2), float("nan"), {1}, None, True, 1.5])
customers = st.builds(Customer, texts, st.none() | texts)
lines = st.lists(st.builds(Line, texts, st.integers()), max_size=3)
metas = st.dictionaries(texts, st.lists(st.integers(), max_size=3) | texts | customers, max_size=2)
orders = st.lists(st.builds(Order, st.integers(), customers, lines, moments, metas), min_size=1, max_size=6)


def told(value: Any) -> Value:
    """What a reader takes a value for."""
    match value:
        case bool() | None:
            return value
        case float() if value != value:
            return Python("nan")
        case int() | float():
            return Number(repr(value))
        case str():
            return Text.bare(value)
        case list():
            return [told(inner) for inner in value]
        case dict():
            return Object([(key, told(inner)) for key, inner in value.items()])
        case Order() | Line() | Customer():
            parts = [(part.name, told(getattr(value, part.name))) for part in fields(value)]
            return Instance(type(value).__name__, parts)
    return Python(repr(value))


def written(rows: list[Any]) -> str:
    """A list as `expand` gives it back: brackets and commas as JSON has them, its elements as Python has."""
    return f"[{','.join(map(repr, rows))}]"


@given(orders)
def test_objects_read_as_the_instances_they_were(rows: list[Order]):
    compressed = SmartCrusher().crush(str(rows)).compressed
    if compressed.startswith(ANNOUNCED):
        assert read(compressed) == told(rows)
        assert expand(compressed) == written(rows)


ROWS = [
    Order(n, Customer("Ada", "Graz"), [Line(f"K{n}", n)] * (n % 4), datetime.date(2026, 1, n), {"gift": n % 2 == 0})
    for n in range(1, 20)
]


def test_instances_in_instances_make_the_tables_of_objects():
    result = SmartCrusher().crush(str(ROWS))
    line, _, header = result.compressed.splitlines()[0].partition("]")
    assert line == "[Python objects: Order(id,by,lines,at,meta),Customer(name,city),Line(sku,qty)"
    assert header.endswith("[Python values]")
    assert re.search(r"\n5,(Ada,Graz,)?\[lines\(K5,5\)\],datetime.date\(2026, 1, 5\),false\n", result.compressed)
    assert read(result.compressed) == told(ROWS)
    assert result.tokens_after < 0.6 * result.tokens_before


@given(orders, st.sampled_from(["\n", "\r\n", "\n\n- "]))
def test_instances_that_stood_by_themselves_come_back_letter_by_letter(rows: list[Order], gap: str):
    text = gap.join(map(repr, rows))
    result = SmartCrusher().crush(text)
    if result.strategy != "layers":
        assert expand(result.compressed) == text
    if result.compressed.startswith(ANNOUNCED):
        assert read(result.compressed) == Lines(told(rows))


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n- "])
def test_instances_that_stood_by_themselves_are_the_table_that_a_list_of_them_is(gap: str):
    text = gap.join(map(repr, ROWS))
    listed, lines = (SmartCrusher().crush(text) for text in (str(ROWS), text))
    assert lines.compressed.startswith("[Python objects: Order(id,by,lines,at,meta),")
    assert lines.tokens_after < listed.tokens_after + 12
    assert read(lines.compressed) == Lines(told(ROWS))
    assert expand(f"See:\n{lines.compressed}\nand more") == f"See:\n{text}\nand more"


def test_repeats_and_integer_keys_in_instances_that_stood_by_themselves_are_what_they_are():
    text = '[Python objects: P(a)][integer keys][*n repeats &n]\n[2 lines: a,b\n&1 {"a":"it"},{"7":1}\n*1,*1\n]'
    assert expand(text) == '{"a":P(a=\'it\'),"b":{7:1}}\n{"a":P(a=\'it\'),"b":P(a=\'it\')}'


@pytest.mark.parametrize("text", ["[1, [2 lines: a\n1\n2\n]]", "[[2 lines: a\n1\n2\n]"])
def test_instances_that_stand_by_themselves_within_a_value_are_refused(text: str):
    with pytest.raises(CompressionError):
        expand(f"[Python objects: P(a)]\n{text}")


@pytest.mark.parametrize("length", [5, 40])
def test_an_instance_may_be_long(length: int):
    rows = [Order(n, Customer("Ada", None), [Line(f"KET{n}", n)] * length, None, {}) for n in range(3)]
    compressed = SmartCrusher().crush(str(rows)).compressed
    assert compressed.startswith(ANNOUNCED)
    assert expand(compressed) == written(rows)


@pytest.mark.parametrize("note", ["", "\n[Output truncated]"])
def test_a_list_that_was_cut_off_is_a_table_up_to_there(note: str):
    whole = str(ROWS)
    for cut in range(2000, 2100, 9):
        text = whole[:cut] + note
        compressed = SmartCrusher().crush(text).compressed
        assert compressed.startswith(ANNOUNCED)
        assert expand(compressed).replace("),Order(", "), Order(").replace("),O", "), O") == text


@pytest.mark.parametrize(
    "text",
    [
        '[Python objects: A(a),B(a)]\n[{"a":1}]',
        "[Python objects: A()]\n[1]",
        '[Python objects: A(a)\n[{"a":1}]',
        '[Python objects: (a)]\n[{"a":1}]',
    ],
)
def test_what_only_looks_like_an_announcement_stays_as_it_is(text: str):
    assert expand(text) == text


def test_a_dict_with_the_fields_of_a_class_keeps_its_document_as_python_has_it():
    rows = [*ROWS[:4], {"sku": "K", "qty": 2}]
    assert ANNOUNCED not in SmartCrusher().crush(str(rows)).compressed
