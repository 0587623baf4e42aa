"""The examples of the hooks' pages run as written; their fences are `py`, as the packages are installed here alone."""

from __future__ import annotations

import pytest
from tests.docs.pages import ROOT, blocks
from tests.provider_stub import ANSWER

PAGES = ("langchain", "pydantic-ai", "openai-agents")


@pytest.mark.parametrize("name", PAGES)
def test_a_pages_example_runs_and_saves(stub, name, monkeypatch, capsys):
    monkeypatch.setenv("OPENAI_BASE_URL", f"{stub.url}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    monkeypatch.setenv("OPENAI_AGENTS_DISABLE_TRACING", "1")
    [example] = blocks(ROOT / "docs" / f"{name}.md", "py")
    exec(compile(example, f"{name}.md", "exec"), {"__name__": "page"})

    answer, saved = capsys.readouterr().out.splitlines()
    assert answer == ANSWER
    assert int(saved) > 1000
