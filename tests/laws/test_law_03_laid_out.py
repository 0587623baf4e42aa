"""Law 3 for what Python lays out over several lines or shows within a container: it saves what one line of it saves."""

import json
import re
from collections import Counter, OrderedDict, deque
from dataclasses import asdict, dataclass
from functools import partial
from pprint import pformat
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headroom import SmartCrusher, expand
from tests.laws.text_strategies import texts

LAID_OUT = partial(pformat, sort_dicts=False)
CONSTANTS = {"null": None, "true": True, "false": False}


@dataclass
class Place:
    street: str
    city: str | None


@dataclass
class Person:
    id: int
    name: str
    place: Place
    tags: list[str]


def person(number: int) -> Person:
    return Person(
        number, f"customer {number}", Place(f"{number} Long Acre Road, north", "Graz"), ["new", "gift", "old"]
    )


def share_saved(text: str) -> float:
    result = SmartCrusher().crush(text)
    return 1 - result.tokens_after / result.tokens_before


def characters(text: str) -> str:
    """A text in which two surrogates are the character that they are in JSON."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


names = texts.map(characters)
places = st.builds(Place, names, st.none() | names)
persons = st.lists(st.builds(Person, st.integers(), names, places, st.lists(names, max_size=3)), min_size=1, max_size=8)


@given(persons)
def test_instances_over_lines_come_back_as_on_one(rows: list[Person]):
    said = eval(
        expand(SmartCrusher().crush(LAID_OUT(rows)).compressed), {**CONSTANTS, "Person": Person, "Place": Place}
    )
    assert said == rows


@given(persons, st.integers(20, 90))
def test_dicts_over_lines_come_back_with_their_long_texts(rows: list[Person], width: int):
    dicts = [{**asdict(row), "note": f"{row.name} of {row.place.street} " * 5} for row in rows]
    said = eval(expand(SmartCrusher().crush(LAID_OUT(dicts, width=width)).compressed), CONSTANTS.copy())
    assert json.dumps(said) == json.dumps(dicts)  # where two surrogates are the character that they are in JSON


@given(persons, st.integers(20, 90))
def test_long_texts_in_all_that_holds_them_come_back_as_one(rows: list[Person], width: int):
    assume("\\U" not in repr(rows))  # which JSON has as two surrogates

    def long(row: Person) -> list[str]:
        return [f"{row.name} of {row.place.street} " * 4, *row.tags]

    kinds: list[list[Any]] = [
        [Person(row.id, "".join(long(row)), row.place, row.tags) for row in rows],
        [(row.id, *long(row)) for row in rows],
        [{"id": row.id, "notes": long(row)} for row in rows],
        [{"id": row.id, "notes": set(long(row))} for row in rows],
    ]
    known = {**CONSTANTS, "Person": Person, "Place": Place}
    for value in kinds:
        said = eval(expand(SmartCrusher().crush(LAID_OUT(value, width=width)).compressed), known.copy())
        assert pformat(said, width=1) == pformat(value, width=1)  # which gives sets an order


@pytest.mark.parametrize("write", [str, LAID_OUT], ids=["one line", "lines"])
@pytest.mark.parametrize(
    ("value", "least"),
    [
        ([person(number) for number in range(20)], 0.4),
        ([(number, f"customer {number}", "Graz", None, "a text that takes a line " * 2) for number in range(20)], 0.1),
        ([{"id": number, "note": f"{number}: " + "a text that takes lines " * 5} for number in range(20)], 0.05),
        ([Place("a street of that name " * 6, f"city {number}") for number in range(20)], 0.1),
        ([(number, "a text that takes lines, " * 5) for number in range(20)], 0.04),
        ([{"id": number, "notes": ["it's a text that takes lines, " * 5, "short"]} for number in range(20)], 0.1),
        ([{"id": number, "of": {f"a text of the set {n}" for n in range(4)}} for number in range(20)], 0.1),
        (deque([asdict(person(number)) for number in range(20)]), 0.4),
        (MappingProxyType({"rows": [asdict(person(number)) for number in range(20)]}), 0.4),
        ({number: asdict(person(number)) for number in range(20)}, 0.15),
    ],
    ids=[
        "instances",
        "tuples",
        "long texts",
        "in calls",
        "in tuples",
        "in lists",
        "in sets",
        "deque",
        "mapping",
        "integer keys",
    ],
)
def test_every_layout_is_read(write: Any, value: Any, least: float):
    assert share_saved(write(value)) > least


@pytest.mark.parametrize(
    "value",
    [
        deque([{"id": n, "name": f"n{n}"} for n in range(20)]),
        OrderedDict(rows=[{"id": n, "name": f"n{n}"} for n in range(20)]),
        Counter({f"name {n}": n for n in range(40)}),
        {"seen": deque([{"id": n, "name": f"n{n}"} for n in range(20)])},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_stands_around_stays(value: Any):
    text = str(value)
    said = expand(SmartCrusher().crush(text).compressed)
    assert said != text
    assert eval(said, {"deque": deque, "OrderedDict": OrderedDict, "Counter": Counter}) == value


ARRAY = "array([" + ",\n       ".join(f"[{n:2}, {n * 7 % 100:2}, {n * n % 100:2}]" for n in range(30)) + "])"


@pytest.mark.parametrize("text", [ARRAY, f"{{'shape': (30, 3), 'data': {ARRAY}}}"], ids=["alone", "in a dict"])
def test_arrays_of_numbers_are_matrices_without_their_padding(text: str):
    assert share_saved(text) > 0.3
    assert re.sub(r"\s", "", expand(SmartCrusher().crush(text).compressed)) == re.sub(r"\s", "", text)


RECORDS = np.array(
    [(n, f"lamp {n},  'x'", ["Oslo", "Gent"][n % 2], n / 4, n * 7919) for n in range(30)],
    dtype=[("id", "i8"), ("name", "U20"), ("city", "U10"), ("price", "f8"), ("stock", "i8")],
)


@pytest.mark.parametrize(
    ("array", "least"),
    [
        (np.array([[n / 4, n * 7.0] for n in range(30)]), 0.4),
        (np.array([[n * 1e7, -n / 1e7] for n in range(30)]), 0.2),
        (RECORDS, 0.25),
    ],
    ids=["points", "exponents", "records"],
)
def test_arrays_of_numpy_are_read_without_their_padding(array: Any, least: float):
    for text in (repr(array), f"{{'shape': (30, 2), 'data': {array!r}}}"):
        result = SmartCrusher().crush(text)
        assert result.tokens_after < (1 - least) * result.tokens_before
        said = eval(expand(result.compressed), {"array": np.array})
        assert repr(said) == repr(eval(text, {"array": np.array}))


@given(st.lists(st.tuples(st.integers(-9, 9), names, st.floats(-9, 9, width=16)), min_size=2, max_size=12))
def test_records_of_numpy_come_back_with_their_texts(rows: list[tuple[Any, ...]]):
    assume("\\" not in repr(rows) and "[" not in repr(rows)[1:])  # which texts within arrays may not hold
    text = repr(np.array(rows, dtype=[("id", "i8"), ("name", "U20"), ("price", "f8")]))
    assert characters(repr(eval(expand(SmartCrusher().crush(text).compressed), {"array": np.array}))) == characters(
        text
    )


@pytest.mark.parametrize(
    "text",
    [
        "['a text that is longer than a line of numpy, '\n 'and another text of the same array']" * 3,
        "[f(1,\n   2\n   ), f(3\n   4), " + "'x', " * 40 + "]",
        "rows = deque([" + "{'id': 1, 'name': 'x'}, " * 9 + "])\nrows.append(1)\n",
        "x = np.array([[1, 2, 3],\n              [4, 5, 6]])\n" * 9,
    ],
)
def test_what_means_something_else_stays(text: str):
    assert SmartCrusher().crush(text).strategy in ("none", "repeated")


@pytest.mark.parametrize("cut", range(1500, 1600, 9))
def test_what_was_cut_off_keeps_its_letters(cut: int):
    for value in ([person(number) for number in range(20)], {n: asdict(person(n)) for n in range(20)}):
        text = LAID_OUT(value)[:cut]
        assert re.sub(r"[\s'\"]", "", expand(SmartCrusher().crush(text).compressed)) == re.sub(r"[\s'\"]", "", text)
