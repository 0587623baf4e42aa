"""Law 3 for documents that look like what they are compressed into: nothing in them is taken for the notation.

Every hostile text stands in every place that has a form of its own, at both levels; laws 2 and 5 are checked with it.
Texts that hold a table's header or an announcement make a document come back as it was.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, SmartCrusherConfig, expand
from tests.laws.values import strict

LEVELS = [SmartCrusher(SmartCrusherConfig(compact=compact)) for compact in (False, True)]

ANNOUNCEMENTS = [
    "[records: a(b)]", "[records: who(login,id)]", "[*n repeats &n]", "[*n repeats &n]\n", "[; between rows]",
    '["""raw text"""]', '["""JSON text"""]', '["""JSON text, spaced"""]\n[1]', '["""JSON text, indented by 2"""]',
    "[records: a(b)][*n repeats &n]\n[a(1)]", "[3 rows: a", "[3 rows: a\n1\n2\n3\n]", "{3 rows: key,a", "[3 lines: a",
    "[3 lines: a\n1\n2\n3\n]", "{1 rows: key,a\nx,1\n}", " rows: ", "[0 rows: ]", "[3 rows: id=1..3", "]\n", "\n]",
    "\n}", "\n,", "a\n]\n[1 rows: b\n1\n]", "{1 row: a", "{1 row: a\n1\n}", "a\n}\n{1 row: b\n1\n}",
]  # fmt: skip
MARKS = [
    "*1", "*", "**", "*01", "*1 ", " *1", "*999", "&1", "&1 ", "&1 x", "&2 x", "& x", "&", "&1 *1", "*1,*2", "&1 &2 x",
    "name(", "name()", "who(", "who(ada,17)", "login(x)", "items(1", "a(", "text(", ")", "(", "()", "a)b", "(a", "1)",
    '"""', '""', '"', '""""', 'x"""', '"""x', 'x"""y', '\\"""', ";", "a;b", "1;2", "[1;2]", "[1,2;3,4]", ";;", "[;]",
    "];[", ",", ", x", " ,", ",,", "a, b", "]", "]}", "[", "[]", "{", "{}", "}", "[x]", "{x}", "[1", "[1]", '{"a":1}',
    '[{"a": 1}]',
]  # fmt: skip
COMPACT = [
    "1..5", "..", "1..", "..5", "1..5 by 2", "1...5", "-1..3", '"a"1..3', '"INV-"0001..0005', "0001..0005", "a*b",
    '"a"*', '*"b"', '"a"*"b"', "17*", "*17", "1*5", "=", "=1", "a=b", "id=1..3", "by 2", "a.b", ".", "a:b", ":", "#",
]  # fmt: skip
SCALARS = [
    "null", "true", "false", "null,", "None", "NaN", "Infinity", "-", "+1", "1", "-1", "0", "-0", "007", "1.0", "1.",
    ".5", "1e5", "1e400", "0x10", "1_000", "\uff11", "\u0661", "12 oz", str(2**70), "9" * 400, "",
]  # fmt: skip
SPACES = [
    " ", "  ", "\t", "\n", "\r", "\r\n", "\v", "\f", "\x00", "\x1c", "\x1f", "\x7f", "\x85", "\u00a0", "\u00ad",
    "\u1680", "\u2000", "\u200b", "\u2028", "\u2029", "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff", " x", "x ",
    "\tx", "x\t", "\u00a0x", "x\u3000", "\ufeffx", "x\n", "\nx", "a\r\nb", "\\n", "\\", "\\\\", "x\\",
]  # fmt: skip
LETTERS = [
    "\ud800", "\udfff", "\ude00\ud83d", "x\ud83d", "\ude00x", "\U0001f600", "e\u0301", "\U0010ffff", "\ufffe", "'",
    "`",
]  # fmt: skip
TEXTS = [*ANNOUNCEMENTS, *MARKS, *COMPACT, *SCALARS, *SPACES, *LETTERS]
NUMBERS = [
    "0", "-0", "0.0", "-0.0", "0e0", "1", "-1", "1.0", "1.50", "1e5", "1E5", "1e+05", "1E-05", "1e400", "-1e-400",
    str(2**63), str(-(2**64)), "9" * 400, "0." + "0" * 400 + "1", "1.7976931348623157e309", "123456789.123456789e-7",
]  # fmt: skip
LONG = "Please leave the parcel with the neighbours at number three, behind the green door; " * 3 + "thanks"

Place = Callable[[str], Any]


def person(name: str, number: int) -> dict[str, Any]:
    return {"login": name, "id": number, "type": "User"}


PLACES: dict[str, Place] = {
    "an array": lambda text: [text, "x", text, [text], {"a": text}],
    "cells": lambda text: [
        {"id": row, "text": text if row % 3 else f"no {row * row}", "more": row} for row in range(8)
    ],
    "the first cells": lambda text: [{"text": text if row % 3 else f"no {row * row}", "id": row} for row in range(8)],
    "the only cells": lambda text: [{"text": text if row % 2 else f"no {row * row}"} for row in range(8)],
    "cells beside lacking ones": lambda text: (
        [{"a": text, "b": 1}, {"b": 2}, {"a": "", "c": text}, {"a": None}, {}] * 2
    ),
    "a constant": lambda text: [{"id": row, "text": text, "list": [text], "map": {"a": text}} for row in range(6)],
    "dotted columns": lambda text: [{"id": row, "in": {"text": text, "deep": {"n": row}}} for row in range(6)],
    "an object's own column": lambda text: [{"id": 1, "in": {"a": 1, "b": text}}, {"id": 2, "in": text}] * 4,
    "arrays in cells": lambda text: [
        {"id": row, "tags": [text, f"t{row}"], "map": {"k": [text, row]}} for row in range(6)
    ],
    "groups": lambda text: [
        {"id": row, "items": [{"sku": text, "qty": row}, {"sku": f"b{row}", "tags": [text]}][: row % 3]}
        for row in range(9)
    ],
    "a map": lambda text: {
        f"key {row * row}": {"text": text if row % 3 else f"no {row}", "id": row} for row in range(8)
    },
    "records": lambda text: {
        "who": person(text, 17),
        "by": person("bob", 42),
        "closed": {"by": person("eve", 9)},
        "to": [1, person(text, 3)],
        "fork": {"owner": person("kim", 7), "parent": {"owner": person("ada", 5)}},
        "text": text,
    },
    "records in cells": lambda text: [
        {"id": row, "who": person("bob", row), "text": text, "list": [5, person(text, row)]} for row in range(6)
    ],
    "repeats": lambda text: {"a": LONG, "b": [text, LONG, {"c": text}], "d": {"e": LONG, "f": [LONG, text]}},
    "repeated texts": lambda text: {"a": text + LONG, "b": [LONG + text, {"c": LONG + text}], "d": [5, text + LONG]},
    "repeats in cells": lambda text: [
        {"id": row, "text": text, "note": LONG if row % 2 else f"no {row}", "list": [LONG, text]} for row in range(6)
    ],
    "matrices": lambda text: {
        "m": [[row, -row] for row in range(40)],
        "n": [[text, row] for row in range(20)],
        "t": text,
    },
    "raw text": lambda text: {
        "code": f'def f(x):\n\treturn "{text}"\n' * 5,
        "more": f'"x"\n\t"y"\n{text}',
        "text": text,
    },
    "JSON in strings": lambda text: {
        "body": json.dumps([{"id": row, "text": text, "more": f"{text}{row}"} for row in range(8)]),
        "text": text,
    },
    "indented JSON in strings": lambda text: [
        {"id": row, "body": json.dumps([{text: row, "text": text, "list": [text]}] * 4, indent=2) + "\n"}
        for row in range(3)
    ],
    "raw text beside JSON in strings": lambda text: {
        "code": f'{text}\n\tdef f(x):\n\treturn "x"\n' * 5,
        "body": json.dumps([{"id": row, "b": text} for row in range(8)]),
    },
    "beginnings": lambda text: [{"id": row, "text": f"{text}{row * row}"} for row in range(12)],
    "ends": lambda text: [{"id": row, "text": f"{row * row}{text}"} for row in range(12)],
    "both ends": lambda text: [{"id": row, "text": f"{text}{row * row}{text}"} for row in range(12)],
    "texts that count": lambda text: [
        {"id": row * row, "text": f"{text}{row:03}", "short": f"{text}{row}"} for row in range(12)
    ],
    "names of columns": lambda text: [{text: row, "in": {text: row * row, "b": {text: 1}}} for row in range(6)],
    "dotted names": lambda text: [
        {text: {"a": row}, f"{text}.a": 1, "a": {text: row}, f"a.{text}": 2} for row in range(6)
    ],
    "names of constants": lambda text: [{"id": row, text: "x", f"{text}2": text} for row in range(6)],
    "names of groups": lambda text: [{"id": row, text: [{text: row}, {text: 1, "b": text}]} for row in range(6)],
    "names of records": lambda text: {
        text: person("ada", 1),
        "b": {text: person("bob", 2)},
        "c": [1, {text: person("eve", 3)}],
        "d": {"e": person("x", 4)},
    },
    "keys": lambda text: {text: 1, "b": {text: text}, "c": [{text: None}], f" {text}": 2, f"{text} ": 3},
    "keys of a map": lambda text: {
        key: {"a": row, "b": f"x{row}"} for row, key in enumerate([text, "b", f"{text}2", "d"])
    },
    "keys that begin alike": lambda text: {f"{text}{row * row}": {"a": row, "text": text} for row in range(9)},
    "keys that count": lambda text: {f"{text}{row}": {"a": row * row, "text": text} for row in range(9)},
    "keys beside repeats": lambda text: {
        key: {"a": row % 2, "b": LONG} for row, key in enumerate([text, "b", "*2", "&1 d"])
    },
}


def obeys(crusher: SmartCrusher, text: str):
    """What the crusher makes of JSON has its value, is no longer unless it is quoted, and stays as it is."""
    result = crusher.crush(text)
    assert result.was_modified == (result.compressed != text)
    assert result.tokens_after <= result.tokens_before or result.strategy == "quoted"
    if result.was_modified:
        assert strict(expand(result.compressed)) == strict(text)
    assert crusher.crush(result.compressed).compressed == result.compressed


@pytest.mark.parametrize("crusher", LEVELS, ids=["default", "compact"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_hostile_texts_are_restored(place: Place, crusher: SmartCrusher):
    for text in TEXTS:
        obeys(crusher, json.dumps(place(text)))
        obeys(crusher, json.dumps(place(text), ensure_ascii=False, indent=1))


@pytest.mark.parametrize("crusher", LEVELS, ids=["default", "compact"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_numbers_keep_their_spelling(place: Place, crusher: SmartCrusher):
    for number in NUMBERS:
        obeys(crusher, re.sub('"@"(?!:)', number, json.dumps(place("@"))))


def filled(*texts: str) -> str:
    """A document that has every form, with these texts in turn in all of its places."""
    return json.dumps([place(texts[index % len(texts)]) for index, place in enumerate(PLACES.values())])


hostile = st.sampled_from(TEXTS)
composed = st.lists(hostile, min_size=1, max_size=3).map("".join)


@pytest.mark.parametrize("crusher", LEVELS, ids=["default", "compact"])
@given(data=st.data())
def test_hostile_texts_among_each_other_are_restored(crusher: SmartCrusher, data: st.DataObject):
    names = data.draw(st.lists(composed, min_size=1, max_size=4, unique=True))
    rows = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(names, composed)), min_size=2, max_size=8)
    table, keys = data.draw(rows), data.draw(st.lists(composed, min_size=2, max_size=8, unique=True))
    document = {
        "rows": table,
        "map": dict(zip(keys, data.draw(rows), strict=False)),
        "groups": [{"a": row, "list": data.draw(rows)} for row in range(3)],
        "tree": {key: {"in": row} for key, row in zip(keys, table, strict=False)},
        "again": [*table, *table],
        "body": json.dumps(data.draw(rows)),
    }
    obeys(crusher, json.dumps(data.draw(st.sampled_from([document, *document.values()]))))


@pytest.mark.parametrize("crusher", LEVELS, ids=["default", "compact"])
@given(texts=st.lists(composed, min_size=1, max_size=5))
def test_hostile_texts_in_every_place_at_once_are_restored(crusher: SmartCrusher, texts: list[str]):
    obeys(crusher, filled(*texts))


@pytest.mark.parametrize("crusher", LEVELS, ids=["default", "compact"])
@pytest.mark.parametrize(
    "element",
    [
        '{"a":1,"a":2}',
        '{"a":1,"b":2,"a":1}',
        '{"":1,"":2}',
        '{"a":{"b":1},"a.b":2,"a":{"b":3}}',
        '{"a":{"b":1,"b":2},"c":[{"d":1,"d":2}]}',
        '{"key":1,"key":{"key":2}}',
        '{"*1":"*1","&1 x":"&1 x","*1":"&1 x"}',
    ],
)
def test_keys_that_stand_twice_are_restored(element: str, crusher: SmartCrusher):
    rows = ", ".join([element] * 8)
    for text in (
        f"[{rows}]",
        f'{{"a": [{rows}], "b": {element}, "c": {{"d": {element}}}}}',
        f'{{"a": {element}, "a": 5}}',
    ):
        obeys(crusher, text)
    obeys(crusher, "{" + ", ".join(f'"x": {element}' for _ in range(8)) + "}")
    obeys(crusher, json.dumps({"body": f"[{rows}]", "n": 1}))


@pytest.mark.parametrize("crusher", LEVELS, ids=["default", "compact"])
@pytest.mark.parametrize("text", ["*1", "&1 x", "[3 rows: a", '"""', "[; between rows]", LONG, "\ud800", "a;b", ""])
def test_hostile_texts_three_hundred_deep_are_restored(text: str, crusher: SmartCrusher):
    arrays: Any = text
    maps: Any = text
    rows: Any = text
    for level in range(300):
        arrays = [text, arrays]
        maps = {text: maps, "n": level}
        if level % 10 == 0:
            rows = [{"id": level, text: rows}, {"id": 5, text: text}]
    for value in (arrays, maps, rows):
        obeys(crusher, json.dumps(value))
        obeys(crusher, json.dumps({"body": json.dumps(value), "text": text}))


ARRAYS, RECORDS = str([[row, -3] for row in range(30)]), str([{"id": row, "name": "x"} for row in range(12)])


@pytest.mark.parametrize("text", [ARRAYS, RECORDS], ids=["arrays", "records"])
def test_strings_of_what_was_cut_off_are_restored(text: str):
    whole = json.dumps({"log": text, "b": [1, 2]})
    for crusher in LEVELS:
        assert strict(expand(crusher.crush(whole[:-2]).compressed) + "]}") == strict(whole)
