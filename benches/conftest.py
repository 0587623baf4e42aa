"""What the benchmarks share: texts that no memo has seen, and a place to say what pytest-benchmark's table cannot."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peers.documents import MAKERS, Source, document

_SEEDS = itertools.count(1)
_SAID = pytest.StashKey[list[str]]()

CARRIED = ".venv-peers/vocabulary/lib/python*/site-packages/litellm/litellm_core_utils/tokenizers"
"""`make bench-peers` leaves tiktoken's vocabulary here, so that it counts without a network."""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SAID] = []
    for folder in config.rootpath.glob(CARRIED):
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(folder))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.stash[_SAID]:
        terminalreporter.section("findings")
        for line in config.stash[_SAID]:
            terminalreporter.write_line(line)


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Adds a line to the summary at the end."""
    return request.config.stash[_SAID].append


@pytest.fixture
def fresh() -> Callable[..., str]:
    """Makes a document of a kind that is unlike every one before."""
    return lambda kind, scale=1.0: document(kind, next(_SEEDS), scale).text


@pytest.fixture(scope="session")
def large() -> Callable[[], str]:
    """Makes 5 MB of orders; each differs from the ones before in every order's id."""
    make, count = MAKERS["orders"]
    text = json.dumps(make(Source("large"), 250 * count))
    text = text[: text.index("ord_", 5_000_000)].rsplit(', {"id"', 1)[0] + "]}"
    return lambda: text.replace("ord_", f"ord_{next(_SEEDS)}_")


@pytest.fixture
def around() -> Callable[[str], list[dict[str, Any]]]:
    """The short conversation in which a tool's result arrives."""
    return tool_conversation


def tool_conversation(text: str, turns: int = 1) -> list[dict[str, Any]]:
    call = {"id": "call_0", "type": "function", "function": {"name": "fetch", "arguments": '{"day":"monday"}'}}
    messages: list[dict[str, Any]] = [{"role": "system", "content": "You are the assistant of a web shop."}]
    for _ in range(turns):
        messages += [
            {"role": "user", "content": "Which of the orders of Monday were refunded, and why?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_0", "content": text},
        ]
    return messages


@pytest.fixture(scope="session")
def tiktoken_count() -> Callable[[str], int]:
    """tiktoken's count, or a skip that says what is missing."""
    tiktoken = pytest.importorskip("tiktoken", reason="tiktoken is not installed: nothing to compare with")
    cache = os.environ.get("TIKTOKEN_CACHE_DIR")
    if not cache or not Path(cache).is_dir():
        pytest.skip("tiktoken's vocabulary is not at hand: set TIKTOKEN_CACHE_DIR, or run make bench-peers once")
    encode = tiktoken.get_encoding("o200k_base").encode_ordinary
    return lambda text: len(encode(text))
