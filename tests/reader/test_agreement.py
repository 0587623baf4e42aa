"""What is written reads as what was there, by a reader that knows the page on the notation only.

The decoder must read the same: where encoder and decoder err alike, and law 3 does not see it, this does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headroom
from tests.evaluation import files
from tests.laws.meaning import means
from tests.laws.strategies import documents, tuple_rows
from tests.laws.test_law_12_not_forged import forged_texts
from tests.reader import generated
from tests.reader.columns import spread
from tests.reader.found import whole
from tests.reader.listings import padded
from tests.reader.notation import BRACKET, read, read_beginning, read_parts
from tests.reader.quoted import came
from tests.reader.references import parts_of
from tests.reader.separated import filled
from tests.reader.stated import stated
from tests.reader.tuples import tuples_of
from tests.reader.values import DECODER, json_value

ASKED = os.environ.get("HEADROOM_TEST_EXAMPLES")
agreement = settings(max_examples=int(ASKED or 75))
seeds = st.integers(0, 2**32)
LEVELS = ["plain", "default", "compact"]
at_every_level = pytest.mark.parametrize(
    "crusher", [headroom.SmartCrusher(headroom.SmartCrusherConfig(level=level)) for level in LEVELS], ids=LEVELS
)


READ_ELSEWHERE = {
    "layers",
    "stanzas",
    "blocks",
    "log",
    "headings",
    "repeated",
    "csv",
    "columns",
    "paths",
    "progress",
    "tree",
}
"""Forms with readers of their own, which are tested beside these."""


def assert_agreement(crusher: headroom.SmartCrusher, text: str, read_as: Callable[[str], Any] = read):
    """The compressed text reads as the original, and so does what the decoder makes of it."""
    result = crusher.crush(text)
    if result.strategy == "quoted":
        assert came(result.compressed) == text == headroom.expand(result.compressed)
    elif result.was_modified:
        expected = json_value(text) if read_as is read else read_as(text)
        assert result.strategy in READ_ELSEWHERE or read_as(result.compressed) == expected
        expanded = headroom.expand(result.compressed)
        assert (json_value(expanded) if read_as is read else read_as(expanded)) == expected


@at_every_level
@agreement
@given(text=documents)
def test_a_document_of_any_shape_reads_as_its_json(crusher: headroom.SmartCrusher, text: str):
    assert_agreement(crusher, text)


@at_every_level
@agreement
@given(text=seeds.map(generated.document))
def test_a_document_of_recurring_shapes_reads_as_its_json(crusher: headroom.SmartCrusher, text: str):
    assert_agreement(crusher, text)


@at_every_level
@agreement
@given(text=seeds.map(generated.one))
def test_one_object_reads_as_its_json(crusher: headroom.SmartCrusher, text: str):
    assert_agreement(crusher, text)


@agreement
@given(rows=tuple_rows)
def test_tuples_read_as_what_they_were(rows: list[tuple[Any, ...]]):
    compressed = headroom.SmartCrusher().crush(str(rows)).compressed
    if re.match(r"\[[0-9]+ tuples:\n", compressed):
        assert read(compressed) == tuples_of(rows)


@at_every_level
@agreement
@given(text=seeds.map(generated.json_lines))
def test_json_lines_read_as_their_lines(crusher: headroom.SmartCrusher, text: str):
    assert_agreement(crusher, text)


@at_every_level
@agreement
@given(text=seeds.map(generated.several))
def test_documents_among_words_read_as_theirs_and_the_words_stay(crusher: headroom.SmartCrusher, text: str):
    assert_agreement(crusher, text, read_parts)


@at_every_level
@agreement
@given(text=seeds.map(generated.cut_off))
def test_what_was_cut_off_reads_as_far_as_it_goes(crusher: headroom.SmartCrusher, text: str):
    assert_agreement(crusher, text, lambda beginning: read_beginning(beginning)[0])


@at_every_level
@agreement
@given(text=forged_texts())
def test_a_text_that_forges_the_notation_reads_as_that_text(crusher: headroom.SmartCrusher, text: str):
    result = crusher.crush(text)
    sent = result.compressed
    if result.strategy in READ_ELSEWHERE:
        assert means(headroom.expand(sent), text)
    elif came(sent) is not None:
        assert came(sent) == headroom.expand(sent) == text
    elif sent == text:
        assert says_itself(text)
    elif re.search(FORMS["an array that was cut off"], sent):
        assert read_beginning(sent)[0] == read_beginning(headroom.expand(sent))[0]
    elif not re.search(PYTHON, sent):
        assert reading(sent) == reading(headroom.expand(sent))


def says_itself(text: str) -> bool:
    """Whether nothing in a text is read but words and JSON."""
    refers = parts_of(text) is not None or stated(text) is not None
    return not refers and laid_out(text) == text and read_parts(text) == json_parts(text)


def reading(text: str) -> Any:
    """The value of a text, or the words and the values of one that is more."""
    try:
        return read(laid_out(text))
    except ValueError:
        return read_parts(laid_out(text))


def laid_out(text: str) -> str:
    """The text with the lines that stood otherwise as they stood."""
    return padded(filled(spread(whole(text))))


def json_parts(text: str) -> list[Any]:
    """The words of a text and the JSON among them, as Python's own parser reads it."""
    parts, read_to, bracket = [], 0, BRACKET.search(text)
    while bracket:
        start = bracket.start()
        try:
            value, end = DECODER.raw_decode(text, start)
        except ValueError:
            end = start + 1
        else:
            parts += [text[read_to:start], value]
            read_to = end
        bracket = BRACKET.search(text, end)
    return [part for part in [*parts, text[read_to:]] if part != ""]


