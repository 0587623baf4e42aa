"""An answer is made in one task, stops when nobody reads it, and never leaves a reader waiting."""

import asyncio

import pytest

from headroom.integrations.agents import Chunk
from headroom.integrations.agents.one_task import told_by


class Source:
    """Numbers, and who told them."""

    def __init__(self, count=100, error=None):
        self.count, self.error = count, error
        self.tasks, self.made, self.ended = set(), 0, asyncio.Event()

    async def run(self, tell):
        try:
            for number in range(self.count):
                self.tasks.add(asyncio.current_task())
                self.made += 1
                await tell(Chunk(str(number)))
            if self.error is not None:
                raise self.error
        finally:
            self.tasks.add(asyncio.current_task())
            self.ended.set()


async def take(stream):
    return await anext(stream)


async def drained(stream):
    return [chunk.content async for chunk in stream]


async def test_everything_is_told_in_order_by_one_task():
    source = Source()
    stream = told_by(source.run)
    first = await asyncio.create_task(take(stream))

    assert [first.content, *await drained(stream)] == [str(number) for number in range(100)]
    assert len(source.tasks) == 1
    assert source.tasks != {asyncio.current_task()}


async def test_an_error_comes_after_what_was_said_before_it():
    stream = told_by(Source(3, KeyError("x")).run)
    assert [(await anext(stream)).content for _ in range(3)] == ["0", "1", "2"]
    with pytest.raises(KeyError):
        await anext(stream)


async def test_closing_a_stream_stops_the_run():
    source = Source(1_000_000)
    stream = told_by(source.run)
    assert await anext(stream) == Chunk("0")
    await stream.aclose()

    await source.ended.wait()
    assert source.made < 50
    assert len(source.tasks) == 1


async def test_a_reader_that_is_cancelled_stops_it_too():
    began, ended = asyncio.Event(), asyncio.Event()

    async def waiting(tell):
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    reader = asyncio.create_task(drained(told_by(waiting)))
    await began.wait()
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    await ended.wait()


@pytest.mark.parametrize("ahead", [0, 3, 16, 40])
async def test_a_run_that_cancels_itself_ends_with_an_error(ahead):
    stream = told_by(Source(ahead, asyncio.CancelledError()).run)
    with pytest.raises(RuntimeError, match="cancelled from within"):
        await drained(stream)


async def test_a_reader_that_is_late_is_not_left_waiting_either():
    stream = told_by(Source(17, asyncio.CancelledError()).run)  # one more than are told ahead
    await anext(stream)
    await asyncio.sleep(0.01)
    with pytest.raises(RuntimeError, match="cancelled from within"):
        await drained(stream)
