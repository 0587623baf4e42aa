"""Whatever a file holds, it is read, or said to be none that can be read: there is no other error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import HeadroomError
from headroom._replay.sums import ReplaySums
from headroom.cli import main
from headroom.transcripts import read, replay
from tests.cli.samples import BLOCKS, CHAT, ITEMS, claude_code, codex, gemini_lines, logged

KEYS = [
    "role", "content", "messages", "message", "type", "input", "output", "tool_calls", "id", "call_id", "uuid", "model",
    "parentUuid", "isSidechain", "usage", "metadata", "call_type", "response", "status", "body", "system", "name",
    "tools", "arguments", "function", "text", "tool_use_id", "prompt_tokens", "data", "subtype",
    "payload", "info", "last_token_usage", "num_turns", "sessionId", "projectHash", "toolCalls", "result", "$set",
    "$rewindTo", "parts",
]  # fmt: skip
WORDS = [
    "user",
    "assistant",
    "tool",
    "system",
    "text",
    "tool_use",
    "tool_result",
    "function_call",
    "",
    "a",
    "\ud83d",
    "[1, 2]",
]
scalars = st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats(allow_nan=False) | st.sampled_from(WORDS)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)
SAMPLES = [
    *CHAT,
    *BLOCKS,
    *ITEMS,
    *claude_code(),
    *codex(),
    *gemini_lines(),
    logged(1, 4),
    {"messages": CHAT},
    {"model": "gpt-4o", "input": ITEMS},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


def spoilt(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = spoilt(copy[path[0]], path[1:], by)
    return copy


@st.composite
def nearly(draw: st.DrawFn) -> Any:
    """A value of a transcript with something else in one of its places."""
    sample = draw(st.sampled_from(SAMPLES))
    return spoilt(sample, draw(st.sampled_from(places(sample))), draw(values))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random") / "file.jsonl"


@given(lines=st.lists(nearly() | values | st.sampled_from(SAMPLES), min_size=1, max_size=6))
def test_any_lines_are_read_and_replayed_or_refused(lines: list[Any], path: Path):
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    sums = ReplaySums()
    try:
        for transcript in read(str(path), on_problem=lambda problem: None):
            assert transcript.requests
            assert all(0 < request.end <= len(transcript.messages) for request in transcript.requests)
            sums.add(replay(transcript, model="gpt-4o"))
    except HeadroomError:
        return
    assert sum(part.tokens_sent for part in sums.parts.values()) == sums.total.sent.total


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_text_or_refused(content: bytes, path: Path):
    path.write_bytes(content)
    for command in (["count"], ["compress", "--quiet", "-o", str(path.with_name("out"))], ["replay"]):
        assert main([command[0], str(path), *command[1:]]) in (0, 1, 3)


@given(lines=st.lists(nearly(), min_size=1, max_size=4))
def test_what_is_compressed_is_expanded_or_refused(lines: list[Any], path: Path):
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    sent, back = path.with_name("sent"), path.with_name("back")
    if main(["compress", "--quiet", str(path), "-o", str(sent)]) != 0 or "\n" not in sent.read_text("utf-8"):
        return
    assert main(["expand", str(sent), "-o", str(back)]) in (0, 1)