FORMS = {
    "a table": r"\[\d+ rows: ",
    "lines": r"^(\[.*\]\n)?\[\d+ lines: ",
    "an array that was cut off": r"(?:^|[^\"])\[\d+ rows: (.*\n)+,\s*([{\[\"\d]|\Z)",
    "a space behind a comma": r"\n[^\"\n]*, \w",
    "a constant": r" rows: [^\n\"]*\w=\w",
    "a constant array": r" rows: [^\n\"]*\w=\[",
    "a constant object": r" rows: [^\n\"]*\w=\{",
    "a dotted column": r" rows: [^\n\"]*\w\.\w",
    "records": r"^\[records: ",
    "a repeat": r"^(\[records.*\])?\[\*n repeats",
    "marks that start anew": r"&1 (.*\n)+.*\[\*n repeats &n\].*\n(.*\n)*.*&1 ",
    "a matrix": r"\[; between rows\](\[\"{3}.*)?\n",
    "a negative number in a matrix": r"\[; between rows\](\[\"{3}.*)?\n(.*\n)*.*;-[\d.]+[,;]",
    "raw text": r"\[\"{3}raw text\"{3}\]\n",
    "JSON text": r"\[\"{3}JSON text\"{3}\]\n",
    "spaced JSON text": r"\[\"{3}JSON text, spaced\"{3}\]\n",
    "JSON text indented by 2": r"\[\"{3}JSON text, indented by 2\"{3}\]\n",
    "JSON text indented by 4": r"\[\"{3}JSON text, indented by 4\"{3}\]\n",
    "JSON text that a line end closes": r"[\]}]\n\"{3}",
    "forms announced within JSON text": r"\[\"{3}JSON text.*\n(.*\n)*.*\"{3}\[(\*n|records|; between)",
    "raw text beside JSON text": r"\[\"{3}raw text\"{3}\]\[\"{3}JSON text",
}
PYTHON = r"\[\d+ tuples:|\[Python values\]"
"""Forms of values that JSON does not have: their tuples are read in a test of their own."""
NAMED_CELL = r"\[\d+ rows: [^\n]*,([\w ]+)[,\n](.*\n)*[^\"{\n]*, ?\1=\w"
COMPACT_FORMS = {
    "a map": r"(?<!\")\{\d+ rows: key",
    "a group": r" rows: [^\n\"]*\w\[\w",
    "one object": r"\{1 row: ",
    "one object behind what it announces": r"\]\n\{1 row: ",
    "a dotted column of one object": r"\{1 row: [^\n\"]*\w\.\w",
    "a group in one object": r"\{1 row: [^\n\"]*\w\[\w",
    "what texts begin with": r" rows: [^\n]*=\"[^\n\"\\]+\"\*[,\n]",
    "what texts end with": r" rows: [^\n]*=\*\"",
    "what texts begin and end with": r" rows: [^\n]*=\"[^\n\"\\]+\"\*\"",
    "what numbers begin with": r"(?<!\")\[\d+ rows: [^\n]*=-?\d+\*",
    "numbers that count": r" rows: [^\n]*[\w\"]=\d+\.\.\d+[,\n]",
    "numbers that count by steps": r"(?<!\")\[\d+ rows: [^\n]*[\w\"]=\d+\.\.\d+ by \d",
    "texts that count": r" rows: [^\n]*=\"[^\n]*\"[1-9]\d*\.\.\d+[,\n]",
    "texts that count with noughts": r" rows: [^\n]*=\"[^\n]*\"0\d+\.\.\d+[,\n]",
    "keys that begin alike": r"\{\d+ rows: key=\"[^\n]+\"\*",
    "keys that count": r"\{\d+ rows: key=\"[^\n]*\"\d+\.\.",
}


@cache
def compressed_texts(level: str) -> list[str]:
    crusher = headroom.SmartCrusher(headroom.SmartCrusherConfig(level=level))
    kinds = [generated.document, generated.one, generated.json_lines, generated.several, generated.cut_off]
    return [crusher.crush(kind(seed)).compressed for kind in kinds for seed in range(300)]


@pytest.mark.parametrize("level", ["default", "compact"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_what_is_generated_takes_every_form(form: str, level: str):
    assert any(re.search(form, text) for text in compressed_texts(level))


@pytest.mark.parametrize("level", ["plain", "default"])
def test_what_is_generated_says_its_columns(level: str):
    assert any(re.search(NAMED_CELL, text) for text in compressed_texts(level))


@pytest.mark.parametrize("form", COMPACT_FORMS.values(), ids=COMPACT_FORMS.keys())
def test_what_is_generated_takes_every_compact_form_at_that_level_only(form: str):
    assert any(re.search(form, text) for text in compressed_texts("compact"))
    assert not any(re.search(form, text) for level in ("plain", "default") for text in compressed_texts(level))


@pytest.mark.parametrize("form", ["records", "a repeat"])
def test_what_is_generated_is_not_looked_up_at_the_plain_level(form: str):
    assert not any(re.search(FORMS[form], text) for text in compressed_texts("plain"))


@at_every_level
@files("json/*.json", "json/*.ndjson", "toon/*.json", largest=400_000)  # larger ones say the same at length
def test_a_public_document_reads_as_its_json(path: Path, crusher: headroom.SmartCrusher):
    assert_agreement(crusher, path.read_text("utf-8"))
