"""`compress`, `acompress` and `expand`: what comes back, for whom, and what is refused."""

import json
from collections import UserList, deque
from typing import Any

import pytest

from headroom import (
    CompressionError,
    ConfigurationError,
    HeadroomConfig,
    HeadroomMode,
    RollingWindowConfig,
    SmartCrusherConfig,
    ValidationError,
    acompress,
    compress,
    count_tokens,
    expand,
)

ROWS = [{"id": index, "name": f"service-{index}", "status": "running"} for index in range(20)]
TABLE = "[20 rows: id,name,status=running\n" + "".join(f"{index},service-{index}\n" for index in range(20)) + "]"


def conversation() -> list[dict[str, Any]]:
    return [
        {"role": "system", "content": "You are helpful."},
        {"role": "user", "content": "List the services."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "1", "function": {"name": "list", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "1", "content": json.dumps(ROWS)},
    ]


def test_a_tool_result_becomes_a_table():
    messages = conversation()
    result = compress(messages)
    assert result.messages[3] == {**messages[3], "content": TABLE}
    assert result.messages[:3] == messages[:3]
    assert result.transforms_applied == ["table"]


def test_the_savings_add_up():
    result = compress(conversation())
    assert result.tokens_before == count_tokens(conversation()).value
    assert result.tokens_after == count_tokens(result.messages).value
    assert result.tokens_saved == result.tokens_before - result.tokens_after > 0
    assert result.savings_percent == pytest.approx(100 * result.tokens_saved / result.tokens_before)


def test_every_message_has_a_decision_with_its_reason():
    messages = [*conversation(), {"role": "user", "content": "thanks"}]
    decisions = compress(messages).decisions
    assert [decision.index for decision in decisions] == [0, 1, 2, 3, 4]
    assert [decision.action for decision in decisions] == ["kept", "kept", "kept", "rewritten", "kept"]
    assert decisions[0].reason == "never rewritten"
    assert decisions[3].reason == "arrays or maps of alike objects became tables"
    assert decisions[4].reason == "no shorter form"
    assert all(decision.lossless for decision in decisions)


def test_a_dropped_message_is_not_called_lossless():
    turn = [{"role": "user", "content": "word " * 100}, {"role": "assistant", "content": "ok"}]
    result = compress(turn * 4, model_limit=600)
    gone = [decision for decision in result.decisions if decision.action == "dropped"]
    assert [decision.index for decision in gone] == [0, 1, 2, 3]
    assert not any(decision.lossless or decision.tokens_after for decision in gone)
    assert {decision.reason for decision in gone} == {"left with the window"}
    assert result.transforms_applied == ["window"]


def test_an_anthropic_result_block_becomes_a_table():
    block = {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": json.dumps(ROWS)}]}
    [sent] = compress([{"role": "user", "content": [block]}], "claude-sonnet-4-5").messages
    assert sent["content"][0]["content"][0]["text"] == TABLE


@pytest.mark.parametrize("role", ["system", "developer", "assistant", "critic", None])
def test_only_users_and_tools_are_rewritten(role: str | None):
    message = {"role": role, "content": json.dumps(ROWS, indent=2)}
    assert compress([message]).messages[0] is message


def test_an_error_of_a_tool_stays_as_it_is():
    block = {"type": "tool_result", "tool_use_id": "1", "is_error": True, "content": json.dumps(ROWS)}
    message = {"role": "user", "content": [block]}
    assert compress([message]).messages[0] is message


def test_what_the_model_called_stays_as_it_is():
    call = {"id": "1", "type": "function", "function": {"name": "store", "arguments": json.dumps(ROWS, indent=4)}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    assert compress([message]).messages[0] is message


def test_json_inside_a_question_is_compressed():
    [sent] = compress([{"role": "user", "content": "Analyze this large JSON: " + json.dumps(ROWS)}]).messages
    assert sent["content"] == "Analyze this large JSON: " + TABLE


@pytest.mark.parametrize("mode", [HeadroomMode.AUDIT, HeadroomMode.SIMULATE, "audit", "simulate"])
def test_audit_and_simulate_send_the_original(mode: HeadroomMode):
    messages = conversation()
    result = compress(messages, config=HeadroomConfig(default_mode=mode))
    assert all(sent is given for sent, given in zip(result.messages, messages, strict=True))


def test_simulate_says_what_would_be_saved_and_audit_only_counts():
    simulated = compress(conversation(), config=HeadroomConfig(default_mode=HeadroomMode.SIMULATE))
    audited = compress(conversation(), config=HeadroomConfig(default_mode=HeadroomMode.AUDIT))
    optimized = compress(conversation())
    assert (simulated.tokens_before, simulated.tokens_after) == (optimized.tokens_before, optimized.tokens_after)
    assert (audited.tokens_before, audited.tokens_saved) == (optimized.tokens_before, 0)
    assert simulated.transforms_applied == ["table"]
    assert audited.transforms_applied == []


def test_an_empty_conversation_is_one():
    result = compress([])
    assert (result.messages, result.decisions, result.savings_percent) == ([], [], 0.0)


def test_counts_are_scaled_for_models_with_another_vocabulary():
    counted, scaled = compress(conversation(), "gpt-4o"), compress(conversation(), "claude-sonnet-4-5")
    assert scaled.tokens_before > counted.tokens_before


@pytest.mark.parametrize(("model", "exact"), [("gpt-4o", True), ("claude-sonnet-4-5", False)])
def test_counts_are_exact_for_text_alone_to_a_known_model(model: str, exact: bool):
    assert compress([{"role": "user", "content": "hi"}], model).exact is exact
    assert not compress(conversation(), model).exact, "how tool calls are framed is documented nowhere"


@pytest.mark.parametrize("messages", [None, "text", b"bytes", {"role": "user"}, 7, iter([])])
async def test_what_is_no_list_of_messages_is_refused(messages: Any):
    with pytest.raises(ValidationError, match="messages is a list"):
        compress(messages)
    with pytest.raises(ValidationError, match="messages is a list"):
        await acompress(messages)


@pytest.mark.parametrize("model", [None, 4, b"gpt-4o"])
def test_what_is_no_model_id_is_refused(model: Any):
    with pytest.raises(ValidationError, match="model is a model's id"):
        compress([], model)


@pytest.mark.parametrize("limit", [0, -1, 1.5, "128000", True, 2**70])
def test_what_is_no_context_length_is_refused(limit: Any):
    with pytest.raises(ValidationError, match="model_limit is a positive number"):
        compress([], model_limit=limit)


def test_what_is_too_long_is_told_how_long_a_context_may_be():
    assert compress([], model_limit=2**53).messages == []
    with pytest.raises(ValidationError, match=f"at most {2**53}, not {2**63}"):
        compress([], model_limit=2**63)
    with pytest.raises(ConfigurationError, match=f"1 to {2**53} tokens"):
        HeadroomConfig(model_context_limits={"gpt-4o": 2**63})


async def test_the_asynchronous_form_is_the_same():
    large = [*conversation(), {"role": "user", "content": json.dumps(ROWS * 200)}]
    for messages in (conversation(), large):
        assert (await acompress(messages)).messages == compress(messages).messages


async def test_the_asynchronous_form_takes_the_same_settings():
    config = HeadroomConfig(
        smart_crusher=SmartCrusherConfig(enabled=False), rolling_window=RollingWindowConfig(enabled=False)
    )
    assert (await acompress(conversation(), "gpt-4", config=config, model_limit=10)).messages == conversation()


def test_expand_gives_back_the_minified_json():
    assert expand(TABLE) == json.dumps(ROWS, separators=(",", ":"))
    assert expand(f"before {TABLE} after") == f"before {json.dumps(ROWS, separators=(',', ':'))} after"


@pytest.mark.parametrize("text", ["", "plain", "[1, 2]", "\ud800", "[3 rows: of seats]"])
def test_expand_leaves_other_text_alone(text: str):
    assert expand(text) is text


def test_expand_refuses_a_table_that_lacks_rows():
    with pytest.raises(CompressionError, match="what begins at byte 4 does not hold what its header announces"):
        expand("See [3 rows: a\n1\n2\n]")


def test_expand_refuses_what_is_no_text():
    with pytest.raises(ValidationError, match="expand takes a text, not bytes"):
        expand(b"[1 rows: a\n1\n]")  # type: ignore[arg-type]


@pytest.mark.parametrize("sequence", [tuple, deque, UserList])
def test_messages_may_be_any_sequence(sequence: Any):
    message = {"role": "user", "content": json.dumps([{"id": number, "name": "Ada"} for number in range(30)])}
    sent = compress(sequence([message]), config=HeadroomConfig(strict=True)).messages
    assert sent == compress([message]).messages != [message]
    assert count_tokens(sequence(sent)) == count_tokens(sent)
