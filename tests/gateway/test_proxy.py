"""The proxy as it is started by `litellm --config`, asked by the clients that people have."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import anthropic
import openai
import pytest
from tests.gateway.conversations import SYSTEM, TABLE, TOOLS, blocks, chat, items
from tests.gateway.proxy import KEY, Proxy
from tests.provider_stub import ANSWER, Usage


@pytest.fixture
def client(gateway: Proxy):
    with openai.OpenAI(base_url=f"{gateway.url}/v1", api_key=KEY, max_retries=0) as made:
        yield made


@pytest.fixture
def claude(gateway: Proxy):
    with anthropic.Anthropic(base_url=gateway.url, api_key=KEY, max_retries=0) as made:
        yield made


def test_the_openai_client_asks_for_chat(client, sent):
    answer = client.chat.completions.create(model="smart", messages=chat(2), tools=TOOLS)
    text, body = sent()
    assert answer.choices[0].message.content == ANSWER
    assert (text.count(TABLE), body["model"], body["tools"]) == (2, "gpt-4o", TOOLS)
    assert [said for said in body["messages"] if said["role"] == "user"] == [
        said for said in chat(2) if said["role"] == "user"
    ]


def test_the_openai_client_streams_chat(client, sent):
    chunks = list(client.chat.completions.create(model="smart", messages=chat(2), stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == ANSWER
    assert sent()[0].count(TABLE) == 2


async def test_the_asynchronous_client_asks_for_many_at_once(gateway, stub):
    async with openai.AsyncOpenAI(base_url=f"{gateway.url}/v1", api_key=KEY, max_retries=0) as made:
        await asyncio.gather(
            *(made.chat.completions.create(model="smart", messages=chat(days)) for days in range(1, 9))
        )
    counts = sorted(json.dumps(body).count(TABLE) for _, body in stub.requests)
    assert counts == list(range(1, 9))


@pytest.mark.parametrize("model", ["smart", "kind"])
@pytest.mark.parametrize("stream", [False, True])
def test_the_openai_client_asks_for_responses(client, sent, model, stream):
    answer = client.responses.create(model=model, input=items(2), instructions=SYSTEM, stream=stream)
    if stream:
        answer = next(event for event in answer if event.type == "response.completed").response
    assert answer.output_text == ANSWER
    text, _ = sent()
    assert (text.count(TABLE), "text as it came" in text) == (2, False)


@pytest.mark.parametrize("model", ["kind", "smart"])
def test_the_anthropic_client_asks_for_messages(claude, sent, model):
    answer = claude.messages.create(model=model, max_tokens=20, system=SYSTEM, messages=blocks(2))
    assert answer.content[0].text == ANSWER
    text, _ = sent()
    assert (text.count(TABLE), "text as it came" in text) == (2, False)
    assert text.count('"cache_control"') == (2 if model == "kind" else 0)


def test_the_anthropic_client_streams_messages(claude, sent):
    with claude.messages.stream(model="kind", max_tokens=20, messages=blocks(2)) as stream:
        assert stream.get_final_text() == ANSWER
    assert sent()[0].count(TABLE) == 2


PASSED = [
    ("/anthropic/v1/messages", "messages", {"model": "claude-sonnet-4-5", "system": SYSTEM, "messages": blocks(2)}),
    ("/openai_passthrough/v1/chat/completions", "messages", {"model": "gpt-4o", "messages": chat(2)}),
    ("/openai_passthrough/v1/responses", "input", {"model": "gpt-4o", "instructions": SYSTEM, "input": items(2)}),
]


@pytest.mark.parametrize(("path", "key", "body"), PASSED, ids=lambda value: str(value)[:30])
def test_requests_that_are_passed_through_are_compressed(gateway, sent, path, key, body):
    assert ANSWER in json.dumps(gateway.post(path, body))
    text, passed = sent()
    assert text.count(TABLE) == 2
    assert passed == {**body, key: passed[key]}


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/v1/chat/completions", {"model": "smart", "messages": chat(1)}),
        ("/v1/messages", {"model": "kind", "messages": blocks(1), "max_tokens": 20}),
        ("/v1/responses", {"model": "smart", "input": items(1)}),
    ],
)
def test_a_request_with_the_header_goes_out_as_it_is(gateway, sent, path, given):
    gateway.post(path, given, x_headroom_bypass="true")
    assert TABLE not in sent()[0]


def test_a_deployment_says_which_model_it_is_and_how_much_fits(gateway, sent):
    long = [chat(0)[0], *(message for day in range(6) for message in chat(day + 1)[1:])]
    record = gateway.recorded("/v1/chat/completions", {"model": "small", "messages": long, "max_tokens": 100})
    _, body = sent()
    assert len(body["messages"]) < len(long)
    assert body["messages"][0]["content"] == SYSTEM
    assert "gpt-4o-mini" in record["summary"]["models"]
    assert "openai/our-deployment" not in record["summary"]["models"]


ACCOUNTED = ("openai/gpt-4.1", "anthropic/claude-opus-4-5", "claude-opus-4-5")
"""Models that no other test asks: LiteLLM tells late of requests, and of others' it does not here."""


