"""Each shape of messages: what is read of it, what is sent, and what is said where something is not known."""

import json
import sys
from typing import Any

import pytest

from headroom import HeadroomConfig, SentText, ValidationError, acompress, compress, count_tokens, expand, fits
from headroom._planning.rows import Call, Image, Row, Text
from headroom._shapes.messages import rows_of
from tests.shapes import SHAPES, Shape, conversation

ROWS = [{"id": number, "customer": f"Customer {number}", "open": number % 3 == 0} for number in range(30)]
TEXT = json.dumps(ROWS)
STRICT = HeadroomConfig(strict=True)
ENCODED = "gAAAAABo" * 200

in_every_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


def row(message: Any) -> Row:
    [found] = rows_of([message])
    return found


def said_in_json(*texts: str) -> tuple[Text, ...]:
    return tuple(Text(text, quotable=False) for text in texts)


def test_an_item_of_a_call_and_its_output_are_tied_by_the_call_id():
    call = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "look", "arguments": '{"x":1}'}
    assert row(call) == Row("assistant", said_in_json("look", '{"x":1}'), calls=(Call("call_1", "look", '{"x":1}'),))
    output = {"type": "function_call_output", "call_id": "call_1", "output": "ok"}
    assert row(output) == Row("tool", (Text("ok", True, 0),), results=("call_1",))


def test_an_output_may_be_parts():
    parts = [{"type": "input_text", "text": "seen"}, {"type": "input_image", "image_url": "https://example.com/a.png"}]
    assert row({"type": "function_call_output", "call_id": "1", "output": parts}) == Row(
        "tool", (Text("seen", True, 0),), results=("1",), images=(Image("https://example.com/a.png"),)
    )


def test_the_streams_of_a_shell_are_texts():
    output = [{"stdout": "a\nb", "stderr": "", "outcome": {"type": "exit", "exit_code": 0}}]
    found = row({"type": "shell_call_output", "call_id": "1", "output": output})
    assert found.texts == (Text("a\nb", True, 0), Text("", True, 0))


def test_reasoning_is_bounded_by_its_bytes_and_unbounded_where_the_service_keeps_it():
    item = {"type": "reasoning", "id": "rs_1", "summary": []}
    held, kept = row({**item, "encrypted_content": ENCODED}), row(item)
    assert (held.unread, held.opaque) == ((len(ENCODED),), False)
    assert (kept.unread, kept.opaque) == ((), True)


@pytest.mark.parametrize(
    "item",
    [
        {"type": "web_search_call", "id": "ws_1", "action": {"type": "search", "query": "boats " * 50}},
        {"type": "file_search_call", "id": "fs_1", "queries": ["boats"], "results": [{"text": "boats " * 50}]},
        {"type": "code_interpreter_call", "id": "ci_1", "code": "print('boats')\n" * 30, "outputs": None},
        {"type": "mcp_call", "id": "m_1", "name": "look", "arguments": "{}", "output": "boats " * 50},
        {"type": "mcp_list_tools", "id": "m_1", "server_label": "s", "tools": [{"name": "boats " * 50}]},
    ],
    ids=lambda item: item["type"],
)
def test_what_the_services_tools_did_is_counted_and_sent_back_as_it_is(item: dict[str, Any]):
    [sent] = compress([item], config=STRICT).messages
    count = count_tokens([item])
    assert sent is item
    assert count.low < 10 < count_tokens("boats " * 25).value < count.value <= count.high < sys.maxsize


def test_parts_are_read_in_both_spellings():
    camel = [{"functionCall": {"name": "look", "args": {"x": 1}}, "thoughtSignature": ENCODED}]
    snake = [{"function_call": {"name": "look", "args": {"x": 1}}, "thought_signature": ENCODED}]
    assert row({"role": "model", "parts": camel}) == row({"role": "model", "parts": snake})
    assert row({"role": "model", "parts": camel}).calls == (Call("look 1", "look", '{"x": 1}'),)
    inline = [{"inlineData": {"mimeType": "image/png", "data": "iVBOR"}}]
    assert row({"role": "user", "parts": inline}).images == (Image("iVBOR"),)


def test_responses_without_ids_answer_the_calls_of_their_names_in_order():
    calls = [{"functionCall": {"name": name, "args": {}}} for name in ("look", "read", "look")]
    answers = [{"functionResponse": {"name": name, "response": {"result": name}}} for name in ("read", "look", "look")]
    asked, answered = rows_of([{"role": "model", "parts": calls}, {"role": "user", "parts": answers}])
    assert [call.id for call in asked.calls] == ["look 1", "read 2", "look 3"]
    assert answered.results == ("read 2", "look 1", "look 3")


