"""What a view leaves out can be had when a person has answered, in another process, and in no other session."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.run.base import RunStatus
from agno.tools import tool
from tests.agno.retrieving import (
    ANSWER,
    RETRIEVE,
    USAGE,
    WANTED,
    address_in,
    calling,
    is_offered,
    list_orders,
    pages,
    retrieve,
    without_retrievals,
)
from tests.agno.test_pauses import go_on, settle

from headroom import HeadroomConfig, ViewConfig
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.stores import MemoryStore
from headroom.testing import FakeModel, Reply, ToolCall

ROOT = Path(__file__).parents[2]


@tool(requires_confirmation=True)
def delete_order(order: int) -> str:
    """Delete an order."""
    return f"deleted {order}"


def deleting(when):
    """A clerk who looks at an order before it is deleted, or asks for both at once, in either order."""

    def script(request):
        last = request.messages[-1]
        page = [retrieve(address_in(request.messages[2]))] if len(request.messages) > 2 and is_offered(request) else []
        delete = ToolCall("delete_order", {"order": 1477}, id="delete")
        if last.role == "user":
            return calling(ToolCall("list_orders", id="orders"))
        if last.tool_name == "list_orders":
            asked = {"first": [*page, delete], "last": [delete, *page], "before": page or [delete]}
            return calling(*asked[when])
        if last.tool_name == RETRIEVE and when == "before":
            return calling(delete)
        return Reply("Done.", usage=USAGE)

    return script


@pytest.mark.parametrize("when", ["first", "last", "before"])
async def test_a_run_goes_on_when_a_person_has_answered(twins, play, told, mode, tmp_path, when):
    outputs = []
    for number, agent in enumerate(twins(deleting(when), tools=[list_orders, delete_order])):
        agent.db = SqliteDb(db_file=str(tmp_path / f"{number}.db"))
        paused, _ = await play(agent, "Delete order 1477.", mode, session_id="s")
        paused = paused if hasattr(paused, "status") else agent.get_last_run_output(session_id="s")
        assert paused.status == RunStatus.paused
        for execution in paused.tools:
            if execution.is_paused:
                settle(execution)
        outputs.append(await go_on(agent, paused, mode))

    assert told(without_retrievals(outputs[1].messages)) == told(outputs[0].messages)
    assert [WANTED in page for page in pages(outputs[1].messages)] == [True]
    assert outputs[1].content == "Done."
    assert all(map(is_offered, agent.model.requests))
    answered = [m.tool_call_id for m in agent.model.requests[-1].messages if m.role == "tool"]
    asked = [c["id"] for m in agent.model.requests[-1].messages for c in m.tool_calls or []]
    assert sorted(answered) == sorted(asked)


class Emptied(MemoryStore):
    """A store that has lost what it held, as that of a process that came up meanwhile."""

    lost = False

    def get(self, key):
        return None if self.lost else super().get(key)


async def test_another_process_answers_from_the_stored_session(play, mode, tmp_path):
    def agent_on(script, store):
        config = HeadroomConfig(views=ViewConfig(store=store))
        model, db = HeadroomAgnoModel(FakeModel(script), config), SqliteDb(db_file=str(tmp_path / "agno.db"))
        settings = {"db": db, "add_history_to_context": True, "telemetry": False}
        return Agent(model=model, tools=[list_orders], **settings)

    first = agent_on([ToolCall("list_orders"), "There are 800."], MemoryStore())
    await play(first, "How many orders are there?", mode, session_id="s", user_id="u")
    store = Emptied()

    def later_clerk(request):
        if request.messages[-1].role == "user":
            store.lost = True
            return retrieve(address_in(next(m for m in request.messages if m.role == "tool")))
        store.lost = False
        return ANSWER

    later = agent_on(later_clerk, store)
    output, _ = await play(later, "What about order 1477?", mode, session_id="s", user_id="u")

    sent = first.model.requests[-1].texts
    assert later.model.requests[0].texts[: len(sent)] == sent
    assert [WANTED in page for page in pages(output.messages)] == [True]
    assert output.content == ANSWER


async def test_an_address_is_good_for_nothing_in_another_session(play, mode):
    foreign = []

    def script(request):
        last = request.messages[-1]
        if last.role == "user":
            return ToolCall("list_orders")
        if last.tool_name == "list_orders":
            foreign.append(address_in(last))
            return retrieve(foreign[0])
        return ANSWER

    agent = Agent(model=HeadroomAgnoModel(FakeModel(script)), tools=[list_orders], telemetry=False)
    own, _ = await play(agent, "What about order 1477?", mode, session_id="one", user_id="u")
    other, _ = await play(agent, "What about order 1477?", mode, session_id="two", user_id="u")

    assert foreign[0] != foreign[1]
    assert WANTED in pages(own.messages)[0]
    assert "nothing is kept here" in pages(other.messages)[0]
    assert other.content == ANSWER


LATER = """
import json, sys
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel
from tests.agno.retrieving import list_orders

model = HeadroomAgnoModel(FakeModel(["Fine."]))
settings = {"db": SqliteDb(db_file=sys.argv[1]), "add_history_to_context": True, "telemetry": False}
Agent(model=model, tools=[list_orders], **settings).run("And now?", session_id="s", user_id="u")
print(json.dumps(model.requests[0].texts))
"""


def test_a_new_interpreter_sends_the_same_bytes(tmp_path):
    database = str(tmp_path / "agno.db")
    model = HeadroomAgnoModel(FakeModel([ToolCall("list_orders"), "There are 800."]))
    agent = Agent(model=model, tools=[list_orders], db=SqliteDb(db_file=database), telemetry=False)
    agent.run("How many orders are there?", session_id="s", user_id="u")
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", LATER, database]
    later = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    sent = model.requests[-1].texts

    assert sent[-1].startswith("[view of list_orders: ")
    assert json.loads(later.stdout.splitlines()[-1])[: len(sent)] == sent