def recorded(gateway: Proxy) -> list[dict[str, Any]]:
    """Ask for one answer of each kind, and give the records."""
    requests = [
        ("/v1/chat/completions", {"model": "accounted", "messages": chat(2)}),
        ("/v1/messages", {"model": "accounted kind", "messages": blocks(2), "max_tokens": 20}),
        ("/v1/messages", {"model": "accounted", "messages": blocks(2), "max_tokens": 20}),
        ("/v1/responses", {"model": "accounted", "input": items(2)}),
        ("/v1/responses", {"model": "accounted kind", "input": items(2)}),
        ("/anthropic/v1/messages", {"model": "claude-opus-4-5", "messages": blocks(2), "max_tokens": 20}),
    ]
    return [gateway.recorded(path, body) for path, body in requests]


def test_the_account_and_the_spend_log_hold_what_each_request_saved_and_the_provider_reported(gateway, stub):
    stub.usages[:] = [Usage(100, 30, 0)]
    records = recorded(gateway)
    savings = [record["metadata"]["compression_savings"] for record in records]
    saved = [one["tokens_before"] - one["tokens_after"] for one in savings]
    assert {one["source"] for one in savings} == {"headroom"}
    assert [one["tokens_saved"] for one in savings] == saved
    assert min(saved) > 1000
    summary = records[-1]["summary"]
    sums = {name: summary["models"][name] for name in ACCOUNTED}
    assert [sums[name]["total_requests"] for name in ACCOUNTED] == [3, 2, 1]
    assert [sums[name]["reported_requests"] for name in ACCOUNTED] == [3, 2, 1]
    assert [sums[name]["reported_uncached_tokens"] for name in ACCOUNTED] == [300, 200, 100]
    assert [sums[name]["reported_cache_read_tokens"] for name in ACCOUNTED] == [90, 60, 30]
    assert sum(sums[name]["tokens_saved"] for name in ACCOUNTED) == sum(saved)
    assert summary["keys"].keys() == {"litellm_proxy_master_key"}
    assert summary["total_faults"] == 0


def test_a_request_that_was_not_compressed_is_in_no_account(gateway, stub):
    asked = {"model": "at times accounted", "messages": chat(1)}
    records = [
        gateway.recorded("/v1/chat/completions", asked, x_headroom_bypass=bypass)
        for bypass in ("false", "true", "false")
    ]
    assert [bool(record["metadata"].get("compression_savings")) for record in records] == [True, False, True]
    counts = [record["summary"]["models"]["openai/gpt-4.1-mini"]["total_requests"] for record in records]
    assert counts == [1, 1, 2]
