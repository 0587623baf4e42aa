"""Stanzas read as what was there, by a reader that knows the page on the notation only.

`expand` must read the same.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import CompressionError, SmartCrusher, expand
from tests.laws.text_strategies import entries, stanzas
from tests.reader.changes import assert_reads_as_it_expands, spoilt
from tests.reader.stanzas import in_stanzas

PAGE = (Path(__file__).parents[2] / "docs" / "notation.md").read_text("utf-8")
STANZAS = "[each of {} rows stands for {}, its cells for …:\n"
PARTS = ["", " ", "\n", "7", "…", ",", '"', "]\n", "Name"]


def header(rows: int, template: str) -> str:
    count = template.count("\n")
    return STANZAS.format(rows, "this line" if count == 1 else f"these {count} lines")


def test_the_examples_of_the_page_read_as_their_originals():
    examples = re.findall(r"^```stanzas\n(.*?)\n```\n```headroom\n(.*?)\n```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert len(examples) == 2
    assert [in_stanzas(short) for _, short in examples] == [original for original, _ in examples]


@given(stanzas | entries)
def test_stanzas_read_as_the_text(text: str):
    result = SmartCrusher().crush(text)
    if result.strategy == "stanzas":
        assert in_stanzas(result.compressed) == text


@given(stanzas | entries, st.data())
def test_damaged_stanzas_read_as_they_expand(text: str, data: st.DataObject):
    result = SmartCrusher().crush(text)
    if result.strategy != "stanzas":
        return
    assert_reads_as_it_expands(spoilt(result.compressed, PARTS, data), in_stanzas)


READ: dict[str, tuple[int, str, str, str]] = {
    "cells": (2, "N: …\nis … of …\n", "N,is,of\na,1,2\nb,,4\n", "N: a\nis 1 of 2\nN: b\nis  of 4\n"),
    "quotes": (1, "N: …\n", 'N\n"a, ""b"" "\n', 'N: a, "b" \n'),
    "an empty row": (2, "N: …\n", 'N\n""\n\n', "N: \nN: \n"),
    "other lines": (1, "N: …\nb\n", " a\n \nN\n b\nx\n  c\n d", "a\n\nb\nN: x\nb\n c\nd"),
    "no end": (1, "N: …\nb\n", "N\nx", "N: x\nb"),
    "a word behind": (1, "* … row *\n… a1\n", "row,value\n1,2\n", "* 1 row *\n2 a1\n"),
    "one line": (
        2,
        'a-b=… to {"x y.z": …} …: …\n',
        'a-b,y.z,value,value 2\n1,2,3,4\n"5,",,7,8\n',
        'a-b=1 to {"x y.z": 2} 3: 4\na-b=5, to {"x y.z": } 7: 8\n',
    ),
    "names": (1, "… …: …\nN …\nN …\n", "value,value 2,value 3,N,N 2\n1,2,3,4,5\n", "1 2: 3\nN 4\nN 5\n"),
}


@pytest.mark.parametrize(("rows", "template", "body", "text"), READ.values(), ids=READ.keys())
def test_what_the_page_says_is_read(rows: int, template: str, body: str, text: str):
    short = header(rows, template) + template + "]\n" + body
    assert in_stanzas(short) == expand(short) == text


@pytest.mark.parametrize("body", ["N\n", "N\n1\n2\n", "M\n1\n", 'N\n"1"\n', "N\n1,2\n", 'N\n"1\n', "1\n"], ids=repr)
def test_rows_that_do_not_hold_what_is_announced_are_refused(body: str):
    short = header(1, "N: …\n") + "N: …\n]\n" + body
    with pytest.raises(CompressionError):
        expand(short)
    with pytest.raises(ValueError, match=r"names|rows|row of|quotes"):
        in_stanzas(short)
