"""Memories in the system prompt: it is the same, byte for byte, where nothing that a user told has changed."""

import inspect
from importlib.util import find_spec

import pytest
from agno.agent import Agent
from agno.db.schemas import UserMemory
from agno.db.sqlite import SqliteDb
from agno.memory import MemoryManager
from agno.team import Team

from headroom.integrations.agno import HeadroomMemoryDb, HeadroomMemoryOptimization
from headroom.testing import FakeModel

TOLD = ("Likes tea.", "Lives in Berlin. Has a dog.", "Swims.")
says_when = pytest.mark.skipif("created_at" not in inspect.signature(UserMemory).parameters, reason="agno before 2.3")
modes = pytest.mark.parametrize("mode", ["run", "arun"])
kinds = pytest.mark.parametrize("made_of", [Agent, Team], ids=["agent", "team"])


class Heap(SqliteDb):
    """Rows as Postgres reads them, which writes a row that is updated behind all others."""

    def get_user_memories(self, *args, **kwargs):
        return sorted(super().get_user_memories(*args, **kwargs), key=lambda memory: memory.updated_at)

    def upsert_user_memory(self, memory, *args, **kwargs):
        stored = super().upsert_user_memory(memory, *args, **kwargs)
        table = self._get_table(table_type="memories")
        with self.Session() as session, session.begin():
            times = [row.updated_at for row in session.execute(table.select())]
            last = table.update().where(table.c.memory_id == memory.memory_id).values(updated_at=max(times) + 1)
            session.execute(last)
        return stored


@pytest.fixture
def opened(tmp_path):
    """The one database, each time as by another process."""
    return lambda kind=SqliteDb: kind(db_file=str(tmp_path / "agno.db"))


def remember(db, told=TOLD, first=0):
    for number, words in enumerate(told, first):
        fields = {"created_at": 1000 + number} if "created_at" in inspect.signature(UserMemory).parameters else {}
        db.upsert_user_memory(UserMemory(memory=words, memory_id=f"{9 - number}", user_id="u", **fields))


async def prompt_of(db, made_of, play, mode):
    """The system prompt of a run."""
    model = FakeModel(["Hello."])
    members = {"members": []} if made_of is Team else {}
    asking = made_of(model=model, db=db, add_memories_to_context=True, telemetry=False, **members)
    await play(asking, "Hi", mode, user_id="u")
    [request] = model.requests
    return request.texts[0]


def listed(prompt):
    """The first memories in it."""
    told = prompt.partition("<memories_from_previous_interactions>")[2]
    return [line.removeprefix("- ") for line in told.splitlines() if line.startswith("- ")][: len(TOLD)]


@kinds
@modes
async def test_two_runs_send_the_same_prompt(made_of, opened, play, mode):
    remember(HeadroomMemoryDb(opened()))
    first = await prompt_of(HeadroomMemoryDb(opened()), made_of, play, mode)
    remember(HeadroomMemoryDb(opened()), [f" {words}" for words in TOLD], first=5)  # told again
    second = await prompt_of(HeadroomMemoryDb(opened()), made_of, play, mode)

    assert listed(first) == list(TOLD)
    assert first.encode() == second.encode()


@says_when
@kinds
@modes
async def test_a_memory_that_is_told_again_moves_nothing(made_of, opened, play, mode):
    """As topics are added to it, its row is written; without the proxy that alone is another prompt."""
    remember(opened(Heap))
    prompts = {}
    for proxy in (lambda db: db, HeadroomMemoryDb):
        before = await prompt_of(proxy(opened(Heap)), made_of, play, mode)
        again = UserMemory(memory=TOLD[0], memory_id="9", user_id="u", topics=[f"drinks {proxy is HeadroomMemoryDb}"])
        proxy(opened(Heap)).upsert_user_memory(again)
        prompts[proxy] = before, await prompt_of(proxy(opened(Heap)), made_of, play, mode)

    moved, stayed = prompts.values()
    assert moved[0] != moved[1]
    assert stayed[0].encode() == stayed[1].encode()
    assert listed(stayed[0]) == list(TOLD)


@says_when
@kinds
@modes
async def test_what_is_new_is_added_behind_what_was_sent(made_of, opened, play, mode):
    db = HeadroomMemoryDb(opened(Heap))
    remember(db)
    before = await prompt_of(db, made_of, play, mode)
    stored = db.get_user_memory("8")
    stored.memory = "Lives in Berlin. Has a cat."
    db.upsert_user_memory(stored)
    remember(db, ["Runs."], first=len(TOLD))
    after = await prompt_of(db, made_of, play, mode)

    assert listed(after) == [TOLD[0], "Lives in Berlin. Has a cat.", TOLD[2]]
    until = before.index("Has a dog.")
    assert before[:until] == after[:until]
    assert after.index("Swims.") < after.index("Runs.")


@pytest.mark.skipif(find_spec("agno.memory.strategies") is None, reason="agno before 2.3.3: no strategies for memories")
@kinds
@modes
async def test_optimized_memories_are_in_a_prompt_that_stays(made_of, opened, play, mode):
    remember(opened(), [*TOLD, "Swims.", "Has a dog.", "Likes tea"])
    prompts = []
    for _ in range(2):
        manager = MemoryManager(model=FakeModel([]), db=opened())
        manager.optimize_memories(user_id="u", strategy=HeadroomMemoryOptimization())
        prompts.append(await prompt_of(opened(), made_of, play, mode))

    assert listed(prompts[0]) == list(TOLD)
    assert prompts[0].count("Swims.") == prompts[0].count("dog") == 1
    assert prompts[0].encode() == prompts[1].encode()
