"""Clients of other services, each with URLs, headers and signatures of its own, and many requests at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import anthropic
import openai
import pytest
from tests.clients.apis import CHAT, MESSAGES, orders, results_in
from tests.provider_stub import ANSWER

import headroom
from headroom.integrations.agno import HeadroomAgnoModel


def is_table(body):
    return results_in(body)[0].startswith("[40 rows: ")


def test_azure(stub):
    client = openai.AzureOpenAI(azure_endpoint=stub.url, api_version="2024-10-21", api_key="unused")
    wrapped = headroom.wrap(client)
    for one in (wrapped, wrapped.with_options(max_retries=0)):
        answer = one.chat.completions.create(**CHAT.request([orders(0)]))
        assert answer.choices[0].message.content == ANSWER
    assert all(map(is_table, stub.bodies))
    [first, second] = wrapped.metrics_history
    assert first.real_cost == second.real_cost > 0


async def test_azure_asynchronously(stub):
    client = openai.AsyncAzureOpenAI(azure_endpoint=stub.url, api_version="2024-10-21", api_key="unused")
    async with headroom.wrap(client) as wrapped:
        await wrapped.chat.completions.create(**CHAT.request([orders(0)]))
    assert is_table(stub.bodies[0])


def test_bedrock_signs_what_is_sent(stub):
    pytest.importorskip("botocore", reason="signing takes it")
    keys = {"aws_region": "us-east-1", "aws_access_key": "unused", "aws_secret_key": "unused"}
    client = headroom.wrap(anthropic.AnthropicBedrock(base_url=stub.url, **keys))
    request = MESSAGES.request([orders(0)]) | {"model": "anthropic.claude-opus-5-v1:0"}
    assert client.messages.create(**request).content[0].text == ANSWER
    assert is_table(stub.bodies[0])
    assert "model" not in stub.bodies[0]  # the package has it in the path
    assert client.metrics_history[0].model == "anthropic.claude-opus-5-v1:0"


def test_vertex(stub):
    client = anthropic.AnthropicVertex(region="us-east5", project_id="p", access_token="unused", base_url=stub.url)
    wrapped = headroom.wrap(client)
    assert wrapped.messages.create(**MESSAGES.request([orders(0)])).content[0].text == ANSWER
    assert is_table(stub.bodies[0])


def test_the_account_is_exact_under_threads(stub):
    client = headroom.wrap(CHAT.sync(stub.url))

    def ask(number):
        client.with_options(timeout=30).chat.completions.create(**CHAT.request([orders(number)]))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(40)))
    check_sums(client)


async def test_the_account_is_exact_under_tasks(stub):
    client = headroom.wrap(CHAT.asynchronous(stub.url))
    requests = (CHAT.request([orders(number)], stream=number % 2 == 0, **CHAT.streaming) for number in range(40))

    async def ask(request):
        answer = await client.chat.completions.create(**request)
        if request["stream"]:
            assert [chunk async for chunk in answer]

    await asyncio.gather(*map(ask, ({**request} for request in requests)))
    check_sums(client)


def check_sums(client):
    summary = headroom.savings_of(client)
    assert (summary["total_requests"], summary["reported_requests"], summary["total_faults"]) == (40, 40, 0)
    assert summary["tokens_saved"] == sum(metrics.tokens_saved for metrics in client.metrics_history) > 0


def test_a_wrapped_client_under_a_wrapped_model_sends_the_same(stub):
    agno = pytest.importorskip("agno.models.openai", reason="agno is not installed")
    from agno.models.message import Message

    if "client" not in agno.OpenAIChat.__dataclass_fields__:
        pytest.skip("this agno takes no client")
    messages = [Message(**message) for message in CHAT.told([orders(0), orders(5)])]
    clients = CHAT.sync(stub.url), headroom.wrap(CHAT.sync(stub.url))
    for client in clients:
        HeadroomAgnoModel(agno.OpenAIChat(id="gpt-4o", client=client)).response(messages[:])
    assert stub.bodies[0] == stub.bodies[1]
    assert is_table(stub.bodies[0])
