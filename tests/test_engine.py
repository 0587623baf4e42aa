"""The engine: what it sends of messages of any kind, what goes to a thread, and what happens when something fails."""

from __future__ import annotations

import asyncio
import json
from inspect import getsource
from typing import Any

import pytest

from headroom import CompressionError, ConfigurationError, HeadroomConfig, _compress, acompress, compress
from headroom._planning import engine
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.rows import Row, Text
from headroom._planning.sent import Sent
from headroom._planning.shape import ROWS
from headroom._planning.workers import LARGE_CHARACTERS, completed, workers
from headroom._shapes.messages import MESSAGES

SPACED = json.dumps([{"name": "x", "count": number} for number in range(20)], indent=2)
LARGE = [{"role": "user", "content": "word " * LARGE_CHARACTERS}]


class Hostile(dict[str, Any]):
    """A message that fails when it is read."""

    def get(self, *_: Any) -> Any:
        raise RuntimeError("hostile")


def test_a_message_that_cannot_be_read_goes_out_as_it_is():
    messages = [Hostile(role="user")]
    result = compress(messages)
    assert result.messages == messages
    assert result.warnings
    with pytest.raises(CompressionError, match="hostile"):
        compress(messages, config=HeadroomConfig(strict=True))


async def test_the_same_holds_off_the_event_loop():
    assert (await acompress([Hostile(role="user")])).warnings


async def test_large_work_goes_to_a_thread_and_small_work_stays(monkeypatch: pytest.MonkeyPatch):
    used: list[object] = []
    monkeypatch.setattr("headroom._planning.workers.workers", lambda: used.append(1) or workers())
    await acompress([{"role": "user", "content": "hi"}])
    assert used == []
    await acompress(LARGE)
    assert used == [1]


def test_without_an_event_loop_of_asyncios_the_work_is_done_in_place():
    planning = Engine().asend(LARGE, MESSAGES, Ask("gpt-4o"))
    with pytest.raises(StopIteration) as done:
        planning.send(None)
    assert done.value.value.tokens_before > LARGE_CHARACTERS


@pytest.mark.parametrize("change", ["pop", "insert", "replace", "append"])
async def test_what_changes_while_it_is_planned_is_planned_as_it_is_then(change: str):
    messages = [{"role": "user", "content": f"{change} {number}: {SPACED}" * 20} for number in range(9)]
    new = {"role": "user", "content": "new"}
    changes = {
        "pop": lambda: messages.pop(0),
        "insert": lambda: messages.insert(0, new),
        "replace": lambda: messages.__setitem__(0, new),
        "append": lambda: messages.append(new),
    }

    async def meanwhile() -> None:
        changes[change]()

    task = asyncio.create_task(meanwhile())
    result = await acompress(messages)
    await task
    assert result.messages == compress(messages).messages


async def test_a_list_that_never_rests_is_answered_as_it_once_was():
    messages = [{"role": "user", "content": f"rows {number}: {SPACED}" * 20} for number in range(9)]
    number = 9

    async def keeps_changing() -> None:
        nonlocal number
        while True:
            messages.append({"role": "user", "content": f"rows {number}: {SPACED}" * 20})
            number += 1
            await asyncio.sleep(0.001)

    task = asyncio.create_task(keeps_changing())
    result = await acompress(messages)
    task.cancel()
    assert result.messages == compress(messages[: len(result.messages)]).messages


def test_an_engine_takes_a_configuration():
    with pytest.raises(ConfigurationError, match="config is a HeadroomConfig, not dict"):
        Engine({"strict": True})  # type: ignore[arg-type]


def test_a_trial_never_fails_a_request():
    strict = HeadroomConfig(strict=True, default_mode="simulate")
    result = compress(LARGE, model_limit=5000, config=strict)
    assert result.messages == LARGE
    assert result.warnings


def test_what_is_asked_names_the_model_whose_tokens_are_counted():
    assert Ask("gpt-4o").counted == "gpt-4o"
    assert Ask("our-own-model", counted_as="gpt-4o").counted == "gpt-4o"


