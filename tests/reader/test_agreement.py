"""What is written reads as what was there, by a reader that knows the page on the notation only.

The decoder must read the same: where encoder and decoder err alike, and law 3 does not see it, this does.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import headroom
from tests.laws.strategies import documents
from tests.reader import generated
from tests.reader.evaluation import files
from tests.reader.notation import read, read_beginning
from tests.reader.values import json_value

ASKED = os.environ.get("HEADROOM_TEST_EXAMPLES")
agreement = settings(
    max_examples=int(ASKED or 150),
    derandomize=ASKED is None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
seeds = st.integers(0, 2**32)


def assert_reads_as(text: str):
    """The compressed text of JSON, or of JSON Lines, reads as they do, and so does what the decoder makes of it."""
    result = headroom.SmartCrusher(headroom.SmartCrusherConfig()).crush(text)
    if result.was_modified:
        expected = json_value(text)
        assert read(result.compressed) == expected
        assert json_value(headroom.expand(result.compressed)) == expected


@agreement
@given(documents)
def test_a_document_of_any_shape_reads_as_its_json(text: str):
    assert_reads_as(text)


@agreement
@given(seeds.map(generated.document))
def test_a_document_of_recurring_shapes_reads_as_its_json(text: str):
    assert_reads_as(text)


@agreement
@given(seeds.map(generated.json_lines))
def test_json_lines_read_as_their_lines(text: str):
    assert_reads_as(text)


@agreement
@given(seeds.map(generated.cut_off))
def test_what_was_cut_off_reads_as_far_as_it_goes(text: str):
    result = headroom.SmartCrusher(headroom.SmartCrusherConfig()).crush(text)
    if result.was_modified:
        assert read_beginning(result.compressed)[0] == read_beginning(text)[0]


FORMS = {
    "a table": r"\[\d+ rows: ",
    "a map": r"\{\d+ rows: ",
    "a constant": r" rows: [^\n\"]*\w=",
    "a dotted column": r" rows: [^\n\"]*\w\.\w",
    "a group": r" rows: [^\n\"]*\w\[\w",
    "records": r"^\[records: ",
    "a repeat": r"^(\[records.*\])?\[\*n repeats",
    "a matrix": r"\[; between rows\](\[\"{3}.*)?\n",
    "raw text": r"\[\"{3}raw text\"{3}\]\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_the_documents_of_recurring_shapes_take_every_form(form: str):
    crusher = headroom.SmartCrusher(headroom.SmartCrusherConfig())
    assert any(re.search(form, crusher.crush(generated.document(seed)).compressed) for seed in range(100))


@files("json/*.json", "json/*.ndjson", "toon/*.json")
def test_a_public_document_reads_as_its_json(path: Path):
    assert_reads_as(path.read_text("utf-8"))
