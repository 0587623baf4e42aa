"""Whatever fails inside, the original goes out, counted and logged; ``strict`` raises it before anything is sent."""

import logging

import httpx
import openai
import pytest
from openai import OpenAI
from tests.clients.apis import CHAT, MESSAGES, orders, results_in

import headroom
from headroom import BudgetError, CompressionError, HeadroomConfig, HeadroomError, RollingWindowConfig, ValidationError

STRICT = HeadroomConfig(strict=True)


class InjectedError(Exception):
    """What no code of ours expects."""


def fail(*args, **kwargs):
    raise InjectedError("injected")


PLACES = [
    "headroom._core.plan",
    "headroom.integrations.clients.request.edited_by",
    "headroom.integrations.clients.request.service_of_client",
    "headroom.integrations.clients.seam.request_in",
]
"""Where planning and reading a request may fail."""


@pytest.mark.parametrize("place", PLACES)
async def test_the_original_goes_out(stub, make, ask, place, monkeypatch, caplog):
    client = headroom.wrap(make())
    monkeypatch.setattr(place, fail)
    with caplog.at_level(logging.ERROR, logger="headroom"):
        await ask(client, orders(0))

    assert results_in(stub.bodies[0]) == [orders(0)]
    assert headroom.savings_of(client)["total_faults"] >= 1
    assert "injected" in caplog.text


@pytest.mark.parametrize("place", PLACES)
async def test_strict_raises_and_sends_nothing(stub, make, ask, place, monkeypatch):
    client = headroom.wrap(make(), config=STRICT)
    monkeypatch.setattr(place, fail)
    with pytest.raises(CompressionError, match="injected"):
        await ask(client, orders(0))
    assert stub.bodies == []


async def test_a_stream_is_the_packages_where_none_can_be_made_of_it(stub, make, ask, monkeypatch):
    client = headroom.wrap(make())
    for name in ("stream_telling", "async_stream_telling"):
        monkeypatch.setattr(f"headroom.integrations.clients.seam.{name}", fail)
    assert len(await ask(client, orders(0), stream=True)) > 2
    summary = headroom.savings_of(client)
    assert (summary["total_requests"], summary["reported_requests"], summary["total_faults"]) == (1, 0, 1)


async def test_an_answer_that_cannot_be_read_stands(make, ask, monkeypatch):
    client = headroom.wrap(make())
    monkeypatch.setattr("headroom.integrations.clients.request.usage_in", fail)
    await ask(client, orders(0))
    summary = headroom.savings_of(client)
    assert (summary["total_requests"], summary["reported_requests"], summary["total_faults"]) == (1, 0, 1)


@pytest.mark.parametrize("config", [None, STRICT])
def test_what_is_no_conversation(stub, config):
    client = headroom.wrap(CHAT.sync(stub.url), config=config)
    strange = [{"role": "user", "content": "Hi"}, {"content": "no role"}]
    if config is None:
        client.chat.completions.create(model="gpt-4o", messages=strange)
        assert stub.bodies[0]["messages"] == strange
        assert headroom.savings_of(client)["total_faults"] == 1
    else:
        with pytest.raises(ValidationError, match="a message has a role"):
            client.chat.completions.create(model="gpt-4o", messages=strange)
        assert stub.bodies == []


def test_strict_refuses_what_does_not_fit(stub):
    config = HeadroomConfig(
        strict=True, model_context_limits={"gpt-4o": 50}, rolling_window=RollingWindowConfig(output_buffer_tokens=0)
    )
    client = headroom.wrap(CHAT.sync(stub.url), config=config)
    with pytest.raises(BudgetError) as raised:
        client.chat.completions.create(**CHAT.request([orders(0)]))
    assert isinstance(raised.value, HeadroomError)
    assert stub.bodies == []


def answering(*statuses):
    """A client whose service answers with these, one after the other, then with an answer; and what it was asked."""
    asked, left = [], list(statuses)

    def handle(request):
        asked.append(request.read())
        if left:
            return httpx.Response(left.pop(0), json={"error": {"message": "no"}}, headers={"retry-after-ms": "1"})
        usage = {"prompt_tokens": 900, "completion_tokens": 1, "total_tokens": 901}
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Fine."}}
        head = {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt-4o"}
        return httpx.Response(200, json={**head, "choices": [choice], "usage": usage})

    http_client = httpx.Client(transport=httpx.MockTransport(handle))
    return headroom.wrap(OpenAI(api_key="unused", http_client=http_client, max_retries=2)), asked


def test_a_request_that_is_sent_again_is_planned_and_counted_once():
    client, asked = answering(500, 429)
    client.chat.completions.create(**CHAT.request([orders(0)]))
    assert len(asked) == 3
    assert len(set(asked)) == 1
    summary = headroom.savings_of(client)
    assert (summary["total_requests"], summary["reported_uncached_tokens"]) == (1, 900)


def test_a_request_that_is_refused_is_in_no_account():
    client, asked = answering(400)
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(**CHAT.request([orders(0)]))
    assert len(asked) == 1
    assert headroom.savings_of(client)["total_requests"] == 0


def test_fields_that_the_caller_adds_are_read_and_kept(stub):
    client = headroom.wrap(MESSAGES.sync(stub.url))
    request = MESSAGES.request([orders(0, 600)])
    client.messages.create(**request, extra_body={"model": "claude-haiku-4-5", "cache_control": {"type": "ephemeral"}})
    [metrics] = client.metrics_history
    assert metrics.model == stub.bodies[0]["model"] == "claude-haiku-4-5"
    assert metrics.projected.cache_write > 0
    client.messages.create(**request, extra_body={"messages": [{"role": "user", "content": orders(0)}]})
    assert stub.bodies[1]["messages"][0]["content"] == orders(0)
    assert headroom.savings_of(client)["total_requests"] == 1
