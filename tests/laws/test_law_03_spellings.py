"""Law 3 for JSON as tools give it: joined by anything, with numbers it has not, coloured, cut off with a note."""

import ast
import enum
import json
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, SmartCrusherConfig, expand
from tests.laws.strategies import GAPS, LINES, crushed, joined_objects, objects_in_lines, plain_rows
from tests.laws.text_strategies import texts
from tests.laws.values import strict

ROWS = [{"id": n, "title": f"Result {n}", "level": "info", "size": n * 7.5} for n in range(12)]


class Color(enum.Enum):
    RED = 1
    GREEN = "a, b"


def share_saved(text: str) -> float:
    result = SmartCrusher().crush(text)
    return (result.tokens_before - result.tokens_after) / result.tokens_before


@given(joined_objects | objects_in_lines)
def test_objects_in_text_come_back_with_what_is_around_them(text: str):
    result = SmartCrusher().crush(text)
    if result.was_modified and "'" not in text:
        assert objects_in(expand(result.compressed)) == objects_in(text)


def objects_in(text: str) -> list[Any]:
    """The objects of a text, and what stands around them."""
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: ("object", pairs), parse_float=str, parse_int=str)
    found, at = [], 0
    while (start := text.find("{", at)) >= 0:
        value, end = decoder.raw_decode(text, start)
        found += [text[at:start], value]
        at = end
    return [*found, text[at:]]


@pytest.mark.parametrize("gap", GAPS)
def test_objects_that_are_joined_save_what_lines_save(gap: str):
    plain = share_saved("\n".join(map(json.dumps, ROWS)))
    assert share_saved(gap.join(map(json.dumps, ROWS))) > plain - 0.1
    assert share_saved(gap.join(map(str, ROWS))) > plain - 0.1


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(("before", "behind"), [("", ""), ("", ",\n"), ("Rows:\n\n  ", "\n\nNo more."), ("", "\n]")])
def test_parts_of_a_list_save_what_the_list_saves(before: str, behind: str, indent: int | None):
    objects = [json.dumps(row, indent=indent) for row in ROWS]
    text = before + ",\n".join(objects) + behind
    result = SmartCrusher().crush(text)
    assert share_saved(text) > share_saved(json.dumps(ROWS, indent=indent)) - 0.1
    assert objects_in(expand(result.compressed)) == objects_in(text)


@pytest.mark.parametrize(("before", "behind"), LINES[:5] + LINES[6:])
@pytest.mark.parametrize("write", [json.dumps, str])
def test_objects_in_lines_take_what_is_around_them_and_a_table(before: str, behind: str, write: Any):
    lines = [before.format(n) + write(row) + behind.format(n * 7) for n, row in enumerate(ROWS, 20)]
    around = [before.format(n) + behind.format(n * 7) for n in range(20, 20 + len(ROWS))]
    compact = SmartCrusher(SmartCrusherConfig(level="compact"))
    result, table = compact.crush("".join(lines)), compact.crush("\n".join(map(json.dumps, ROWS)))
    assert result.compressed.startswith('[12 objects in lines "')
    header = 24
    assert result.tokens_after < header + table.tokens_after + SmartCrusher().crush("".join(around)).tokens_before
    assert objects_in(expand(result.compressed)) == objects_in("".join(lines).replace("'", '"'))


def results(rows: list[Any]) -> list[str]:
    """The results of a tool over MCP that says these rows as text and as a value, as clients show them."""
    text, value = json.dumps({"result": rows}), {"result": rows}
    block = f"TextContent(type='text', text={text!r}, annotations=None, meta=None)"
    answer = {"content": [{"type": "text", "text": text}], "structuredContent": value, "isError": False}
    return [f"meta=None content=[{block}] structuredContent={value} isError=False", json.dumps(answer)]


def test_what_a_result_says_twice_is_written_once():
    for rows in (ROWS, [{**row, "by": "Ada"} for row in ROWS]):
        table = SmartCrusher().crush(json.dumps(rows)).tokens_after
        for result in map(SmartCrusher().crush, results(rows)):
            assert result.tokens_after < table + 60
            assert "[the same rows as above]" in result.compressed or "*1" in result.compressed


@given(plain_rows, plain_rows)
def test_what_a_result_says_twice_comes_back(rows: list[Any], others: list[Any]):
    for text in [*results(rows), *results(rows + others), results(rows)[0] + " " + results(others)[0]]:
        expanded = expand(crushed(text))
        if text.startswith("{"):
            assert strict(expanded) == strict(text)
        elif "\\" not in text:
            assert values_in(expanded) == values_in(text)


