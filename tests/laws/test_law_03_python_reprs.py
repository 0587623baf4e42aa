"""Law 3 for what agents make of results with `str()`: reprs of lists and dicts; `ast.literal_eval` is the oracle."""

import ast
import datetime
import decimal
import enum
import json
import pprint
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headroom import SmartCrusher, compress, expand
from tests.laws.conversations import openai_round
from tests.laws.meaning import means
from tests.laws.random_checks import QUOTED
from tests.laws.strategies import crushed, python_containers, python_scalars, tuple_rows
from tests.laws.text_strategies import texts

NO_JSON = st.sampled_from(
    [
        (1, 2), (), {1, 2}, {"a"}, frozenset({"a"}), b"bytes", bytearray(b"x"), float("nan"), float("inf"), 1j, ...,
        datetime.datetime(2026, 1, 1), datetime.date(2026, 1, 1), decimal.Decimal("1.0"), range(3), object, print,
        np.array([1, 2]), np.float64(1.5), {1: "int key"}, {None: 1}, {True: 1}, {(1, 2): 3}, {1.5: 1},
    ]
)  # fmt: skip


@given(python_containers)
@example([{"id": 1, "name": "O'Neil", "note": 'say "hi"'}, {"id": 2, "name": "x", "note": None}] * 3)
@example(["\x00\x1f\x7f\x85\xa0\xad\u2028\ufeff\U0001f600"])
@example(["\ud83d", "\ude00", "\ud83d\ude00", "\\ud83d"])
@example([1e16, 1e-05, -0.0, 5e-324, 2**70, -1])
def test_a_repr_expands_to_the_value_it_had(value: Any):
    text = str(value)
    result = SmartCrusher().crush(text)
    if result.was_modified:
        assert repr(json.loads(expand(result.compressed))) == repr(ast.literal_eval(text))


@given(
    st.lists(st.fixed_dictionaries({"id": st.integers(), "name": texts, "ok": st.booleans()}), min_size=3, max_size=10)
)
def test_records_become_tables(rows: list[dict[str, Any]]):
    result = SmartCrusher().crush(str(rows))
    assert (
        repr(json.loads(expand(result.compressed))) == repr(rows)
        if result.was_modified
        else result.compressed == str(rows)
    )


def test_a_repr_that_is_referred_to_comes_back_as_the_repr_it_is():
    text = str({"\x1f\x19": None, "0000": None})
    messages = compress([*openai_round(["call_0"], [text]), *openai_round(["call_1"], [text])]).messages
    assert messages[1]["content"] == text  # as JSON it takes as many tokens
    assert messages[3]["content"] == text  # on one line there is no line to refer to
    assert expand(messages[3]["content"], messages[:3]) == text


def test_a_repr_that_was_sent_as_a_table_comes_back_as_json():
    rows = [{"id": 17, "name": "Ada Lovelace", "note": None}, {"id": 18, "name": "Grace Hopper", "note": None}]
    messages = compress([*openai_round(["call_0"], [str(rows)]), *openai_round(["call_1"], [str(rows)])]).messages
    assert messages[1]["content"] == "[2 rows: id,name,note=null\n17,Ada Lovelace\n18,Grace Hopper\n]"
    assert messages[3]["content"].startswith("[as in look above, unchanged]")
    for index in (1, 3):
        assert expand(messages[index]["content"], messages[:index]) == json.dumps(rows, separators=(",", ":"))


@given(python_containers, st.lists(st.sampled_from([str, json.dumps]), min_size=2, max_size=3))
@example({"\x1f\x19": None, "0000": None}, [str, str])
def test_a_value_that_tools_return_again_has_the_same_value(value: Any, spellings: list[Any]):
    rounds = [openai_round([f"call_{index}"], [spell(value)]) for index, spell in enumerate(spellings)]
    given = [message for one in rounds for message in one]
    sent = compress(given).messages
    for index in range(1, len(given), 2):
        if sent[index]["content"] != given[index]["content"]:
            assert means(expand(sent[index]["content"], sent[:index]), given[index]["content"])


def as_it_was(rows: list[tuple[Any, ...]]) -> str:
    """The repr of tuples without the spaces between them."""
    return f"[{','.join(map(str, rows))}]"


