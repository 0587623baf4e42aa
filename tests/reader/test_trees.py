"""Drawn trees read as what was there, by a reader that knows the page on the notation only.

`expand` must read the same.
"""

import re
from pathlib import Path

from hypothesis import find, given
from hypothesis import strategies as st

from headroom import SmartCrusher, SmartCrusherConfig, expand
from tests.laws.text_strategies import drawn_trees
from tests.reader.changes import assert_reads_as_it_expands, spoilt
from tests.reader.trees import redrawn

PAGE = (Path(__file__).parents[2] / "docs" / "notation.md").read_text("utf-8")
CRUSHER = SmartCrusher(SmartCrusherConfig(compact=True))
HEADER = "[tree in {} lines, indented by level; it was drawn with {}]\n"
PARTS = [
    "",
    " ",
    "\n",
    "a",
    "  b\n",
    HEADER.format(1, "├──"),
    HEADER.format(2, "|--"),
    HEADER.format(3, "├── and no-break spaces, and cut off"),
    HEADER.format(0, "├──"),
]


def test_the_example_of_the_page_reads_as_its_original():
    [(original, short)] = re.findall(
        r"^```tree\n(.*?)\n```\n```headroom-compact\n(.*?)\n```$", PAGE, flags=re.MULTILINE | re.DOTALL
    )
    assert redrawn(short) == original


@given(drawn_trees)
def test_what_is_written_reads_as_the_text(text: str):
    result = CRUSHER.crush(text)
    assert expand(result.compressed) == text
    if result.strategy == "tree":
        assert redrawn(result.compressed) == text


def test_whole_trees_and_those_that_were_cut_off_are_written():
    for said in ("├──]", "├── and no-break spaces]", "|--]", "├──, and cut off]"):
        find(drawn_trees, lambda text, said=said: said in CRUSHER.crush(text).compressed)


def test_nothing_is_drawn_otherwise_until_it_is_measured():
    text = "├── a\n│   ├── b\n│   └── c\n" * 20 + "└── d\n"
    assert CRUSHER.crush(text).strategy == "tree" != SmartCrusher().crush(text).strategy


@given(drawn_trees.map(lambda text: CRUSHER.crush(text).compressed), st.data())
def test_what_was_damaged_reads_as_it_expands(short: str, data: st.DataObject):
    assert_reads_as_it_expands(spoilt(short, PARTS, data), redrawn)
