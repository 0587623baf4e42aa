"""The short programs of examples/ run, offline and without a key, and each says what it saved."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("agno", reason="the examples are agents of agno")

EXAMPLES = Path(__file__).parents[1] / "examples"
NEEDED = {
    # Agno before 2.5, which has no such module, is not known to the instrumentation.
    "observability": ("agno.agent._run", "openinference.instrumentation.agno", "prometheus_client"),
    "sessions_on_disk": ("sqlalchemy", "zstandard"),
    "agentos": ("fastapi", "uvicorn"),
    "mcp_tools": ("mcp.server.mcpserver",),
}
TOTAL = r"^saved ([\d,]+) of ([\d,]+) (?:tokens|bytes) \((\d+) %\)$"
SAID = {
    "tool_agent": "the model was sent [60 rows: id,placed_at,",
    "team": "60 orders are unpaid, and 14 of 40 open issues are about the checkout.",
    "workflow": "d-046 was deployed last before the p99 rose.",
    "agentos": "12 of the 60 orders are unpaid.",
    "mcp_tools": "number,title,state=open,user.login,draft=false",
    "budget": "raised, it ends after",
    "sessions_on_disk": "the log is read as it was: True",
    "knowledge": "as in search_knowledge_base above",
    "observability": "Clerk.run: headroom.run.tokens_saved = ",
    "openai_client": "the model was sent [60 rows: id,customer",
}
LONGER = {"knowledge"}  # it brings a stand-in for what makes vectors, and one for a store


@pytest.mark.parametrize("name", SAID)
def test_an_example_runs_and_says_what_it_saved(name):
    for package in NEEDED.get(name, ()):
        pytest.importorskip(package, reason=f"{package} is not installed")
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_API_KEY")}
    program = [sys.executable, EXAMPLES / f"{name}.py"]
    run = subprocess.run(program, capture_output=True, text=True, check=False, env=environment, timeout=120)

    assert run.returncode == 0, run.stderr
    assert SAID[name] in run.stdout
    [(saved, before, percent)] = re.findall(TOTAL, run.stdout, re.MULTILINE)
    assert int(percent) == round(100 * number(saved) / number(before)) > 20


@pytest.mark.parametrize("name", sorted(SAID.keys() - LONGER))
def test_an_example_is_short(name):
    assert len((EXAMPLES / f"{name}.py").read_text("utf-8").splitlines()) < 60


def number(text):
    return int(text.replace(",", ""))
