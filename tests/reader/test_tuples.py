"""Tables of tuples read as the page on the notation says, by a reader that knows only that."""

from __future__ import annotations

import ast
import datetime
import decimal
import re
from pathlib import Path
from typing import Any

import pytest

import headroom
from tests.reader.notation import read, read_parts
from tests.reader.tuples import tuples_of
from tests.reader.values import Call, Lines

PAGE = Path(__file__).parents[2] / "docs" / "notation.md"


def test_the_example_of_the_page_reads_as_its_original():
    [[original, compressed]] = re.findall(
        r"```repr\n(.*)\n```\n```headroom\n(.* tuples:\n[^`]*)\n```", PAGE.read_text()
    )
    rows = ast.parse(original, mode="eval").body
    assert isinstance(rows, ast.List)
    unparsed = [ast.unparse(row) for row in rows.elts]
    assert [f"({', '.join(row.elements)})" for row in read(compressed)] == unparsed


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ("Ada,36", ("Ada", 36)),
        ("Wien", ("Wien",)),
        ("1.0, -1e-05, None, True", (1.0, -1e-05, None, True)),
        ("it's,5\" pipe,12 oz,None of it,null", ("it's", '5" pipe', "12 oz", "None of it", "null")),
        ("'a, b','None',\"'a'\",'1',b',',''", ("a, b", "None", "'a'", "1", b",", "")),
        ("(1, 2),['a', 'b,'],{'a': 1},()", ((1, 2), ["a", "b,"], {"a": 1}, ())),
        ("Decimal('1.50'),datetime.date(2026, 1, 2)", (decimal.Decimal("1.50"), datetime.date(2026, 1, 2))),
    ],
)
def test_a_row_holds_python_values_and_bare_strings(cells: str, row: tuple[Any, ...]):
    assert read(f"[1 tuples:\n{cells}\n]") == tuples_of([row])
    rows = ", ".join([repr(row)] * 40)
    assert read(headroom.SmartCrusher().crush(f"[{rows}]").compressed) == tuples_of([row] * 40)


@pytest.mark.parametrize(
    ("head", "call"),
    [
        ("P(id,name=x)", Call("P", [("id", "1"), ("name", "'x'")])),
        ("m.O({id,name=x})", Call("m.O", [("id", "1"), ("name", "'x'")], "{")),
        ("O([(id,name=x)])", Call("O", [("id", "1"), ("name", "'x'")], "[(")),
        ("d(<class 'int'>, {id,name=x})", Call("d", [("id", "1"), ("name", "'x'")], "<class 'int'>, {")),
    ],
)
def test_a_class_is_called_with_arguments_a_dict_or_pairs(head: str, call: Call):
    assert read(f"[2 rows: {head}\n1\n1\n]") == [call, call]
    assert read(f"[2 lines: {head}\n1\n1\n]") == Lines([call, call])


def test_tuples_that_were_lines_are_each_by_itself():
    rows = [(number, f"job {number}", None) for number in range(12)]
    for gap in ("\n", "\r\n", "\n\n", "\n- "):
        crusher = headroom.SmartCrusher(headroom.SmartCrusherConfig(compact=True))
        table = crusher.crush(gap.join(map(repr, rows))).compressed
        assert read_parts(table)[::2] == tuples_of(rows)
        assert set(read_parts(table)[1::2]) == {gap}


@pytest.mark.parametrize(
    "text",
    [
        "[1 tuples:\n\n]",
        "[2 tuples:\na\n]",
        "[2 tuples:\na\nb,c\n]",
        "[1 tuples:\na,\n]",
        "[1 tuples:\na\n,",
        "[1 tuples:\na",
    ],
)
def test_a_table_of_tuples_holds_what_its_header_says(text: str):
    with pytest.raises(ValueError, match=r"expected|several"):
        read(text)
