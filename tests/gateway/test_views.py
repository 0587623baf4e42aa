"""Views behind a proxy: what a model retrieves is answered before the client sees that it was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import anthropic
import openai
import pytest
from tests.gateway.proxy import KEY, Proxy, proxy, until
from tests.gateway.retrieving import GIVEN, TAKEN, Reply, RetrievingProvider, retrieving
from tests.gateway.test_prefix import broken
from tests.gateway.viewing import MOST_ROUNDS
from tests.provider_stub import Call

from headroom import HeadroomConfig, ViewConfig
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
DROPPED = "is dropped where the client's own tools are called, too"


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


@pytest.mark.parametrize(
    "more",
    [
        {"tools": openai.NOT_GIVEN},
        {"tool_choice": "required"},
        {"tool_choice": "none"},
        {"n": 2},
        {"response_format": {"type": "json_object"}},
        {"extra_headers": {"x-headroom-bypass": "true"}},
    ],
    ids=lambda more: next(iter(more)),
)
def test_where_the_tool_is_not_offered_nothing_is_left_out(chat, stub, more):
    scripted(stub, Reply("Fine."))
    chat.chat.completions.create(**{"model": "smart", "messages": conversation(), "tools": CHAT_TOOLS, **more})
    [(_, body)] = stub.requests
    assert RETRIEVE not in json.dumps(body)
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
    body = {"model": "smart", "messages": conversation(), "tools": CHAT_TOOLS}
    scripted(stub, Reply("At once."))
    before = viewing.recorded("/v1/chat/completions", body)["summary"]
    stub.requests.clear()
    scripted(stub, retrieves(), Reply("It is there."))
    viewing.post("/v1/chat/completions", body)
    after = until(lambda: _summary(viewing, before["total_requests"] + 2), "both requests to be accounted for")
    without = before["tokens_before"]
    assert after["tokens_before"] < 2 * without or before["total_requests"] > 1
    assert after["tokens_after"] - before["tokens_after"] > after["tokens_saved"] * 0


def _summary(viewing: Proxy, requests: int) -> dict[str, Any] | None:
    records = [json.loads(line) for line in (viewing.folder / "records.jsonl").read_text().splitlines()]
    return next((record["summary"] for record in records if record["summary"]["total_requests"] >= requests), None)


def test_the_environment_turns_views_on(monkeypatch):
    assert Hook().config.views.enabled is False
    monkeypatch.setenv("HEADROOM_VIEWS", "on")
    assert Hook().config.views == ViewConfig(enabled=True)


def test_views_are_off_without_a_proxy():
    assert HeadroomConfig().views.enabled == "auto"
