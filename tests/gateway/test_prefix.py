"""Law 1 through the proxy: what a provider is sent of a conversation begins with what it was sent of it before."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from litellm.types.utils import CallTypes
from tests.evaluation import files, transcripts
from tests.gateway.conversations import SYSTEM, blocks, chat, items
from tests.gateway.proxy import Proxy

from headroom.integrations.litellm import Hook

_asked = os.environ.get("HEADROOM_TRANSCRIPTS")
TRANSCRIPTS, MESSAGES = int(_asked or 2), None if _asked else 30
"""So many of each file are sent, call by call: the first messages, or, where the number is asked for, all of them."""
Growing = list[tuple[str, dict[str, Any]]]


def growing(days: int, **more: Any) -> Iterator[tuple[str, str, Growing]]:
    """A conversation in each shape and to each provider, call by call: the key of its messages, and its requests."""
    for model in ("smart", "kind", "reasoning"):
        yield (
            model,
            "messages",
            [("/v1/chat/completions", {"model": model, "messages": begun, **more}) for begun in calls(chat(days))],
        )
    for model in ("smart", "kind"):
        yield (
            f"{model} blocks",
            "messages",
            [
                ("/v1/messages", {"model": model, "messages": begun, "system": SYSTEM, "max_tokens": 20, **more})
                for begun in calls(blocks(days))
            ],
        )
        yield (
            f"{model} items",
            "input",
            [("/v1/responses", {"model": model, "input": begun, **more}) for begun in calls(items(days))],
        )
    body = {"model": "claude-sonnet-4-5", "system": SYSTEM, "max_tokens": 20}
    yield (
        "passed",
        "messages",
        [("/anthropic/v1/messages", {**body, "messages": begun}) for begun in calls(blocks(days))],
    )


def calls(messages: list[Any]) -> list[list[Any]]:
    """The beginnings of a conversation that an agent asks its model to go on from."""
    last = ("user", "tool", "function_call_output")
    ends = [end for end, message in enumerate(messages, 1) if message.get("role", message.get("type")) in last]
    return [messages[:end] for end in ends]


def conversation(body: dict[str, Any]) -> list[Any]:
    messages: list[Any] = body.get("messages", body.get("input", []))
    return messages


def broken(bodies: list[dict[str, Any]]) -> list[int]:
    """Which of the requests do not begin as the one before ends, byte for byte."""
    texts = [json.dumps(conversation(body)).removesuffix("]") for body in bodies]
    return [place for place in range(1, len(texts)) if not texts[place].startswith(texts[place - 1])]


@pytest.mark.parametrize("growth", [pytest.param(found[2], id=found[0]) for found in growing(5)])
def test_each_request_begins_as_the_one_before(gateway: Proxy, stub, growth: Growing):
    for path, body in growth:
        gateway.post(path, body)
    bodies = [body for _, body in stub.requests]
    assert len(bodies) == len(growth)
    assert broken(bodies) == []
    assert "60 rows" in json.dumps(bodies[-1])


def test_a_window_moves_seldom_and_keeps_the_prefix_between(gateway: Proxy, stub):
    long = [chat(0)[0], *(message for day in range(9) for message in chat(day + 1)[-4:])]
    for begun in calls(long):
        gateway.post("/v1/chat/completions", {"model": "small", "messages": begun, "max_tokens": 200})
    moves = broken([body for _, body in stub.requests])
    assert 0 < len(moves) < len(calls(long)) / 3


def test_another_process_sends_the_same(gateway: Proxy, written: Proxy, stub):
    requests = [growth[-1] for _, _, growth in growing(4)]
    for path, body in requests:
        gateway.post(path, body)
    first = [conversation(body) for _, body in stub.requests]
    stub.requests.clear()
    for path, body in reversed(requests):
        written.post(path, body)
    assert [conversation(body) for _, body in reversed(stub.requests)] == first


@files("transcripts/*.jsonl")
async def test_the_hook_breaks_no_prefix_of_any_transcript(path: Path):
    hook = Hook()
    for messages in transcripts(path):
        sent = []
        for given in calls(messages):
            asked = {"model": "openai/gpt-4o", "messages": given, "model_info": {"max_input_tokens": 1_000_000}}
            sent.append(await hook.async_pre_call_deployment_hook(asked, CallTypes.acompletion) or asked)
        assert broken(sent) == []


@files("transcripts/*.jsonl")
def test_no_prefix_of_a_transcript_is_broken(gateway: Proxy, stub, path: Path, record_property):
    def sent_call_by_call(numbered: tuple[int, list[Any]]) -> int:
        number, messages = numbered
        begun = calls(messages[:MESSAGES])
        for given in begun:
            gateway.post("/v1/chat/completions", {"model": "wide", "messages": given, "user": f"user {number}"})
        return len(begun)

    told = list(enumerate(transcripts(path)[:TRANSCRIPTS]))
    with ThreadPoolExecutor(4) as threads:
        count = sum(threads.map(sent_call_by_call, told))
    record_property("conversations", len(told))
    record_property("requests", count)
    by_user = defaultdict(list)
    for _, body in stub.requests:
        by_user[body["user"]].append(body)
    assert sum(map(len, by_user.values())) == count > 0
    assert {user: moves for user, bodies in by_user.items() if (moves := broken(bodies))} == {}