def values_in(result: str) -> list[Any]:
    """The values in the results of a tool as a client shows them, JSON and Python's reprs as one."""
    found = re.findall(r"text='(.*?)', annotations|structuredContent=(.*?) isError", result)
    return [either(text or value) for text, value in found]


def either(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return ast.literal_eval(text)


odd_values = st.sampled_from([math.nan, math.inf, -math.inf])
odd_rows = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(),
            "name": texts | st.sampled_from(["nan", "NaN", "<b>", "..."]),
            "x": odd_values | st.floats(),
        }
    ),
    min_size=2,
    max_size=8,
)


@given(odd_rows)
def test_numbers_that_json_has_not_come_back(rows: list[Any]):
    expanded = expand(crushed(json.dumps(rows)))
    assert repr(json.loads(expanded)) == repr(rows)


@given(odd_rows)
def test_numbers_that_json_has_not_come_back_from_python(rows: list[Any]):
    constants = {"nan": math.nan, "inf": math.inf, "null": None}
    result = SmartCrusher().crush(str(rows))
    if result.was_modified:
        assert characters(eval(expand(result.compressed), constants)) == characters(rows)


def characters(rows: list[Any]) -> str:
    """The repr of rows, in which two surrogates are the character that they are in JSON."""
    names = [row["name"].encode("utf-16", "surrogatepass").decode("utf-16", "replace") for row in rows]
    return repr([{**row, "name": name} for row, name in zip(rows, names, strict=True)])


@pytest.mark.parametrize("value", [math.nan, Color.RED, {1, 2}, frozenset({"a"}), {1: "a"}, ..., object, b"x"])
def test_a_value_that_is_not_understood_costs_nothing_but_itself(value: Any):
    for rows in ([{**row, "odd": value} for row in ROWS], [*ROWS[:-1], {**ROWS[-1], "level": value}]):
        result = SmartCrusher().crush(str(rows))
        assert result.compressed.startswith("[Python values]\n[12 rows: id,title,")
        assert expand(result.compressed).count(str([value])[1:-1]) == str(rows).count(str([value])[1:-1])
        assert (result.tokens_before - result.tokens_after) / result.tokens_before > share_saved(str(ROWS)) - 0.1


def test_what_never_changes_is_stated_whatever_it_is():
    rows = [{**row, "color": Color.RED, "x": math.nan, "at": "nan"} for row in ROWS]
    header = '[12 rows: id,title,level=info,size,color=<Color.RED: 1>,x=nan,at="nan"\n'
    assert crushed(str(rows)).startswith("[Python values]\n" + header)


def coloured(text: str, key: str, value: str, end: str) -> str:
    text = re.sub(r'"(\w+)":', lambda found: f'{key}"{found[1]}"{end}:', text)
    return re.sub(r": (\d[\d.]*|\"[^\"]*\")", lambda found: f": {value}{found[1]}{end}", text)


@pytest.mark.parametrize("indent", [None, 2])
def test_colours_go_as_white_space_does(indent: int | None):
    text = coloured(json.dumps(ROWS, indent=indent), "\x1b[34;1m", "\x1b[0;39m", "\x1b[0m")
    assert strict(expand(crushed(text))) == strict(json.dumps(ROWS))
    assert crushed(text) == crushed(json.dumps(ROWS))


NOTES = ["[Output truncated]", "... (1,234 more characters)", "<response clipped>", "[... 12 lines omitted ...]"]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("left", range(900, 960, 7))
def test_what_is_complete_before_a_note_is_a_table(note: str, left: int):
    text = json.dumps(ROWS * 3)[:left] + "\n" + note
    result = SmartCrusher().crush(text)
    assert re.match(r"\[\d+ rows: id,title,level=info,size\n", result.compressed)
    assert expand(result.compressed).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("note", NOTES)
def test_what_is_cut_in_the_middle_is_read_on_both_sides(note: str):
    text = json.dumps(ROWS * 9)
    text = f"{text[:1500]}\n\n{note}\n\n{text[-1500:]}"
    result = SmartCrusher().crush(text)
    assert len(re.findall(r"\[\d+ (?:rows|objects joined by \", \"): id,title", result.compressed)) == 2
    assert expand(result.compressed).replace(" ", "") == text.replace(" ", "")


def test_what_a_notebook_prints_and_a_sentence_says_is_data():
    for before in ("orders = ", "The call will return ", "Out:\n\norders = "):
        text = before + str(ROWS * 3)
        assert expand(crushed(text)) == before + json.dumps(ROWS * 3, separators=(",", ":"))
        assert share_saved(text) > share_saved(str(ROWS * 3)) - 0.1
    for before in ("const orders = ", "    return ", "import app\nx = app.f(y)\norders = ", "orders: list = "):
        assert crushed(before + str(ROWS * 3)) == before + str(ROWS * 3)
