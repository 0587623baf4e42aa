"""Headroom's laws, over generated agno conversations."""

import copy
import json

from agno.models.message import Message
from agno.run.agent import RunOutput
from hypothesis import example, given
from hypothesis import strategies as st
from tests.laws.meaning import means
from tests.laws.random_checks import LINE_TOKENS, QUOTED

from headroom import HeadroomConfig, RollingWindowConfig, count_tokens, expand
from headroom.integrations.agno import HeadroomAgnoModel, optimize_messages
from headroom.testing import FakeModel

VALUES = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=20)
RECORDS = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 10**6), "name": st.text(max_size=12), "note": VALUES}),
    min_size=1,
    max_size=12,
)
RESULTS = RECORDS | st.dictionaries(st.text(max_size=8), VALUES | RECORDS, max_size=5) | st.text(max_size=60)


@st.composite
def conversations(draw):
    """Turns of a question, some parallel tool calls with their results, and an answer."""
    messages = [Message(role="system", content=draw(st.text(max_size=30)))]
    for turn, results in enumerate(draw(st.lists(st.lists(RESULTS, max_size=3), min_size=1, max_size=4))):
        ids = [f"call_{turn}_{n}" for n in range(len(results))]
        calls = [{"id": call, "type": "function", "function": {"name": "get", "arguments": "{}"}} for call in ids]
        messages.append(Message(role="user", content=draw(st.text(max_size=40))))
        if calls:
            messages.append(Message(role="assistant", tool_calls=calls))
        for call, result in zip(ids, results, strict=True):
            text = draw(st.sampled_from([str, json.dumps, lambda value: json.dumps(value, indent=2)]))(result)
            messages.append(Message(role="tool", tool_call_id=call, tool_name="get", content=text))
        messages.append(Message(role="assistant", content=draw(st.text(max_size=40))))
    return messages


def returned_twice(result):
    """A conversation whose tool returns the same twice, as agno spells it."""
    calls = [{"id": name, "type": "function", "function": {"name": "get", "arguments": "{}"}} for name in ("1", "2")]
    asked = Message(role="assistant", tool_calls=calls)
    answers = [Message(role="tool", tool_call_id=c["id"], tool_name="get", content=str(result)) for c in calls]
    return [asked, *answers]


def sent_for(messages):
    model = FakeModel(["ok"])
    HeadroomAgnoModel(model).invoke(messages=list(messages), run_response=RunOutput(run_id="r"))
    return model.requests[0].messages


@given(conversations())
@example(returned_twice({"\x1f\x19": None, "0000": None}))
def test_a_conversation_is_sent_whole_and_never_larger(messages):
    before = copy.deepcopy(messages)
    sent = sent_for(messages)

    assert messages == before
    assert len(sent) == len(messages)
    said = [message.to_dict() for message in sent]
    for index, (given_message, sent_message) in enumerate(zip(messages, sent, strict=True)):
        assert sent_message.model_copy(update={"content": given_message.content}) == given_message
        is_quoted = str(sent_message.content).startswith(QUOTED)  # what reads like ours is no longer said by its words
        assert tokens(sent_message) <= tokens(given_message) + (LINE_TOKENS if is_quoted else 0)
        if sent_message.content != given_message.content:
            assert means(expand(sent_message.content, said[:index]), given_message.content)


@given(conversations(), st.data())
def test_what_was_sent_before_is_sent_again(messages, data):
    cut = data.draw(st.integers(0, len(messages)))

    assert sent_for(messages)[:cut] == sent_for(messages[:cut])


@given(conversations())
def test_sending_what_was_sent_changes_nothing(messages):
    sent = sent_for(messages)

    assert sent_for(sent) == sent


def tokens(message):
    return count_tokens(message.content or "").value


def test_an_empty_id_ties_a_result_to_its_call():
    words = "word " * 60
    call = {"id": "", "type": "function", "function": {"name": "get", "arguments": "{}"}}
    messages = [
        Message(role="user", content=words),
        Message(role="assistant", tool_calls=[call]),
        *(Message(role="user", content=content) for content in "ab"),
        Message(role="tool", tool_call_id="", content=words),
        Message(role="user", content="c"),
    ]
    window = RollingWindowConfig(output_buffer_tokens=0)
    config = HeadroomConfig(rolling_window=window, model_context_limits={"gpt-4o": 120})
    sent = {message.id for message in optimize_messages(messages, config)[0]}
    assert (messages[1].id in sent) == (messages[4].id in sent)
