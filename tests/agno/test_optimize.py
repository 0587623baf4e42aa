"""Compressing a list of messages by hand."""

import json

import pytest
from agno.models.message import Message

from headroom import HeadroomConfig, HeadroomMode, SmartCrusherConfig, ValidationError
from headroom.integrations.agno import optimize_messages
from headroom.testing import FakeModel

NUMBERS = {"tokens_before", "tokens_after", "tokens_saved", "savings_percent", "transforms_applied"}


@pytest.fixture
def text(data):
    return f"Analyze this large JSON: {json.dumps(data['orders']())}"


@pytest.fixture(params=["agno", "openai"])
def messages(request, text):
    given = [("system", "You answer questions."), ("user", text)]
    if request.param == "agno":
        return [Message(role=role, content=content) for role, content in given]
    return [{"role": role, "content": content} for role, content in given]


def content(message):
    return message["content"] if isinstance(message, dict) else message.content


def test_a_user_message_that_holds_json_is_compressed(messages, text):
    sent, numbers = optimize_messages(messages)

    assert content(sent[1]).startswith("Analyze this large JSON: ")
    assert len(content(sent[1])) < 0.7 * len(text)
    assert set(numbers) == NUMBERS
    assert numbers["tokens_saved"] == numbers["tokens_before"] - numbers["tokens_after"] > 0
    assert numbers["savings_percent"] == pytest.approx(100 * numbers["tokens_saved"] / numbers["tokens_before"])


def test_the_messages_given_are_not_changed(messages, text):
    sent, _ = optimize_messages(messages)

    assert sent is not messages
    assert sent[0] is messages[0]
    assert content(messages[1]) == text


@pytest.mark.parametrize("mode", [HeadroomMode.AUDIT, HeadroomMode.SIMULATE, "simulate"])
def test_other_modes_send_the_original(messages, mode):
    by_mode, numbers = optimize_messages(messages, mode=mode)
    by_config, same = optimize_messages(messages, HeadroomConfig(default_mode=mode))

    assert [content(m) for m in by_mode] == [content(m) for m in by_config] == [content(m) for m in messages]
    assert numbers == same
    assert (numbers["tokens_saved"] > 0) == (mode != HeadroomMode.AUDIT)


def test_the_mode_given_overrides_the_configurations(messages, text):
    sent, _ = optimize_messages(messages, HeadroomConfig(default_mode=HeadroomMode.AUDIT), HeadroomMode.OPTIMIZE)

    assert len(content(sent[1])) < 0.7 * len(text)


def test_tokens_are_counted_for_the_model(messages):
    _, openai = optimize_messages(messages, model="gpt-4o")
    _, claude = optimize_messages(messages, model="claude-sonnet-4-5")

    assert openai["tokens_before"] != claude["tokens_before"]


def test_no_messages_are_no_work():
    assert optimize_messages([])[0] == []


def test_a_mixture_is_refused():
    with pytest.raises(ValidationError):
        optimize_messages([Message(role="user", content="Hi"), {"role": "user", "content": "Hi"}])


def test_a_model_in_the_place_of_its_id_is_refused(messages):
    with pytest.raises(ValidationError, match="model's id"):
        optimize_messages(messages, model=FakeModel([]))


def test_an_iterator_is_a_conversation_too(messages):
    sent, numbers = optimize_messages(iter(messages))

    assert len(sent) == len(messages)
    assert numbers == optimize_messages(messages)[1]


@pytest.mark.parametrize(("exempt", "stays"), [("get_*", True), ("search", False)])
def test_a_result_whose_call_left_the_history_is_of_the_tool_that_it_names(data, exempt, stays):
    orders = Message(role="tool", tool_call_id="gone", tool_name="get_orders", content=str(data["orders"]()))
    config = HeadroomConfig(smart_crusher=SmartCrusherConfig(exclude_tools=(exempt,)))
    sent, _ = optimize_messages([Message(role="user", content="Go"), orders], config=config)
    assert (sent[1] is orders) is stays
