"""Integer keys of Python dicts: what a reader who knows the page alone takes them for, and what `expand` gives back."""

from __future__ import annotations

import ast
from functools import partial
from pprint import pformat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, expand
from tests.laws.text_strategies import texts
from tests.reader.notation import read
from tests.reader.values import Number, Object, Text, Value

ANNOUNCED = "[integer keys]"
LAID_OUT = partial(pformat, sort_dicts=False)
CONSTANTS = {"null": None, "true": True, "false": False}

scalars = st.none() | st.booleans() | st.integers() | texts
keys = st.integers(-3, 30) | st.integers()
maps = st.dictionaries(keys, scalars | st.lists(scalars, max_size=3) | st.dictionaries(texts, scalars, max_size=3))
documents = maps | st.dictionaries(texts, maps, max_size=3) | st.lists(maps, min_size=1, max_size=3)


def told(value: Any) -> Value:
    """What a reader takes a value for."""
    match value:
        case bool() | None:
            return value
        case int():
            return Number(repr(value))
        case str():
            return Text.bare(value)
        case list():
            return [told(inner) for inner in value]
    return Object([(Number(repr(key)) if type(key) is int else key, told(inner)) for key, inner in value.items()])


def joined(value: Any) -> Any:
    """A value in which two surrogates are the character that they are in JSON."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [joined(inner) for inner in value]
        case dict():
            return {joined(key): joined(inner) for key, inner in value.items()}
    return value


@given(documents, st.sampled_from([str, LAID_OUT]))
def test_integers_come_back_and_read_as_such(document: Any, write: Any):
    compressed = SmartCrusher().crush(write(document)).compressed
    if compressed.startswith(ANNOUNCED) and "[Python values]" not in compressed:
        assert read(compressed) == told(document)
        assert repr(joined(eval(expand(compressed), CONSTANTS.copy()))) == repr(joined(document))


ROWS = {number: {"name": f"item {number}", "price": number * 1.5, "at": None} for number in range(100, 130)}


@pytest.mark.parametrize("write", [str, LAID_OUT], ids=["one line", "lines"])
@pytest.mark.parametrize("around", ["{}", "defaultdict(<class 'dict'>, {})", "Found: {} rows", "OrderedDict({})"])
def test_a_map_of_records_is_minified(write: Any, around: str):
    text = around.replace("{}", write(ROWS))
    result = SmartCrusher().crush(text)
    assert ANNOUNCED in result.compressed
    assert result.tokens_after < 0.8 * result.tokens_before
    before, behind = around.split("{}")
    inner = expand(result.compressed).removeprefix(before).removesuffix(behind)
    assert eval(inner, CONSTANTS.copy()) == ROWS


@pytest.mark.parametrize(
    "document", ["{1: 'a', '1': 'b'}", "{1.5: 'a'}", "{None: 'a', 2: 'b'}", "{True: 'a'}", "{(1, 2): 'a'}", "{01: 'a'}"]
)
def test_other_keys_stay(document: str):
    text = document[:-1] + ", 'rows': [" + "{'a': 1, 'b': 'x'}, " * 9 + "]}"
    assert ANNOUNCED not in SmartCrusher().crush(text).compressed


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ('[integer keys]\n{"7":{"8":1,"-9":2}}', "{7: {8: 1, -9: 2}}"),
        ('[integer keys]\n{"07":1,"1.0":"2","-0":[],"":3}', "{'07': 1, '1.0': '2', '-0': [], '': 3}"),
        ("[integer keys]\n[2 rows: id,by.7\n1,a\n2,b\n]", "[{'id': 1, 'by': {7: 'a'}}, {'id': 2, 'by': {7: 'b'}}]"),
    ],
)
def test_keys_that_read_as_integers_are(text: str, python: str):
    assert read(text) == told(ast.literal_eval(python))
    assert ast.literal_eval(expand(text)) == ast.literal_eval(python)


def test_a_map_that_was_cut_off_keeps_its_beginning():
    text = str(ROWS)
    for cut in range(1200, 1300, 7):
        assert expand(SmartCrusher().crush(text[:cut]).compressed).replace(" ", "").startswith("{100:{")
