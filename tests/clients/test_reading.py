"""What is read of a client and its requests: whose service it is, what is billed how, what the service edits."""

import anthropic
import openai
import pytest
from tests.clients.apis import CHAT, MESSAGES, RESPONSES, orders, results_in
from tests.clients.test_wrapping import CLIENTS

import headroom
from headroom import HeadroomConfig, RollingWindowConfig
from headroom.integrations._services import counted_as, service_of_client


def at(host):
    return openai.OpenAI(api_key="unused", base_url=f"https://{host}/v1")


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("api.openai.com", "openai"),
        ("contoso.openai.azure.com", "azure"),
        ("openrouter.ai", "openrouter"),
        ("api.groq.com", "groq"),
        ("api.deepseek.com", "deepseek"),
        ("groq.example.com", "groq"),
        ("gateway.example.com", None),
        ("localhost", None),
    ],
)
def test_a_host_says_whose_service_it_is(host, service):
    assert service_of_client(at(host)) == service
    assert service_of_client(headroom.wrap(at(host))) == service


@pytest.mark.parametrize(
    ("name", "service"),
    [("AzureOpenAI", "azure"), ("AnthropicBedrock", "bedrock"), ("AsyncAnthropicVertex", "vertexai")],
)
def test_a_class_says_it_first(name, service):
    assert service_of_client(headroom.wrap(CLIENTS[name]())) == service


def test_anthropics_own_host():
    assert service_of_client(anthropic.Anthropic(api_key="unused")) == "anthropic"


@pytest.mark.parametrize(
    ("model", "service", "counted"),
    [
        ("gpt-4o-2024-08-06", "azure", "gpt-4o-2024-08-06"),
        ("our-deployment", "azure", "gpt-4o"),
        ("our-deployment", None, "our-deployment"),
        ("anthropic.claude-opus-5-v1:0", "bedrock", "anthropic.claude-opus-5-v1:0"),
    ],
)
def test_a_deployment_is_counted_as_a_typical_model_of_its_service(model, service, counted):
    assert counted_as(model, service) == counted


def test_an_unknown_model_is_counted_as_an_estimate(stub):
    client = headroom.wrap(CHAT.sync(stub.url))
    client.chat.completions.create(**{**CHAT.request([orders(0)]), "model": "our-deployment"})
    summary = headroom.savings_of(client)
    assert (summary["unpriced_requests"], summary["projected_cost_saved"]) == (1, None)
    assert summary["tokens_saved"] > 500


EDITS = {
    "responses": (RESPONSES, {"truncation": "auto"}),
    "messages": (MESSAGES, {"extra_body": {"context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}}}),
}


@pytest.mark.parametrize("name", EDITS)
def test_nothing_refers_to_what_the_service_may_take_out(stub, name):
    api, edit = EDITS[name]
    client = headroom.wrap(api.sync(stub.url))
    for more in ({}, edit):
        api.resource(client).create(**api.request([orders(0), orders(5)], **more))
    kept, edited = (results_in(body)[1] for body in stub.bodies)
    assert "above" in kept
    assert "above" not in edited
    assert edited.startswith("[40 rows: ")


def breakpoint_(text):
    return [{"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": "1h"}}]


def test_what_is_cached_before_the_messages_is_billed_so(stub):
    client = headroom.wrap(MESSAGES.sync(stub.url))
    client.messages.create(**MESSAGES.request([orders(0)], system=breakpoint_("Be brief.")))
    client.messages.create(**MESSAGES.request([orders(0)], cache_control={"type": "ephemeral"}))
    assert [metrics.projected.cache_write > 0 for metrics in client.metrics_history] == [False, True]
    assert stub.bodies[0]["system"] == breakpoint_("Be brief.")


def test_the_window_moves_and_says_so(stub):
    config = HeadroomConfig(
        model_context_limits={"gpt-4o": 3000}, rolling_window=RollingWindowConfig(output_buffer_tokens=0)
    )
    for api in (CHAT, RESPONSES):
        client = headroom.wrap(api.sync(stub.url), config=config)
        turns = [message for first in range(0, 400, 40) for message in api.told([orders(first)])]
        api.resource(client).create(**{**api.request([]), api.messages: turns})
        sent = stub.bodies[-1][api.messages]
        assert len(sent) < len(turns)
        assert sent[-1]["content" if api is CHAT else "output"].startswith("[40 rows: ")


def test_no_window_where_the_service_holds_the_conversation(stub):
    config = HeadroomConfig(model_context_limits={"gpt-4o": 1500})
    client = headroom.wrap(RESPONSES.sync(stub.url), config=config)
    turns = [message for first in range(0, 400, 40) for message in RESPONSES.told([orders(first)])]
    client.responses.create(model="gpt-4o", input=turns, previous_response_id="resp_0")
    assert len(stub.bodies[0]["input"]) == len(turns)


def test_reports_teach_the_counts_where_all_that_is_read_is_sent(stub):
    client = headroom.wrap(MESSAGES.sync(stub.url))
    calibration = client._headroom.calibrations.of("claude-opus-5")
    stub.usages = [stub.usages[0]._replace(uncached=1200)]
    client.messages.create(**MESSAGES.request([orders(0)]))
    assert calibration.reports == 1
    search = {"type": "web_search_20250305", "name": "web_search"}
    client.messages.create(**MESSAGES.request([orders(0)], tools=[search]))
    assert calibration.reports == 1
