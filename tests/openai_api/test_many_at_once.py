"""Many clients at once: every answer is the right one, and nothing is kept of them."""

import asyncio
import gc

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.team import Team
from agno.workflow import Step, Workflow
from tests.agno_versions import INSTALLED

from headroom.integrations.agents import Catalogue, read_request
from headroom.testing import FakeModel, ToolCall

CLIENTS = 200


def script(request):
    said = [message.content for message in request.messages if message.role == "user"]
    if request.messages[-1].role == "user" and said[-1].startswith("look"):
        return ToolCall("look_up", {"name": said[-1]})
    return " | ".join([*said, str(request.messages[-1].content)])


def look_up(name: str) -> str:
    """Look a name up."""
    return f"found {name}"


async def streamed(client, text, session, user):
    stream = await client.chat.completions.create(
        model="helper",
        messages=[{"role": "user", "content": text}],
        stream=True,
        user=user,
        metadata={"session_id": session},
    )
    return "".join([choice.delta.content or "" async for chunk in stream for choice in chunk.choices])


async def test_two_hundred_streams_at_once_are_two_hundred_conversations(door):
    agent = Agent(model=FakeModel(script), tools=[look_up], db=InMemoryDb(), telemetry=False)
    ids = [(f"chat-{n % 100}", f"user-{n // 100}") for n in range(CLIENTS)]  # two users share each chat's id
    async with door({"helper": agent}).async_client(max_retries=0) as client:
        for turn in ("look at {}", "say {}"):
            said = [streamed(client, turn.format(f"{user}/{chat}"), chat, user) for chat, user in ids]
            answers = await asyncio.gather(*said)

    assert answers == [f"look at {u}/{c} | say {u}/{c} | say {u}/{c}" for c, u in ids]


async def test_messages_of_one_session_wait_for_each_other(door):
    agent = Agent(model=FakeModel(script), db=InMemoryDb(), telemetry=False)
    async with door({"helper": agent}).async_client(max_retries=0) as client:
        await asyncio.gather(*(streamed(client, f"say {n}", "s", "u") for n in range(8)))
        last = await streamed(client, "what did I say?", "s", "u")

    # Agno replays the last three runs; none of them is lost.
    assert len({part for part in last.split(" | ") if part.startswith("say ")}) == 3


def asked(n):
    body = {"model": "helper", "messages": [{"role": "user", "content": f"say {n}"}]}
    return read_request({**body, "metadata": {"session_id": f"s{n}"}, "user": f"u{n}", "temperature": 0.5})


def clerk(model):
    return Agent(name="clerk", model=model, tools=[look_up], telemetry=False)


def team(model):
    return Team(name="team", members=[clerk(model)], model=model, telemetry=False)


def flow(model):
    return Workflow(name="flow", steps=[Step(name="one", agent=clerk(model))], telemetry=False)


keeps_events = pytest.mark.skipif(
    INSTALLED < (3, 0), reason="agno 2 keeps of a workflow's runs: 2.9 the events, for an hour; 2.1 an object each"
)


@pytest.mark.parametrize("make", [clerk, team, pytest.param(flow, marks=keeps_events)])
@pytest.mark.usefixtures("only_new_objects")
async def test_nothing_is_kept_of_what_was_asked(make, caplog):
    model = FakeModel(script)
    # What Headroom's account remembers of sessions has a bound of its own.
    catalogue = Catalogue({"helper": make(model)}, wrap=False)

    async def objects_after(requests):
        for n in requests:
            await catalogue.answer(asked(n))
            model.script.requests.clear()
        caplog.clear()
        for _ in range(10):  # the loop closes the generators that are found, which hold others
            gc.collect()
            await asyncio.sleep(0)
        things = gc.get_objects()
        return len(things), sum(type(thing) in (Agent, Team, Workflow, Step) for thing in things)

    before, agents_before = await objects_after(range(120))
    after, agents_after = await objects_after(range(120, 240))

    assert agents_after <= agents_before
    assert after - before < 120  # less than one object a request
