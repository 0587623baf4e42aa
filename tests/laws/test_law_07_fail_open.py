"""Law 7: whatever goes wrong inside, the original goes out, logged and counted; ``strict`` raises a typed error."""

import contextlib
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from headroom import BudgetError, CompressionError, HeadroomConfig, acompress, compress, count_tokens
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._shapes.messages import MESSAGES
from tests.laws.conversations import any_conversations, user

STRICT = HeadroomConfig(strict=True)


class InjectedError(Exception):
    """What no code of ours expects."""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def plan(*_: Any, **__: Any) -> None:
        raise InjectedError("injected")

    monkeypatch.setattr("headroom._core.plan", plan)


@pytest.mark.usefixtures("broken")
def test_the_original_goes_out_and_the_fault_is_logged(caplog: pytest.LogCaptureFixture):
    messages = [user('[{"a": 1}, {"a": 2}]' * 50), None, {"role": "tool"}]
    with caplog.at_level(logging.ERROR, logger="headroom"):
        result = compress(messages)
    assert all(ours is theirs for ours, theirs in zip(result.messages, messages, strict=True))
    assert (result.tokens_saved, result.savings_percent, result.decisions) == (0, 0.0, [])
    assert "injected" in caplog.text


@pytest.mark.usefixtures("broken")
@settings(suppress_health_check=[*settings().suppress_health_check, HealthCheck.function_scoped_fixture])
@given(any_conversations)
def test_every_conversation_survives_a_fault(messages: list[Any]):
    assert compress(messages).messages == messages


@pytest.mark.usefixtures("broken")
async def test_the_asynchronous_form_survives_a_fault():
    large = [user("x" * 100_000)]
    assert (await acompress(large)).messages[0] is large[0]
    with pytest.raises(CompressionError, match="injected"):
        await acompress(large, config=STRICT)


@pytest.mark.usefixtures("broken")
def test_strict_raises_a_typed_error_with_its_cause():
    with pytest.raises(CompressionError, match="injected") as raised:
        compress([user("x")], config=STRICT)
    assert isinstance(raised.value.__cause__, InjectedError)


@pytest.mark.usefixtures("broken")
def test_faults_are_counted_and_the_caller_is_told():
    assert Engine().send([user("x")], MESSAGES, Ask("gpt-4o")).faults == 1
    assert compress([user("x")]).warnings == ["a conversation went out as it was: planning it failed"]


def test_a_typed_error_from_inside_is_raised_as_it_is_under_strict(monkeypatch: pytest.MonkeyPatch):
    def plan(*_: Any, **__: Any) -> None:
        raise CompressionError("typed")

    monkeypatch.setattr("headroom._core.plan", plan)
    assert compress([user("x")]).messages == [user("x")]
    with pytest.raises(CompressionError, match=r"^typed$"):
        compress([user("x")], config=STRICT)


def test_a_conversation_that_cannot_fit_is_reported_or_raised():
    messages = [user("word " * 500)]
    result = compress(messages, model_limit=400)
    assert result.messages == messages
    assert len(result.warnings) == 1
    with pytest.raises(BudgetError) as raised:
        compress(messages, model_limit=400, config=STRICT)
    assert raised.value.tokens == count_tokens(messages).value
    assert raised.value.budget == 200  # half of it stays free for the answer


@given(any_conversations)
def test_no_conversation_is_a_fault(messages: list[Any]):
    for model in ("gpt-4o", "claude-sonnet-4-5"):
        assert len(compress(messages, model, config=STRICT).messages) == len(messages)


@given(any_conversations)
def test_no_conversation_is_a_fault_of_the_window(messages: list[Any]):
    with contextlib.suppress(BudgetError):
        compress(messages, model_limit=100, config=STRICT)


def _cycle() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["again"] = value
    return value


def _deep() -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(100_000):
        value = {"deeper": value}
    return value


class Unspeakable:
    def __repr__(self) -> str:
        raise InjectedError("no words")


@pytest.mark.parametrize("arguments", [_cycle(), {(1, 2): 3}, {"x": Unspeakable()}, {1, 2}, b"\xff", float("nan")])
def test_arguments_that_json_cannot_hold_are_no_fault(arguments: Any):
    messages = [
        {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "look", "input": arguments}]},
        {"role": "assistant", "tool_calls": [{"id": "2", "function": {"name": "look", "arguments": arguments}}]},
    ]
    assert compress(messages, config=STRICT).messages == messages


def test_arguments_nested_beyond_the_interpreters_recursion_are_no_fault():
    message = {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "look", "input": _deep()}]}
    assert compress([message], config=STRICT).messages[0] is message
