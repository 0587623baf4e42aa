"""Chat dicts as rows, and changes applied to them."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom._objects import plain
from headroom._planning.rows import Call, Image, Row, Text
from headroom._planning.shape import Changes
from headroom._shapes.chat import CHAT_MESSAGES, calling_row, row_of_object
from headroom._shapes.messages import MESSAGES


def row(message: Any) -> Row:
    """A message as chat reads it, whatever it is."""
    fields = plain(message)
    return CHAT_MESSAGES.row(fields) if isinstance(fields, Mapping) else row_of_object(fields)


def said_in_json(*texts: str) -> tuple[Text, ...]:
    return tuple(Text(text, quotable=False) for text in texts)


def test_a_message_of_text_is_one_editable_text():
    assert row({"role": "user", "content": "hi"}) == Row("user", (Text("hi", editable=True),))
    assert row({"role": "system", "content": "hi"}) == Row("system", (Text("hi"),))


def test_calls_are_counted_by_name_and_arguments_and_tied_by_id():
    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": '{"x":1}'}}
    assert row({"role": "assistant", "content": None, "tool_calls": [call]}) == Row(
        "assistant", said_in_json("look", '{"x":1}'), calls=(Call("1", "look", '{"x":1}'),)
    )


def test_a_result_is_tied_to_its_call():
    assert row({"role": "tool", "tool_call_id": "1", "content": "ok"}) == Row(
        "tool", (Text("ok", editable=True),), results=("1",)
    )


def test_anthropic_blocks_are_read_in_order():
    asked = [{"type": "text", "text": "let me see"}, {"type": "tool_use", "id": "1", "name": "look", "input": {"x": 1}}]
    answered = [
        {"type": "tool_result", "tool_use_id": "1", "content": "one"},
        {"type": "tool_result", "tool_use_id": "2", "content": [{"type": "text", "text": "two"}, {"type": "image"}]},
        {"type": "tool_result", "tool_use_id": "3", "content": "failed", "is_error": True},
    ]
    assert row({"role": "assistant", "content": asked}) == Row(
        "assistant",
        (Text("let me see"), *said_in_json("look", '{"x": 1}')),
        calls=(Call("1", "look", '{"x": 1}'),),
    )
    assert row({"role": "user", "content": answered}) == Row(
        "user",
        (Text("one", True, 0), Text("two", True, 1), Text("failed", False, 2)),
        results=("1", "2", "3"),
        images=(Image(None),),
    )


def test_thinking_is_counted_and_never_rewritten():
    block = {"type": "thinking", "thinking": "hm", "signature": "x"}
    assert row({"role": "assistant", "content": [block]}) == Row("assistant", (Text("hm", quotable=False),))


def test_encrypted_thinking_is_counted_by_its_bytes():
    blocks = [
        {"type": "thinking", "thinking": "hm", "signature": "A" * 300},
        {"type": "redacted_thinking", "data": "B" * 400},
    ]
    found = row({"role": "assistant", "content": blocks})
    assert [part for part in found.unread if isinstance(part, int)] == [300, 400]
    assert not found.opaque


def test_a_name_is_counted_and_never_rewritten():
    assert row({"role": "user", "content": "hi", "name": "bob"}) == Row(
        "user", (Text("hi", editable=True), Text("bob", quotable=False)), named=True
    )


@pytest.mark.parametrize(
    "message",
    [
        None,
        "text",
        7,
        [],
        {},
        {"role": None},
        {"role": ["user"]},
        {"content": 7},
        {"content": [None, 7, {}]},
        {"tool_calls": {}},
    ],
)
def test_what_cannot_be_read_is_a_row_without_texts(message: Any):
    assert row(message)._replace(opaque=False) == Row("")


URL = "https://example.com/a.png"


@pytest.mark.parametrize(
    ("block", "image"),
    [
        ({"type": "image_url", "image_url": {"url": URL, "detail": "low"}}, Image(URL, "low")),
        ({"type": "image_url", "image_url": URL}, Image(URL)),
        ({"type": "image_url"}, Image(None)),
        ({"type": "input_image", "image_url": URL, "detail": "high"}, Image(URL, "high")),
        ({"type": "input_image", "file_id": "file-1"}, Image(None)),
        ({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBOR"}}, Image("iVBOR")),
        ({"type": "image", "source": {"type": "url", "url": URL}}, Image(URL)),
        ({"type": "image", "source": {"type": "file", "file_id": "file_1"}}, Image(None)),
        ({"type": "image", "source": 7}, Image(None)),
        ({"inline_data": {"mime_type": "image/png", "data": b"\x89PNG"}}, Image(b"\x89PNG")),
        ({"inlineData": {"mimeType": "image/png", "data": "iVBOR"}}, Image("iVBOR")),
    ],
)
def test_an_image_is_found_in_the_shape_of_every_provider(block: dict[str, Any], image: Image):
    assert row({"role": "user", "content": [block]}) == Row("user", images=(image,))


def test_an_image_inside_a_tool_result_is_found():
    image = {"type": "image", "source": {"type": "base64", "data": "iVBOR"}}
    result = {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "seen"}, image]}
    assert row({"role": "user", "content": [result]}) == Row(
        "user", (Text("seen", True, 0),), results=("1",), images=(Image("iVBOR"),)
    )


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "input_audio"}],
        [{"type": "document"}],
        [{"inline_data": {"mime_type": "audio/wav", "data": b""}}],
        [{"type": ["text"]}],
        [42],
        7,
    ],
)
def test_what_is_billed_and_not_counted_is_said(content: Any):
    assert row({"role": "user", "content": content}).opaque


def test_a_clients_own_message_object_is_counted_and_never_rewritten():
    class Answer:
        def model_dump(self):
            call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
            return {"role": "assistant", "content": None, "tool_calls": [call]}

    assert row(Answer()) == Row("assistant", said_in_json("look", "{}"), calls=(Call("1", "look", "{}"),))


def test_arguments_that_json_cannot_hold_are_counted_as_what_is_nearest():
    cycle: dict[str, Any] = {}
    cycle["again"] = cycle
    for arguments, text in ((cycle, '{"again": "dict"}'), ({(1, 2): 3}, '{"[1, 2]": 3}')):
        assert row({"tool_calls": [{"function": {"name": "f", "arguments": arguments}}]}).texts == said_in_json(
            "f", text
        )


def test_an_edit_copies_only_what_it_changes():
    blocks = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    messages = [{"role": "user", "content": "zero"}, {"role": "user", "content": blocks}]
    sent = MESSAGES.apply(messages, Changes(edits=[(1, 1, "TWO")]))
    assert sent == [messages[0], {"role": "user", "content": [blocks[0], {"type": "text", "text": "TWO"}]}]
    assert sent[0] is messages[0]
    assert sent[1]["content"][0] is blocks[0]
    assert blocks[1]["text"] == "two"


def test_several_edits_of_one_message_all_apply():
    message = {"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]}
    [sent] = MESSAGES.apply([message], Changes(edits=[(0, 0, "ONE"), (0, 1, "TWO")]))
    assert [block["text"] for block in sent["content"]] == ["ONE", "TWO"]


def test_notes_stand_before_the_messages_that_they_are_for():
    messages = [{"role": role, "content": role} for role in ("system", "user", "assistant", "user", "assistant")]
    notes = [(1, "user", "left out"), (4, "assistant", "as well")]
    sent = MESSAGES.apply(messages, Changes(dropped=[1, 2, 4], notes=notes))
    assert sent == [
        messages[0],
        {"role": "user", "content": "left out"},
        messages[3],
        {"role": "assistant", "content": "as well"},
    ]


some_texts = st.sampled_from(["", "look", "{}"])
some_values = some_texts | st.sampled_from([None, 1, {}, [], ["look"]])


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(usual, usual, usual, some_values)


functions = st.fixed_dictionaries(
    {"name": mostly(some_texts), "arguments": mostly(some_texts)}, optional={"strict": some_values}
)
calls = st.fixed_dictionaries(
    {"id": mostly(some_texts), "function": mostly(functions)}, optional={"type": some_values, "name": some_values}
)
calling_messages = st.fixed_dictionaries(
    {"role": mostly(st.sampled_from(["assistant", "user", "tool"])), "tool_calls": mostly(st.lists(mostly(calls)))},
    optional={"content": some_values, "refusal": some_values, "tool_call_id": some_texts},
)


@given(message=calling_messages)
def test_messages_that_call_functions_are_read_alike_on_both_ways(message: dict[str, Any]):
    row = calling_row(message)
    assert row is None or row == CHAT_MESSAGES.row(message)


def test_most_messages_that_call_functions_are_read_on_the_short_way():
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    assert calling_row({"role": "assistant", "content": None, "tool_calls": [call]}) == Row(
        "assistant", (Text("look", quotable=False), Text("{}", quotable=False)), (Call("call_1", "look", "{}"),)
    )
