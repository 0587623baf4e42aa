"""Lines of progress read as what was there, by a reader that knows the page on the notation only.

`expand` must read the same.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import CompressionError, SmartCrusher, SmartCrusherConfig, expand
from tests.laws.text_strategies import progress
from tests.reader.changes import assert_reads_as_it_expands, spoilt
from tests.reader.progress import written_over

PAGE = (Path(__file__).parents[2] / "docs" / "notation.md").read_text("utf-8")
CRUSHER = SmartCrusher(SmartCrusherConfig(compact=True))
HEADER = '[each of {} rows stands for "{}", written over by the next; its cells for …:\n'
PARTS = [
    "",
    " ",
    "\n",
    "\r",
    "\r\n",
    "7",
    ",",
    "…",
    HEADER.format(1, "…"),
    HEADER.format(2, "a … b …"),
    HEADER.format(0, "…"),
]


def test_the_example_of_the_page_reads_as_its_original():
    [(original, short)] = re.findall(
        r"^```progress\n(.*?)\n```\n```headroom-compact\n(.*?)\n```$", PAGE, flags=re.MULTILINE | re.DOTALL
    )
    assert written_over(short) == original.replace("␍\n", "\r")


@given(progress)
def test_what_is_written_reads_as_the_text(text: str):
    result = CRUSHER.crush(text)
    if result.strategy == "progress":
        assert written_over(result.compressed) == text


def test_most_progress_is_written():
    texts = [
        "".join(f"{said}{n:4}% {n}/50 MB" for n in range(1, 50)) + "\n"
        for said in ("\r", "at\r", "a b\r", "|\r", "…\r")
    ]
    assert [CRUSHER.crush(text).strategy for text in texts] == ["progress"] * 4 + ["none"]


@given(progress.map(lambda text: CRUSHER.crush(text).compressed), st.data())
def test_what_was_damaged_reads_as_it_expands(short: str, data: st.DataObject):
    assert_reads_as_it_expands(spoilt(short, PARTS, data), written_over)


READ: dict[str, tuple[str, str]] = {
    "cells in their order": (HEADER.format(2, "a …% of …") + "1,2\n  3,\nend", "a 1% of 2\ra   3% of \rend"),
    "behind a return": ("a\r" + HEADER.format(1, "…") + "1\nb\n", "a\r1\rb\n"),
    "twice": (HEADER.format(1, "…") + "1\n" + HEADER.format(1, "…!") + "1\n", "1\r1!\r"),
    "quotes": (HEADER.format(1, '"…" rows stands for "') + "1\n", '"1" rows stands for "\r'),
    "what looks like a line of ours": (HEADER.format("02", "…") + HEADER.format(1, "a"),) * 2,
    "amid a line": ("x" + HEADER.format(1, "…"),) * 2,
    "with another end": (HEADER.format(1, "…").replace("\n", "\r\n"),) * 2,
}


@pytest.mark.parametrize(("short", "text"), READ.values(), ids=READ.keys())
def test_what_the_page_says_is_read(short: str, text: str):
    assert written_over(short) == expand(short) == text


@pytest.mark.parametrize("rows", ["", "1,2\n", "1,2\n3\n", "1,2\n3,4,5\n", "1,2\n3,4", "1,2\n3,4\r", "1,2\n3,4\r\n"])
def test_what_does_not_hold_is_refused(rows: str):
    with pytest.raises(ValueError, match="no row of 2 cells"):
        written_over(HEADER.format(2, "… of …") + rows)
    with pytest.raises(CompressionError):
        expand(HEADER.format(2, "… of …") + rows)
