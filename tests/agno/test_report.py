"""`HeadroomAgnoModel.report`: a page of what was sent, with its figures and decisions and nothing that was said."""

from __future__ import annotations

import asyncio
import pickle
import sys

import pytest
from agno.agent import Agent
from agno.models.message import Message
from agno.run.agent import RunOutput

from headroom import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, Usage

try:
    import jinja2
except ModuleNotFoundError:
    jinja2 = None

ROWS = str([{"id": number, "name": f"secret {number}"} for number in range(30)])
needs_jinja2 = pytest.mark.skipif(jinja2 is None, reason="Jinja2 is not installed")


def model(**settings) -> HeadroomAgnoModel:
    usage = Usage(input_tokens=400, output_tokens=5)
    return HeadroomAgnoModel(FakeModel(lambda request: Reply("Done.", usage=usage)), config=HeadroomConfig(**settings))


def ask(wrapped: HeadroomAgnoModel, run: str, session: str = "s") -> None:
    messages = [Message(role="user", content=f"What is in these? {ROWS}")]
    wrapped.response(messages=messages, run_response=RunOutput(run_id=run, session_id=session))


@needs_jinja2
def test_it_shows_the_sums_and_what_became_of_messages(tmp_path):
    from tests.report.reading import Read

    wrapped = model()
    for number in range(3):
        ask(wrapped, f"run-{number}", f"session-{number % 2}")
    wrapped.report(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    read, sums, last = Read(page), wrapped.get_savings_summary(), wrapped.last_request
    assert read.faults == []
    for figure in (sums["tokens_before"], sums["tokens_after"], last.tokens_before, last.tokens_after):
        assert f"{figure:,}" in page
    assert "3 requests so far" in page
    assert "Cost as reported" in page
    assert [f"run-{number}" in read.texts["h3"] for number in range(3)] == [True] * 3
    assert last.decisions[0].reason in page
    assert "secret" not in page


@needs_jinja2
def test_it_is_well_formed_before_there_is_a_request_and_with_names_that_would_do_harm(tmp_path):
    from tests.report.reading import Read

    wrapped = model()
    wrapped.report(str(tmp_path / "page.html"))
    assert "There was no request yet." in (tmp_path / "page.html").read_text("utf-8")
    ask(wrapped, "<script>alert(1)</script>\ud800", "</style>\u202e")
    wrapped.report(tmp_path / "page.html")
    read = Read((tmp_path / "page.html").read_text("utf-8"))
    assert read.faults == []
    assert "script" not in read.tags
    assert "<script>alert(1)</script>\\ud800" in read.texts["h3"]
    assert {href[1:] for href in read.values("href")} <= set(read.values("id"))
    assert len(read.values("id")) == len(set(read.values("id")))


@needs_jinja2
@pytest.mark.parametrize("mode", ["audit", "simulate"])
def test_it_says_where_nothing_was_applied(tmp_path, mode):
    wrapped = model(default_mode=mode)
    ask(wrapped, "run")
    wrapped.report(tmp_path / "page.html")
    assert "if it were optimized" in (tmp_path / "page.html").read_text("utf-8")


@needs_jinja2
def test_copies_report_the_same_account_and_others_none(tmp_path):
    wrapped = model()
    asyncio.run(Agent(model=wrapped, telemetry=False).arun("How are we doing?"))
    Agent(model=wrapped, telemetry=False).deep_copy().model.report(tmp_path / "copy.html")
    wrapped.report(tmp_path / "page.html")
    assert (tmp_path / "copy.html").read_bytes() == (tmp_path / "page.html").read_bytes()
    assert "1 request so far" in (tmp_path / "page.html").read_text("utf-8")


def test_without_jinja2_it_says_what_to_install_and_leaves_the_file(tmp_path, monkeypatch):
    from headroom._report import writing

    monkeypatch.setitem(sys.modules, "jinja2", None)
    writing._environment.cache_clear()
    page = tmp_path / "page.html"
    page.write_text("as it was")
    with pytest.raises(ModuleNotFoundError, match=r"the extra report") as raised:
        model().report(page)
    assert raised.value.name == "jinja2"
    assert page.read_text() == "as it was"


def test_summaries_are_tables_in_notebooks(tmp_path):
    wrapped = model()
    ask(wrapped, "run", "<b>\ud800")
    summary = wrapped.get_savings_summary()
    html = summary._repr_html_()
    assert f"<tr><td>tokens_before</td><td>{summary['tokens_before']:,}</td></tr>" in html
    assert "<td>gpt-4o</td>" in html
    assert "total_tokens_before" not in html
    assert pickle.loads(pickle.dumps(summary)) == summary == dict(summary)
    sessions = wrapped.savings_by_session
    assert "<table>" in sessions["<b>\ud800"]._repr_html_()
