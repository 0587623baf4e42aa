"""Small transcripts of every kind, invented: the same conversation about a library's loans, as each kind writes it.

python -m tests.cli.samples    # writes them into tests/cli/transcripts
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "transcripts"

LOANS = [
    {"loan": 7000 + number, "title": f"Volume {number % 3}", "days_left": 14 - number, "renewed": number % 2 == 0}
    for number in range(8)
]
RESULT = json.dumps(LOANS, indent=1)
SYSTEM = "You help the readers of a library."
ASKED, ANSWER, THANKS, BYE = "Which loans end this week?", "Loans 7007 to 7001 do.", "Thank you.", "You are welcome."
ARGUMENTS = {"reader": 12}

TOOL = {
    "name": "get_loans",
    "description": "The loans of a reader.",
    "parameters": {"type": "object", "properties": {"reader": {"type": "integer"}}, "required": ["reader"]},
}
CHAT_TOOLS = [{"type": "function", "function": TOOL}]
CALL = {"id": "call_1", "type": "function", "function": {"name": "get_loans", "arguments": json.dumps(ARGUMENTS)}}
CHAT: list[dict[str, Any]] = [
    {"role": "system", "content": SYSTEM},
    {"role": "user", "content": ASKED},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "call_1", "content": RESULT},
    {"role": "assistant", "content": ANSWER},
    {"role": "user", "content": THANKS},
    {"role": "assistant", "content": BYE},
]
ENDS = (2, 4, 6)
"""How many messages each of its requests has."""

BLOCKS: list[dict[str, Any]] = [
    {"role": "user", "content": ASKED},
    {
        "role": "assistant",
        "content": [
            {"type": "text", "text": "Let me see."},
            {"type": "tool_use", "id": "toolu_1", "name": "get_loans", "input": ARGUMENTS},
        ],
    },
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": RESULT}]},
    {"role": "assistant", "content": [{"type": "text", "text": ANSWER}]},
    {"role": "user", "content": THANKS},
    {"role": "assistant", "content": BYE},
]
ITEMS: list[dict[str, Any]] = [
    {"role": "user", "content": ASKED},
    {"type": "reasoning", "id": "rs_1", "summary": []},
    {"type": "function_call", "call_id": "call_1", "name": "get_loans", "arguments": json.dumps(ARGUMENTS)},
    {"type": "function_call_output", "call_id": "call_1", "output": RESULT},
    {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": ANSWER}]},
    {"role": "user", "content": THANKS},
    {"role": "assistant", "content": BYE},
]


def request(end: int, **more: Any) -> dict[str, Any]:
    return {"model": "gpt-4o", "messages": CHAT[:end], "tools": CHAT_TOOLS, **more}


def logged(number: int, end: int) -> dict[str, Any]:
    """A line of what LiteLLM gives its callbacks."""
    usage = {"prompt_tokens": 400 * number, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 100}}
    return {
        "id": f"chatcmpl-{number}",
        "trace_id": "trace",
        "call_type": "acompletion",
        "status": "success",
        "model": "gpt-4o",
        "custom_llm_provider": "openai",
        "messages": CHAT[:end],
        "response": {"choices": [{"message": CHAT[end]}], "usage": usage},
        "metadata": {"usage_object": usage},
        "model_parameters": {"tools": CHAT_TOOLS},
    }


def spend(number: int, end: int) -> dict[str, Any]:
    """A row of LiteLLM's spend logs, as a database holds it: what the proxy was sent is text."""
    return {
        "request_id": f"chatcmpl-{number}",
        "call_type": "acompletion",
        "spend": 0.001,
        "prompt_tokens": 400 * number,
        "completion_tokens": 9,
        "total_tokens": 400 * number + 9,
        "startTime": f"2026-01-01T00:00:0{number}Z",
        "model": "gpt-4o",
        "model_group": "chat",
        "custom_llm_provider": "openai",
        "session_id": "session",
        "messages": {},
        "response": {},
        "proxy_server_request": json.dumps(request(end)),
        "status": "success",
    }


