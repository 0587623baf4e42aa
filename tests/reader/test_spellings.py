"""JSON as tools give it, classes' reprs and rows that are arrays read as what was there."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import make_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, SmartCrusherConfig, expand
from tests.laws.strategies import framed, joined_objects, no_json, objects_in_lines, payloads, python_scalars
from tests.laws.text_strategies import scripts, texts
from tests.reader.notation import read, read_parts
from tests.reader.source import Source
from tests.reader.test_agreement import READ_ELSEWHERE, at_every_level, json_parts
from tests.reader.tuples import normal
from tests.reader.values import Call, Python, json_value


@at_every_level
@given((joined_objects | objects_in_lines).filter(lambda text: not re.search(r"'|\[[0-9, ]+\]", text)))
def test_objects_in_text_read_as_they_are(crusher: SmartCrusher, text: str):
    result = crusher.crush(text)
    if result.was_modified and result.strategy != "quoted":
        assert json_parts(text) == json_parts(expand(result.compressed))
        assert result.strategy in READ_ELSEWHERE or read_parts(result.compressed) == json_parts(text)


@at_every_level
@given(framed | payloads)
def test_arrays_and_documents_in_strings_read_as_their_json(crusher: SmartCrusher, text: str):
    result = crusher.crush(text)
    if result.was_modified:
        assert json_value(text) == json_value(expand(result.compressed))
        assert result.strategy in READ_ELSEWHERE or read(result.compressed) == json_value(text)


def test_rows_that_are_said_again_read_as_those_above():
    rows = [{"id": n, "name": f"row {n}", "kind": "lamp", "note": "as ordered"} for n in range(9)]
    text = f"text='{json.dumps(rows)}' value={json.dumps({'rows': rows})} [1, 2] last={json.dumps(rows)}"
    compressed = SmartCrusher().crush(text).compressed
    assert compressed.count("[the same rows as above]") == 2
    assert read_parts(compressed) == json_parts(text)


Item = make_dataclass("Item", ["id", "name", "kind", "of"])
items = st.lists(
    st.builds(Item, st.integers(), texts, st.sampled_from(["lamp"]) | texts, python_scalars | no_json),
    min_size=2,
    max_size=8,
)


@given(items)
def test_what_a_class_is_called_with_reads_as_python_has_it(items: list[Any]):
    result = SmartCrusher().crush(str(items))
    if result.compressed.startswith(f"[{len(items)} rows: Item("):
        assert read(result.compressed) == [call(repr(item)) for item in items]
        assert expand(result.compressed) == f"[{','.join(map(repr, items))}]"


def call(text: str) -> Call:
    """A call of Python's as a table of calls is read."""
    parsed = ast.parse(text, mode="eval").body
    assert isinstance(parsed, ast.Call)
    return Call("Item", [(str(word.arg), normal(Source(""), ast.unparse(word.value))) for word in parsed.keywords])


@pytest.mark.parametrize(
    "value",
    ["nan", "-inf", "<Color.RED: 'r'>", "{1, 2}", "{1: 'a'}", "b'x'", "f(1, {2})", "np.True_", "m.Color.RED", "-1.5j"],
)
@pytest.mark.parametrize("name", ["nan", "np.True_", "Color.RED: a", "Color.RED", "1j", "a.b", "Color.RED a"])
@pytest.mark.parametrize("few", [1, 9])
def test_what_only_python_has_reads_as_it_stands(value: str, name: str, few: int):
    odd = [value if n < few else "'x'" for n in range(9)]
    text = "[" + ", ".join(f"{{'id': {n}, 'odd': {odd[n]}, 'at': {name!r}, 'name': 'a'}}" for n in range(9)) + "]"
    compressed = SmartCrusher(SmartCrusherConfig(level="plain")).crush(text).compressed
    assert compressed.startswith("[Python values]")
    assert [dict(row.fields)["odd"] for row in read(compressed)] == [Python(value)] * few + ["x"] * (9 - few)
    assert [dict(row.fields)["at"] for row in read(compressed)] == [name] * 9


@pytest.mark.parametrize("value", ["undefined", "-Infinity", "12n", "[Object]", "f(1, ')')", 'new F("x")', "[A *1]"])
def test_what_only_javascript_has_reads_as_it_stands(value: str):
    text = "[" + ", ".join(f"{{ id: {n}, odd: {value}, at: 'undefined', name: '12n{n}' }}" for n in range(9)) + "]"
    compressed = SmartCrusher(SmartCrusherConfig(level="plain")).crush(text).compressed
    assert compressed.startswith("[JavaScript values]")
    rows = [dict(row.fields) for row in read(compressed)]
    assert [row["odd"] for row in rows] == [Python(value)] * 9
    assert [(row["at"], row["name"]) for row in rows] == [("undefined", f"12n{n}") for n in range(9)]


@given(scripts)
def test_literals_of_javascript_read_as_what_they_expand_to(text: str):
    compressed = SmartCrusher().crush(text).compressed
    if compressed.startswith("[JSON5]\n") and compressed.endswith("]"):
        assert read(compressed) == json_value(with_fields(expand(compressed)))


def with_fields(text: str) -> str:
    """JSON5 with a field in place of each comment in a record of `scripts`, which stands before another field."""
    return re.sub(r"/\* (.*?) \*/", r'"/*":"\1",', re.sub(r"// (.*)\n", r'"//":"\1",', text))
