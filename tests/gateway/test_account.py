"""The account of a gateway, by the events that LiteLLM tells it of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litellm.types.utils import CallTypes
from tests.gateway.conversations import blocks, chat

from headroom import HeadroomConfig, ModelPrice
from headroom.integrations.litellm import Hook, account

CLAUDE = "anthropic/claude-sonnet-4-5"


def event(call_id: str, key: str | None = "a key", team: str | None = "a team", **usage: Any) -> dict[str, Any]:
    """What LiteLLM says of a request that was answered."""
    metadata = {"user_api_key_alias": key, "user_api_key_team_alias": team, "usage_object": usage or None}
    return {"litellm_call_id": call_id, "standard_logging_object": {"metadata": metadata}}


async def planned(hook: Hook, call_id: str, model: str = "openai/gpt-4o", **fields: Any) -> None:
    given = {"model": model, "messages": chat(1), "litellm_call_id": call_id, **fields}
    await hook.async_pre_call_deployment_hook(given, CallTypes.acompletion)


async def answered(hook: Hook, told: dict[str, Any]) -> None:
    await hook.async_log_success_event(told, None, None, None)


async def test_savings_stand_by_model_key_and_team():
    hook = Hook()
    for call_id, model, key, team in (
        ("1", "openai/gpt-4o", "a", "x"),
        ("2", CLAUDE, "b", "x"),
        ("3", CLAUDE, "b", None),
    ):
        await planned(hook, call_id, model)
        await answered(hook, event(call_id, key, team))
    summary = hook.summary()
    for name, counts in (
        ("models", {"openai/gpt-4o": 1, CLAUDE: 2}),
        ("keys", {"a": 1, "b": 2}),
        ("teams", {"x": 2, None: 1}),
    ):
        found: dict[str | None, Any] = summary[name]  # type: ignore[literal-required]
        assert {one: sums["total_requests"] for one, sums in found.items()} == counts
        assert sum(sums["tokens_saved"] for sums in found.values()) == summary["tokens_saved"] > 0


@pytest.mark.parametrize(
    ("metadata", "key", "team"),
    [
        ({"user_api_key_hash": "88dc", "user_api_key_team_id": "t-1"}, "88dc", "t-1"),
        ({"user_api_key_hash": "88dc", "user_api_key_alias": "ours", "user_api_key": "sk-secret"}, "ours", None),
        ({}, None, None),
    ],
)
async def test_a_key_goes_by_its_alias_or_its_hash_and_never_by_itself(metadata, key, team):
    hook = Hook()
    await planned(hook, "1")
    await answered(hook, {"litellm_call_id": "1", "standard_logging_object": {"metadata": metadata}})
    assert list(hook.summary()["keys"]) == [key]
    assert list(hook.summary()["teams"]) == [team]


async def test_a_request_is_accounted_for_once_by_its_last_attempt():
    hook = Hook()
    await planned(hook, "1", CLAUDE)
    await planned(hook, "1")
    for _ in range(3):
        await answered(hook, event("1"))
    assert {model: sums["total_requests"] for model, sums in hook.summary()["models"].items()} == {"openai/gpt-4o": 1}


async def test_what_no_model_has_answered_is_in_no_account():
    hook = Hook()
    await planned(hook, "1")
    await answered(hook, {**event("1"), "cache_hit": True})
    await answered(hook, event("another"))
    assert hook.summary()["total_requests"] == 0


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_tokens": 1000, "prompt_tokens_details": {"cached_tokens": 400}}, (600, 400, 0)),
        (
            {"prompt_tokens": 1000, "prompt_tokens_details": {"cached_tokens": 400, "cache_creation_tokens": 500}},
            (100, 400, 500),
        ),
        ({"prompt_tokens": 1000, "cache_creation_input_tokens": 500, "prompt_tokens_details": None}, (500, 0, 500)),
        ({"prompt_tokens": "many", "prompt_tokens_details": "none"}, (0, 0, 0)),
    ],
)
async def test_reported_tokens_are_told_apart_by_how_they_are_billed(usage, tokens):
    hook = Hook()
    await planned(hook, "1", CLAUDE)
    await answered(hook, event("1", **usage))
    summary = hook.summary()
    names = ("reported_uncached_tokens", "reported_cache_read_tokens", "reported_cache_write_tokens")
    assert tuple(summary[name] for name in names) == tokens  # type: ignore[literal-required]
    assert summary["reported_requests"] == (1 if any(tokens) else 0)


async def test_what_is_cached_for_an_hour_costs_what_that_costs():
    price = ModelPrice(10.0, cache_read=1.0, cache_write=12.5, cache_write_hour=20.0, automatic=False)
    usage = {"prompt_tokens": 1000, "prompt_tokens_details": {"cache_creation_tokens": 1000}}
    hour = {"cache_creation_token_details": {"ephemeral_1h_input_tokens": 1000}}
    costs = []
    for details in ({}, hour):
        hook = Hook(HeadroomConfig(model_prices={CLAUDE: price}))
        await planned(hook, "1", CLAUDE, messages=blocks(1))
        await answered(
            hook, event("1", **{**usage, "prompt_tokens_details": {**usage["prompt_tokens_details"], **details}})
        )
        costs.append(hook.summary()["real_cost"])
    assert costs == [pytest.approx(0.0125), pytest.approx(0.02)]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("openai/responses/gpt-4o", {}),
        ("azure/ours", {"model_info": {"base_model": "azure/gpt-4o"}}),
        ("bedrock/converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0", {}),
        ("gpt-4o", {"custom_llm_provider": "azure"}),
    ],
)
async def test_ids_are_priced_as_litellm_spells_them(model, fields):
    hook = Hook()
    await planned(hook, "1", model, **fields)
    await answered(hook, event("1"))
    assert hook.summary()["projected_cost_saved"] > 0


async def test_an_account_stays_as_small_as_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(account, "_MOST_PLANNED", 5)
    monkeypatch.setattr(account, "_MOST_KEYS", 3)
    hook = Hook()
    for number in range(8):
        await planned(hook, str(number))
    for number in range(8):
        await answered(hook, event(str(number), key=f"key {number}"))
    keys = hook.summary()["keys"]
    assert {key: sums["total_requests"] for key, sums in keys.items()} == {"key 5": 1, "key 6": 1, "key 7": 1, None: 2}


async def test_what_litellm_says_otherwise_than_expected_does_no_harm(caplog: pytest.LogCaptureFixture):
    hook = Hook()
    await planned(hook, "1")
    for told in ({}, {"litellm_call_id": "1", "standard_logging_object": None}, {"litellm_call_id": ["1"]}, None):
        await answered(hook, told)  # type: ignore[arg-type]
    assert hook.summary()["total_requests"] == 1
    assert hook.summary()["total_faults"] == 2
    assert len(caplog.records) == 2


async def test_threads_lose_nothing():
    hook = Hook()
    for number in range(200):
        await planned(hook, str(number))
    report = account.Report.of(event("any", prompt_tokens=10))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: hook._account.answered(str(number), report), range(200)))
    assert hook.summary()["total_requests"] == hook.summary()["reported_requests"] == 200
