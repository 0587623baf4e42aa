"""What goes over the wire from a wrapped client, beside what the client that it was made of sends."""

import copy
import json

import pytest
from tests.clients.apis import MESSAGES, orders, results_in, without_results

import headroom
from headroom import HeadroomConfig

STREAMED = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])


@STREAMED
async def test_results_alone_differ_and_the_answer_is_the_same(stub, make, ask, streamed):
    client = make()
    more = {"stream": True} if streamed else {}
    plain = await ask(client, orders(0), **more)
    wrapped = await ask(headroom.wrap(client), orders(0), **more)

    given, sent = stub.bodies
    assert wrapped == plain
    assert without_results(sent) == without_results(given)
    assert results_in(given) == [orders(0)]
    assert results_in(sent)[0].startswith("[40 rows: id,placed_at,state,total")
    assert headroom.expand(results_in(sent)[0]) == json.dumps(json.loads(orders(0)), separators=(",", ":"))


@STREAMED
async def test_one_account_settled_by_what_the_provider_reports(stub, make, ask, streamed):
    client = headroom.wrap(make())
    more = {"stream": True} if streamed else {}
    for _ in range(2):
        await ask(client, orders(0), **more)

    summary = headroom.savings_of(client)
    assert (summary["total_requests"], summary["reported_requests"], summary["total_faults"]) == (2, 2, 0)
    assert summary["reported_uncached_tokens"] == 200
    assert summary["tokens_saved"] == client.tokens_saved > 1000
    assert summary["real_cost"] > 0
    assert client.get_savings_summary() == summary
    assert [metrics.tokens_saved for metrics in client.metrics_history] == [client.tokens_saved / 2] * 2


async def test_the_second_requests_prefix_is_the_first_ones_bytes(stub, api, make, ask):
    client = headroom.wrap(make())
    await ask(client, orders(0))
    await ask(client, orders(0), orders(5))

    first, second = (json.dumps(body[api.messages]) for body in stub.bodies)
    assert second.startswith(first[:-1])
    assert len(results_in(stub.bodies[1])[1]) < 300  # 35 of its 40 rows stand above


async def test_the_callers_messages_stay_as_they_are(api, make):
    client, request = headroom.wrap(make()), api.request([orders(0), orders(5)])
    before = copy.deepcopy(request)
    answer = api.resource(client).create(**request)
    if hasattr(answer, "__await__"):
        await answer
    assert request == before


async def test_cached_tokens_are_told_apart(stub, make, ask):
    stub.usages = [stub.usages[0]._replace(uncached=10, cache_read=2000)]
    client = headroom.wrap(make())
    await ask(client, orders(0))
    [metrics] = client.metrics_history
    assert metrics.reported[:2] == (10, 2000)


@pytest.mark.parametrize("mode", ["audit", "simulate"])
async def test_modes_that_only_count_send_what_was_given(stub, make, ask, mode):
    client = headroom.wrap(make(), config=HeadroomConfig(default_mode=mode))
    await ask(client, orders(0))
    assert results_in(stub.bodies[0]) == [orders(0)]
    assert (client.tokens_saved > 0) == (mode == "simulate")


def test_what_is_no_request_to_a_model_passes(stub):
    client = headroom.wrap(MESSAGES.sync(stub.url))
    client.messages.count_tokens(model="claude-opus-5", messages=MESSAGES.told([orders(0)]))
    assert results_in(stub.bodies[0]) == [orders(0)]
    assert headroom.savings_of(client)["total_requests"] == 0
