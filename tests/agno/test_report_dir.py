"""`HeadroomConfig(report_dir=...)`: a page of each session with what was said in it, while the agent goes on."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="Jinja2 is not installed")

from agno.agent import Agent
from agno.models.message import Message
from agno.run.agent import RunOutput
from agno.team import Team
from tests.report.reading import Read

from headroom import HeadroomConfig, RollingWindowConfig
from headroom._report import live_pages
from headroom._report.live_pages import file_name
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, ToolCall, Usage

ROWS = json.dumps([{"id": number, "name": f"Customer {number}", "city": "Oslo"} for number in range(30)])
USAGE = Usage(input_tokens=400, output_tokens=5)


def get_customers() -> str:
    """List the customers."""
    return ROWS


def asks_once(request: Any) -> Any:
    """A model that calls the one tool, and answers by its result."""
    last = request.messages[-1]
    if last.role == "tool":
        return Reply("There are thirty customers.", usage=USAGE)
    return Reply(None, [ToolCall("get_customers", {})], usage=USAGE)


def wrapped(folder: Path, answers: Any = asks_once, **settings: Any) -> HeadroomAgnoModel:
    return HeadroomAgnoModel(FakeModel(answers), config=HeadroomConfig(report_dir=folder, **settings))


def agent(model: HeadroomAgnoModel, **more: Any) -> Agent:
    return Agent(name="clerk", model=model, tools=[get_customers], telemetry=False, **more)


def written(folder: Path) -> dict[str, str]:
    """The pages, by their names, once all of them are written."""
    live_pages.writer().submit(int).result()
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}


def plain(text: str) -> str:
    """A page without its tags: marks stand around words."""
    return re.sub(r"<[^>]*>", "", text)


def page(folder: Path, session: str = "s1") -> str:
    return written(folder)[file_name(session)]


def run(agent: Any) -> None:
    agent.run("Who are our customers?", session_id="s1")


def run_stream(agent: Any) -> None:
    for _ in agent.run("Who are our customers?", session_id="s1", stream=True):
        pass


def arun(agent: Any) -> None:
    asyncio.run(agent.arun("Who are our customers?", session_id="s1"))


def arun_stream(agent: Any) -> None:
    async def take() -> None:
        async for _ in agent.arun("Who are our customers?", session_id="s1", stream=True):
            pass

    asyncio.run(take())


WAYS = (run, run_stream, arun, arun_stream)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_page_shows_both_sides_of_what_was_said_and_its_bill(way: Any, tmp_path: Path):
    model = wrapped(tmp_path)
    way(agent(model))
    text = page(tmp_path)
    read, sums, last = Read(text), model.get_savings_summary(), model.last_request
    assert read.faults == []
    assert "Who are our customers?" in text
    assert "Customer 29" in text
    assert "[30 rows: id,name,city=Oslo" in plain(text)
    assert "tool: get_customers" in text
    assert text.count('<article class="message') == len(last.decisions) == 3
    for figure in (sums["tokens_before"], sums["tokens_after"], 800):
        assert f"{figure:,}" in text
    assert "What this session has sent since" in text
    assert {href[1:] for href in read.values("href")} <= set(read.values("id"))


@pytest.mark.parametrize("mode", ["audit", "simulate"])
def test_a_page_says_where_nothing_was_applied(mode: str, tmp_path: Path):
    run(agent(wrapped(tmp_path, default_mode=mode)))
    text = page(tmp_path)
    assert f"Nothing of this was applied, as the mode is {mode}" in text
    assert ("[30 rows: " in plain(text)) == (mode == "simulate")


def test_nothing_is_written_by_default_and_by_requests_that_are_not_taken(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(agent(HeadroomAgnoModel(FakeModel(asks_once))))

    def fails(request: Any) -> Any:
        raise RuntimeError("the service is down")

    with pytest.raises(Exception, match="is down"):
        wrapped(tmp_path, fails).response(messages=[Message(role="user", content="Hello")])
    assert written(tmp_path) == {}


def test_agents_of_a_team_share_the_page_of_its_session(tmp_path: Path):
    def leads(request: Any) -> Any:
        if request.messages[-1].role == "tool":
            return "All is well."
        delegate = next(tool["function"] for tool in request.tools if "delegate" in tool["function"]["name"])
        return ToolCall(delegate["name"], dict.fromkeys(delegate["parameters"]["properties"], "clerk"))

    clerk = agent(wrapped(tmp_path))
    team = Team([clerk], model=wrapped(tmp_path, leads), name="office", telemetry=False)
    team.run("Who are our customers?", session_id="s1")
    [text] = written(tmp_path).values()
    heads = Read(text).texts["h2"]
    assert any(head.startswith("office") for head in heads)
    assert any(head.startswith("clerk") for head in heads)
    assert "2 conversations, as they were and as they were sent" in text


def test_each_session_has_a_page_and_a_run_in_none_has_its_own(tmp_path: Path):
    model = wrapped(tmp_path, ["Good day."] * 4)
    for number in range(2):
        talk = [Message(role="user", content=f"Hello {number}")]
        model.response(messages=talk, run_response=RunOutput(run_id=f"r{number}", session_id=f"s{number}"))
    model.response(messages=[Message(role="user", content="Hello")], run_response=RunOutput(run_id="alone"))
    model.response(messages=[Message(role="user", content="Hello")])
    assert set(written(tmp_path)) == {file_name(name) for name in ("s0", "s1", "alone", "no session")}
    assert "Hello 1" not in page(tmp_path, "s0")


@pytest.mark.parametrize("session", ["../../etc/passwd", "a/b", "", "\ud800", "x" * 999, "CON", "é\0", "<script>"])
def test_no_id_leads_out_of_the_folder_or_does_harm(session: str, tmp_path: Path):
    folder = tmp_path / "pages"
    model = wrapped(folder, ["Good day."])
    model.response(
        messages=[Message(role="user", content="Hi")], run_response=RunOutput(run_id="r", session_id=session)
    )
    [(name, text)] = written(folder).items()
    assert len(name) < 80
    assert Read(text).faults == []
    assert "script" not in Read(text).tags
    assert list(tmp_path.iterdir()) == [folder]


def test_names_are_apart_for_ids_that_read_alike():
    assert len({file_name(name) for name in ("a/b", "a-b", "a b", "-a-b", "\ud800", "")}) == 6


def test_nobody_else_may_read_the_page(tmp_path: Path):
    run(agent(wrapped(tmp_path / "deep" / "pages")))
    [name] = written(tmp_path / "deep" / "pages")
    file = tmp_path / "deep" / "pages" / name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_said_once_and_the_agent_goes_on(tmp_path: Path, caplog):
    file = tmp_path / "file"
    file.write_text("as it was")
    model = wrapped(file)
    with caplog.at_level(logging.WARNING, "headroom"):
        for _ in range(3):
            answered = agent(model).run("Who are our customers?", session_id="s1")
            live_pages.writer().submit(int).result()
    assert answered.content == "There are thirty customers."
    assert [record.message for record in caplog.records if "cannot be written" in record.message] == [
        f"headroom: a page in {file} cannot be written, which is said once: [Errno 17] File exists: '{file}'"
    ]
    assert model.get_savings_summary()["total_faults"] == 0
    assert file.read_text() == "as it was"


def test_without_jinja2_the_agent_goes_on(tmp_path: Path, monkeypatch, caplog):
    from headroom._report import writing

    monkeypatch.setitem(sys.modules, "jinja2", None)
    writing._environment.cache_clear()
    with caplog.at_level(logging.WARNING, "headroom"):
        run(agent(wrapped(tmp_path)))
        assert written(tmp_path) == {}
    assert "(the extra report)" in caplog.text


def test_a_page_that_cannot_be_made_leaves_the_one_before(tmp_path: Path, monkeypatch):
    model = wrapped(tmp_path)
    run(agent(model))
    before = written(tmp_path)

    def breaks(template: str, report: Any) -> Any:
        yield "<html>"
        raise RuntimeError("no more")

    monkeypatch.setattr(live_pages, "written", breaks)
    run(agent(model))
    assert written(tmp_path) == before


def test_later_requests_of_a_session_are_added_and_the_newest_run_stands_first(tmp_path: Path):
    model = wrapped(tmp_path)
    for number in range(3):
        agent(model).run(f"Question {number}", session_id="s1")
    text = page(tmp_path)
    assert "6 requests" in text
    heads = Read(text).texts["h2"][-3:]
    assert text.index("Question 2") < text.index("Question 1") < text.index("Question 0")
    assert len(set(heads)) == 3


def test_of_many_runs_the_oldest_are_in_the_sums_alone(tmp_path: Path):
    model = wrapped(tmp_path)
    for number in range(10):
        agent(model).run(f"Question {number}", session_id="s1")
    text = page(tmp_path)
    assert "The messages of 2 earlier runs are not shown any more" in text
    assert "Question 1<" not in text
    assert "Question 2<" in text
    assert f"{model.get_savings_summary()['tokens_before']:,}" in text


def test_sessions_that_were_used_longest_ago_are_forgotten(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(live_pages, "_MOST_SESSIONS", 2)
    model = wrapped(tmp_path, lambda request: "Good day.")
    for session in ("a", "b", "c", "a"):
        messages = [Message(role="user", content=f"Hello {session}")]
        model.response(messages=messages, run_response=RunOutput(run_id="r", session_id=session))
        written(tmp_path)
    assert len(written(tmp_path)) == 3
    assert "1 request to" in page(tmp_path, "a")
    assert len(model._headroom.pages._sessions) == 2


def test_what_is_kept_of_messages_is_bounded(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(live_pages, "_MOST_CHARACTERS", 3000)
    model = wrapped(tmp_path, lambda request: "Good day.")
    for session in "abcdef":
        messages = [Message(role="user", content="Hello " * 100)]
        model.response(messages=messages, run_response=RunOutput(run_id="r", session_id=session))
    written(tmp_path)
    kept = model._headroom.pages._sessions
    assert "f" in kept
    assert sum(one.characters for one in kept.values()) <= 3000


def test_turns_that_leave_are_shown_as_such(tmp_path: Path):
    window = RollingWindowConfig(output_buffer_tokens=0)
    model = wrapped(tmp_path, lambda request: "Good day.", rolling_window=window, model_context_limits={"gpt-4o": 500})
    talk = [Message(role="user", content="Hello " * 90), Message(role="assistant", content="Yes.")] * 6
    talk.append(Message(role="user", content="And now?"))
    model.response(messages=talk, run_response=RunOutput(run_id="r", session_id="s1"))
    text = page(tmp_path)
    assert "left with the window" in text
    assert Read(text).faults == []


def test_messages_that_the_agent_changes_later_are_shown_as_they_were_sent(tmp_path: Path):
    model = wrapped(tmp_path, lambda request: "Good day.")
    asked = Message(role="user", content="As it was sent")
    gate = threading.Event()
    live_pages.writer().submit(gate.wait)
    model.response(messages=[asked], run_response=RunOutput(run_id="r", session_id="s1"))
    asked.content = "As it was changed"
    gate.set()
    assert "As it was sent" in page(tmp_path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_process_writes_pages_too(tmp_path: Path):
    model = wrapped(tmp_path)
    run(agent(model))
    before = page(tmp_path)
    child = os.fork()
    if not child:
        try:
            agent(model).run("Question of the child", session_id="child")
            written(tmp_path)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert "Question of the child" in page(tmp_path, "child")
    assert page(tmp_path) == before


def test_what_a_program_that_ends_has_sent_is_written(tmp_path: Path):
    script = f"""
from agno.models.message import Message
from headroom import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel
model = HeadroomAgnoModel(FakeModel(["Good day."]), config=HeadroomConfig(report_dir={str(tmp_path)!r}))
model.response(messages=[Message(role="user", content="The last words")])
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    assert "The last words" in page(tmp_path, "no session")
