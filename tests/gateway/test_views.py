"""Views behind a proxy: what a model retrieves is answered before the client sees that it was asked for."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import anthropic
import openai
import pytest
from tests.gateway.asking import Responses, asked, expected, said
from tests.gateway.proxy import KEY, Proxy, proxy, until
from tests.gateway.retrieving import TAKEN, Reply, RetrievingProvider, retrieving
from tests.gateway.test_prefix import broken
from tests.gateway.viewed import (
    ADDRESS,
    CHAT_TOOLS,
    HIDDEN,
    ITEM_TOOLS,
    PARAMETERS,
    RETRIEVE,
    ROWS,
    blocks,
    conversation,
    items,
    retrieval,
    retrieves,
    scripted,
)
from tests.gateway.viewing import MOST_ROUNDS
from tests.provider_stub import Call

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


@pytest.fixture
def responses(viewing: Proxy) -> Iterator[Responses]:
    with Responses(base_url=f"{viewing.url}/v1", api_key=KEY, max_retries=0) as client:
        yield client


@pytest.fixture(params=["chat", "claude", "responses"])
def client(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


streamed = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])


@streamed
def test_the_client_gets_the_answer_and_never_the_call(client, stub, stream):
    scripted(stub, retrieves(), Reply("It is there."))
    assert asked(client, stream=stream) == expected("It is there.", 2)
    (_, first), (_, second) = stub.requests
    assert HIDDEN not in json.dumps(first)
    assert HIDDEN in json.dumps(said(second)[-1])
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
    assert "nothing is kept here" in json.dumps(said(stub.requests[1][1])[-1])


def test_chat_with_claude_is_answered_too(chat, stub):
    scripted(stub, retrieves("Let me look."), Reply("It is there."))
    assert asked(chat, stream=True, model="kind")["text"] == "Let me look.\n\nIt is there."
    assert [path for path, _ in stub.requests] == ["/v1/messages"] * 2


def test_messages_to_openai_are_answered_too(claude, stub):
    scripted(stub, retrieves("Let me look."), Reply("It is there."))
    told = asked(claude, stream=True, model="smart")
    assert (told["text"], told["calls"]) == ("Let me look.\n\nIt is there.", [])
    assert HIDDEN in json.dumps(stub.requests[1][1])


def test_responses_of_claude_are_answered_too(responses, stub):
    scripted(stub, retrieves("Let me look."), Reply("It is there."))
    for stream in (False, True):
        stub.requests.clear()
        told = asked(responses, stream=stream, model="kind")
        assert (told["text"], told["calls"]) == ("Let me look.\n\nIt is there.", [])
        assert [path for path, _ in stub.requests] == ["/v1/messages"] * 2


@streamed
def test_reasoning_stays_with_what_it_led_to(responses, stub, stream):
    scripted(stub, lambda body: Reply("", (retrieval(body),), reasons=True), Reply("It is there.", reasons=True))
    given = {"model": "smart", "store": False, "input": items(), "tools": ITEM_TOOLS}
    if stream:
        with responses.responses.stream(**given) as events:
            output = events.get_final_response().output
    else:
        output = responses.responses.create(**given).output
    assert [item.type for item in output] == ["reasoning", "message"]
    assert len({item.id for item in output}) == 2
    *_, thought, call, page = stub.requests[1][1]["input"]
    assert [thought["type"], call["name"], page["call_id"]] == ["reasoning", RETRIEVE, call["call_id"]]
    assert "id" not in call


@streamed
def test_the_next_request_goes_on_from_what_the_client_knows(client, stub, stream):
    scripted(stub, retrieves(), Reply("It is there."))
    asked(client, stream=stream)
    given = {anthropic.Anthropic: blocks, openai.OpenAI: conversation, Responses: items}[type(client)]()
    later = [*given, {"role": "assistant", "content": "It is there."}, {"role": "user", "content": "And then?"}]
    scripted(stub, Reply("Nothing."))
    asked(client, stream=stream, **{"input" if isinstance(client, Responses) else "messages": later})
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


async def test_conversations_at_once_are_not_mixed(viewing, stub):
    def script(body: dict[str, Any]) -> Reply:
        last = json.dumps(body["messages"][-1])
        found = re.search(r"secret \d+ of \d+", last) if "page of" in last else None
        return Reply(f"It is {found[0]}.") if found else retrieves("Let me look.")(body)

    async def one(client: openai.AsyncOpenAI, number: int) -> str:
        rows = [{**row, "note": f"secret {row['id'] * 7919 % 10007} of {number}"} for row in ROWS]
        given = [*conversation()[:2], {**conversation()[2], "content": json.dumps(rows)}]
        async with client.chat.completions.stream(model="smart", messages=given, tools=CHAT_TOOLS) as events:
            answer = await events.get_final_completion()
        return answer.choices[0].message.content or ""

    stub.script = script
    async with openai.AsyncOpenAI(base_url=f"{viewing.url}/v1", api_key=KEY, max_retries=0, timeout=120) as client:
        told = await asyncio.gather(*(one(client, number) for number in range(40)))
    assert told == [f"Let me look.\n\nIt is secret {423 * 7919 % 10007} of {number}." for number in range(40)]


@streamed
def test_an_extra_request_that_fails_is_an_error_to_the_client(client, stub, stream):
    def fails(body: dict[str, Any]) -> Reply:
        raise ConnectionError("the provider of this test fails")

    scripted(stub, retrieves(), fails)
    # LiteLLM ends a stream of responses with an error that its client takes for no event, and misses the end.
    with pytest.raises((openai.APIError, anthropic.APIError, RuntimeError)):
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


@pytest.mark.parametrize(
    "more",
    [
        {"store": True},
        {"store": openai.NOT_GIVEN},
        {"previous_response_id": "resp_1"},
        {"text": {"format": {"type": "json_object"}}},
    ],
    ids=str,
)
def test_responses_of_a_service_that_keeps_them_or_in_a_form_are_sent_as_a_whole(responses, stub, more):
    scripted(stub, Reply("Fine."))
    asked(responses, stream=False, **more)
    [(_, body)] = stub.requests
    assert body["tools"] == ITEM_TOOLS
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
    assert _records(viewing)[-1]["summary"]["extra_requests"] > 0
    records = [record for record in _records(viewing) if record["model"].endswith("gpt-4.1")]
    savings = [record["metadata"]["compression_savings"] for record in records]
    assert sorted(saved["tokens_saved"] < 0 for saved in savings) == [False, True]


def _summary(viewing: Proxy, model: str, requests: int) -> dict[str, Any] | None:
    """What the account says of a model, once it has that many requests to it."""
    models = [record["summary"]["models"].get(f"openai/{model}") for record in _records(viewing)]
    return next((summary for summary in models if summary and summary["total_requests"] == requests), None)


def _records(viewing: Proxy) -> list[dict[str, Any]]:
    records = viewing.folder / "records.jsonl"
    whole = records.read_text().rpartition("\n")[0] if records.exists() else ""
    return [json.loads(line) for line in whole.splitlines()]
