"""Views behind a proxy: what a model retrieves is answered before the client sees that it was asked for."""

from __future__ import annotations

import gc
import json
import re
import threading
import weakref
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anthropic
import litellm
import openai
import pytest
from litellm.types.utils import CallTypes
from tests.gateway.proxy import KEY, Proxy, proxy, until
from tests.gateway.retrieving import GIVEN, TAKEN, Reply, RetrievingProvider, retrieving
from tests.gateway.test_prefix import broken
from tests.gateway.viewing import MOST_ROUNDS
from tests.provider_stub import Call

from headroom import ConfigurationError, HeadroomConfig, ViewConfig
from headroom.integrations.litellm import Hook

RETRIEVE = "headroom_retrieve"
ADDRESS = re.compile(r'headroom_retrieve\(\\*"(\w+)')
ROWS = [{"id": n, "status": ("open", "paid")[n % 2], "note": f"number {n * 7919 % 10007} of all"} for n in range(600)]
HIDDEN = ROWS[423]["note"]
QUESTION = "What did we sell?"
PARAMETERS = {"type": "object", "properties": {"day": {"type": "integer"}}}
CHAT_TOOLS: Any = [{"type": "function", "function": {"name": "get_orders", "parameters": PARAMETERS}}]
CLAUDE_TOOLS: Any = [{"name": "get_orders", "input_schema": PARAMETERS}]
OTHERS = Call("call_2", "get_orders", {"day": 2})


@pytest.fixture(scope="module")
def service():
    with retrieving() as provider:
        yield provider


@pytest.fixture(scope="module")
def viewing(service: RetrievingProvider, tmp_path_factory: Any):
    openais = {"api_base": f"{service.url}/v1", "api_key": "unused"}
    claudes = {"api_base": service.url, "api_key": "unused"}
    configuration = {
        "model_list": [
            {"model_name": "smart", "litellm_params": {"model": "openai/gpt-4o", **openais}},
            {"model_name": "plain", "litellm_params": {"model": "openai/gpt-4.1-mini", **openais}},
            {"model_name": "retrieving", "litellm_params": {"model": "openai/gpt-4.1", **openais}},
            {"model_name": "kind", "litellm_params": {"model": "anthropic/claude-sonnet-4-5", **claudes}},
        ],
        "litellm_settings": {
            "callbacks": ["tests.gateway.viewing.hook", "tests.gateway.viewing.recorder"],
            "num_retries": 0,
        },
    }
    with proxy(tmp_path_factory.mktemp("viewing"), configuration) as started:
        yield started


@pytest.fixture
def stub(service: RetrievingProvider) -> RetrievingProvider:
    service.requests.clear()
    return service


@pytest.fixture
def chat(viewing: Proxy) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{viewing.url}/v1", api_key=KEY, max_retries=0) as client:
        yield client


@pytest.fixture
def claude(viewing: Proxy) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=viewing.url, api_key=KEY, max_retries=0) as client:
        yield client


def conversation() -> Any:
    call = {"id": "call_1", "type": "function", "function": {"name": "get_orders", "arguments": '{"day": 1}'}}
    return [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": json.dumps(ROWS)},
    ]


def blocks() -> Any:
    call = {"type": "tool_use", "id": "call_1", "name": "get_orders", "input": {"day": 1}}
    return [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": [call]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_1", "content": json.dumps(ROWS)}]},
    ]


def retrieval(body: dict[str, Any], number: int = 1) -> Call:
    """The call for the row that the view in a request does not show."""
    [address, *_] = ADDRESS.findall(json.dumps(body))
    return Call(f"call_r{number}", RETRIEVE, {"address": address, "rows": "id = 423"})


def scripted(stub: RetrievingProvider, *replies: Any) -> None:
    """Reply with these, in order, and with the last again; what is a function makes its reply of the request."""

    def script(body: dict[str, Any]) -> Reply:
        reply = replies[min(len(stub.requests), len(replies)) - 1]
        return reply(body) if callable(reply) else reply

    stub.script = script


def retrieves(text: str = "", *others: Call) -> Any:
    return lambda body: Reply(text, (*others, retrieval(body)))


