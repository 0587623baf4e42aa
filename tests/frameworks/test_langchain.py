"""LangChain's agents with the middleware: what is sent, what the state keeps, and the account."""

from __future__ import annotations

import json
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import ModelRequest
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from tests.clients.apis import orders, results_in
from tests.frameworks.conftest import QUESTION, check_account, get_orders
from tests.frameworks.wire import check_wire
from tests.provider_stub import ANSWER

from headroom import ConfigurationError, HeadroomConfig, RollingWindowConfig, expand, retrieve, savings_of
from headroom.integrations.langchain import HeadroomMiddleware

MODES = pytest.mark.parametrize("mode", ["invoke", "ainvoke", "stream", "astream"])


@tool(response_format="content_and_artifact")
def orders_tool(page: int) -> tuple[str, list[int]]:
    """Give a page of orders, as JSON."""
    return get_orders(page), [page]


orders_tool.name = "get_orders"


def agent(url: str, *middleware: Any, **more: Any) -> Any:
    model = ChatOpenAI(model="gpt-4o", base_url=f"{url}/v1", api_key="unused", stream_usage=True, **more)
    return create_agent(model, [orders_tool], system_prompt="Be brief.", middleware=middleware)


async def play(runnable: Any, mode: str) -> list[Any]:
    """Ask once; gives the messages of the state in the end."""
    asked = {"messages": [HumanMessage(QUESTION, id="question")]}
    if mode == "invoke":
        return runnable.invoke(asked)["messages"]
    if mode == "ainvoke":
        return (await runnable.ainvoke(asked))["messages"]
    modes = ["messages", "values"]
    if mode == "stream":
        parts = list(runnable.stream(asked, stream_mode=modes))
    else:
        parts = [part async for part in runnable.astream(asked, stream_mode=modes)]
    return [state for kind, state in parts if kind == "values"][-1]["messages"]


@MODES
async def test_results_alone_differ_and_the_state_is_the_same(stub, mode):
    middleware = HeadroomMiddleware()
    plain = await play(agent(stub.url), mode)
    kept = await play(agent(stub.url, middleware), mode)

    assert kept[-1].content == plain[-1].content == ANSWER
    assert [message.content for message in kept] == [message.content for message in plain]
    results = [message for message in kept if isinstance(message, ToolMessage)]
    assert [(result.content, result.artifact) for result in results] == [(orders(0), [0]), (orders(5), [5])]
    assert kept[0].id == "question"
    check_wire(stub.bodies[:3], stub.bodies[3:])
    check_account(middleware)
    assert savings_of(middleware) == middleware.get_savings_summary()


async def test_claude(stub):
    middleware = HeadroomMiddleware()
    model = ChatAnthropic(model="claude-opus-5", base_url=stub.url, api_key="unused")
    runnable = create_agent(model, [orders_tool], middleware=[middleware])
    kept = await play(runnable, "ainvoke")
    assert kept[-1].text == ANSWER
    assert expand(results_in(stub.bodies[2])[0]) == json.dumps(json.loads(orders(0)), separators=(",", ":"))
    summary = middleware.get_savings_summary()
    assert (summary["total_requests"], summary["reported_requests"]) == (3, 3)


def handed(middleware: HeadroomMiddleware, messages: list[Any], **more: Any) -> ModelRequest:
    """The request that the middleware hands on."""
    taken: list[ModelRequest] = []
    model = ChatOpenAI(model="gpt-4o", api_key="unused")
    request = ModelRequest(model=model, messages=messages, **more)
    middleware.wrap_model_call(request, lambda request: taken.append(request) or AIMessage("Fine."))
    return taken[0]


def results(*contents: Any) -> list[Any]:
    told: list[Any] = [HumanMessage(QUESTION)]
    for number, content in enumerate(contents):
        call = {"id": f"call_{number}", "name": "get_orders", "args": {"page": number}, "type": "tool_call"}
        told += [AIMessage("", tool_calls=[call]), ToolMessage(content, tool_call_id=f"call_{number}")]
    return told


