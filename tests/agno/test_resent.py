"""What agno sends again as the provider gave it is counted, bounded, and never rewritten."""

import json
import sys
from typing import Any

import pytest
from agno.models.message import Message

from headroom import HeadroomConfig, count_tokens
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.rows import Call
from headroom.integrations.agno.counting import count_conversation
from headroom.integrations.agno.messages import AgnoShape, rows_of

PAGE = " ".join(f"Paragraph {number} says something about topic {number % 17}." for number in range(300))
ENCODED = "QUJD" * 500
DOCUMENT = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": PAGE}}
ROWS = json.dumps([{"id": number, "name": f"item {number}"} for number in range(30)])


def answer(content: str | None = "I read it.", **data: Any) -> Message:
    return Message(role="assistant", content=content, provider_data=data)


def count(message: Message, model: str = "claude-sonnet-4-5") -> Any:
    return count_conversation(rows_of([message]), model)


RESULTS = [
    {"type": "web_fetch_tool_result", "tool_use_id": "1", "content": {"type": "web_fetch_result", "content": DOCUMENT}},
    {"type": "code_execution_tool_result", "tool_use_id": "1", "content": {"stdout": PAGE, "return_code": 0}},
    {"type": "mcp_tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": PAGE}]},
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result["type"])
@pytest.mark.parametrize("key", ["content_blocks", "server_tool_blocks"])
def test_blocks_of_the_services_tools_are_counted(result: dict[str, Any], key: str):
    found = count(answer(**{key: [result, {"type": "text", "text": "I read it."}]}))
    assert found.low < 50
    assert count_tokens(PAGE, "claude-sonnet-4-5").high <= found.high < sys.maxsize


def test_what_a_search_returns_encrypted_costs_at_most_a_token_a_byte():
    found = [{"type": "web_search_result", "url": "https://example.org", "encrypted_content": ENCODED}]
    block = {"type": "web_search_tool_result", "tool_use_id": "1", "content": found}
    assert len(ENCODED) <= count(answer(content_blocks=[block])).high < 2 * len(ENCODED)


def test_what_stands_in_fields_too_is_counted_once():
    blocks = [{"type": "thinking", "thinking": "hm " * 50}, {"type": "text", "text": "I read it."}]
    plain = Message(role="assistant", content="I read it.", reasoning_content="hm " * 50, provider_data={"id": "1"})
    stored = plain.model_copy(update={"provider_data": {"content_blocks": blocks}})
    assert count(stored).value == count(plain).value
    assert count(answer(None, content_blocks=blocks)).high >= count(plain).low


def test_a_file_of_the_service_has_no_bound():
    assert count(answer(content_blocks=[{"type": "container_upload", "file_id": "file_1"}])).high == sys.maxsize


def test_signatures_and_reasoning_are_bounded_by_their_bytes():
    item = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": ENCODED}
    details = [{"type": "reasoning.encrypted", "data": ENCODED}]
    for data in ({"thought_signature": ENCODED}, {"reasoning_output": item}, {"reasoning_details": details}):
        assert len(ENCODED) <= count(answer(**data)).high < 2 * len(ENCODED)
        assert count(answer(**data)).low == count(answer()).low
    call = {"id": "1", "function": {"name": "look", "arguments": "{}"}, "thought_signature": ENCODED}
    assert count(Message(role="assistant", tool_calls=[call])).high >= len(ENCODED)


def test_reasoning_that_the_service_keeps_has_no_bound_unless_a_chain_refers_to_it():
    item = {"type": "reasoning", "id": "rs_1", "summary": []}
    assert count(answer(reasoning_output=item)).high == sys.maxsize
    assert count(answer(reasoning_output=item, response_id="resp_1")) == count(answer(response_id="resp_1"))


def test_what_changes_in_the_providers_data_is_counted_anew():
    engine, first = Engine(HeadroomConfig(strict=True)), answer(content_blocks=[RESULTS[0]])
    planned = engine.send([first], AgnoShape(), Ask("claude-sonnet-4-5"))
    first.provider_data["content_blocks"].clear()  # type: ignore[index]
    assert engine.send([first], AgnoShape(), Ask("claude-sonnet-4-5")).tokens_before < planned.tokens_before / 10


def test_calls_that_are_a_clients_objects_are_read_and_stay_what_they_are():
    chat = pytest.importorskip("openai.types.chat")
    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    asked = Message(role="assistant")
    asked.tool_calls = [chat.ChatCompletionMessageToolCall.model_validate(call)]  # type: ignore[list-item]
    messages = [Message(role="user", content="Look."), asked, Message(role="tool", tool_call_id="1", content=ROWS)]
    assert rows_of(messages)[1].calls == (Call("1", "look", "{}"),)
    sent = Engine(HeadroomConfig(strict=True)).send(messages, AgnoShape(), Ask("gpt-4o"))
    assert sent.messages[1] is asked
    assert sent.messages[2].content.startswith("[30 rows")