def asked(client: Any, *, stream: bool, **more: Any) -> dict[str, Any]:
    """What the client of an API gets: its text, its calls, its usage and what it ended with."""
    if isinstance(client, anthropic.Anthropic):
        return _asked_claude(client, stream, {"messages": blocks(), "tools": CLAUDE_TOOLS, **more})
    return _asked_chat(client, stream, {"messages": conversation(), "tools": CHAT_TOOLS, **more})


def _asked_chat(client: openai.OpenAI, stream: bool, given: dict[str, Any]) -> dict[str, Any]:
    model = given.pop("model", "smart")
    if stream:
        with client.chat.completions.stream(model=model, stream_options={"include_usage": True}, **given) as events:
            answer: Any = events.get_final_completion()
    else:
        answer = client.chat.completions.create(model=model, **given)
    [choice] = answer.choices
    calls = [(c.id, c.function.name, json.loads(c.function.arguments)) for c in choice.message.tool_calls or ()]
    return {
        "text": choice.message.content or "",
        "calls": calls,
        "ended": choice.finish_reason,
        "taken": answer.usage.prompt_tokens,
        "cached": answer.usage.prompt_tokens_details.cached_tokens,
        "given": answer.usage.completion_tokens,
    }


def _asked_claude(client: anthropic.Anthropic, stream: bool, given: dict[str, Any]) -> dict[str, Any]:
    given = {"model": "kind", "max_tokens": 50, **given}
    if stream:
        with client.messages.stream(**given) as events:
            answer: Any = events.get_final_message()
    else:
        answer = client.messages.create(**given)
    return {
        "text": "\n\n".join(block.text for block in answer.content if block.type == "text"),
        "calls": [(block.id, block.name, block.input) for block in answer.content if block.type == "tool_use"],
        "ended": {"tool_use": "tool_calls", "end_turn": "stop"}[answer.stop_reason],
        "taken": answer.usage.input_tokens,
        "cached": answer.usage.cache_read_input_tokens,
        "given": answer.usage.output_tokens,
    }


def expected(text: str, rounds: int, *calls: Call) -> dict[str, Any]:
    return {
        "text": text,
        "calls": [tuple(call) for call in calls],
        "ended": "tool_calls" if calls else "stop",
        "taken": rounds * TAKEN,
        "cached": rounds * TAKEN // 2,
        "given": rounds * GIVEN,
    }


@pytest.fixture(params=["chat", "claude"])
def client(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


streamed = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])


@streamed
def test_the_client_gets_the_answer_and_never_the_call(client, stub, stream):
    scripted(stub, retrieves(), Reply("It is there."))
    assert asked(client, stream=stream) == expected("It is there.", 2)
    (_, first), (_, second) = stub.requests
    assert HIDDEN not in json.dumps(first)
    assert HIDDEN in json.dumps(second["messages"][-1])
    assert [tool.get("name") or tool["function"]["name"] for tool in second["tools"]] == ["get_orders", RETRIEVE]
    assert first["tools"] == second["tools"]
    assert broken([first, second]) == []


@streamed
def test_what_is_said_before_a_page_is_read_stays(client, stub, stream):
    scripted(stub, retrieves("Let me look."), retrieves("And there."), Reply("It is there."))
    assert asked(client, stream=stream) == expected("Let me look.\n\nAnd there.\n\nIt is there.", 3)


@streamed
def test_a_call_of_the_clients_own_passes_after_a_page(client, stub, stream):
    scripted(stub, retrieves(), Reply("", (OTHERS,)))
    assert asked(client, stream=stream) == expected("", 2, OTHERS)


@streamed
@pytest.mark.parametrize("ours_first", [False, True])
def test_of_mixed_calls_the_client_gets_its_own(client, stub, stream, ours_first):
    def mixed(body: dict[str, Any]) -> Reply:
        calls = (retrieval(body), OTHERS)
        return Reply("Both.", calls if ours_first else calls[::-1])

    scripted(stub, mixed)
    assert asked(client, stream=stream) == expected("Both.", 1, OTHERS)


