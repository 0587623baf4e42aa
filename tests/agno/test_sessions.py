"""What agno stores and remembers is what an unwrapped agent's would be."""

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.memory import MemoryManager
from agno.session import SessionSummaryManager

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, ToolCall


@pytest.fixture
def database(tmp_path):
    def make(name):
        return SqliteDb(db_file=str(tmp_path / f"{name}.db"))

    return make


def stored_runs(agent, told, session="s"):
    """The messages of every run, as a new agent would read them from the database."""
    return [told(run.messages) for run in agent.get_session(session_id=session).runs]


async def test_the_stored_session_is_the_same(twins, play, told, mode, database):
    stored = []
    for name, agent in zip(("plain", "wrapped"), twins(), strict=True):
        agent.db = database(name)
        output, _ = await play(agent, "How are we doing?", mode, session_id="s")
        runs = stored_runs(agent, told)
        assert runs == [told(output.messages)]
        stored.append(runs)

    assert stored[0] == stored[1]
    roles = [message["role"] for message in stored[1][0]]
    assert roles == ["user", "assistant", "tool", "assistant", "tool", "tool", "assistant"]


async def test_history_of_a_new_process_is_sent_as_before(twins, play, mode, database):
    """The next turn reads the first from the database and must send it in the form it was sent in."""
    _, agent = twins()
    agent.db = database("wrapped")
    await play(agent, "How are we doing?", mode, session_id="s")
    sent = agent.model.requests[-1].texts

    _, later = twins(steps=["Fine."], db=database("wrapped"), add_history_to_context=True)
    await play(later, "And now?", mode, session_id="s")

    assert later.model.requests[0].texts[: len(sent)] == sent


async def test_memories_are_made_from_the_same_words(twins, play, mode, database, agno_version):
    option = "update_memory_on_run" if agno_version >= (2, 3, 26) else "enable_user_memories"
    seen = []
    for name, agent in zip(("plain", "wrapped"), twins(steps=["Noted."]), strict=True):
        writer = FakeModel([ToolCall("add_memory", {"memory": "Runs a shop", "topics": ["work"]}), "Done."])
        agent.db = database(name)
        model = HeadroomAgnoModel(writer) if name == "wrapped" else writer
        agent.memory_manager = MemoryManager(model=model, db=agent.db)
        setattr(agent, option, True)
        await play(agent, "I run a shop.", mode, session_id="s", user_id="u")
        seen.append([request.texts for request in writer.requests])
        assert [memory.memory for memory in agent.get_user_memories(user_id="u")] == ["Runs a shop"]

    assert seen[0] == seen[1]


async def test_summaries_are_made_from_the_same_words(twins, play, mode, database):
    seen = []
    summary = '{"summary": "They talked about orders.", "topics": ["orders"]}'
    for name, agent in zip(("plain", "wrapped"), twins(), strict=True):
        writer = FakeModel([summary])
        agent.db = database(name)
        agent.session_summary_manager = SessionSummaryManager(
            model=HeadroomAgnoModel(writer) if name == "wrapped" else writer
        )
        agent.enable_session_summaries = True
        await play(agent, "How are we doing?", mode, session_id="s")
        seen.append([request.texts for request in writer.requests])
        assert agent.get_session_summary(session_id="s").summary == "They talked about orders."

    assert seen[0] == seen[1]
    assert seen[0]


def test_a_session_is_named_by_the_wrapped_model(database):
    agent = Agent(
        model=HeadroomAgnoModel(FakeModel(["Hello.", "Orders of Monday"])), db=database("wrapped"), telemetry=False
    )
    agent.run("Hi", session_id="s")
    agent.set_session_name(session_id="s", autogenerate=True)

    assert agent.get_session_name(session_id="s") == "Orders of Monday"
