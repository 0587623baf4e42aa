"""The engine: what goes to a thread, and what happens when something fails around the plan."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import pytest

from headroom import CompressionError, ConfigurationError, HeadroomConfig, acompress, compress
from headroom._planning.engine import Engine
from headroom._planning.rows import Row
from headroom._planning.workers import LARGE_CHARACTERS, workers

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
    rows = [Row("user", (LARGE[0]["content"],), (True,))]
    planning = Engine().aplan(rows, model="gpt-4o")
    with pytest.raises(StopIteration) as done:
        planning.send(None)
    assert done.value.value.tokens_before > LARGE_CHARACTERS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="forking with threads warns from Python 3.12 on")
def test_a_forked_child_makes_threads_of_its_own():
    asyncio.run(acompress(LARGE))
    child = os.fork()
    if child == 0:
        asyncio.run(asyncio.wait_for(acompress(LARGE), timeout=20))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def test_an_engine_takes_a_configuration():
    with pytest.raises(ConfigurationError, match="config is a HeadroomConfig, not dict"):
        Engine({"strict": True})  # type: ignore[arg-type]


def test_a_trial_never_fails_a_request():
    strict = HeadroomConfig(strict=True, default_mode="simulate")
    result = compress(LARGE, model_limit=5000, config=strict)
    assert result.messages == LARGE
    assert result.warnings