def test_a_response_by_its_id_leaves_the_others_to_those_without():
    names = ["f", "g", "f"]
    calls = [{"functionCall": {"id": f"call_{number}", "name": name}} for number, name in enumerate(names)]
    answers = [{"id": "call_0", "name": "f"}, {"name": "f"}, {"name": "g"}, {"name": "f"}]
    responses = [{"functionResponse": {**answer, "response": {"result": "ok"}}} for answer in answers]
    rows = rows_of([{"role": "model", "parts": calls}, {"role": "user", "parts": responses}])
    assert rows[1].results == ("call_0", "call_2", "call_1", "")


@pytest.mark.parametrize(
    ("response", "sent"),
    [
        ({"result": TEXT}, {"result": SentText}),
        ({"result": ROWS}, {"result": SentText}),
        ({"orders": ROWS, "count": 30}, {"output": SentText}),
        ({"output": ROWS, "seconds": 2}, {"output": SentText, "seconds": int}),
        ({"error": TEXT}, {"error": str}),
        ({"output": TEXT, "error": "cut off"}, {"output": str, "error": str}),
    ],
)
def test_a_functions_response_stays_an_object(response: dict[str, Any], sent: dict[str, type]):
    content = {"role": "user", "parts": [{"functionResponse": {"name": "look", "response": response}}]}
    [message] = compress([content], config=STRICT).messages
    found = message["parts"][0]["functionResponse"]["response"]
    assert {key: type(value) for key, value in found.items()} == sent
    assert (message is content) == ("error" in response)
    if message is not content and "orders" in response:
        assert json.loads(expand(found["output"])) == response


def test_a_text_stands_in_place_of_a_value_in_a_result_of_converse():
    results = [{"json": {"orders": ROWS}}, {"text": TEXT}, {"json": {"ok": True, "at": "noon"}}]
    message = {"role": "user", "content": [{"toolResult": {"toolUseId": "1", "content": results}}]}
    [sent] = compress([message], config=STRICT).messages
    value, text, _ = sent["content"][0]["toolResult"]["content"]
    assert json.loads(expand(value["text"])) == {"orders": ROWS}
    assert json.loads(expand(text["text"])) == ROWS
    assert set(value) == set(text) == {"text"}


def test_a_failed_result_is_sent_as_it_is():
    failed = {"toolResult": {"toolUseId": "1", "content": [{"json": {"rows": ROWS}}], "status": "error"}}
    message = {"role": "user", "content": [failed]}
    assert compress([message], config=STRICT).messages[0] is message


@pytest.mark.parametrize("value", [ROWS, {"orders": ROWS}, tuple(ROWS), [[1, 2]] * 60])
def test_a_value_that_a_tool_returned_is_sent_as_a_text_that_gives_it_back(value: Any):
    chat = {"role": "tool", "tool_call_id": "1", "content": value}
    block = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": value}]}
    item = {"type": "function_call_output", "call_id": "1", "output": value}
    for message in (chat, block, item):
        [sent] = compress([message], config=STRICT).messages
        text = sent.get("output") or sent["content"]
        text = text if isinstance(text, str) else text[0]["content"]
        assert json.loads(expand(text)) == json.loads(json.dumps(value))
        assert count_tokens([sent]).value < count_tokens([message]).value


@pytest.mark.parametrize(
    "value", [[{"type": "hologram", "data": "x " * 50}], {"at": object()}, [float("nan")] * 9, {"when": {1, 2}}]
)
def test_blocks_that_are_not_known_and_what_json_cannot_hold_are_sent_as_they_are(value: Any):
    message = {"role": "tool", "tool_call_id": "1", "content": value}
    result = compress([message], config=STRICT)
    assert result.messages[0] is message
    assert result.tokens_before > 5


DOCUMENT = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": TEXT}, "title": "Orders"}
WORDS = [{"type": "text", "text": TEXT}]
RESULT = {"type": "search_result", "source": "https://example.com", "title": "A", "content": WORDS}


@pytest.mark.parametrize("block", [DOCUMENT, RESULT], ids=["document", "search_result"])
@pytest.mark.parametrize("nested", [False, True])
def test_documents_and_search_results_are_read(block: dict[str, Any], nested: bool):
    content = [{"type": "tool_result", "tool_use_id": "1", "content": [block]}] if nested else [block]
    message = {"role": "user", "content": content}
    count, result = count_tokens([message]), compress([message], config=STRICT)
    assert count.low > count_tokens(TEXT).value
    assert count.high < sys.maxsize
    assert result.tokens_after < result.tokens_before / 2
    assert TEXT in json.dumps(message).replace('\\"', '"')


