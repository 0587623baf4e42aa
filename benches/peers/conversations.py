"""Generated agent sessions: a system prompt, questions, tool calls, their results, answers; they only ever grow."""

from __future__ import annotations

import json
import re
from typing import Any

from peers.documents import Source, document

Message = dict[str, Any]

SYSTEM = (
    "You are the operations assistant of a web shop. Answer from what the tools return, name the records you rely on, "
    "and say so when they do not tell. Never invent an id."
)
TOOLS = {
    "orders": "list_orders",
    "employees": "list_employees",
    "issues": "list_issues",
    "metrics": "query_metrics",
    "pods": "get_pods",
    "search": "web_search",
    "flags": "list_flags",
    "logs": "read_logs",
    "python repr": "run_query",
}
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{5,40}")


def conversation(seed: int) -> list[Message]:
    """A session of 20 to 40 turns; a turn is a question, one or two tool calls and an answer."""
    source = Source(f"conversation {seed}")
    tools = source.sample(sorted(TOOLS), 4)
    messages: list[Message] = [{"role": "system", "content": SYSTEM}]
    for turn in range(source.randint(20, 40)):
        messages.append({"role": "user", "content": source.sentence(8, 20)[:-1] + "?"})
        for call in range(source.choice([1, 1, 1, 2])):
            messages += _call(source, source.choice(tools), messages, f"call_{turn}_{call}")
        messages.append({"role": "assistant", "content": " ".join(source.sentence() for _ in range(3))})
    return messages


def _call(source: Source, kind: str, earlier: list[Message], identifier: str) -> list[Message]:
    """A call and its result; about one result in six is one that was returned before."""
    seen = [message["content"] for message in earlier if message["role"] == "tool" and message["name"] == TOOLS[kind]]
    repeated = bool(seen) and source.random() < 0.17
    text = source.choice(seen) if repeated else document(kind, source.getrandbits(48), source.uniform(0.04, 0.28)).text
    arguments = {"query": source.words(2), "limit": source.randint(5, 50), **_reference(source, earlier)}
    function = {"name": TOOLS[kind], "arguments": json.dumps(arguments)}
    call = {"id": identifier, "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": identifier, "name": TOOLS[kind], "content": text},
    ]


def _reference(source: Source, earlier: list[Message]) -> dict[str, str]:
    """Agents pass on what a tool has told them: an identifier from an earlier result, now and then."""
    results = [message["content"] for message in earlier if message["role"] == "tool"]
    if not results or source.random() < 0.5:
        return {}
    identifiers = [word for word in _WORD.findall(source.choice(results)) if any(map(str.isdigit, word))]
    return {"reference": source.choice(identifiers)} if identifiers else {}
