"""Views behind a proxy, with the hook called as the proxy calls it."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import litellm
import pytest
from litellm.types.utils import CallTypes
from tests.evaluation import files, transcripts
from tests.gateway.test_prefix import MESSAGES, TRANSCRIPTS, broken, calls
from tests.gateway.viewed import ADDRESS, CHAT_TOOLS, HIDDEN, RETRIEVE, conversation
from tests.provider_stub import ANSWER

from headroom import ConfigurationError, HeadroomConfig, ViewConfig, retrieve
from headroom.integrations.litellm import Hook


class Asked:
    """Stands for LiteLLM's object of a request."""

    litellm_call_id = "a call"


@pytest.fixture
def hook():
    made = Hook(HeadroomConfig(views=ViewConfig(enabled=True)))
    litellm.callbacks = [made]
    yield made
    litellm.logging_callback_manager._reset_all_callbacks()


async def planned(hook: Hook, logged: Asked, **more: Any) -> dict[str, Any] | None:
    """What the hook makes of a request, as the proxy calls it."""
    given = {"model": "openai/gpt-4o", "messages": conversation(), "tools": CHAT_TOOLS, **more}
    proxied = {"metadata": {"user_api_key_hash": "88dc"}, "litellm_logging_obj": logged}
    return await hook.async_pre_call_deployment_hook({**proxied, **given}, CallTypes.acompletion)


async def test_a_page_that_cannot_be_written_has_the_model_asked_with_all(hook, stub, monkeypatch, caplog):
    def fails(*given: Any, **more: Any) -> None:
        raise RuntimeError("broken")

    logged = Asked()
    monkeypatch.setattr("headroom.integrations.litellm.rounds.page_of", fails)
    sent = await planned(hook, logged, api_base=f"{stub.url}/v1", api_key="unused")
    assert sent is not None
    called = {"id": "call_r", "type": "function", "function": {"name": RETRIEVE, "arguments": "{}"}}
    answer = litellm.ModelResponse(
        choices=[{"message": {"tool_calls": [called]}, "finish_reason": "tool_calls"}], usage={"prompt_tokens": 1}
    )
    told = await hook.async_post_call_success_hook({"litellm_logging_obj": logged}, None, answer)
    assert told.choices[0].message.content == ANSWER
    [(_, body)] = stub.requests
    assert HIDDEN in json.dumps(body)
    assert hook.summary()["total_faults"] == 1
    assert len(caplog.records) == 1


@pytest.mark.parametrize("answer", [None, "an answer", {"choices": []}, litellm.ModelResponse(choices=[])], ids=type)
async def test_an_answer_that_cannot_be_read_goes_to_the_client_as_it_is(hook, answer):
    logged = Asked()
    await planned(hook, logged)
    assert await hook.async_post_call_success_hook({"litellm_logging_obj": logged}, None, answer) is None
    assert hook.summary()["total_faults"] == 1


async def test_a_client_that_leaves_closes_the_stream(hook):
    was_closed = False

    async def chunks() -> AsyncIterator[Any]:
        nonlocal was_closed
        try:
            while True:
                yield litellm.types.utils.ModelResponseStream(choices=[{"delta": {"content": "more"}}])
        finally:
            was_closed = True

    logged = Asked()
    await planned(hook, logged)
    told = hook.async_post_call_streaming_iterator_hook(None, chunks(), {"litellm_logging_obj": logged})
    assert (await anext(told)).choices[0].delta.content == "more"
    await told.aclose()
    assert was_closed


async def test_a_request_that_is_gone_is_not_kept(hook):
    logged = Asked()
    seen = weakref.ref(logged)
    assert await planned(hook, logged) is not None
    del logged
    gc.collect()
    assert seen() is None
    assert not hook._offered