def test_a_document_that_is_to_be_cited_is_sent_letter_by_letter():
    message = {"role": "user", "content": [{**DOCUMENT, "citations": {"enabled": True}}]}
    assert compress([message], config=STRICT).messages[0] is message


@pytest.mark.parametrize(
    "message",
    [
        {"role": "user", "content": [{"type": "hologram", "words": "boats " * 100}]},
        {"role": "user", "content": [{"type": "document", "source": {"type": "url", "url": "https://example.com"}}]},
        {"role": "user", "content": {"words": "boats " * 100}},
        {"role": "assistant", "content": "ok", "hologram": "boats " * 100},
        {"role": "user", "parts": [{"fileData": {"fileUri": "gs://a", "mimeType": "application/pdf"}}]},
        {"role": "user", "parts": [{"hologram": "boats " * 100}]},
        {"role": "user", "content": [{"text": "hi"}, {"video": {"format": "mp4", "source": {"bytes": b"x"}}}]},
        {"role": "user", "content": [{"text": "hi"}, {"hologram": "boats " * 100}]},
        {"type": "hologram_call", "call_id": "1", "words": "boats " * 100},
        {"type": "item_reference", "id": "msg_1"},
        {"id": "msg_1"},
    ],
    ids=str,
)
def test_what_is_not_known_has_no_bound_and_is_said(message: dict[str, Any]):
    count, result = count_tokens([message]), compress([message])
    assert (count.high, count.exact) == (sys.maxsize, False)
    assert count.value >= (100 if "boats" in str(message) else 0)
    assert count.low < 20
    assert not fits([message], 10**9)
    assert result.messages[0] is message
    assert "messages [0]" in result.warnings[0]


BOATS = ["boats " * 100]


