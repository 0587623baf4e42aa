"""Every example of the README and the guides runs as written: a page's blocks, in order, are one script."""

from __future__ import annotations

import ast
import dataclasses
import enum
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import headroom
from headroom import _core

pytest.importorskip("agno", reason="the guides wrap Agno models")
pytest.importorskip("openai", reason="the guides' examples use OpenAI's client")

from tests.docs.pages import PAGES, ROOT, blocks, script
from tests.provider_stub import Body, Call, running


def links(page: Path) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)#]+)", page.read_text()) if "://" not in link]


def first_tool(body: Body) -> list[Call]:
    """The one tool that a page's model asks for."""
    function = body["tools"][0]["function"]
    arguments = dict.fromkeys(function["parameters"]["properties"], "March")
    return [Call(f"call_{len(body['messages'])}", function["name"], arguments)]


@pytest.mark.parametrize("page", list(filter(script, PAGES)), ids=lambda page: page.name)
def test_a_pages_examples_run_in_order(page, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with running(first_tool) as stub:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{stub.url}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "unused")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", stub.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "unused")
        exec(compile(script(page), str(page), "exec"), {"__name__": "page"})
    assert page.name != "agno.md" or any("rows: " in json.dumps(request["messages"]) for request in stub.bodies)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


def anchors(page: Path) -> list[str]:
    """Where links may lead to within a page, as code hosts name it; the site's generator names them alike."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_headings_that_there_are(page):
    led = re.findall(r"\]\(([^):#]*)#([^)]+)\)", page.read_text("utf-8"))
    assert [(link, anchor) for link, anchor in led if anchor not in anchors(page.parent / link if link else page)] == []


def test_the_badges_say_what_is_so():
    pyproject, makefile = ((ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "Makefile"))
    badges = re.findall(
        r"^!\[(.+?)\]\(https://img\.shields\.io/badge/(.+)-blue\)$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
    [licence] = re.findall(r'^license = "(.+)"$', pyproject, re.M)
    [python] = re.findall(r'^requires-python = ">=(.+)"$', pyproject, re.M)
    [versions] = re.findall(r"^AGNO_VERSIONS \?= (.+)$", makefile, re.M)
    told = [f"Licence: {licence}", f"Python: {python} and later", f"Agno: tested with {', '.join(versions.split())}"]
    assert [text for text, _ in badges] == told
    shown = [drawn.replace("--", "\0").replace("-", ": ").replace("\0", "-").replace("_", " ") for _, drawn in badges]
    assert [text.capitalize() for text in shown] == [text.capitalize() for text in told]


def test_the_start_page_prints_what_it_shows(monkeypatch, tmp_path, capsys):
    page = ROOT / "docs" / "index.md"
    monkeypatch.chdir(tmp_path)
    exec(compile(script(page), str(page), "exec"), {"__name__": "page"})
    assert [capsys.readouterr().out] == blocks(page, "text")
    assert (tmp_path / "report.html").stat().st_size > 5000


def test_every_way_to_rewrite_a_message_is_named():
    page = (ROOT / "docs" / "notation.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| \[.+?\]\(.+?\) \|$", page, flags=re.MULTILINE)
    assert rows == _core.transforms()


def pairs(language: str, table: str = "headroom") -> list[tuple[str, str]]:
    page = (ROOT / "docs" / "notation.md").read_text()
    block = "((?:(?!```).)*?)"
    return re.findall(rf"^```{language}\n{block}\n```\n```{table}\n{block}\n```$", page, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("document", "table"), [*pairs("json"), *pairs("jsonl")])
def test_the_notation_page_shows_what_is_written_and_read(document: str, table: str):
    assert headroom.SmartCrusher().crush(document).compressed == table
    assert headroom.expand(table) == document


@pytest.mark.parametrize(
    ("document", "table"),
    [
        pair
        for language in ("json", "lines", "progress", "folders", "tree")
        for pair in pairs(language, "headroom-compact")
    ],
)
def test_the_notation_page_shows_the_compact_level(document: str, table: str):
    crusher = headroom.SmartCrusher(headroom.SmartCrusherConfig(compact=True))
    document = document.replace("␍\n", "\r")
    assert crusher.crush(document).compressed == table
    assert headroom.expand(table) == document


@pytest.mark.parametrize(
    ("document", "table", "compact"),
    [
        (*pair, compact)
        for compact, shown in ((False, "headroom"), (True, "headroom-compact"))
        for pair in pairs("repr", shown)
    ],
)
def test_the_notation_page_shows_python_values(document: str, table: str, compact: bool):
    assert headroom.SmartCrusher(headroom.SmartCrusherConfig(compact=compact)).crush(document).compressed == table
    # A list becomes JSON, where tuples stand as they did.
    assert ast.dump(ast.parse(headroom.expand(table))) == ast.dump(ast.parse(document))


@pytest.mark.parametrize(("document", "table"), pairs("script"))
def test_the_notation_page_shows_values_of_javascript(document: str, table: str):
    assert headroom.SmartCrusher().crush(document).compressed == table
    quoted = re.sub(r"'([^']*)'", r'"\1"', re.sub(r"(\w+): ", r'"\1": ', document.replace("Ada's", "Ada’s")))
    assert headroom.expand(table).replace("'", "’") == re.sub(r"\n *|(?<=:) |(?<={) |(?<=,) (?=\")| (?=})", "", quoted)


@pytest.mark.parametrize(("document", "table"), pairs("text"))
def test_the_notation_page_shows_what_was_cut_off(document: str, table: str):
    assert headroom.SmartCrusher().crush(document).compressed == table
    assert headroom.expand(table).replace(" ", "") == document.replace(" ", "")


@pytest.mark.parametrize("example", [0, 1, 2])
def test_the_notation_page_shows_what_refers_to_an_earlier_message(example: int):
    above = blocks(ROOT / "docs" / "notation.md", "above")[example].removesuffix("\n")
    document, reference = pairs("result", "reference")[example]
    [tool] = re.findall(r"\A\[(?:… )?as in (\w+) above", reference)
    given = [*called(tool, 0, headroom.expand(above)), *called(tool, 1, document)]
    sent = headroom.compress(given).messages
    assert [sent[1]["content"], sent[3]["content"]] == [above, reference]
    assert headroom.expand(reference, sent[:3]) == document


def text_forms() -> list[tuple[str, str]]:
    """The examples of forms beside JSON, each in a fence of its own language."""
    page = (ROOT / "docs" / "notation.md").read_text()
    values = {"json", "jsonl", "text", "repr", "script", "result"}
    languages = {*re.findall(r"^```(\w+)$", page, flags=re.MULTILINE)} - values
    return [pair for language in sorted(languages) for pair in pairs(language)]


@pytest.mark.parametrize(("text", "written"), text_forms())
def test_the_notation_page_shows_the_text_forms(text: str, written: str):
    assert headroom.SmartCrusher().crush(text).compressed == written
    assert headroom.expand(written) == text


def called(tool: str, number: int, result: str) -> list[dict[str, Any]]:
    """A call of a tool and what it returned."""
    call = {"id": f"call_{number}", "type": "function", "function": {"name": tool, "arguments": "{}"}}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"call_{number}", "content": result},
    ]


def test_the_notation_page_has_an_example_of_every_form():
    fences = {
        "json": 12,
        "jsonl": 1,
        "text": 1,
        "twice": 1,
        "repr": 6,
        "script": 1,
        "listing": 1,
        "quoted": 1,
        "events": 1,
        "commented": 1,
    }
    fences |= {
        "stanzas": 2,
        "blocks": 1,
        "log": 1,
        "headings": 1,
        "repeated": 1,
        "columns": 1,
        "bars": 1,
        "csv": 1,
        "paths": 1,
    }
    assert {fence: len(pairs(fence)) for fence in fences} == fences
    assert (len(pairs("json", "headroom-compact")), len(pairs("result", "reference"))) == (4, 3)
    compact = {text: len(pairs(text, "headroom-compact")) for text in ("lines", "progress", "folders", "tree", "repr")}
    assert compact == {"lines": 1, "progress": 1, "folders": 1, "tree": 1, "repr": 2}


def test_the_page_on_views_shows_what_is_sent():
    page = ROOT / "docs" / "views.md"
    told: dict[str, Any] = {"__name__": "page"}
    exec(compile(script(page), str(page), "exec"), told)
    assert blocks(page, "view") == [told["view"] + "\n"]
    assert f"takes {told['result'].decisions[2].tokens_before:,} tokens" in page.read_text()
    assert f"The view takes {told['result'].decisions[2].tokens_after}:" in page.read_text()


def test_the_settings_table_states_the_defaults():
    page = (ROOT / "docs" / "agno.md").read_text()
    config = headroom.HeadroomConfig()
    parts = {name: getattr(config, name) for name in _core.defaults()}
    for name, part in parts.items():
        fields = dataclasses.fields(part) if dataclasses.is_dataclass(part) else []
        settings = {f"{name}.{field.name}": getattr(part, field.name) for field in fields} or {name: part}
        for setting, default in settings.items():
            shown = default.name if isinstance(default, enum.Enum) else repr(default)
            assert f"| `{setting}` | `{shown}` |" in page


def test_the_demo_shows_savings_and_an_untouched_session(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    run = subprocess.run([sys.executable, ROOT / "examples" / "demo.py"], capture_output=True, text=True, check=True)
    saved = [float(percent) for percent in re.findall(r"^ *all .* ([\d.]+) %$", run.stdout, flags=re.MULTILINE)]
    assert saved[0] > 40
    assert "session store: 4 of 4 tool results" in run.stdout