@streamed
def test_a_model_that_does_not_stop_is_asked_once_more_with_all_in_its_prompt(client, stub, stream):
    def endless(body: dict[str, Any]) -> Reply:
        return retrieves()(body) if len(stub.requests) <= MOST_ROUNDS + 1 else Reply("At last.")

    scripted(stub, endless)
    assert asked(client, stream=stream) == expected("At last.", MOST_ROUNDS + 2)
    _, last = stub.requests[-1]
    assert RETRIEVE not in json.dumps(last)
    assert HIDDEN in json.dumps(last)


@streamed
def test_a_call_that_was_not_offered_does_not_reach_the_client_either(client, stub, stream):
    scripted(stub, *[retrieves()] * (MOST_ROUNDS + 1), Reply("Made up.", (Call("call_x", RETRIEVE, {}),)))
    assert asked(client, stream=stream) == expected("Made up.", MOST_ROUNDS + 2)


@streamed
def test_an_address_that_leads_nowhere_is_answered_in_a_sentence(client, stub, stream):
    scripted(stub, Reply("", (Call("call_r", RETRIEVE, {"address": "elsewhere"}),)), Reply("I cannot tell."))
    assert asked(client, stream=stream) == expected("I cannot tell.", 2)
    assert "nothing is kept here" in json.dumps(stub.requests[1][1]["messages"][-1])


def test_chat_with_claude_is_answered_too(chat, stub):
    scripted(stub, retrieves("Let me look."), Reply("It is there."))
    assert asked(chat, stream=True, model="kind")["text"] == "Let me look.\n\nIt is there."
    assert [path for path, _ in stub.requests] == ["/v1/messages"] * 2


def test_messages_to_openai_are_answered_too(claude, stub):
    scripted(stub, retrieves("Let me look."), Reply("It is there."))
    told = asked(claude, stream=True, model="smart")
    assert (told["text"], told["calls"]) == ("Let me look.\n\nIt is there.", [])
    assert HIDDEN in json.dumps(stub.requests[1][1])


@streamed
def test_the_next_request_goes_on_from_what_the_client_knows(client, stub, stream):
    scripted(stub, retrieves(), Reply("It is there."))
    asked(client, stream=stream)
    messages = blocks() if isinstance(client, anthropic.Anthropic) else conversation()
    later = [*messages, {"role": "assistant", "content": "It is there."}, {"role": "user", "content": "And then?"}]
    scripted(stub, Reply("Nothing."))
    asked(client, stream=stream, messages=later)
    bodies = [body for _, body in stub.requests]
    assert broken([bodies[0], bodies[1]]) == []
    assert broken([bodies[0], bodies[2]]) == []
    assert bodies[2]["tools"] == bodies[0]["tools"]


def test_text_reaches_the_client_while_the_model_is_asked_again(chat, stub):
    was_read = threading.Event()

    def second(body: dict[str, Any]) -> Reply:
        return Reply("It is there." if was_read.wait(30) else "Nobody has read what came before.")

    scripted(stub, retrieves("Let me look."), second)
    told = chat.chat.completions.create(model="smart", messages=conversation(), tools=CHAT_TOOLS, stream=True)
    text = ""
    for chunk in told:
        text += chunk.choices[0].delta.content or ""
        if text == "Let me look.":
            was_read.set()
    assert text == "Let me look.\n\nIt is there."


def test_a_stream_is_one_answer_to_the_client(chat, stub):
    scripted(stub, retrieves("Let me look."), Reply("It is there."))
    given = {"model": "smart", "messages": conversation(), "tools": CHAT_TOOLS, "stream": True}
    chunks = list(chat.chat.completions.create(**given, stream_options={"include_usage": True}))
    assert len({chunk.id for chunk in chunks}) == 1
    choices = [choice for chunk in chunks for choice in chunk.choices]
    assert [choice.delta.role for choice in choices if choice.delta.role] == ["assistant"]
    assert [choice.finish_reason for choice in choices if choice.finish_reason] == ["stop"]
    assert [chunk.usage.prompt_tokens for chunk in chunks if chunk.usage] == [2 * TAKEN]
    assert not any(chunk.usage for chunk in chat.chat.completions.create(**given))


