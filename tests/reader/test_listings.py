"""Listings read as what was there, by a reader that knows the page on the notation only.

`expand` must read the same.
"""

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from headroom import CompressionError, SmartCrusher, expand
from tests.laws.random_texts import file_in_json, numbered, records, source_file
from tests.laws.strategies import listings
from tests.reader.changes import spoilt
from tests.reader.listings import padded

PAGE = Path(__file__).parents[2] / "docs" / "notation.md"
EXAMPLE = r"^```listing\n(.*?)\n```\n```headroom\n(.*?)\n```$"
ON_THE_PAGE = re.findall(EXAMPLE, PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
HEADER = "[line numbers padded to 4 columns]\n"


def test_the_example_of_the_page_reads_as_its_original():
    [(original, listing)] = ON_THE_PAGE
    assert padded(listing) == original


@given(listings)
def test_a_listing_reads_as_the_text(text: str):
    result = SmartCrusher().crush(text)
    if result.strategy == "listing":
        assert padded(result.compressed) == text


def test_what_is_numbered_becomes_a_listing():
    taken = find(listings, lambda text: SmartCrusher().crush(text).strategy == "listing")
    assert padded(SmartCrusher().crush(taken).compressed) == taken


@pytest.mark.parametrize("make", [source_file, records, file_in_json])
@pytest.mark.parametrize("seed", range(20))
def test_a_numbered_text_of_any_kind_reads_as_it_expands(make, seed: int):
    rng = Random(seed)
    compressed = SmartCrusher().crush(numbered(rng, make(rng, 12))).compressed
    assert expand(padded(compressed)) == expand(compressed)


@given(listings.map(lambda text: SmartCrusher().crush(text).compressed), st.data())
def test_a_damaged_listing_reads_as_it_expands(listing: str, data: st.DataObject):
    damaged = spoilt(listing, ["", "1", " ", "\n", "\n7|", "→"], data)
    try:
        assert expand(damaged) == expand(padded(damaged))
    except CompressionError:
        with pytest.raises(CompressionError):
            expand(padded(damaged))


READ = {
    "numbers of every length": ("1→a\n22→b\n4444→c\n55555→d", "   1→a\n  22→b\n4444→c\n55555→d"),
    "every separator": ("1→a\n2\tb\n3|c", "   1→a\n   2\tb\n   3|c"),
    "other lines": ("x\n1|a\r\n\n2 b\n 3|c\n-4|d\ne5|\n6: f\n\n", "x\n   1|a\r\n\n2 b\n 3|c\n-4|d\ne5|\n6: f\n\n"),
    "zeros": ("001|a\n1→", " 001|a\n   1→"),
    "lines that only line feeds end": ("1|a\r2|b\u20283|c\x0b4|d", "   1|a\r2|b\u20283|c\x0b4|d"),
    "digits of other scripts": ("1|a\n\u0663|b", "   1|a\n\u0663|b"),
    "a second header": (HEADER + "1|a", HEADER + "   1|a"),
}


@pytest.mark.parametrize(("listing", "text"), READ.values(), ids=READ.keys())
def test_what_the_page_says_is_read(listing: str, text: str):
    assert padded(HEADER + listing) == expand(HEADER + listing) == text


@pytest.mark.parametrize(
    "text",
    [
        HEADER,
        HEADER + "no number",
        HEADER + "   1|a\n",
        HEADER + "12345|a\n",
        " " + HEADER + "1|a",
        HEADER.replace("\n", "\r\n") + "1|a",
        HEADER.replace("4", "1") + "1|a",
        HEADER.replace("4", "21") + "1|a",
        HEADER.replace("4", "04") + "1|a",
    ],
)
def test_what_only_looks_like_a_listing_stands_for_itself(text: str):
    assert padded(text) == expand(text) == text