@pytest.mark.parametrize(("before", "after", "percent"), [(200, 150, 25.0), (0, 0, 0.0)])
def test_what_is_saved_follows_from_the_counts(before: int, after: int, percent: float):
    sent = Sent([], before, after)
    assert (sent.tokens_saved, sent.savings_percent) == (before - after, percent)


def test_rows_are_planned_as_if_for_the_first_time_and_given_back():
    rows, planner = [Row("user", (Text(SPACED, editable=True),))], Engine()
    first, again = (planner.send(rows, ROWS, Ask("gpt-4o")) for _ in range(2))
    assert first.messages == again.messages == rows
    assert first.tokens_saved == again.tokens_saved > 0
    assert again.cached_before == 0


DICTS = [{"role": "user", "content": SPACED}, {"role": "assistant", "content": "ok"}]


class Unreadable:
    """Messages that fail while they are read."""

    def reader(self) -> Any:
        raise RuntimeError("unreadable")

    def apply(self, messages: Any, changes: Any) -> Any:
        return list(messages)


class Unwritable(Unreadable):
    """Messages that fail while they are written back."""

    def reader(self) -> Any:
        return MESSAGES.reader()

    def apply(self, messages: Any, changes: Any) -> Any:
        raise RuntimeError("unwritable")


@pytest.mark.parametrize("shape", [Unreadable(), Unwritable()])
async def test_a_fault_of_a_shape_sends_what_was_given(shape: Any, caplog: pytest.LogCaptureFixture):
    for sent in (Engine().send(DICTS, shape, Ask("gpt-4o")), await Engine().asend(DICTS, shape, Ask("gpt-4o"))):
        assert sent.messages == DICTS
        assert sent.messages is not DICTS
        assert (sent.faults, len(sent.warnings), sent.tokens_before, sent.decisions()) == (1, 1, 0, [])
    assert caplog.text.count("went out as it was") == 2


@pytest.mark.parametrize("shape", [Unreadable(), Unwritable()])
async def test_strict_raises_a_fault_of_a_shape(shape: Any):
    strict = Engine(HeadroomConfig(strict=True))
    with pytest.raises(CompressionError, match=r"un(read|writ)able"):
        strict.send(DICTS, shape, Ask("gpt-4o"))
    with pytest.raises(CompressionError, match=r"un(read|writ)able"):
        await strict.asend(DICTS, shape, Ask("gpt-4o"))


@pytest.mark.parametrize("messages", [DICTS, [*LARGE, *DICTS]], ids=["in place", "on a thread"])
async def test_both_forms_send_the_same(messages: list[dict[str, str]]):
    ask = Ask("gpt-4o", tools=[{"name": "look"}])
    sent, asent = Engine().send(messages, MESSAGES, ask), await Engine().asend(messages, MESSAGES, ask)
    assert sent.tokens_saved > 0
    assert sent[:-3] == asent[:-3]  # what comes after are functions
    assert sent.decisions() == asent.decisions()


def test_one_place_decides_what_becomes_of_a_fault():
    """Whoever calls the engine leaves it to the engine."""
    caught = [getsource(module).count("except Exception") for module in (engine, _compress)]
    assert caught == [1, 0]


def test_a_coroutine_that_waits_has_no_other_form():
    async def waits() -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waits"):
        completed(waits())


@pytest.mark.parametrize("other", [{"may_leave": False}, {"model": "claude-sonnet-4-5"}, {"counted_as": "gpt-4"}])
def test_one_conversation_is_planned_for_requests_of_several_kinds(other: dict[str, Any]):
    planner = Engine(HeadroomConfig(strict=True))
    messages = [{"role": "user", "content": SPACED}] * 3
    for ask in (Ask("gpt-4o"), Ask("gpt-4o")._replace(**other), Ask("gpt-4o")):
        assert planner.send(messages, MESSAGES, ask).messages == Engine().send(messages, MESSAGES, ask).messages