@streamed
def test_an_extra_request_that_fails_is_an_error_to_the_client(client, stub, stream):
    def fails(body: dict[str, Any]) -> Reply:
        raise ConnectionError("the provider of this test fails")

    scripted(stub, retrieves(), fails)
    with pytest.raises((openai.APIError, anthropic.APIError)):
        asked(client, stream=stream)
    assert len(stub.requests) >= 2


@pytest.mark.parametrize("one", ["chat", "claude"])
def test_an_address_is_of_one_session(request, stub, one):
    client = request.getfixturevalue(one)
    scripted(stub, Reply("Fine."))
    for session in ("one", "one", "other"):
        asked(client, stream=False, extra_headers={"x-litellm-session-id": session})
    first, again, other = (ADDRESS.findall(json.dumps(body["messages"])) for _, body in stub.requests)
    assert first == again
    assert not set(first) & set(other)


@pytest.mark.parametrize(
    "more",
    [
        {"tools": openai.NOT_GIVEN},
        {"tool_choice": "required"},
        {"tool_choice": "none"},
        {"n": 2},
        {"response_format": {"type": "json_object"}},
        {"reasoning_effort": "high", "model": "kind"},
        {"tools": [*CHAT_TOOLS, {"type": "function", "function": {"name": RETRIEVE, "parameters": PARAMETERS}}]},
        {"extra_headers": {"x-headroom-bypass": "true"}},
    ],
    ids=lambda more: next(iter(more)),
)
def test_where_the_tool_is_not_offered_nothing_is_left_out(chat, stub, more):
    scripted(stub, Reply("Fine."))
    chat.chat.completions.create(**{"model": "smart", "messages": conversation(), "tools": CHAT_TOOLS, **more})
    [(_, body)] = stub.requests
    assert not ADDRESS.search(json.dumps(body))
    assert len(body.get("tools", [])) == len(more.get("tools", CHAT_TOOLS) or [])
    assert HIDDEN in json.dumps(body)


def test_responses_are_sent_as_a_whole(viewing, stub):
    items = [
        {"type": "message", "role": "user", "content": QUESTION},
        {"type": "function_call", "call_id": "call_1", "name": "get_orders", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": json.dumps(ROWS)},
    ]
    tool = {"type": "function", "name": "get_orders", "parameters": PARAMETERS}
    scripted(stub, Reply("Fine."))
    viewing.post("/v1/responses", {"model": "kind", "input": items, "tools": [tool]})
    [(_, body)] = stub.requests
    assert RETRIEVE not in json.dumps(body)
    assert HIDDEN in json.dumps(body)


def test_an_extra_request_is_accounted_for_as_a_cost(viewing, stub):
    body = {"messages": conversation(), "tools": CHAT_TOOLS}
    scripted(stub, Reply("At once."))
    viewing.post("/v1/chat/completions", {**body, "model": "plain"})
    plain = until(lambda: _summary(viewing, "gpt-4.1-mini", 1), "the request to be accounted for")
    stub.requests.clear()
    scripted(stub, retrieves(), Reply("It is there."))
    viewing.post("/v1/chat/completions", {**body, "model": "retrieving"})
    retrieving = until(lambda: _summary(viewing, "gpt-4.1", 2), "both requests to be accounted for")
    assert retrieving["tokens_before"] == plain["tokens_before"]
    assert retrieving["tokens_after"] > 2 * plain["tokens_after"]
    assert 0 < retrieving["tokens_saved"] < plain["tokens_saved"] - plain["tokens_after"]
    assert retrieving["reported_requests"] == 2


def _summary(viewing: Proxy, model: str, requests: int) -> dict[str, Any] | None:
    """What the account says of a model, once it has that many requests to it."""
    whole = (viewing.folder / "records.jsonl").read_text().rpartition("\n")[0]
    models = [json.loads(line)["summary"]["models"].get(f"openai/{model}") for line in whole.splitlines()]
    return next((summary for summary in models if summary and summary["total_requests"] == requests), None)


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
    scripted(stub, Reply("It is there."))
    told = await hook.async_post_call_success_hook({"litellm_logging_obj": logged}, None, answer)
    assert told.choices[0].message.content == "It is there."
    [(_, body)] = stub.requests
    assert HIDDEN in json.dumps(body)
    assert hook.summary()["total_faults"] == 1
    assert len(caplog.records) == 1


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