def test_messages_that_stay_are_the_very_objects():
    messages = results("Fine.", orders(0))
    sent = handed(HeadroomMiddleware(), messages).messages
    assert [ours is theirs for ours, theirs in zip(sent, messages, strict=True)] == [True] * 4 + [False]
    assert sent[4].content.startswith("[40 rows: ")
    assert (sent[4].tool_call_id, sent[4].status) == ("call_1", "success")
    assert messages[4].content == orders(0)


@pytest.mark.parametrize("block", [orders(0), {"type": "text", "text": orders(0)}], ids=["text", "block"])
def test_contents_in_parts(block):
    messages = results([{"type": "text", "text": "Two parts:"}, block])
    before = json.dumps(messages[2].content)
    sent = handed(HeadroomMiddleware(), messages).messages[2].content
    text = sent[1] if isinstance(block, str) else sent[1]["text"]
    assert text.startswith("[40 rows: ")
    assert sent[0] == {"type": "text", "text": "Two parts:"}
    assert json.dumps(messages[2].content) == before


def test_the_system_message_is_counted_and_stays():
    middleware = HeadroomMiddleware()
    system = SystemMessage("Be brief. " * 100)
    request = handed(middleware, results(orders(0)), system_message=system)
    assert request.system_message is system
    handed(middleware, results(orders(0)))
    with_system, without = middleware.metrics_history
    assert with_system.tokens_before - without.tokens_before > 200


def test_the_window_moves_by_whole_turns():
    window = RollingWindowConfig(output_buffer_tokens=0, keep_last_turns=1)
    config = HeadroomConfig(model_context_limits={"gpt-4o": 4000}, rolling_window=window)
    turns = [message for first in range(0, 400, 40) for message in results(orders(first))]
    sent = handed(HeadroomMiddleware(config), turns, system_message=SystemMessage("Be brief.")).messages
    assert 3 <= len(sent) < len(turns)
    assert sent[-1].content.startswith("[40 rows: ")
    answered = {message.tool_call_id for message in sent if isinstance(message, ToolMessage)}
    asked = {call["id"] for message in sent if isinstance(message, AIMessage) for call in message.tool_calls}
    assert answered == asked


def test_a_system_message_that_may_leave_stays_the_frameworks():
    window = RollingWindowConfig(output_buffer_tokens=0, keep_last_turns=1, keep_system=False)
    config = HeadroomConfig(model_context_limits={"gpt-4o": 4000}, rolling_window=window)
    turns = [message for first in range(0, 400, 40) for message in results(orders(first))]
    system = SystemMessage("Be brief.")
    request = handed(HeadroomMiddleware(config), turns, system_message=system)
    assert request.system_message is system
    assert isinstance(request.messages[0], HumanMessage)
    assert request.messages[-1].content.startswith("[40 rows: ")


def test_a_fault_sends_what_was_given(monkeypatch, caplog):
    middleware = HeadroomMiddleware()
    monkeypatch.setattr("headroom.integrations.langchain._described", lambda _: 1 / 0)
    messages = results(orders(0))
    assert handed(middleware, messages).messages == messages
    assert middleware.get_savings_summary()["total_faults"] == 1
    assert "ZeroDivisionError" in caplog.text


def test_views_are_shown_where_the_tool_is_offered():
    @tool
    def headroom_retrieve(address: str, lines: str = "") -> str:
        """Read what a view left out."""
        return retrieve(address, lines=lines, scope="user/7")

    messages = results(orders(0, 600))
    middleware = HeadroomMiddleware(scope="user/7")
    [whole, view] = (
        handed(middleware, messages, tools=tools).messages[2].content
        for tools in ([orders_tool], [orders_tool, headroom_retrieve])
    )
    assert whole.count("\n") >= 600
    assert view.startswith("[view of get_orders: ")
    address = view.split('headroom_retrieve("')[1].split('"')[0]
    assert "599" in headroom_retrieve.invoke({"address": address, "lines": "590-602"})


def test_what_is_wrong_is_refused():
    with pytest.raises(ConfigurationError):
        HeadroomMiddleware("strict")
