"""What Headroom must leave alone, message by message, and that the caller's messages are never touched."""

import copy

import pytest
from agno.models.message import Message
from agno.run.agent import RunOutput

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel


@pytest.fixture
def table(data):
    """A tool result that is always compressed, unless a rule forbids it."""
    return str(data["orders"]())


@pytest.fixture
def send():
    """What the provider receives for a list of messages."""

    def sent(messages, **options):
        model = FakeModel(["ok"])
        HeadroomAgnoModel(model).invoke(messages=messages, run_response=RunOutput(run_id="r"), **options)
        return model.requests[0].messages

    return sent


def conversation(content, **fields):
    call = {"id": "c1", "type": "function", "function": {"name": "get_orders", "arguments": "{}"}}
    return [
        Message(role="system", content="You answer questions."),
        Message(role="user", content="How many orders?"),
        Message(role="assistant", tool_calls=[call], provider_data={"signature": "s"}, reasoning_content="Look it up."),
        Message(
            role="tool", tool_call_id="c1", tool_name=fields.pop("tool_name", "get_orders"), content=content, **fields
        ),
    ]


def test_a_plain_tool_result_is_rewritten(send, table):
    sent = send(conversation(table))

    assert sent[-1].content.startswith("[40 rows:")


@pytest.mark.parametrize(
    "fields",
    [{"tool_call_error": True}, {"tool_name": "read_result"}, {"tool_name": "search_result"}, {"temporary": True}],
    ids=["a tool's error", "a page of a stored result", "hits in a stored result", "a temporary message"],
)
def test_some_tool_results_are_left_alone(send, table, fields):
    assert send(conversation(table, **fields))[-1].content == table


@pytest.mark.parametrize("beginning", ["Error: no such month: ", "Error while decoding function arguments: "])
def test_a_result_that_says_it_is_an_error_is_left_alone(send, table, beginning):
    assert send(conversation(beginning + table))[-1].content == beginning + table


@pytest.mark.parametrize("beginning", ["Errors of today: ", "No error: "])
def test_a_result_about_errors_is_rewritten(send, table, beginning):
    assert "[40 rows:" in send(conversation(beginning + table))[-1].content


def test_an_envelope_of_a_stored_result_is_left_alone(send, table):
    envelope = f'<result id="r1" tool="get_orders" size="9000">\n{table}\n</result>'

    assert send(conversation(envelope))[-1].content == envelope


@pytest.mark.parametrize("role", ["system", "developer", "assistant"])
def test_only_tools_and_users_are_rewritten(send, table, role):
    sent = send([Message(role="user", content="Hi"), Message(role=role, content=table)])

    assert sent[-1].content == table


def test_the_compacted_summary_is_left_alone(send, table):
    summary = f"Summary of earlier conversation (compacted):\n\n{table}"
    sent = send([Message(role="user", content=summary, from_history=True), Message(role="user", content="Go on.")])

    assert sent[0].content == summary


def test_the_users_own_words_stay_and_the_json_among_them_is_rewritten(send, data):
    import json

    text = f"Analyze this large JSON: {json.dumps(data['orders'](), indent=2)}"
    sent = send([Message(role="user", content=text)])

    assert sent[0].content.startswith("Analyze this large JSON: ")
    assert len(sent[0].content) < 0.5 * len(text)


