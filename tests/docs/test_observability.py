"""The page on observability names every attribute and every counter, and says of each what the code says."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("agno", reason="the spans are agno's")
pytest.importorskip("prometheus_client", reason="prometheus-client is not installed")

from headroom.integrations._counters import COUNTERS, FAULTS
from headroom.integrations.agno.span_attributes import OF_CALL, OF_REQUESTS
from tests.docs.pages import ROOT, blocks

PATH = ROOT / "docs" / "observability.md"
PAGE = PATH.read_text("utf-8")


def test_the_attributes_are_those_of_the_code():
    rows = re.findall(r"^\| `(headroom\.\S+)` \| (\S+) \| (.+) \|$", PAGE, flags=re.MULTILINE)
    assert rows == [tuple(attribute) for attribute in (*OF_CALL, *OF_REQUESTS)]


def test_the_counters_are_those_of_the_code():
    rows = re.findall(r"^\| `headroom_(\w+)_total` \| (.+) \|$", PAGE, flags=re.MULTILINE)
    assert rows == [(counter.name, counter.meaning) for counter in (*COUNTERS, FAULTS)]


def test_the_queries_name_counters_and_labels_that_there_are():
    [queries] = blocks(PATH, "promql")
    known = {f"headroom_{counter.name}_total" for counter in (*COUNTERS, FAULTS)}
    assert set(re.findall(r"headroom_\w+", queries)) <= known
    assert set(re.findall(r"[{(](\w+)=?", re.sub(r"headroom_\w+|sum|rate|increase", "", queries))) <= {
        "mode",
        "model",
        "kind",
    }