def claude_line(kind: str, name: str, parent: str | None, message: dict[str, Any], **more: Any) -> dict[str, Any]:
    placed = {"parentUuid": parent, "isSidechain": False, "sessionId": "session", "uuid": name, "version": "1.0.72"}
    return {**placed, "type": kind, "message": message, **more}


def claude_answer(name: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    usage = {"input_tokens": 5, "cache_read_input_tokens": 900, "cache_creation_input_tokens": 70, "output_tokens": 9}
    return {"id": name, "role": "assistant", "model": "claude-sonnet-4-5", "content": list(blocks), "usage": usage}


def claude_code() -> list[dict[str, Any]]:
    """A session: an answer of two lines, an agent, an error, a compaction, and words that were taken back."""
    said, called = BLOCKS[1]["content"]
    aside = {"isSidechain": True, "agentId": "helper"}
    text = {"type": "text", "text": ANSWER}
    return [
        {"type": "summary", "summary": "Loans", "leafUuid": "a4"},
        claude_line("user", "u1", None, BLOCKS[0]),
        claude_line("assistant", "a1", "u1", claude_answer("msg_1", said)),
        claude_line("assistant", "a2", "a1", claude_answer("msg_1", called)),
        {"type": "progress", "uuid": "p1", "parentUuid": "a2", "sessionId": "session"},
        claude_line("user", "h1", None, {"role": "user", "content": "Look it up."}, **aside),
        claude_line("assistant", "h2", "h1", claude_answer("msg_h", text), **aside),
        claude_line("user", "u2", "a2", BLOCKS[2]),
        claude_line("assistant", "a3", "u2", claude_answer("msg_2", text)),
        claude_line("user", "u3", "a3", {"role": "user", "content": "Never mind."}),
        claude_line("assistant", "e1", "u3", {**claude_answer("err", text), "model": "<synthetic>"}),
        claude_line("assistant", "a4", "u3", claude_answer("msg_3", {"type": "text", "text": "Well."})),
        claude_line("user", "u4", "a3", {"role": "user", "content": THANKS}),
        claude_line("assistant", "a5", "u4", claude_answer("msg_4", {"type": "text", "text": BYE})),
        {"type": "system", "subtype": "compact_boundary", "uuid": "c1", "parentUuid": None, "sessionId": "session"},
        claude_line("user", "u5", "c1", {"role": "user", "content": "What was said."}, isCompactSummary=True),
        claude_line("assistant", "a6", "u5", claude_answer("msg_5", {"type": "text", "text": "Go on."})),
    ]


def codex_line(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"timestamp": "2026-01-01T00:00:00.000Z", "type": kind, "payload": payload}


def codex_said(role: str, text: str) -> dict[str, Any]:
    kind = "output_text" if role == "assistant" else "input_text"
    return codex_line("response_item", {"type": "message", "role": role, "content": [{"type": kind, "text": text}]})


def codex_count(number: int) -> dict[str, Any]:
    last = {"input_tokens": 1000 * number, "cached_input_tokens": 700, "output_tokens": 9, "total_tokens": 1009}
    info = {"total_token_usage": {"input_tokens": 5000 * number}, "last_token_usage": last}
    return codex_line("event_msg", {"type": "token_count", "info": info, "rate_limits": None})


def codex() -> list[dict[str, Any]]:
    """A rollout: the program's own words in the user's name, a tool, reports of which one comes twice."""
    call = {"type": "function_call", "name": "get_loans", "arguments": json.dumps(ARGUMENTS), "call_id": "call_1"}
    reasoning = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAA"}
    told = {"id": "019c", "cwd": "/loans", "cli_version": "0.98.0", "base_instructions": {"text": SYSTEM}}
    return [
        codex_line("session_meta", told),
        codex_said("user", "<environment_context>\n  <cwd>/loans</cwd>\n</environment_context>"),
        codex_line("turn_context", {"cwd": "/loans", "model": "gpt-5-codex", "effort": "high"}),
        codex_said("user", ASKED),
        codex_line("event_msg", {"type": "user_message", "message": ASKED}),
        codex_line("response_item", reasoning),
        codex_line("response_item", call),
        codex_line("response_item", {"type": "function_call_output", "call_id": "call_1", "output": RESULT}),
        codex_count(1),
        codex_count(1),
        codex_said("assistant", ANSWER),
        codex_count(2),
        codex_said("user", THANKS),
        codex_line("turn_context", {"cwd": "/loans", "model": "gpt-5-mini", "effort": "low"}),
        codex_said("assistant", BYE),
        codex_count(3),
    ]


def gemini_said(name: str, kind: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "timestamp": "2026-01-01T00:00:00.000Z", "type": kind, "content": content, **more}


def gemini_answer(name: str, text: str, **more: Any) -> dict[str, Any]:
    tokens = {"input": 900, "output": 9, "cached": 300, "thoughts": 4, "tool": 0, "total": 913}
    return gemini_said(name, "gemini", text, thoughts=[], tokens=tokens, model="gemini-2.5-pro", **more)


def gemini_chat() -> list[dict[str, Any]]:
    """What is said in a chat: a tool, and what the program tells its user."""
    response = {"id": "call_1", "name": "get_loans", "response": {"output": RESULT}}
    call = {"id": "call_1", "name": "get_loans", "args": ARGUMENTS, "result": [{"functionResponse": response}]}
    return [
        gemini_said("1", "user", ASKED),
        gemini_said("2", "info", "Update successful!"),
        gemini_answer("3", "Let me see.", toolCalls=[{**call, "status": "success"}]),
        gemini_answer("4", ANSWER),
        gemini_said("5", "user", [{"text": THANKS}]),
        gemini_answer("6", BYE),
    ]


GEMINI = {"sessionId": "9f1c", "projectHash": "b2", "startTime": "2026-01-01T00:00:00.000Z", "kind": "main"}


def gemini_lines() -> list[dict[str, Any]]:
    """The same, a line each: an answer that is written again with its tool's result, and words that were taken back."""
    asked, info, called, *rest = gemini_chat()
    running = {**called, "toolCalls": [{**called["toolCalls"][0], "result": None, "status": "executing"}]}
    taken_back = [gemini_said("x", "user", "Never mind."), gemini_answer("y", "Well."), {"$rewindTo": "x"}]
    return [GEMINI, asked, info, running, called, rest[0], *taken_back, *rest[1:], {"$set": {"summary": "Loans"}}]


def lines(*values: Any) -> str:
    return "".join(f"{json.dumps(value)}\n" for value in values)


def files() -> dict[str, str]:
    """Every sample by the name of its file."""
    anthropic = {"model": "claude-sonnet-4-5", "system": SYSTEM, "messages": BLOCKS}
    asked = {"model": "gpt-4o", "instructions": SYSTEM}
    other = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Good day."}]
    return {
        "openai_messages.json": json.dumps(CHAT, indent=2) + "\n",
        "openai_conversations.jsonl": lines(
            {"id": "loans", "messages": CHAT, "tools": CHAT_TOOLS}, {"messages": other}
        ),
        "openai_requests.jsonl": lines(*map(request, ENDS)),
        "openai_batch.jsonl": lines(
            *({"custom_id": f"r{end}", "method": "POST", "body": request(end)} for end in ENDS)
        ),
        "openai_lines.jsonl": lines(*CHAT),
        "anthropic.json": json.dumps(anthropic, indent=2) + "\n",
        "anthropic_lines.jsonl": lines(*BLOCKS),
        "responses.json": json.dumps({**asked, "input": ITEMS[:-1], "output": ITEMS[-1:]}, indent=2) + "\n",
        "responses_items.json": json.dumps(ITEMS) + "\n",
        "responses_requests.jsonl": lines(*({**asked, "input": ITEMS[:end]} for end in (1, 4, 6))),
        "claude_code.jsonl": lines(*claude_code()),
        "codex_rollout.jsonl": lines(*codex()),
        "gemini_cli.json": json.dumps({**GEMINI, "messages": gemini_chat()}, indent=2) + "\n",
        "litellm_callback.jsonl": lines(*(logged(number, end) for number, end in enumerate(ENDS, 1))),
        "litellm_spend_logs.json": json.dumps([spend(n, end) for n, end in enumerate(ENDS, 1)][::-1], indent=1) + "\n",
    }


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text, "utf-8")