def test_content_with_media_blocks_is_left_alone(send, table):
    blocks = [{"type": "text", "text": table}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,aa"}}]
    message = Message(role="user", content=blocks)

    assert send([message])[0].content is message.content


def test_content_with_text_blocks_is_rewritten_block_by_block(send, table):
    blocks = [{"type": "text", "text": "Orders:"}, {"type": "text", "text": table}]
    message = Message(role="user", content=blocks)
    sent = send([message])[0]

    assert sent.content[0] is message.content[0]
    assert sent.content[1]["text"].startswith("[40 rows:")
    assert message.content == blocks


@pytest.mark.skipif("compressed_content" not in Message.model_fields, reason="agno 2.1: no compression of its own")
def test_what_agno_compressed_itself_is_left_alone(send, table):
    messages = conversation(table, compressed_content="40 orders, a third of them open")
    sent = send(messages, compress_tool_results=True)

    assert sent[-1].content == sent[-1].compressed_content == "40 orders, a third of them open"


@pytest.mark.skipif("compressed_content" not in Message.model_fields, reason="agno 2.1: no compression of its own")
def test_agnos_compression_that_is_not_sent_does_not_matter(send, table):
    sent = send(conversation(table, compressed_content="40 orders"))

    assert sent[-1].content.startswith("[40 rows:")
    assert sent[-1].compressed_content == "40 orders"


def test_everything_else_about_a_rewritten_message_stays(send, table):
    messages = conversation(table, tool_args={"day": "monday"}, name="orders")
    sent = send(messages)

    kept = [name for name in Message.model_fields if name != "content"]
    assert [getattr(sent[-1], name) for name in kept] == [getattr(messages[-1], name) for name in kept]


def test_untouched_messages_are_the_same_objects(table):
    received = []

    class Keeping(FakeModel):
        def invoke(self, messages, *args, **kwargs):
            received.extend(messages)
            return super().invoke(messages, *args, **kwargs)

    messages = conversation(table)
    HeadroomAgnoModel(Keeping(["ok"])).invoke(messages=messages, run_response=RunOutput(run_id="r"))

    assert [a is b for a, b in zip(received, messages, strict=True)] == [True, True, True, False]


def test_the_callers_messages_are_never_touched(send, table):
    messages = conversation(table)
    before = copy.deepcopy(messages)
    objects = list(messages)
    send(messages)

    assert messages == before
    assert all(a is b for a, b in zip(messages, objects, strict=True))


def test_positional_messages_are_rewritten_too(table):
    model = FakeModel(["ok"])
    HeadroomAgnoModel(model).invoke(conversation(table), None, None, None, None, RunOutput(run_id="r"))

    assert model.requests[0].messages[-1].content.startswith("[40 rows:")


def test_sending_is_idempotent(send, table):
    once = send(conversation(table))

    assert [message.content for message in send(once)] == [message.content for message in once]


def test_parallel_results_in_one_message_are_rewritten_where_they_are_sent(send, table):
    """Agno before 2.3 packs Gemini's parallel results into one message, and sends them from its ``tool_calls``."""
    calls = [{"id": f"c{n}", "type": "function", "function": {"name": "get", "arguments": "{}"}} for n in (1, 2)]
    results = [{"tool_name": "get", "content": table}, {"tool_name": "get", "content": "12 degrees"}]
    packed = Message(role="tool", content=[table, "12 degrees"], tool_calls=results)
    sent = send([Message(role="user", content="Hi"), Message(role="assistant", tool_calls=calls), packed])[-1]

    assert sent.tool_calls[0]["content"].startswith("[40 rows:")
    assert sent.content == [sent.tool_calls[0]["content"], "12 degrees"]
    assert sent.tool_calls[1] is packed.tool_calls[1]
    assert packed.content[0] == packed.tool_calls[0]["content"] == table


def test_bedrocks_results_in_a_user_message_are_rewritten_where_they_are_sent(send, table):
    """Agno before 2.3 builds Bedrock's tool results into the content of a user message."""
    call = {"id": "c1", "type": "function", "function": {"name": "get", "arguments": "{}"}}
    block = {"toolResult": {"toolUseId": "c1", "content": [{"json": {"result": table}}]}}
    packed = Message(role="user", content=[copy.deepcopy(block)])
    sent = send([Message(role="user", content="Hi"), Message(role="assistant", tool_calls=[call]), packed])[-1]

    assert sent.content[0]["toolResult"]["toolUseId"] == "c1"
    assert sent.content[0]["toolResult"]["content"][0]["json"]["result"].startswith("[40 rows:")
    assert packed.content == [block]
