"""Columns, CSV and paths read as what was there, by readers that know the page on the notation only.

`expand` must read the same.
"""

import re
from pathlib import Path

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from headroom import CompressionError, SmartCrusher, expand
from tests.laws.text_strategies import found, tables_in_text
from tests.reader.changes import spoilt
from tests.reader.columns import spread
from tests.reader.found import whole
from tests.reader.headings import below_headings
from tests.reader.quoted import came
from tests.reader.repeated import repeated
from tests.reader.separated import filled

PAGE = Path(__file__).parents[2] / "docs" / "notation.md"
EXAMPLE = r"^```{}\n(.*?)\n```\n```headroom\n(.*?)\n```$"


def crushed(text: str) -> str:
    return SmartCrusher().crush(text).compressed


def read(text: str) -> str:
    """The last form first, as the page says."""
    return spread(below_headings(repeated(filled(whole(text)))))


@pytest.mark.parametrize("language", ["columns", "bars", "csv", "paths"])
def test_the_examples_of_the_page_read_as_their_originals(language: str):
    [(original, written)] = re.findall(
        EXAMPLE.format(language), PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert read(written) == original


@given(tables_in_text)
def test_a_table_reads_as_the_text(text: str):
    result = SmartCrusher().crush(text)
    if result.strategy in ("columns", "csv"):
        assert read(result.compressed) == text


@pytest.mark.parametrize("strategy", ["columns", "csv"])
def test_what_is_a_table_becomes_one(strategy: str):
    taken = find(tables_in_text, lambda text: SmartCrusher().crush(text).strategy == strategy)
    assert read(crushed(taken)) == taken


@given(tables_in_text.map(crushed), st.data())
def test_a_damaged_table_reads_as_it_expands(written: str, data: st.DataObject):
    damaged = spoilt(written, ["", "1", " ", "\n", ",", "|", '"'], data, most=200)
    try:
        assert expand(damaged) == expand(read(damaged))
    except CompressionError:
        with pytest.raises((CompressionError, ValueError)):
            expand(read(damaged))


@given(found)
def test_paths_read_as_the_text(text: str):
    compressed = crushed(text)
    assert (came(compressed) or read(compressed)) == expand(compressed) == text


COLUMNS = "[columns padded in 2 lines: 1, ..9, 12]\n"
READ = {
    "cells at their places": (COLUMNS + "a 12 x y\nbc 7 z", "a      12  x y\nbc      7  z"),
    "empty cells": (COLUMNS + ",, x\na , x", "           x\na          x"),
    "no cells at the end": (COLUMNS + "a\n, 12\n", "a\n       12\n"),
    "cells that hold blanks": (COLUMNS + '"a b" 1\n"a b" 1 "\n'.replace(' "\n', "\n"), "a b     1\na b     1\n"),
    "lines that are none": (COLUMNS + "  x\n 1  2\n", " x\n1  2\n"),
    "what all hold": ("[columns padded in 2 lines: 1, =5, filled to 9]\na N=n\nb\n", "a   N    \nb   n    \n"),
    "drawn bars": (
        "[columns padded in 3 lines between drawn bars: 3, ..5]\na │ b | c\n ├─┤\n│ c\n",
        "│ a   │ b | c │\n├─┤\n│     │     c │\n",
    ),
    "bars": ("[columns padded in 2 lines between bars: 3, ..4]\na | b\n| c\n", "| a   |    b |\n|     |    c |\n"),
    "centered names": (
        "[columns padded in 2 lines parted by bars below centered names: ..4, 5]\nid | n\n1 | x\n",
        "  id  |   n   \n    1 | x\n",
    ),
    "CSV": ("[CSV in 2 lines, each with b=1 behind a]\na,c\n2,3\n", "a,b,c\n2,1,3\n"),
    "CSV with columns in front": (
        '[CSV in 3 lines, each with a=1 in front, b= behind a]\nk\n"x, y"\n 8,9\n',
        'a,b,k\n1,,"x, y"\n8,9\n',
    ),
    "paths": ("[paths in 5 lines, indented below what they begin with]\na/\n b/\n  c\n d\ne\n f", "a/b/c\na/d\ne\n f"),
    "what was found": ("[paths in 4 lines, indented below what they begin with]\na:\n b\n   c\nd", "a:b\na:  c\nd"),
    "TSV": ("[TSV in 2 lines, each with b=1 behind a]\na\r\n2\r\n", "a\tb\r\n2\t1\r\n"),
}


@pytest.mark.parametrize(("written", "text"), READ.values(), ids=READ.keys())
def test_what_the_page_says_is_read(written: str, text: str):
    assert read(written) == expand(written) == text


@pytest.mark.parametrize(
    "text",
    [
        COLUMNS,
        COLUMNS + "a\n",
        COLUMNS + "a 1234567890 x\n\n",
        COLUMNS + "a  1\na 1\n",
        COLUMNS + '"a" \na 1\n',
        "[columns padded in 1 lines between bars: 3, ..4]\na\n",
        "[columns padded in 1 lines between bars: 3, ..4]\nlong | b\n",
        "[columns padded in 1 lines: 1, =5]\na b\n",
        "[columns padded in 1 lines: 1, =5]\na b=b\n",
        "[paths in 2 lines, indented below what they begin with]\n b\na\n",
        "[paths in 2 lines, indented below what they begin with]\na\n",
        "[paths in 2 lines, indented below what they begin with]\na/\n  b\n",
        "[CSV in 2 lines, each with b=1 behind a]\na,c\n2\n",
        "[CSV in 2 lines, each with b=1 behind x]\na,c\n2,3\n",
        "[CSV in 2 lines, each with b=1 behind a]\na,c\n",
    ],
)
def test_what_does_not_fit_is_refused(text: str):
    with pytest.raises(CompressionError):
        expand(text)
    with pytest.raises(ValueError, match=r"fit|fewer"):
        read(text)