@pytest.mark.parametrize(
    "message",
    [
        {"role": "user", "content": [{"type": "text", "text": BOATS}]},
        {"role": "user", "content": [{"type": "text", "text": {"value": "boats " * 100}}]},
        {"role": "user", "content": "hi", "name": BOATS},
        {"role": "assistant", "content": None, "refusal": BOATS},
        {"role": "assistant", "content": None, "tool_calls": {"id": "1", "function": BOATS}},
        {"role": "user", "content": [{"type": "document", "document": {"data": BOATS}}]},
        {"role": "user", "content": [{**DOCUMENT, "context": BOATS}]},
        {"type": "function_call_output", "call_id": "1", "output": [{"type": "input_text", "text": BOATS}]},
        {"type": "shell_call_output", "call_id": "1", "output": BOATS[0]},
        {"type": "shell_call_output", "call_id": "1", "output": [{"stdout": BOATS}]},
        {"type": "computer_call_output", "call_id": "1", "output": BOATS[0]},
        {"role": "user", "parts": [{"text": BOATS}]},
        {"role": "user", "parts": [{"text": "hi"}], "content": BOATS[0]},
        {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": BOATS}}]},
        {"role": "user", "content": [{"toolResult": {"toolUseId": "1", "content": [{"text": BOATS}]}}]},
        {"role": "user", "content": [{"toolResult": {"toolUseId": "1", "content": {"json": BOATS}}}]},
        {"role": "user", "content": [{"text": "hi"}], "words": BOATS},
    ],
    ids=str,
)
def test_what_stands_in_place_of_a_text_and_is_none_has_no_bound(message: dict[str, Any]):
    count, result = count_tokens([message]), compress([message])
    assert (count.high, count.exact) == (sys.maxsize, False)
    assert count.value >= 100
    assert "messages [0]" in result.warnings[0]


@pytest.mark.parametrize(
    "message",
    [
        {
            "role": "assistant",
            "tool_calls": [{"id": "1", "type": "custom", "custom": {"name": "f", "input": BOATS[0]}}],
        },
        {"role": "assistant", "content": [{"type": "thinking", "thinking": [{"type": "text", "text": BOATS[0]}]}]},
        {
            "role": "assistant",
            "tool_calls": [
                {
                    "id": "1",
                    "function": {"name": "f", "arguments": "{}"},
                    "extra_content": {"google": {"thought_signature": ENCODED}},
                }
            ],
        },
        {"type": "computer_call_output", "call_id": "1", "output": {}, "current_url": BOATS[0]},
    ],
    ids=str,
)
def test_what_services_put_beside_texts_is_counted(message: dict[str, Any]):
    count = count_tokens([message])
    assert count.value >= 100
    assert 100 <= count.high < sys.maxsize


def test_a_tools_message_is_no_message_of_converse():
    message = {"role": "tool", "tool_call_id": "1", "content": [{"text": TEXT}]}
    assert row(message).results == ("1",)
    [sent] = compress([message], config=STRICT).messages
    assert json.loads(expand(sent["content"])) == message["content"]


def test_what_encodes_something_costs_at_most_a_token_a_byte():
    block = {"type": "redacted_thinking", "data": "A" * 40_000}
    count = count_tokens([{"role": "assistant", "content": [block]}], "claude-sonnet-4-5")
    assert count.low < 10 < 4_000 < count.value < 40_000 <= count.high < 50_000


def test_blocks_of_the_services_own_tools_are_counted_and_sent_back_as_they_are():
    page = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": TEXT}}
    fetched = {
        "type": "web_fetch_tool_result",
        "tool_use_id": "1",
        "content": {"type": "web_fetch_result", "content": page},
    }
    message = {"role": "assistant", "content": [fetched]}
    assert compress([message], config=STRICT).messages[0] is message
    assert count_tokens(TEXT).value <= count_tokens([message]).high < sys.maxsize


@pytest.mark.parametrize("entry", ["a text", b"bytes", 42, ["role", "user"], {"content": "hi"}, {"text": "hi"}, object])
@pytest.mark.parametrize("use", [compress, count_tokens, lambda messages: fits(messages, 9)])
def test_what_is_no_message_is_an_error(entry: Any, use: Any):
    with pytest.raises(ValidationError, match="a message"):
        use([{"role": "user", "content": "hi"}, entry])


@pytest.mark.parametrize(
    "message",
    [
        {"role": "user", "content": [{"toolResult": "words"}]},
        {"role": "user", "content": [{"toolResult": {"content": "words"}}]},
        {"role": "user", "content": [{"document": 5, "text": "x"}]},
        {"role": "user", "parts": [None, 5, {}, {"functionResponse": "words"}]},
        {"role": "model", "parts": [{"functionCall": "words"}]},
        {"type": "function_call_output", "output": None},
        {"type": "shell_call_output", "call_id": "1", "output": 5},
        {"type": "reasoning", "summary": 5},
        {"type": "function_call", "call_id": 5, "name": 5, "arguments": {}},
    ],
    ids=str,
)
def test_what_is_malformed_is_counted_as_far_as_it_goes_and_sent_as_it_is(message: dict[str, Any]):
    count, [sent] = count_tokens([message]), compress([message], config=STRICT).messages
    assert sent is message
    assert 0 <= count.low <= count.value <= count.high
    assert "words" not in str(message) or count.high == sys.maxsize


async def test_what_is_no_message_is_an_error_of_the_asynchronous_form_too():
    with pytest.raises(ValidationError, match="a message"):
        await acompress(["a text"])


def test_one_list_may_hold_several_shapes():
    mixed = [message for shape in SHAPES for message in conversation(shape, [(shape.name, TEXT)])]
    result = compress(mixed, config=STRICT)
    assert [decision.action for decision in result.decisions].count("rewritten") == len(SHAPES)
    assert json.dumps(result.messages).count("as in ") == len(SHAPES) - 1


@in_every_shape
def test_a_conversation_in_every_shape_sends_the_same_texts(shape: Shape):
    results = [("look", TEXT), ("read", "nothing"), ("look", json.dumps(ROWS[:-1]))]
    chat = SHAPES[0]
    assert shape.texts(compress(conversation(shape, results), config=STRICT).messages) == chat.texts(
        compress(conversation(chat, results), config=STRICT).messages
    )


@in_every_shape
def test_the_note_of_the_window_is_a_message_of_the_shape(shape: Shape):
    messages = [message for number in range(8) for message in conversation(shape, [("look", f"{number} word " * 60)])]
    result = compress(messages, model_limit=900)
    dropped = next(index for index, decision in enumerate(result.decisions) if decision.action == "dropped")
    noted = result.messages[dropped]
    assert "left out" in json.dumps(noted)
    assert noted.keys() == messages[0].keys()
    assert compress(result.messages, model_limit=100_000).messages == result.messages


@in_every_shape
def test_only_what_lies_on_the_way_to_a_change_is_copied(shape: Shape):
    messages = conversation(shape, [("look", TEXT)])
    before = json.dumps(messages)
    result = compress(messages)
    assert json.dumps(messages) == before
    assert [ours is theirs for ours, theirs in zip(result.messages, messages, strict=True)].count(False) == 1
