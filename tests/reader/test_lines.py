"""Logs, headings and repeated lines read as what was there, by readers that know the page on the notation only.

`expand` must read the same.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import CompressionError, SmartCrusher, expand
from tests.laws.text_strategies import logs
from tests.reader.blocks import in_blocks
from tests.reader.changes import assert_reads_as_it_expands, spoilt
from tests.reader.headings import below_headings
from tests.reader.logs import log
from tests.reader.repeated import repeated

PAGE = (Path(__file__).parents[2] / "docs" / "notation.md").read_text("utf-8")
LOG = "[lines of a log, behind word {} as a name and its values; what each name stands for, {} for a value:\n"
HEADINGS = "[lines indented below what they begin with]\n"
REPEATED = "[lines that repeat are stated once]\n"
PARTS = [
    "",
    " ",
    "\n",
    "7",
    "]\n",
    "…\n",
    "[2 lines as above]\n",
    "[the line above: 2 times in a row]\n",
    "<*>",
    " a 1\n",
]


def read(text: str) -> str:
    """The last form first, as the page says."""
    return in_blocks(log(below_headings(repeated(text))))


@pytest.mark.parametrize("language", ["log", "headings", "repeated"])
def test_the_examples_of_the_page_read_as_their_originals(language: str):
    [(original, short)] = re.findall(
        rf"^```{language}\n(.*?)\n```\n```headroom\n(.*?)\n```$", PAGE, flags=re.MULTILINE | re.DOTALL
    )
    assert read(short) == original


@given(logs)
def test_a_log_reads_as_the_text(text: str):
    result = SmartCrusher().crush(text)
    if result.strategy in ("log", "headings", "repeated"):
        assert read(result.compressed) == text


@given(logs.map(lambda text: SmartCrusher().crush(text).compressed), st.data())
def test_a_damaged_log_reads_as_it_expands(short: str, data: st.DataObject):
    assert_reads_as_it_expands(spoilt(short, PARTS, data), read)


READ: dict[str, tuple[str, str]] = {
    "values in their order": (LOG.format(1, "<*>") + "a (1 lines): b <*>, <*>\n]\n1 a 2 3\n", "1 b 2, 3\n"),
    "words of the line": (LOG.format(2, "<*>") + "a (1 lines):; <word 1><word 2>\n]\n1,2 a\n", "1,2; 12\n"),
    "other marks": (LOG.format(1, "<value>") + "a (1 lines): <*><value><the word 1>\n]\n1 a 2", "1 <*>21"),
    "a comma in a time": (
        LOG.format(1, "<*>") + "a (1 lines): b\n]\n10:00:00,5 a\n10,5 a\n",
        "10:00:00,5 b\n10,5 a\n",
    ),
    "lines without a name": (LOG.format(1, "<*>") + "a (1 lines): b\n]\n\n1  a\n1 a\nx\n", "\n1  a\n1 b\nx\n"),
    "lines below a heading": (HEADINGS + "a\nb \n c\n \nd", "a\nb c\nb \nd"),
    "lines below nothing": (HEADINGS + "…\n…\n  a\nb", "…\n a\nb"),
    "a line in a row": (REPEATED + "a\n[the line above: 3 times in a row]\nb", "a\na\na\nb"),
    "lines in a row": (REPEATED + "a\nb\n[the 2 lines above: 2 times in a row]\n", "a\nb\na\nb\n"),
    "lines as above": (REPEATED + "a\nb\nc\nd\na\n[2 lines as above]\n", "a\nb\nc\nd\na\nb\nc\n"),
    "lines as above where they stood last": (
        REPEATED + "a\nb\nc\na\nd\ne\na\n[2 lines as above]\n",
        "a\nb\nc\na\nd\ne\na\nd\ne\n",
    ),
    "what looks like a line of ours": (
        REPEATED + "a\n[1 lines as above]\n[02 lines as above]\n",
        "a\n[1 lines as above]\n[02 lines as above]\n",
    ),
    "all of them": (
        REPEATED + HEADINGS + LOG.format(1, "<*>") + "a (3 lines): b\n]\n1 \n a\n[the line above: 3 times in a row]\n",
        "1 b\n1 b\n1 b\n",
    ),
}


@pytest.mark.parametrize(("short", "text"), READ.values(), ids=READ.keys())
def test_what_the_page_says_is_read(short: str, text: str):
    assert read(short) == expand(short) == text


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "a value too many": (log, LOG.format(1, "<*>") + "a (1 lines): b\n]\n1 a 2\n"),
    "a value too few": (log, LOG.format(1, "<*>") + "a (1 lines): <*>\n]\n1 a\n"),
    "a line too many": (log, LOG.format(1, "<*>") + "a (1 lines): b\n]\n1 a\n1 a\n"),
    "a line too few": (log, LOG.format(1, "<*>") + "a (2 lines): b\n]\n1 a\n"),
    "names that do not end": (log, LOG.format(1, "<*>") + "a (1 lines): b\n1 a\n"),
    "a name twice": (log, LOG.format(1, "<*>") + "a (1 lines): b\na (1 lines): b\n]\n1 a\n"),
    "nothing to be below": (below_headings, HEADINGS + " a\n"),
    "nothing above": (repeated, REPEATED + "[the line above: 2 times in a row]\n"),
    "too few lines above": (repeated, REPEATED + "a\n[the 2 lines above: 2 times in a row]\n"),
    "nothing that is the same above": (repeated, REPEATED + "a\nb\n[2 lines as above]\n"),
    "too few lines behind it": (repeated, REPEATED + "a\nb\na\n[2 lines as above]\n"),
}


@pytest.mark.parametrize(("reader", "short"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_hold_is_refused(reader: Callable[[str], str], short: str):
    with pytest.raises(ValueError, match=r"no name|no lines|does not fit|lines are missing"):
        reader(short)
    with pytest.raises(CompressionError):
        expand(short)


@pytest.mark.parametrize("header", [LOG.format(1, "<*>"), HEADINGS, REPEATED])
def test_a_text_with_a_first_line_that_is_another_stands_for_itself(header: str):
    for text in [" " + header + "a\n", header.upper() + "a\n", "\n" + header]:
        assert read(text) == expand(text) == text
