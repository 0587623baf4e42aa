"""Every example of the README and the guides runs as written: a page's blocks, in order, are one script."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import headroom
from headroom import _core

pytest.importorskip("agno", reason="the guides wrap Agno models")
pytest.importorskip("openai", reason="the guides' examples use OpenAI's client")

from .provider_stub import openai_stub

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)#]+)", page.read_text()) if "://" not in link]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name)
def test_a_pages_examples_run_in_order(page, monkeypatch):
    with openai_stub() as (url, requests):
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_API_KEY", "unused")
        script = "\n".join(blocks(page, "python"))
        exec(compile(script, str(page), "exec"), {"__name__": "page"})
    assert page.name != "agno.md" or any("rows: " in json.dumps(request["messages"]) for request in requests)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


def test_the_notation_page_shows_what_is_written_and_read():
    page = ROOT / "docs" / "notation.md"
    documents, tables = blocks(page, "json"), blocks(page, "headroom")
    assert len(documents) == len(tables) == 5
    for document, table in zip(documents, tables, strict=True):
        assert headroom.expand(table.rstrip("\n")) == document.rstrip("\n")
        assert headroom.SmartCrusher().crush(document.rstrip("\n")).compressed == table.rstrip("\n")


def test_the_settings_table_states_the_defaults():
    page = (ROOT / "docs" / "agno.md").read_text()
    defaults = _core.Settings()
    assert f"| `rolling_window.keep_last_turns` | `{defaults.keep_last_turns}` |" in page
    assert f"| `rolling_window.output_buffer_tokens` | `{defaults.output_buffer_tokens}` |" in page


def test_the_demo_shows_savings_and_an_untouched_session(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    run = subprocess.run([sys.executable, ROOT / "examples" / "demo.py"], capture_output=True, text=True, check=True)
    saved = [float(percent) for percent in re.findall(r"^ *all .* ([\d.]+)%$", run.stdout, flags=re.MULTILINE)]
    assert saved[0] > 40
    assert "session store: 4 of 4 tool results" in run.stdout
