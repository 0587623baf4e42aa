"""What really goes over the wire: the providers' own SDKs against a server on this machine."""

import json

import pytest
from agno.agent import Agent
from agno.models.message import Message
from agno.run.agent import RunOutput
from tests.agno.retrieving import LOSSLESS
from tests.provider_stub import ANSWER

from headroom.integrations.agno import HeadroomAgnoModel


async def test_openai(stub, openai, tools, play, mode):
    output, _ = await play(Agent(model=HeadroomAgnoModel(openai), tools=tools, telemetry=False), "How are we?", mode)
    sent = stub.bodies[-1]["messages"]
    results = [message for message in sent if message["role"] == "tool"]

    assert output.content == ANSWER
    assert [call["id"] for call in sent[-3]["tool_calls"]] == [result["tool_call_id"] for result in results]
    assert results[0]["content"].startswith("[40 rows: id,customer,total,state")
    assert results[1]["content"].startswith("[50 rows: ")
    assert next(m for m in output.messages if m.role == "tool").content.startswith("[{'id': 1000")
    assert output.metrics.input_tokens == 200


async def test_claude(stub, claude, tools, play, mode):
    output, _ = await play(Agent(model=HeadroomAgnoModel(claude), tools=tools, telemetry=False), "How are we?", mode)
    blocks = [block for message in stub.bodies[-1]["messages"] for block in message["content"]]
    calls = [block["id"] for block in blocks if block["type"] == "tool_use"]
    results = [block for block in blocks if block["type"] == "tool_result"]

    assert output.content == ANSWER
    assert [block["tool_use_id"] for block in results] == calls == ["call_1", "call_2"]
    assert "[40 rows: id,customer,total,state" in json.dumps(results[0])
    assert "[50 rows: " in json.dumps(results[1])
    kept = [message for message in output.messages if message.role == "tool"]
    assert kept[0].content.startswith("[{'id': 1000")


@pytest.mark.parametrize("provider", ["openai", "claude"])
async def test_nothing_else_differs_on_the_wire(stub, request, tools, play, mode, provider):
    model = request.getfixturevalue(provider)
    for wrap in (lambda model: model, lambda model: HeadroomAgnoModel(model, LOSSLESS)):
        await play(Agent(model=wrap(model), tools=tools, telemetry=False), "How are we?", mode)

    plain, wrapped = (body for body in (stub.bodies[1], stub.bodies[3]))
    assert stub.bodies[0] == stub.bodies[2]
    assert {key: plain[key] for key in plain if key != "messages"} == {
        key: wrapped[key] for key in wrapped if key != "messages"
    }
    assert plain["messages"][:-2] == wrapped["messages"][: len(plain["messages"]) - 2]
    assert len(json.dumps(wrapped)) < 0.7 * len(json.dumps(plain))


def test_gemini_reads_the_table_where_it_looks_for_results(data):
    """Gemini takes a result from the message, or, before agno 2.3, from the calls of a packed one."""
    pytest.importorskip("google.genai", reason="google-genai is not installed")
    from agno.models.google import Gemini

    model = Gemini(id="gemini-2.5-flash", api_key="none")
    call = {"id": "c1", "type": "function", "function": {"name": "get_orders", "arguments": "{}"}}
    messages = [Message(role="user", content="Hi"), Message(role="assistant", tool_calls=[call])]
    result = Message(role="tool", tool_call_id="c1", tool_name="get_orders", content=str(data["orders"]()))
    model.format_function_call_results(messages, [result])
    received = []

    class Formatting(Gemini):
        def invoke(self, messages, *args, **kwargs):
            received.extend(self._format_messages(messages)[0])

    formatting = Formatting(id="gemini-2.5-flash", api_key="none")
    HeadroomAgnoModel(formatting).invoke(messages=messages, run_response=RunOutput(run_id="r"))

    assert received[-1].parts[0].function_response.name == "get_orders"
    assert received[-1].parts[0].function_response.response["result"].startswith("[40 rows:")
