"""Objects of the providers' packages in place of dicts: read as what they stand for, copied where they change."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from headroom import HeadroomConfig, compress, count_tokens
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._shapes.messages import MESSAGES

ROWS = [{"id": number, "customer": f"Customer {number}", "open": number % 3 == 0} for number in range(30)]
TEXT = json.dumps(ROWS)
STRICT = HeadroomConfig(strict=True)


@dataclass
class Block:
    type: str
    text: str


@dataclass
class Message:
    role: str
    content: Any


def test_a_dataclass_is_copied_with_its_type():
    message = Message("user", [Block("text", TEXT), Block("text", "hi")])
    [sent] = compress([message], config=STRICT).messages
    assert type(sent) is Message
    assert sent.content[0].text.startswith("[30 rows")
    assert type(sent.content[0]) is Block
    assert sent.content[1] is message.content[1]
    assert message.content[0].text == TEXT


def test_what_chat_completions_answer_is_read():
    chat = pytest.importorskip("openai.types.chat")
    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    answer = chat.ChatCompletionMessage.model_validate({"role": "assistant", "content": None, "tool_calls": [call]})
    result = {"role": "tool", "tool_call_id": "1", "content": TEXT}
    as_dicts = [{"role": "assistant", "content": None, "tool_calls": [call]}, result]
    for asked in (answer, {"role": "assistant", "content": None, "tool_calls": answer.tool_calls}):
        compressed = compress([asked, result], config=STRICT)
        assert count_tokens([asked, result]) == count_tokens(as_dicts)
        assert compressed.messages[0] is asked
        assert compressed.messages[1]["content"].startswith("[30 rows")


def test_what_the_responses_api_answers_is_read():
    responses = pytest.importorskip("openai.types.responses")
    reasoning = responses.ResponseReasoningItem(
        id="rs", type="reasoning", summary=[], encrypted_content="gAAAAABo" * 50
    )
    call = responses.ResponseFunctionToolCall(call_id="1", name="look", arguments="{}", type="function_call")
    output = {"type": "function_call_output", "call_id": "1", "output": TEXT}
    items = [{"role": "user", "content": "Go on."}, reasoning, call, output]
    result = compress(items, config=STRICT)
    assert all(ours is theirs for ours, theirs in zip(result.messages[:3], items, strict=False))
    assert result.messages[3]["output"].startswith("[30 rows")
    assert result.warnings == []
    assert [tuple(decision.action for decision in result.decisions)] == [("kept", "kept", "kept", "rewritten")]


def test_blocks_that_anthropic_answered_are_read():
    types = pytest.importorskip("anthropic.types")
    text = types.TextBlock(type="text", text="Let me look.")
    call = types.ToolUseBlock(type="tool_use", id="1", name="look", input={"x": 1})
    asked = {"role": "assistant", "content": [text, call]}
    as_dicts = {"role": "assistant", "content": [text.model_dump(), call.model_dump()]}
    result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": TEXT}]}
    assert count_tokens([asked, result]) == count_tokens([as_dicts, result])
    assert compress([asked, result], config=STRICT).messages[0] is asked


def test_contents_of_google_are_read_and_copied_with_their_type():
    types = pytest.importorskip("google.genai.types")
    asked = types.Content(role="model", parts=[types.Part.from_function_call(name="look", args={"x": 1})])
    parts = [types.Part.from_function_response(name="look", response={"result": ROWS}), types.Part(text="hi")]
    answered = types.Content(role="user", parts=parts)
    result = compress([asked, answered], "gemini-2.5-pro", config=STRICT)
    sent = result.messages[1]
    assert result.messages[0] is asked
    assert type(sent) is types.Content
    assert sent.parts[0].function_response.response["result"].startswith("[30 rows")
    assert sent.parts[1] is parts[1]
    assert answered.parts[0].function_response.response == {"result": ROWS}
    types.Content.model_validate(sent.model_dump())


def test_what_is_sent_passes_the_types_of_the_providers():
    from pydantic import TypeAdapter

    from tests.shapes import SHAPES, conversation

    responses = pytest.importorskip("openai.types.responses")
    anthropic = pytest.importorskip("anthropic.types")
    google = pytest.importorskip("google.genai.types")
    sent = {shape.name: compress(conversation(shape, [("look", TEXT)]), config=STRICT).messages for shape in SHAPES}
    TypeAdapter(responses.ResponseInputParam).validate_python(sent["responses"])
    TypeAdapter(list[anthropic.MessageParam]).validate_python(sent["anthropic"])
    TypeAdapter(list[google.Content]).validate_python(sent["gemini"])


def test_what_bedrock_is_sent_passes_its_own_model():
    session = pytest.importorskip("botocore.session")
    from botocore.validate import ParamValidator

    shape = session.get_session().get_service_model("bedrock-runtime").operation_model("Converse").input_shape
    results = [{"json": {"orders": ROWS}}, {"text": TEXT}]
    message = {"role": "user", "content": [{"toolResult": {"toolUseId": "1", "content": results}}]}
    [sent] = compress([message], config=STRICT).messages
    assert sent is not message
    report = ParamValidator().validate({"modelId": "m", "messages": [sent]}, shape)
    assert report.generate_report() == ""


def test_objects_are_known_again_and_read_anew_when_they_change():
    engine = Engine(STRICT)
    messages: list[Any] = [Message("user", [Block("text", TEXT)]), Message("assistant", "ok")]
    first = engine.send(messages, MESSAGES, Ask("gpt-4o"))
    again = engine.send(messages, MESSAGES, Ask("gpt-4o"))
    assert (first.cached_before, again.cached_before) == (0, first.tokens_before)
    messages[0].content[0].text = "other words"
    assert engine.send(messages, MESSAGES, Ask("gpt-4o")).tokens_before == count_tokens(messages).value
