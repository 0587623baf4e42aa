"""The account of a gateway as counters: what LiteLLM's hook has sent, beside the wrapped models of the process."""

from __future__ import annotations

import pytest

pytest.importorskip("prometheus_client", reason="prometheus-client is not installed")

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from tests.gateway.test_account import answered, event, planned

from headroom.integrations.litellm import Hook
from headroom.integrations.prometheus import HeadroomCollector


async def test_a_hook_is_scraped_by_model_and_tells_no_keys_and_teams():
    hook, registry = Hook(), CollectorRegistry()
    registry.register(HeadroomCollector(hook, members=True))
    for call_id in ("1", "2"):
        await planned(hook, call_id)
        await answered(hook, event(call_id, "a key", "a team", prompt_tokens=100))
    text = generate_latest(registry).decode()
    found = {
        (sample.name, sample.labels.get("model"), sample.labels.get("kind")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    summary, model = hook.summary(), "openai/gpt-4o"
    assert found["headroom_requests_total", model, None] == 2
    assert found["headroom_tokens_before_total", model, None] == summary["tokens_before"] > 0
    assert found["headroom_tokens_after_total", model, "uncached"] == summary["projected_uncached_tokens"]
    assert found["headroom_reported_tokens_total", model, "uncached"] == summary["reported_uncached_tokens"] == 200
    assert found["headroom_real_cost_usd_total", model, None] == summary["real_cost"]
    assert not any(word in text for word in ("a key", "a team"))
