"""`headroom report`: the page of every kind of transcript, its sums as data, and what it says where it cannot."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="Jinja2 is not installed")

from headroom._report import writing
from tests.cli.conftest import headroom as headroom
from tests.cli.running import Command
from tests.cli.samples import FOLDER, files
from tests.report.reading import Read


@pytest.mark.parametrize("name", files())
def test_every_kind_of_transcript_is_shown(name: str, tmp_path: Path, headroom: Command):
    page = tmp_path / "page.html"
    ran = headroom("report", FOLDER / name, "-o", page)
    assert (ran.status, ran.out) == (0, "")
    assert f"{page}: " in ran.err
    read = Read(page.read_text("utf-8"))
    assert read.faults == []
    assert "get_loans" in read.text("h3")
    assert "Volume 2" in read.text("pre")


def test_its_data_are_those_of_replay(tmp_path: Path, headroom: Command):
    sources = [FOLDER / name for name in files()]
    report = headroom("report", *sources, "-o", tmp_path / "page.html", "--json").data
    replay = headroom("replay", *sources, "--conversations", "--json").data
    assert report.pop("output_file") == str(tmp_path / "page.html")
    assert {**report, "schema": ""} == {**replay, "schema": ""}


def test_options_are_those_of_replay_and_inspect(tmp_path: Path, headroom: Command):
    source, page = FOLDER / "openai_messages.json", tmp_path / "page.html"
    asked = ("--most", "1", "--no-cache", "--model", "claude-sonnet-4-5", "--exclude-tools", "get_loans", "--json")
    data = headroom("report", source, source, "-o", page, *asked).data
    assert data["conversation_count"] == 1
    assert data["total"]["without"] == data["total"]["with"]
    assert list(data["models"]) == ["claude-sonnet-4-5"]
    assert data["total"]["without"]["cache_read"] == 0


def test_it_is_report_html_unless_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headroom: Command):
    monkeypatch.chdir(tmp_path)
    headroom("report", FOLDER / "anthropic.json")
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_full_shows_all_of_long_texts(tmp_path: Path, headroom: Command):
    text = "word " * 4000
    source, page = tmp_path / "long.json", tmp_path / "page.html"
    source.write_text(json.dumps([{"role": "user", "content": text}, {"role": "assistant", "content": "Yes."}]))
    sizes = []
    for more in ((), ("--full",)):
        assert headroom("report", source, "-o", page, *more).status == 0
        sizes.append(page.stat().st_size)
    assert sizes[1] > sizes[0] + 13_000


def test_views_are_shown_without_a_store_as_nothing_is_to_be_had_later(tmp_path: Path, headroom: Command):
    rows = [{"id": n, "at": f"2026-05-01T00:{n % 60:02}:00", "level": "info"} for n in range(900)]
    call = {"id": "c", "type": "function", "function": {"name": "get_log", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "What is in the log?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": json.dumps(rows)},
        {"role": "assistant", "content": "Nothing much."},
    ]
    source, page = tmp_path / "log.json", tmp_path / "page.html"
    source.write_text(json.dumps(messages))
    headroom("report", source, "-o", page, "--views")
    assert "[view of get_log: " in Read(page.read_text("utf-8")).text("a")


def test_without_jinja2_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headroom: Command):
    whole = builtins.__import__

    def without(name: str, *more: Any, **others: Any) -> Any:
        if name == "jinja2":
            raise ModuleNotFoundError("No module named 'jinja2'", name="jinja2")
        return whole(name, *more, **others)

    monkeypatch.setattr(builtins, "__import__", without)
    writing._environment.cache_clear()
    ran = headroom("report", FOLDER / "anthropic.json", "-o", tmp_path / "page.html")
    assert (ran.status, ran.err) == (
        1,
        'headroom: Jinja2 is not installed: pip install "jinja2>=3.0" (the extra report)\n',
    )
    assert not (tmp_path / "page.html").exists()


def test_a_page_that_cannot_be_made_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headroom: Command
):
    page = tmp_path / "page.html"
    page.write_text("as it was")

    def failing(*_: object) -> Any:
        yield "<!DOCTYPE html>"
        raise OSError("no room left")

    monkeypatch.setattr(writing, "written", failing)
    assert headroom("report", FOLDER / "anthropic.json", "-o", page).status == 1
    assert page.read_text() == "as it was"
    assert headroom("report", tmp_path / "nowhere.json", "-o", page).status == 1
    assert page.read_text() == "as it was"
