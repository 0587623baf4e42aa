"""The packages' helpers over a wrapped client: streams, parsing, raw responses, loops over tools."""

import json

import anthropic
import openai
import pytest
from pydantic import BaseModel
from tests.clients.apis import CHAT, MESSAGES, RESPONSES, orders, results_in
from tests.provider_stub import ANSWER, Call

import headroom

from .stub import running


class Verdict(BaseModel):
    """What an answer is to be."""

    fine: bool


@pytest.fixture
def chat(stub):
    return headroom.wrap(CHAT.sync(stub.url))


@pytest.fixture
def claude(stub):
    return headroom.wrap(MESSAGES.sync(stub.url))


def reported(client):
    summary = headroom.savings_of(client)
    return summary["total_requests"], summary["reported_requests"]


def is_table(body):
    return results_in(body)[0].startswith("[40 rows: ")


def test_openais_stream_helper(stub, chat):
    with chat.chat.completions.stream(**CHAT.request([orders(0)], **CHAT.streaming)) as stream:
        events = [event.type for event in stream]
        assert stream.get_final_completion().choices[0].message.content == ANSWER
    assert "content.delta" in events
    assert is_table(stub.bodies[0])
    assert reported(chat) == (1, 1)


async def test_openais_stream_helper_of_responses(stub):
    client = headroom.wrap(RESPONSES.asynchronous(stub.url))
    async with client.responses.stream(**RESPONSES.request([orders(0)])) as stream:
        events = [event.type async for event in stream]
        assert (await stream.get_final_response()).output_text == ANSWER
    assert events[-1] == "response.completed"
    assert is_table(stub.bodies[0])
    assert reported(client) == (1, 1)


def test_anthropics_stream_helper(stub, claude):
    with claude.messages.stream(**MESSAGES.request([orders(0)])) as stream:
        assert list(stream.text_stream) == [ANSWER]
    assert is_table(stub.bodies[0])
    assert reported(claude) == (1, 1)


async def test_anthropics_asynchronous_stream_helper(stub):
    client = headroom.wrap(MESSAGES.asynchronous(stub.url))
    async with client.beta.messages.stream(**MESSAGES.request([orders(0)])) as stream:
        assert await stream.get_final_text() == ANSWER
    assert reported(client) == (1, 1)


def test_parsing_asks_for_the_schema_as_before(stub, chat):
    plain = CHAT.sync(stub.url)
    for client in (plain, chat):
        with pytest.raises(ValueError, match="JSON"):  # the answer is no JSON, which the package says
            client.chat.completions.parse(**CHAT.request([orders(0)]), response_format=Verdict)
    given, sent = (body["response_format"] for body in stub.bodies)
    assert given == sent
    assert is_table(stub.bodies[1])


def test_raw_responses(stub, chat):
    raw = chat.chat.completions.with_raw_response.create(**CHAT.request([orders(0)]))
    assert raw.headers["Content-Type"] == "application/json"
    assert raw.parse().choices[0].message.content == ANSWER
    assert is_table(stub.bodies[0])
    assert reported(chat) == (1, 1)


def test_raw_responses_of_streams(stub, chat):
    raw = chat.chat.completions.with_raw_response.create(**CHAT.request([orders(0)], stream=True, **CHAT.streaming))
    stream = raw.parse()
    assert isinstance(stream, openai.Stream)
    assert ANSWER in [chunk.choices[0].delta.content for chunk in stream if chunk.choices]
    assert reported(chat) == (1, 1)


def test_streamed_responses_are_recorded_and_not_settled(stub, chat):
    with chat.chat.completions.with_streaming_response.create(**CHAT.request([orders(0)])) as response:
        assert response.parse().choices[0].message.content == ANSWER
    assert is_table(stub.bodies[0])
    assert reported(chat) == (1, 0)


async def test_asynchronous_raw_responses(stub):
    client = headroom.wrap(MESSAGES.asynchronous(stub.url))
    raw = await client.messages.with_raw_response.create(**MESSAGES.request([orders(0)]))
    parsed = raw.parse()
    message = await parsed if hasattr(parsed, "__await__") else parsed
    assert message.content[0].text == ANSWER
    assert reported(client) == (1, 1)


def test_nothing_is_asked_for_that_the_caller_did_not(stub, chat):
    list(chat.chat.completions.create(**CHAT.request([orders(0)], stream=True)))
    assert "stream_options" not in stub.bodies[0]


def test_a_stream_that_is_left_is_settled_by_what_it_said(stub, claude):
    with claude.messages.create(**MESSAGES.request([orders(0)], stream=True)) as stream:
        assert next(iter(stream)).type == "message_start"
    assert reported(claude) == (1, 0)
    del stream
    assert reported(claude) == (1, 1)


def test_streams_are_the_packages_own(stub, chat, claude):
    stream = chat.chat.completions.create(**CHAT.request([orders(0)], stream=True))
    assert isinstance(stream, openai.Stream)
    assert type(stream).__name__ == "Stream"
    assert isinstance(claude.messages.create(**MESSAGES.request([orders(0)], stream=True)), anthropic.Stream)


def test_anthropics_loop_over_tools(stub):
    @anthropic.beta_tool
    def get_orders(page: int) -> str:
        """Give a page of orders.

        Args:
            page: which.
        """
        return orders(page)

    with running(lambda body: [Call("call_1", "get_orders", {"page": 3})]) as stub:
        client = headroom.wrap(MESSAGES.sync(stub.url))
        asked = {"messages": [{"role": "user", "content": "How are the orders?"}], **MESSAGES.fields}
        answer = client.beta.messages.tool_runner(**asked, tools=[get_orders]).until_done()
    assert answer.content[0].text == ANSWER
    assert json.dumps(stub.bodies[1]).count("[40 rows: ") == 1
    assert reported(client) == (2, 2)


def test_messages_that_are_the_packages_objects(stub):
    with running(lambda body: [Call("call_1", "get_orders", {"page": 3})]) as stub:
        client = headroom.wrap(CHAT.sync(stub.url))
        function = {"name": "get_orders", "parameters": {"type": "object", "properties": {}}}
        asked = {"model": "gpt-4o", "tools": [{"type": "function", "function": function}]}
        messages = [{"role": "user", "content": "How are the orders?"}]
        message = client.chat.completions.create(**asked, messages=messages).choices[0].message
        messages += [message, {"role": "tool", "tool_call_id": "call_1", "content": orders(3)}]
        assert client.chat.completions.create(**asked, messages=messages).choices[0].message.content == ANSWER
    assert is_table(stub.bodies[1])


def test_responses_go_on_from_an_earlier_one(stub):
    client = headroom.wrap(RESPONSES.sync(stub.url))
    items = RESPONSES.told([orders(0)])[2:]
    client.responses.create(model="gpt-4o", previous_response_id="resp_0", input=items)
    client.responses.create(model="gpt-4o", previous_response_id="resp_1", input="And now?")
    assert is_table(stub.bodies[0])
    assert stub.bodies[1]["input"] == "And now?"
    assert [body["previous_response_id"] for body in stub.bodies] == ["resp_0", "resp_1"]
    assert client._headroom.calibrations.of("gpt-4o").reports == 0
