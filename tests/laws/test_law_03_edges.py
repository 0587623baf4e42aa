"""Law 3 at the edges: deep nesting, binary in strings, spellings that tempt a parser to change them."""

import json

import pytest

from headroom import SentText, SmartCrusher, expand
from tests.laws.strategies import crushed
from tests.laws.values import strict


def test_five_hundred_levels_are_restored():
    text = '[ {"a": ' * 500 + "1.0" + " } ]" * 500
    result = SmartCrusher().crush(text)
    assert result.was_modified
    assert expand(result.compressed) == '[{"a":' * 500 + "1.0" + "}]" * 500


@pytest.mark.parametrize(("opened", "closed"), [("[ ", "] "), ('{"a": ', "} "), ('[{"a": [', "]}]"), ("['x', ", "]")])
def test_ten_thousand_levels_are_restored(opened: str, closed: str):
    text = opened * 10_000 + "1" + closed * 10_000
    expanded = expand(crushed(text))
    assert "".join(expanded.split()) == "".join(text.split()).replace("'", '"') or expanded == text


def test_rows_nested_ten_thousand_deep_are_restored():
    deep = "[" * 10_000 + "]" * 10_000
    text = json.dumps([{"id": index, "name": f"row {index}", "value": "DEEP"} for index in range(5)]).replace(
        '"DEEP"', deep
    )
    result = SmartCrusher().crush(text)
    assert result.strategy == "table"
    assert expand(result.compressed) == text.replace(", ", ",").replace(": ", ":")


def test_binary_in_a_string_is_restored():
    binary = bytes(range(256)) * 4
    rows = [{"id": index, "data": binary.decode("latin-1"), "more": repr(binary)} for index in range(4)]
    for text in (json.dumps(rows), json.dumps(rows, ensure_ascii=False), json.dumps(rows, indent=2)):
        assert strict(expand(crushed(text))) == strict(text)


@pytest.mark.parametrize(
    "cell",
    [
        "1.0",
        "1",
        "-0",
        "0.10",
        "1e5",
        "1E5",
        "1.0e+05",
        "1180591620717411303424",
        '"1.0"',
        '"null"',
        "null",
        '""',
        "[]",
        "{}",
        '" "',
        '"[]"',
        '"{}"',
        '"a,b"',
        '"a;b"',
        '"]"',
        '"\\n"',
        '"\\ud800"',
        '"\\\\n"',
        '"\\""',
        '"[2 rows: a"',
    ],
)
def test_every_kind_of_cell_is_told_apart(cell: str):
    text = f'[{{"id": 1, "v": {cell}}}, {{"id": 2, "v": [{cell}]}}, {{"id": 3}}, {{"id": 4, "v": {cell}, "w": {cell}}}]'
    result = SmartCrusher().crush(text)
    assert strict(expand(result.compressed)) == strict(text) if result.was_modified else result.compressed == text


@pytest.mark.parametrize(
    "key",
    [
        "a.b",
        "a,b",
        "a;b",
        "a:b",
        "[a]",
        "{a}",
        '"a"',
        "'a'",
        " a",
        "a\n",
        "",
        "\\",
        "é",
        "\x00",
        "[3 rows: a",
        "1",
        "null",
    ],
)
def test_every_key_is_told_apart(key: str):
    rows = [{key: index, "a": {key: "x", "b": {key: index}}, "c": [{key: 1}, {key: 2}]} for index in range(6)]
    text = json.dumps(rows)
    assert strict(expand(crushed(text))) == strict(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1",
        "null",
        '"text"',
        "[]",
        "{}",
        "[1]",
        "\ufeff[1, 2]",
        "\ud800",
        '["\ud800" , 1]',
        "nul",
        "[,]",
        "[1,]",
        '{"a":}',
    ],
)
def test_what_has_no_shorter_form_is_left_alone(text: str):
    assert crushed(text) == text
    assert expand(text) == text


def test_a_text_that_holds_a_table_already_is_left_alone_or_quoted():
    table = crushed(json.dumps([{"id": index, "name": "x"} for index in range(5)]))
    text = f"{table}\n" + json.dumps([{"a": 1}, {"a": 2}], indent=4) * 5
    assert crushed(SentText(text)) == text
    assert crushed(text) == f"[text as it came]\n{text}"


def test_a_document_in_a_string_stays_a_string():
    text = json.dumps(json.dumps([{"id": index, "name": f"row {index}", "value": "x"} for index in range(5)]))
    assert strict(expand(crushed(text))) == strict(text)
