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
    gateway.post("/v1/chat/completions", {"model": "small", "messages": long, "max_tokens": 100})
    _, body = sent()
    assert len(body["messages"]) < len(long)
    assert body["messages"][0]["content"] == SYSTEM
    [record] = gateway.records(1)
    assert "gpt-4o-mini" in record["summary"]["models"]
    assert "openai/our-deployment" not in record["summary"]["models"]


def asked(gateway: Proxy, before: dict[str, Any] | None = None) -> list[tuple[str, Any]]:
    """One request of each kind, and its record."""
    requests = [
        ("/v1/chat/completions", {"model": "smart", "messages": chat(2)}),
        ("/v1/messages", {"model": "kind", "messages": blocks(2), "max_tokens": 20}),
        ("/v1/messages", {"model": "smart", "messages": blocks(2), "max_tokens": 20}),
        ("/v1/responses", {"model": "smart", "input": items(2)}),
        ("/v1/responses", {"model": "kind", "input": items(2)}),
        ("/anthropic/v1/messages", {"model": "claude-sonnet-4-5", "messages": blocks(2), "max_tokens": 20}),
    ]
    found = []
    for number, (path, body) in enumerate(requests, 1):
        gateway.post(path, body)
        found.append((path, gateway.records(number)[-1]))
    return found


def test_the_account_holds_what_each_request_saved_and_the_provider_reported(gateway, stub):
    stub.usages[:] = [Usage(100, 30, 0)]
    gateway.post("/v1/chat/completions", {"model": "smart", "messages": chat(1)}, x_headroom_bypass="true")
    before = gateway.records(1)[-1]["summary"]
    gateway.forget()
    records = asked(gateway)
    after = records[-1][1]["summary"]
    grown = {name: after[name] - before[name] for name in ("total_requests", "reported_requests", "tokens_saved")}
    read = {name: after[name] - before[name] for name in ("reported_uncached_tokens", "reported_cache_read_tokens")}
    assert grown.pop("tokens_saved") > 6 * 1000
    assert grown == {"total_requests": 6, "reported_requests": 6}
    assert read == {"reported_uncached_tokens": 600, "reported_cache_read_tokens": 180}
    assert after["keys"].keys() == {"litellm_proxy_master_key"}
    assert {"openai/gpt-4o", "anthropic/claude-sonnet-4-5"} <= after["models"].keys()
    assert after["total_faults"] == 0


def test_the_spend_log_of_the_proxy_says_what_was_saved(gateway, stub):
    for _, record in asked(gateway):
        savings = record["metadata"].get("compression_savings")
        assert savings["source"] == "headroom"
        assert savings["tokens_saved"] == savings["tokens_before"] - savings["tokens_after"] > 1000


def test_a_request_that_was_not_compressed_is_in_no_account(gateway, stub):
    gateway.post("/v1/chat/completions", {"model": "smart", "messages": chat(1)}, x_headroom_bypass="true")
    [record] = gateway.records(1)
    assert record["metadata"].get("compression_savings") is None
