"""Blocks of lines read as what was there, by a reader that knows the page on the notation only.

`expand` must read the same.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import CompressionError, SmartCrusher, expand
from tests.laws.text_strategies import blocks
from tests.reader.blocks import in_blocks
from tests.reader.changes import assert_reads_as_it_expands, spoilt

PAGE = (Path(__file__).parents[2] / "docs" / "notation.md").read_text("utf-8")
BLOCKS = (
    '[blocks of lines, each from "{}" on; … stands for lines that are the same in the last whole block of that kind]\n'
)
PARTS = ["", " ", "\n", "7", "…\n", "…", "Handle ", ": ", "Size", "\t"]


def test_the_example_of_the_page_reads_as_its_original():
    [(original, short)] = re.findall(
        r"^```blocks\n(.*?)\n```\n```headroom\n(.*?)\n```$", PAGE, flags=re.MULTILINE | re.DOTALL
    )
    assert in_blocks(short) == original


@given(blocks)
def test_blocks_read_as_the_text(text: str):
    result = SmartCrusher().crush(text)
    if result.strategy == "blocks":
        assert in_blocks(result.compressed) == text


@given(blocks, st.data())
def test_damaged_blocks_read_as_they_expand(text: str, data: st.DataObject):
    result = SmartCrusher().crush(text)
    if result.strategy != "blocks":
        return
    assert_reads_as_it_expands(spoilt(result.compressed, PARTS, data), in_blocks)


READ: dict[str, tuple[str, str]] = {
    "what differs": ("N: 1\na: 1\nb: 2\nN: 2\n…\nb: 3\n", "N: 1\na: 1\nb: 2\nN: 2\na: 1\nb: 3\n"),
    "the rest": ("N: 1\na: 1\nb: 2\n\nN: 2\n…\n\n\n", "N: 1\na: 1\nb: 2\n\nN: 2\na: 1\nb: 2\n\n\n"),
    "another kind": ("N: 1\na: 1\nN: 2\nnew\nN: 3\n…\n", "N: 1\na: 1\nN: 2\nnew\nN: 3\na: 1\n"),
    "lines more": ("N: 1\na: 1\nb: 1\nN: 2\na: 2\nc: 2\n…\n", "N: 1\na: 1\nb: 1\nN: 2\na: 2\nc: 2\nb: 1\n"),
    "lines fewer": ("N: 1\na: 1\nb: 1\nc: 1\nN: 2\nb: 2\n…\n", "N: 1\na: 1\nb: 1\nc: 1\nN: 2\nb: 2\nc: 1\n"),
    "the last whole block": ("N: 1\na: 1\nN: 2\na: 2\nN: 3\n…\n", "N: 1\na: 1\nN: 2\na: 2\nN: 3\na: 2\n"),
    "one of that kind": (
        "N: 1\nA\nb: 1\nN: 2\nB:\nb: 2\nN: 3\nA\n…\nN: 4\nB: \n…\n",
        "N: 1\nA\nb: 1\nN: 2\nB:\nb: 2\nN: 3\nA\nb: 1\nN: 4\nB: \nb: 2\n",
    ),
    "the first of the same keys": (
        "N: 1\na: 1\na: 2\nb: 3\nN: 2\n…\na: 7\n…\n",
        "N: 1\na: 1\na: 2\nb: 3\nN: 2\na: 7\na: 2\nb: 3\n",
    ),
    "no block": ("…\n x\nN: 1\n", "…\n x\nN: 1\n"),
    "no mark": ("N: 1\na: 1\nN: 2\n…\r\n …\n…", "N: 1\na: 1\nN: 2\n…\r\n …\n…"),
}


@pytest.mark.parametrize(("short", "text"), READ.values(), ids=READ.keys())
def test_what_the_page_says_is_read(short: str, text: str):
    short = BLOCKS.format("N:") + short
    assert in_blocks(short) == expand(short) == text


@pytest.mark.parametrize("label", ["", " ", "\t\r", "a\x85", "é" * 33, 'a"b'])
def test_a_text_whose_first_line_states_no_label_stands_for_itself(label: str):
    text = BLOCKS.format(label) + "N: 1\n"
    assert in_blocks(text) == expand(text) == text


REFUSED: dict[str, str] = {
    "no whole block": "N: 1\n…\n",
    "no whole block of that kind": "N: 1\nA\nb: 1\nN: 2\n…\n",
    "a line that has no place": "N: 1\na: 1\nN: 2\n…\nb: 1\n",
    "a line whose place is above": "N: 1\na: 1\nb: 1\nN: 2\nb: 2\n…\na: 2\n",
    "nothing between": "N: 1\na: 1\nN: 2\n…\n…\n",
}


@pytest.mark.parametrize("short", REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_hold_is_refused(short: str):
    with pytest.raises((KeyError, ValueError)):
        in_blocks(BLOCKS.format("N:") + short)
    with pytest.raises(CompressionError):
        expand(BLOCKS.format("N:") + short)