@files("transcripts/*.jsonl")
async def test_views_and_retrievals_break_no_prefix_of_a_transcript(path: Path, record_property):
    hook, replica, addresses = viewing_hook(), viewing_hook(), 0
    for messages in transcripts(path)[: 10 * TRANSCRIPTS]:
        sent: list[dict[str, Any]] = []
        for given in calls(messages[:MESSAGES]):
            sent.append(await planned(hook, Asked(), messages=given, **ROOM) or {})
            if found := ADDRESS.findall(json.dumps(sent[-1]["messages"])):
                addresses += 1
                page = retrieve(found[0], messages=given, config=hook.config, scope=SCOPE)
                read = [*given, *exchange(found[0], page)]
                again = await planned(hook, Asked(), messages=read, **ROOM)
                assert broken([sent[-1], again or {}]) == []
        assert broken(sent) == []
        anew = await planned(replica, Asked(), messages=given, **ROOM) or {}
        assert anew["messages"] == sent[-1]["messages"]
    record_property("addresses", addresses)


ROOM: dict[str, Any] = {"model_info": {"max_input_tokens": 1_000_000}}
"""No window moves in it."""
SCOPE = "4:88dc/0:/0:"


def viewing_hook() -> Hook:
    return Hook(HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=300)))


def exchange(address: str, page: str) -> list[dict[str, Any]]:
    function = {"name": RETRIEVE, "arguments": json.dumps({"address": address})}
    return [
        {"role": "assistant", "tool_calls": [{"id": "call_r", "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": "call_r", "content": page},
    ]


@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-sonnet-4-5"])
async def test_the_tool_is_counted_for_what_is_sent_alone(model):
    noted = []
    for enabled in (False, True):
        proxied = {"user_api_key_hash": "88dc"}
        hook = Hook(HeadroomConfig(views=ViewConfig(enabled=enabled)))
        for _ in range(2):
            await planned(hook, Asked(), model=model, metadata=proxied)
        noted.append(proxied["compression_savings"])
    without, with_views = noted
    assert abs(without["tokens_before"] - with_views["tokens_before"]) <= 1  # an estimate is rounded once
    assert with_views["tokens_after"] < without["tokens_after"] / 2


async def test_without_a_proxy_nothing_is_left_out(hook):
    given = {"model": "openai/gpt-4o", "messages": conversation(), "tools": CHAT_TOOLS}
    made = await hook.async_pre_call_deployment_hook(given, CallTypes.acompletion)
    assert made is not None
    assert made["tools"] == CHAT_TOOLS
    assert HIDDEN in json.dumps(made["messages"])


@pytest.mark.parametrize("mode", ["audit", "simulate"])
async def test_other_modes_offer_nothing(mode):
    hook = Hook(HeadroomConfig(default_mode=mode, views=ViewConfig(enabled=True)))
    assert await planned(hook, Asked()) is None


def test_litellm_finds_the_hooks_of_a_class_below():
    class Ours(Hook):
        pass

    assert {"async_pre_call_hook", "async_post_call_streaming_iterator_hook"} <= set(vars(Ours))


@pytest.mark.parametrize("most", [-1, 2.0, True, None])
def test_a_wrong_number_of_rounds_is_refused(most):
    with pytest.raises(ConfigurationError, match="most_rounds"):
        Hook(most_rounds=most)


def test_the_environment_turns_views_on(monkeypatch):
    assert Hook().config.views == ViewConfig()
    for said, enabled in (("on", True), ("off", False)):
        monkeypatch.setenv("HEADROOM_VIEWS", said)
        assert Hook().config.views == ViewConfig(enabled=enabled)


async def test_views_are_off_unless_they_are_turned_on():
    made = await planned(Hook(), Asked())
    assert made is not None
    assert HIDDEN in json.dumps(made["messages"])


def test_a_wrong_word_in_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("HEADROOM_VIEWS", "auto")
    with pytest.raises(ConfigurationError, match="HEADROOM_VIEWS is 'on' or 'off'"):
        Hook()
