"""The hook in a program that calls litellm itself: what goes to the provider, and what stays as it came."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import Any

import litellm
import pytest
from hypothesis import given
from litellm.types.utils import CallTypes
from tests.gateway.conversations import SYSTEM, TABLE, TOOLS, blocks, chat, items
from tests.gateway.provider import GatewayProvider
from tests.laws.conversations import any_conversations

from headroom import (
    ConfigurationError,
    HeadroomConfig,
    RollingWindowConfig,
    RunBudget,
    SentText,
    SmartCrusherConfig,
    compress,
)
from headroom.integrations.litellm import Hook
from headroom.integrations.litellm import hook as imported

pytestmark = pytest.mark.asyncio(loop_scope="module")  # as LiteLLM's worker keeps to one


@pytest.fixture
def registered():
    """Registers a hook as a program would; LiteLLM knows no other of the kind meanwhile."""

    def register(hook: Hook) -> Hook:
        litellm.logging_callback_manager._reset_all_callbacks()
        litellm.callbacks = [hook]
        return hook

    yield register
    litellm.logging_callback_manager._reset_all_callbacks()


@pytest.fixture
def hook(registered) -> Hook:
    return registered(Hook())


@pytest.fixture
def openai(stub: GatewayProvider) -> dict[str, str]:
    return {"api_base": f"{stub.url}/v1", "api_key": "unused"}


@pytest.fixture
def claude(stub: GatewayProvider) -> dict[str, str]:
    return {"api_base": stub.url, "api_key": "unused"}


async def deployed(hook: Hook, call_type: str = "acompletion", **fields: Any) -> dict[str, Any] | None:
    """What the hook makes of a request to a deployment."""
    return await hook.async_pre_call_deployment_hook({"model": "openai/gpt-4o", **fields}, CallTypes(call_type))


async def test_a_model_that_is_given_by_its_place_is_known(hook, stub, openai):
    await litellm.acompletion("openai/gpt-4o", messages=chat(2), **openai)
    [(_, body)] = stub.requests
    assert TABLE in json.dumps(body)


@pytest.mark.parametrize(
    ("model", "path"), [("openai/gpt-4o", "/v1/chat/completions"), ("openai/responses/gpt-4o", "/v1/responses")]
)
async def test_chat_goes_out_compressed(hook, stub, openai, model, path):
    await litellm.acompletion(model=model, messages=chat(2), **openai)
    [(asked, body)] = stub.requests
    assert (asked, json.dumps(body).count(TABLE)) == (path, 2)


async def test_messages_to_anthropic_keep_their_breakpoints(hook, sent, claude):
    given = blocks(2)
    await litellm.anthropic.messages.acreate(
        model="anthropic/claude-sonnet-4-5", messages=given, system=SYSTEM, max_tokens=10, **claude
    )
    _, body = sent()
    first = [message["content"][0] for message in body["messages"] if isinstance(message["content"], list)]
    results = [block for block in first if block["type"] == "tool_result"]
    assert [TABLE in result["content"] for result in results] == [True, True]
    assert [result["cache_control"] for result in results] == [{"type": "ephemeral"}] * 2
    assert body["system"] == SYSTEM


async def test_responses_keep_all_but_what_tools_returned(hook, sent, openai):
    given = items(2)
    await litellm.aresponses(model="openai/gpt-4o", input=given, instructions=SYSTEM, **openai)
    _, body = sent()
    kept = [(one, other) for one, other in zip(given, body["input"], strict=True) if "output" not in one]
    assert all(one == other for one, other in kept)
    assert [TABLE in item["output"] for item in body["input"] if "output" in item] == [True, True]
    assert body["instructions"] == SYSTEM


async def test_a_reference_to_an_earlier_response_and_compacted_items_stay(hook):
    given = [{"type": "compaction", "encrypted_content": "gAAAA"}, *items(1)[3:4]]
    made = await deployed(hook, "aresponses", input=given, previous_response_id="resp_1")
    assert made is not None
    assert made["previous_response_id"] == "resp_1"
    assert made["input"][0] is given[0]
    assert TABLE in made["input"][1]["output"]


@pytest.mark.parametrize("bridged", ["anthropic/claude-sonnet-4-5", "openai/gpt-4o"])
async def test_a_request_that_is_put_to_another_api_is_compressed_once(hook, sent, stub, bridged):
    given = {"api_base": stub.url if "claude" in bridged else f"{stub.url}/v1", "api_key": "unused"}
    if "claude" in bridged:
        await litellm.aresponses(model=bridged, input=items(1), **given)
    else:
        await litellm.anthropic.messages.acreate(model=bridged, messages=blocks(1), max_tokens=10, **given)
    text, _ = sent()
    assert (text.count(TABLE), "text as it came" in text) == (1, False)
    await _accounted(hook, 1)


async def test_system_prompts_users_words_and_tools_stay_as_they_came(hook, sent, openai):
    given = chat(2)
    await litellm.acompletion(model="openai/gpt-4o", messages=given, tools=TOOLS, **openai)
    _, body = sent()
    said = [message for message in body["messages"] if message["role"] in ("system", "user")]
    assert said == [message for message in given if message["role"] in ("system", "user")]
    assert body["tools"] == TOOLS


async def test_a_settings_says_that_users_words_are_compressed_too():
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig())
    words = json.dumps([{"id": n, "state": "open", "amount": n * 3} for n in range(30)])
    for by, changes in ((Hook(), False), (Hook(config), True)):
        assert (await deployed(by, messages=[{"role": "user", "content": words}]) is not None) == changes
        assert (await deployed(by, "aresponses", input=words) is not None) == changes
    made = await deployed(Hook(config), "aresponses", input=words)
    assert made is not None
    assert made["input"].startswith("[30 rows")


@given(any_conversations)
async def test_what_is_sent_is_what_compress_sends_and_nothing_given_is_changed(messages: list[Any]):
    before = copy.deepcopy(messages)
    made = await deployed(Hook(HeadroomConfig()), messages=messages)
    expected = compress(messages).messages
    assert (messages if made is None else made["messages"]) == expected
    assert messages == before


@given(any_conversations)
async def test_what_was_compressed_is_sent_as_it_is(messages: list[Any]):
    hook = Hook(HeadroomConfig())
    made = await deployed(hook, messages=messages)
    assert made is None or await deployed(hook, messages=made["messages"]) is None


async def test_what_is_sent_is_known_as_headrooms_own(hook):
    made = await deployed(hook, messages=chat(1))
    assert made is not None
    assert type(made["messages"][3]["content"]) is SentText


async def test_a_retry_sends_the_same_again(hook, stub, openai):
    entry = {"model_name": "smart", "litellm_params": {"model": "openai/gpt-4o", **openai}}
    stub.failures = 1
    await litellm.Router(model_list=[entry], num_retries=1, retry_after=0).acompletion("smart", messages=chat(1))
    [(_, first), (_, second)] = stub.requests
    assert first == second
    assert TABLE in json.dumps(second)
    await _accounted(hook, 1)


@pytest.mark.parametrize("name", ["x-headroom-bypass", "X-Headroom-Bypass"])
async def test_a_request_that_says_so_goes_out_as_it_is(hook, name):
    asked = {"proxy_server_request": {"headers": {name: "true"}}}
    assert await deployed(hook, messages=chat(1), **asked) is None
    assert await deployed(hook, messages=chat(1), extra_headers={name: "true"}) is None
    assert await deployed(hook, messages=chat(1), extra_headers={name: "false"}) is not None


async def test_requests_to_agents_go_out_as_they_are(hook):
    assert await deployed(hook, messages=chat(1), model="agno/helper") is None


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": ["no message"]},
        {"messages": [{"no": "role"}]},
        {"messages": {"role": "user"}},
        {"messages": []},
        {"messages": None},
        {"messages": chat(1), "model": None},
        {"messages": chat(1), "tools": "none"},
        {"messages": chat(1), "max_tokens": -1},
        {"messages": chat(1), "model_info": "none"},
        {"messages": chat(1), "metadata": "none", "proxy_server_request": "none", "extra_headers": []},
    ],
    ids=str,
)
async def test_what_no_client_should_send_does_not_fail_here(hook, fields):
    made = await deployed(hook, **{"model": "openai/gpt-4o", **fields})
    assert (made is not None) == (fields["messages"] == chat(1) and fields.get("model", "") is not None)


async def test_a_fault_lets_the_request_out_as_it_is_is_logged_and_counted(hook, monkeypatch, caplog):
    def fails(*given: Any, **more: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("headroom._core.plan", fails)
    assert await deployed(hook, messages=chat(1)) is None
    monkeypatch.setattr("headroom.integrations.litellm.requests.Request.ask", fails)
    assert await deployed(hook, messages=chat(1)) is None
    assert hook.summary()["total_faults"] == 2
    assert len(caplog.records) == 2


async def test_a_fault_in_the_account_costs_no_compression(hook, monkeypatch, caplog):
    monkeypatch.setattr(hook, "_account", None)
    monkeypatch.setattr(hook, "_unaccounted", lambda fault: caplog.records.append(fault))
    assert await deployed(hook, messages=chat(1)) is not None
    assert len(caplog.records) == 1


@pytest.mark.parametrize("limit", [{"max_input_tokens": 1500}, {"base_model": "gpt-4"}])
async def test_the_real_model_decides_what_fits(hook, limit):
    long = [message for day in range(8) for message in chat(day + 1)[1:]]
    whole = await deployed(hook, messages=long)
    cut = await deployed(hook, messages=long, model_info=limit)
    assert whole is not None
    assert cut is not None
    assert len(cut["messages"]) < len(whole["messages"]) == len(long)


async def test_so_much_stays_free_as_the_answer_may_take(hook):
    given = {"messages": chat(6), "model_info": {"max_input_tokens": 8000}}
    short = await deployed(hook, **given, max_tokens=100)
    long = await deployed(hook, **given, max_completion_tokens=4000, max_tokens=100)
    assert short is not None
    assert long is not None
    assert len(long["messages"]) < len(short["messages"])


async def test_nothing_leaves_where_the_service_holds_what_was_said_before(hook):
    given = {"input": [item for day in range(4) for item in items(day + 1)], "model_info": {"max_input_tokens": 1500}}
    alone = await deployed(hook, "aresponses", **given)
    continued = await deployed(hook, "aresponses", **given, previous_response_id="resp_1")
    assert alone is not None
    assert continued is not None
    assert len(alone["input"]) < len(given["input"]) == len(continued["input"])


async def test_a_system_prompt_beside_the_messages_is_counted(hook):
    given = {"messages": blocks(3), "model_info": {"max_input_tokens": 2600}, "max_tokens": 10}
    short = await deployed(hook, "anthropic_messages", **given)
    long = await deployed(hook, "anthropic_messages", **given, system="You are careful. " * 300)
    assert short is not None
    assert long is not None
    assert len(long["messages"]) < len(short["messages"])
    assert all(message["role"] != "system" for message in long["messages"])


async def test_only_what_is_passed_through_is_compressed_before_a_deployment_is_known(hook):
    body = {"model": "claude-sonnet-4-5", "messages": blocks(1), "max_tokens": 10}
    assert await hook.async_pre_call_hook(None, None, body, "acompletion") is None
    made = await hook.async_pre_call_hook(None, None, body, "pass_through_endpoint")
    assert made is not None
    assert TABLE in json.dumps(made)
    made = await hook.async_pre_call_hook(None, None, {"model": "gpt-4o", "input": items(1)}, "pass_through_endpoint")
    assert made is not None
    assert TABLE in json.dumps(made)


@pytest.mark.parametrize(
    "body", [{"model": "embed", "input": ["a", "b"]}, {"model": "embed", "input": "a"}, {}, {"contents": []}]
)
async def test_what_is_passed_through_and_is_no_conversation_stays(hook, body):
    assert await hook.async_pre_call_hook(None, None, body, "pass_through_endpoint") is None
    assert hook.summary()["total_faults"] == 0


@pytest.mark.parametrize(("mode", "saved"), [("simulate", True), ("audit", False)])
async def test_other_modes_send_what_was_given_and_account_for_it(monkeypatch, registered, openai, sent, mode, saved):
    monkeypatch.setenv("HEADROOM_MODE", mode)
    hook = registered(Hook())
    await litellm.acompletion(model="openai/gpt-4o", messages=chat(1), **openai)
    assert TABLE not in sent()[0]
    await _accounted(hook, 1)
    assert (hook.summary()["tokens_saved"] > 0) == saved
    assert hook.summary()["projected_real_cost_saved"] == 0


def test_the_hook_that_a_configuration_names_has_the_environments_settings():
    assert imported.config == Hook().config
    assert imported.config.smart_crusher.exclude_roles == ("user",)
    assert (
        Hook(HeadroomConfig(rolling_window=RollingWindowConfig(enabled=False))).config.rolling_window.enabled is False
    )


def test_strict_settings_and_others_that_are_none_are_refused():
    with pytest.raises(ConfigurationError, match="strict"):
        Hook(HeadroomConfig(strict=True))
    with pytest.raises(ConfigurationError, match="budget"):
        Hook(HeadroomConfig(budget=RunBudget(tokens=1)))
    with pytest.raises(ConfigurationError, match="HeadroomConfig, not dict"):
        Hook({})  # type: ignore[arg-type]


async def _accounted(hook: Hook, requests: int) -> None:
    """LiteLLM tells the account behind the answer."""
    for _ in range(200):
        if hook.summary()["total_requests"] >= requests:
            break
        await asyncio.sleep(0.05)
    assert hook.summary()["total_requests"] == requests
