"""The short programs of examples/: what each needs, and what it says when it is run, offline and without a key."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
TOTAL = r"^saved ([\d,]+) of ([\d,]+) (?:tokens|bytes) \((\d+) %\)$"
SAID = {
    "agentos": "12 of the 60 orders are unpaid.",
    "budget": "raised, it ends after",
    "cache_breakpoints": "a request of 3 messages, cached up to: ['tool_result']",
    "compress_messages": "both are given back: True",
    "hooks": "WARNING Token alert: 1088 tokens exceed the threshold of 1000",
    "knowledge": "as in search_knowledge_base above",
    "mcp_server": "it expands to what was given: True",
    "mcp_tools": "number,title,state=open,user.login,draft=false",
    "memories": "agno.memory: ",
    "observability": "Clerk.run: headroom.run.tokens_saved = ",
    "openai_client": "the model was sent [60 rows: id,customer",
    "replay_transcripts": "tool: list_issues",
    "report": "/report.html in a browser: ",
    "router": "the models are ['clerk']",
    "sessions_on_disk": "the log is read as it was: True",
    "team": "60 orders are unpaid, and 14 of 40 open issues are about the checkout.",
    "tool_agent": "the model was sent [60 rows: id,placed_at,",
    "tool_schemas": "describe_tool: 0 -> ",
    "views": "ERROR GET /v1/orders/90811 500 in 5003 ms: pool exhausted",
    "workflow": "d-046 was deployed last before the p99 rose.",
}
"""What each says, beside what it saved."""
OF_FRAMEWORKS = dict.fromkeys(
    ("langchain_agent", "openai_agents_sdk", "pydantic_ai_agent"),
    "the model was sent [60 rows: id,month=2026-03,vip,paid",
)
OF_GATEWAYS = {"litellm_hook": "the model was sent [60 rows: id,customer.city=Lyon,customer.vip,paid"}


def check(name: str, said: str) -> None:
    """Run an example, and see that it says what it should and saved what it says."""
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_API_KEY")}
    program = [sys.executable, EXAMPLES / f"{name}.py"]
    run = subprocess.run(program, capture_output=True, text=True, check=False, env=environment, timeout=120)

    assert run.returncode == 0, run.stderr
    assert said in run.stdout + run.stderr
    [(saved, before, percent)] = re.findall(TOTAL, run.stdout, re.MULTILINE)
    assert int(percent) == round(100 * _number(saved) / _number(before)) > 20


def _number(text: str) -> int:
    return int(text.replace(",", ""))
