"""Public transcripts of agents: coding, customer service, databases, web services, repositories."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

from peers.judge import Message

MIX = {
    "claude_code_sessions.jsonl": 3,
    "tau_bench_airline_gpt4o.jsonl": 12,
    "intercode_sql_gpt4.jsonl": 10,
    "toolbench_rapidapi.jsonl": 13,
    "swe_agent_demos.jsonl": 6,
}
"""How many conversations of each file, the first ones."""


def mix(folder: Path) -> list[list[Message]]:
    """Read the mix from a folder; nothing where it is not there.

    A file holds one conversation a line, a JSON object with `messages` as OpenAI's chat takes them.
    """
    return [messages for name, count in MIX.items() for messages in _first(folder / name, count)]


def _first(path: Path, count: int) -> list[list[Message]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["messages"] for line in islice(lines, count)]