@given(tuple_rows)
@example([("a",), ("b",), ("c",)] * 3)
@example([("O'Neil", 'say "hi"'), ("'", '"'), ('it\'s "x"', "\\"), ("", " ")] * 3)
@example([("None", "True", "1", "null", "nan", "b'x'", "f(1", "(1", "[1", "{1", "]", "&1 x", "*1")] * 3)
@example([("\xa0", "\x85", "\xad", "\u2028", "\ufeff", "\U0001f600", "\ud83d", "\t")] * 3)
@example([(1.0, 1, True, -0.0, 1e-05, 2**70, None)] * 3)
def test_tuples_expand_to_what_they_were(rows: list[tuple[Any, ...]]):
    for value, expected in (
        (rows, as_it_was(rows)),
        ({"rows": rows, "of": "tuples"}, f'{{"rows":{as_it_was(rows)},"of":"tuples"}}'),
    ):
        result = SmartCrusher().crush(str(value))
        if result.was_modified:
            assert expand(result.compressed) == expected


@given(st.lists(st.tuples(st.integers(), texts, python_scalars), min_size=1))
def test_what_tuples_expand_to_is_what_python_reads(rows: list[tuple[Any, ...]]):
    assert repr(ast.literal_eval(expand(crushed(str(rows))))) == repr(ast.literal_eval(str(rows)))


def test_rows_of_a_database_become_a_table():
    rows: list[tuple[Any, ...]] = [("Airline", b"int", "NO", None), ("Flight, No", b"varchar(255)", "", 1.0)] * 3
    table = "Airline,b'int',NO,None\n'Flight, No',b'varchar(255)','',1.0\n" * 3
    assert crushed(str(rows)) == f"[6 tuples:\n{table}]"
    long = [
        (number, "a text that is long enough for a row to be longer than a call may be " * 3) for number in range(12)
    ]
    assert crushed(str(long)).startswith("[12 tuples:\n0,")


@given(NO_JSON, texts)
def test_what_json_cannot_say_is_left_alone(value: Any, beside: str):
    for whole in ([value, beside], {"key": value, "text": beside}, [[value], {"k": [beside]}]):
        assert crushed(str(whole)) in (str(whole), QUOTED + str(whole))  # the latter if a text in it reads like ours


@pytest.mark.parametrize(
    "text",
    [
        "[1 2 3]",
        "[10 20 30]",
        "[[1 2]\n [3 4]]",
        "['a' 'b']",
        "['a' 1 2]",
        "{'a': 1 2}",
        "[0.5 1.5]",
        "['a', 1_000]",
        "['a', 0x1f]",
        "['a', 1L]",
        "['a', u'b']",
        "['a', <object object at 0x7f0000000000>]",
        "{'a': ...}",
        "['a', b'c']",
        "['a', np.True_]",
        "['a', 'b'",
        "['\\N{BULLET}']",
        "['\\0']",
        "[None, true]",
        "[True, null]",
    ],
)
def test_what_is_no_repr_is_left_alone(text: str):
    assert crushed(text) == text


class Color(enum.Enum):
    RED = 1
    BLUE = 2

    def __repr__(self) -> str:
        return str(self)


ROWS: list[dict[str, Any]] = [
    {"id": n, "name": f"Lamp {n}", "city": "Gent", "ok": np.bool_(n % 2), "color": Color(n % 2 + 1)} for n in range(20)
]


@pytest.mark.parametrize(
    "shown", [str, lambda rows: pprint.pformat(rows, sort_dicts=False), lambda rows: "\n".join(map(str, rows))]
)
def test_the_names_of_constants_cost_no_more_than_themselves(shown: Callable[[Any], str]):
    result = SmartCrusher().crush(shown(ROWS))
    assert result.compressed.splitlines()[2] == "0,Lamp 0,np.False_,Color.RED"
    assert result.tokens_after < 0.6 * result.tokens_before
    assert expand(result.compressed).count("np.True_,") == 10


def test_rows_of_a_data_frame_with_booleans_become_a_table():
    rows = [tuple(row.values()) for row in ROWS]
    assert crushed(str(rows)).splitlines()[1] == "0,Lamp 0,Gent,np.False_,Color.RED"
    assert expand(crushed(str(rows))) == as_it_was(rows)


@pytest.mark.parametrize(
    "row", ["{{'id': {}, 'color': Color.RED}},", "    {{\n'id': {}, 'color': Color.RED}},", "Color.A{},"]
)
def test_names_in_what_somebody_wrote_stay(row: str):
    text = "[\n" + "\n".join(row.format(number) for number in range(40))[:-1] + "\n]"
    assert crushed(text) == text


def test_numpy_arrays_of_any_size_come_back_letter_by_letter():
    for array in (
        np.arange(5),
        np.arange(500),
        np.ones((3, 4)),
        np.eye(40),
        np.array(["a", "b"]),
        np.array([True, False]),
    ):
        assert expand(crushed(str(array))) == str(array)
