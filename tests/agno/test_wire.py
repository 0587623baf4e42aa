"""What really goes over the wire: the providers' own SDKs against a server on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.message import Message
from agno.models.openai import OpenAIChat
from agno.run.agent import RunOutput

from headroom.integrations.agno import HeadroomAgnoModel

CALLS = (("call_1", "get_orders"), ("call_2", "get_logs"))
ANSWER = "40 orders, all fine."


class Stub(BaseHTTPRequestHandler):
    """Asks for both tools first, then answers; in OpenAI's dialect and in Anthropic's, streamed or not."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        speak = openai_reply if self.path.endswith("/chat/completions") else claude_reply
        kind, text = speak(answered(body["messages"][-1]), body.get("stream", False))
        payload = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args):
        pass


def answered(message):
    content = message["content"]
    return message["role"] == "tool" or (isinstance(content, list) and content[0].get("type") == "tool_result")


def openai_reply(done, stream):
    calls = [
        {"index": n, "id": call, "type": "function", "function": {"name": name, "arguments": "{}"}}
        for n, (call, name) in enumerate(CALLS)
    ]
    message = {"role": "assistant", "content": ANSWER} if done else {"role": "assistant", "tool_calls": calls}
    head = {"id": "chat_1", "created": 1, "model": "gpt-4o"}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    choice = {"index": 0, "finish_reason": "stop" if done else "tool_calls"}
    if not stream:
        reply = {**head, "object": "chat.completion", "choices": [{**choice, "message": message}], "usage": usage}
        return "application/json", json.dumps(reply)
    chunks = [
        {**head, "object": "chat.completion.chunk", "choices": [{**choice, "finish_reason": None, "delta": message}]},
        {**head, "object": "chat.completion.chunk", "choices": [{**choice, "delta": {}}]},
        {**head, "object": "chat.completion.chunk", "choices": [], "usage": usage},
    ]
    return "text/event-stream", "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


def claude_reply(done, stream):
    blocks = [{"type": "tool_use", "id": call, "name": name, "input": {}} for call, name in CALLS]
    blocks = [{"type": "text", "text": ANSWER}] if done else blocks
    usage = {"input_tokens": 100, "output_tokens": 10}
    reason = "end_turn" if done else "tool_use"
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5", "usage": usage}
    if not stream:
        whole = {**message, "content": blocks, "stop_reason": reason, "stop_sequence": None}
        return "application/json", json.dumps(whole)
    events = [{"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}]
    for n, block in enumerate(blocks):
        text = block["type"] == "text"
        start = {**block, "text": ""} if text else block
        delta = {"type": "text_delta", "text": ANSWER} if text else {"type": "input_json_delta", "partial_json": "{}"}
        events += [
            {"type": "content_block_start", "index": n, "content_block": start},
            {"type": "content_block_delta", "index": n, "delta": delta},
            {"type": "content_block_stop", "index": n},
        ]
    events.append({"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 10}})
    events.append({"type": "message_stop"})
    return "text/event-stream", "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    server.bodies = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def openai(server):
    return OpenAIChat(id="gpt-4o", api_key="none", base_url=f"{server.url}/v1")


@pytest.fixture
def claude(server):
    return Claude(id="claude-opus-5", api_key="none", client_params={"base_url": server.url})


async def test_openai(server, openai, tools, play, mode):
    output, _ = await play(Agent(model=HeadroomAgnoModel(openai), tools=tools, telemetry=False), "How are we?", mode)
    sent = server.bodies[-1]["messages"]
    results = [message for message in sent if message["role"] == "tool"]

    assert output.content == ANSWER
    assert [call["id"] for call in sent[-3]["tool_calls"]] == [result["tool_call_id"] for result in results]
    assert results[0]["content"].startswith("[40 rows: id,customer,total,state")
    assert results[1]["content"].startswith("[50 rows: ")
    assert next(m for m in output.messages if m.role == "tool").content.startswith("[{'id': 1000")
    assert output.metrics.input_tokens == 200


async def test_claude(server, claude, tools, play, mode):
    output, _ = await play(Agent(model=HeadroomAgnoModel(claude), tools=tools, telemetry=False), "How are we?", mode)
    blocks = [block for message in server.bodies[-1]["messages"] for block in message["content"]]
    calls = [block["id"] for block in blocks if block["type"] == "tool_use"]
    results = [block for block in blocks if block["type"] == "tool_result"]

    assert output.content == ANSWER
    assert [block["tool_use_id"] for block in results] == calls == ["call_1", "call_2"]
    assert "[40 rows: id,customer,total,state" in json.dumps(results[0])
    assert "[50 rows: " in json.dumps(results[1])
    kept = [message for message in output.messages if message.role == "tool"]
    assert kept[0].content.startswith("[{'id': 1000")


@pytest.mark.parametrize("provider", ["openai", "claude"])
async def test_nothing_else_differs_on_the_wire(server, request, tools, play, mode, provider):
    model = request.getfixturevalue(provider)
    for wrap in (lambda model: model, HeadroomAgnoModel):
        await play(Agent(model=wrap(model), tools=tools, telemetry=False), "How are we?", mode)

    plain, wrapped = (body for body in (server.bodies[1], server.bodies[3]))
    assert server.bodies[0] == server.bodies[2]
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
