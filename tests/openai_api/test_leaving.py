"""When the client leaves, the run stops, and the session stays sane."""

import asyncio
import threading

import httpx
import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.team import Team
from agno.workflow import Step, Workflow

from headroom.testing import FakeModel, ToolCall

LONG = 600


class Slow:
    """A tool that takes long, and what became of it."""

    def __init__(self):
        self.begun, self.stopped = threading.Event(), threading.Event()
        self.finished = False

    async def count_orders(self) -> str:
        """Count all orders."""
        self.begun.set()
        try:
            await asyncio.sleep(LONG)
            self.finished = True
        finally:
            self.stopped.set()
        return "40"


def script(request):
    if request.messages[-1].role == "user" and "count" in request.messages[-1].content:
        return ToolCall("count_orders")
    return "Fine."


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def agent(slow, tmp_path):
    db = SqliteDb(db_file=str(tmp_path / "agno.db"))
    return Agent(model=FakeModel(script), tools=[slow.count_orders], db=db, telemetry=False)


def leave_while_it_runs(door, slow, stream):
    """Ask, and hang up as soon as the tool runs."""

    async def asked():
        headers = {"Authorization": "Bearer sk-right", "x-session-id": "s"}
        body = {"model": "helper", "messages": [{"role": "user", "content": "count"}], "stream": stream}
        async with httpx.AsyncClient(headers=headers, timeout=LONG) as client:
            asking = asyncio.create_task(client.post(f"{door.url}/v1/chat/completions", json=body))
            await asyncio.to_thread(slow.begun.wait, LONG)
            asking.cancel()

    asyncio.run(asked())


@pytest.mark.parametrize("stream", [True, False])
def test_a_run_that_nobody_waits_for_stops_at_once(door, agent, slow, stream):
    opened = door({"helper": agent})
    leave_while_it_runs(opened, slow, stream)

    assert slow.stopped.wait(LONG)
    assert not slow.finished
    assert opened.say("still there?", "s") == "Fine."
    assert len(agent.model.requests) == 2


@pytest.mark.parametrize("stream", [True, False])
def test_a_teams_run_stops_too(door, agent, slow, stream):
    team = Team(name="team", members=[Agent(name="m", model=FakeModel([]))], model=FakeModel(script), telemetry=False)
    team.tools = [slow.count_orders]
    leave_while_it_runs(door({"helper": team}), slow, stream)

    assert slow.stopped.wait(LONG)
    assert not slow.finished


def test_a_workflows_run_stops_too(door, agent, slow):
    opened = door({"helper": Workflow(name="flow", steps=[Step(name="step", agent=agent)], telemetry=False)})
    leave_while_it_runs(opened, slow, stream=True)

    assert slow.stopped.wait(LONG)
    assert not slow.finished


def test_a_reader_that_leaves_in_the_middle_of_the_words_stops_them(door):
    written, stopped = [], threading.Event()

    class Talking(FakeModel):
        async def ainvoke_stream(self, *args, **kwargs):
            try:
                async for delta in super().ainvoke_stream(*args, **kwargs):
                    written.append(delta)
                    yield delta
                    await asyncio.sleep(0.01)
            finally:
                stopped.set()

    opened = door({"helper": Agent(model=Talking(["word " * 20_000]), telemetry=False)})
    stream = opened.ask("Talk.", stream=True)
    for _ in range(3):
        next(stream)
    stream.close()

    assert stopped.wait(LONG)
    assert len(written) < 5_000
