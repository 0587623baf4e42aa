"""A database that stores nothing twice that users told, and reads it in an order that stays."""

import copy
import inspect
import pickle
from importlib.util import find_spec

import pytest
from agno.agent import Agent
from agno.db import sqlite
from agno.db.base import AsyncBaseDb, BaseDb
from agno.db.in_memory import InMemoryDb
from agno.db.json import JsonDb
from agno.db.schemas import UserMemory
from agno.db.sqlite import SqliteDb
from agno.memory import MemoryManager
from agno.team import Team
from hypothesis import given
from hypothesis import strategies as st

from headroom import ConfigurationError
from headroom.integrations.agno import HeadroomMemoryDb
from headroom.testing import FakeModel, ToolCall

says_when = pytest.mark.skipif("created_at" not in inspect.signature(UserMemory).parameters, reason="agno before 2.3")


class Moving(InMemoryDb):
    """Postgres reads a row that was updated behind all others, unless it is told an order."""

    def upsert_user_memory(self, memory, *args, **kwargs):
        self._memories.sort(key=lambda stored: stored["memory_id"] == memory.memory_id)
        return super().upsert_user_memory(memory, *args, **kwargs)


class Awaited(AsyncBaseDb):
    """A database in memory whose calls are awaited."""

    def __init__(self):
        super().__init__()
        self.kept = InMemoryDb()

    async def get_user_memories(self, *args, **kwargs):
        return self.kept.get_user_memories(*args, **kwargs)

    async def get_user_memory(self, *args, **kwargs):
        return self.kept.get_user_memory(*args, **kwargs)

    async def upsert_user_memory(self, *args, **kwargs):
        return self.kept.upsert_user_memory(*args, **kwargs)

    async def upsert_memories(self, *args, **kwargs):
        return self.kept.upsert_memories(*args, **kwargs)


Awaited.__abstractmethods__ = frozenset()  # of sessions and the like, which nobody asks for here


async def async_sqlite(tmp_path):
    from agno.db.sqlite import AsyncSqliteDb

    db = AsyncSqliteDb(db_file=str(tmp_path / "agno.db"))
    await db._get_table("memories", create_table_if_not_found=True)  # agno 3.1 drops what it has no table for
    return db


DATABASES = {
    "in memory": lambda tmp_path: InMemoryDb(),
    "json": lambda tmp_path: JsonDb(db_path=str(tmp_path)),
    "sqlite": lambda tmp_path: SqliteDb(db_file=str(tmp_path / "agno.db")),
    "awaited": lambda tmp_path: Awaited(),
    "async sqlite": async_sqlite,
}


def made(kind):
    absent = kind == "async sqlite" and (find_spec("aiosqlite") is None or not hasattr(sqlite, "AsyncSqliteDb"))
    return pytest.param(DATABASES[kind], id=kind, marks=pytest.mark.skipif(absent, reason="no aiosqlite here"))


every_database = pytest.mark.parametrize("database", [made(kind) for kind in DATABASES])


def memory(words, memory_id=None, **fields):
    return UserMemory(**{"memory": words, "memory_id": memory_id, "user_id": "u", **fields})


async def asked(answer):
    return await answer if inspect.isawaitable(answer) else answer


async def rows(db, **filters):
    return [(one.memory_id, one.memory) for one in await asked(db.get_user_memories(**filters))]


@every_database
async def test_what_is_told_again_is_stored_once(database, tmp_path):
    plain = await asked(database(tmp_path))
    db = HeadroomMemoryDb(plain)
    await asked(db.upsert_user_memory(memory("Lives in Berlin. Likes tea.", "first")))
    for words in ("Lives in Berlin. Likes tea.", " Likes tea", "Lives in Berlin."):
        again = memory(words)
        stored = await asked(db.upsert_user_memory(again))
        assert (stored.memory_id, stored.memory) == ("first", "Lives in Berlin. Likes tea.")
        assert again.memory_id == "first"

    assert await rows(db) == await rows(plain) == [("first", "Lives in Berlin. Likes tea.")]


@every_database
async def test_what_says_more_or_is_of_somebody_else_is_stored(database, tmp_path):
    db = HeadroomMemoryDb(await asked(database(tmp_path)))
    await asked(db.upsert_user_memory(memory("Likes tea.", "1")))
    others = [
        memory("Likes tea. Swims.", "2"),
        memory("Likes tea.", "3", user_id="v"),
        memory("Likes tea.", "4", agent_id="a"),
        memory("Likes tea.", "5", team_id="t"),
        memory("Likes coffee.", "6"),
    ]
    for other in others:
        assert (await asked(db.upsert_user_memory(other))).memory_id == other.memory_id

    assert [told for told, _ in await rows(db, user_id="u")] == ["1", "2", "4", "5", "6"]
    assert await rows(db, user_id="v") == [("3", "Likes tea.")]


@every_database
async def test_topics_and_inputs_go_to_what_is_stored(database, tmp_path):
    db = HeadroomMemoryDb(await asked(database(tmp_path)))
    await asked(db.upsert_user_memory(memory("Likes tea.", "1", topics=["drinks"], input="I like tea")))
    await asked(db.upsert_user_memory(memory("Likes tea.", topics=["hot", "drinks"], input="Tea!")))
    [stored] = await asked(db.get_user_memories(user_id="u"))

    assert (stored.memory_id, stored.topics, stored.input) == ("1", ["drinks", "hot"], "I like tea\n\nTea!")


@every_database
async def test_an_update_is_written_as_it_is(database, tmp_path):
    db = HeadroomMemoryDb(await asked(database(tmp_path)))
    await asked(db.upsert_user_memory(memory("Likes tea.", "1")))
    await asked(db.upsert_user_memory(memory("Swims.", "2")))
    await asked(db.upsert_user_memory(memory("Likes tea.", "2")))

    assert await rows(db) == [("1", "Likes tea."), ("2", "Likes tea.")]


@every_database
async def test_many_are_stored_at_once(database, tmp_path):
    db = HeadroomMemoryDb(await asked(database(tmp_path)))
    await asked(db.upsert_user_memory(memory("Likes tea.", "1")))
    new = [memory("Likes tea."), memory("Swims.", "2"), memory("Swims."), memory("Runs. Swims.", "3"), memory("Runs.")]
    stored = await asked(db.upsert_memories(new))

    assert sorted((one.memory_id, one.memory) for one in stored) == [("1", "Likes tea."), ("3", "Runs. Swims.")]
    assert await rows(db) == [("1", "Likes tea."), ("3", "Runs. Swims.")]
    assert [one.memory_id for one in new] == ["1", "3", "3", "3", "3"]
    assert await asked(db.upsert_memories([])) == []


@every_database
async def test_rows_are_given_in_the_form_that_is_asked_for(database, tmp_path):
    db = HeadroomMemoryDb(await asked(database(tmp_path)))
    for _ in range(2):
        row = await asked(db.upsert_user_memory(memory("Likes tea."), deserialize=False))
        assert row["memory"] == "Likes tea."
    [row] = await asked(db.upsert_memories([memory("Likes tea.")], deserialize=False))
    assert row["memory"] == "Likes tea."
    found, count = await asked(db.get_user_memories(user_id="u", deserialize=False))
    assert (len(found), count) == (1, 1)


@every_database
async def test_it_is_the_database_that_was_given(database, tmp_path):
    plain = await asked(database(tmp_path))
    db = HeadroomMemoryDb(plain)

    assert isinstance(db, HeadroomMemoryDb)
    assert isinstance(db, type(plain))
    assert isinstance(db, BaseDb | AsyncBaseDb)
    assert (type(db).__name__, type(db).__module__) == (type(plain).__name__, type(plain).__module__)
    assert (db.id, db.memory_table_name) == (plain.id, plain.memory_table_name)
    assert HeadroomMemoryDb(db) is db
    assert type(HeadroomMemoryDb(plain)) is type(db)


def test_both_work_on_the_same_state():
    plain = InMemoryDb()
    db = HeadroomMemoryDb(plain)
    plain.upsert_user_memory(memory("Likes tea.", "1"))
    plain.delete_user_memory("1")
    db.upsert_user_memory(memory("Likes tea.", "2"))

    assert plain.get_user_memories() == db.get_user_memories() != []


@pytest.mark.parametrize(
    "wrong", [None, "agno.db", InMemoryDb, MemoryManager()], ids=["none", "path", "class", "manager"]
)
def test_what_is_no_database_is_refused(wrong):
    with pytest.raises(ConfigurationError, match="agno's databases"):
        HeadroomMemoryDb(wrong)


def test_copies_are_such_databases():
    db = HeadroomMemoryDb(InMemoryDb())
    db.upsert_user_memory(memory("Likes tea.", "1"))
    copied = copy.copy(db)
    copied.upsert_user_memory(memory("Likes tea."))

    assert isinstance(copied, HeadroomMemoryDb)
    assert [one.memory_id for one in copied.get_user_memories()] == ["1"]


def test_a_database_that_can_be_pickled_still_can():
    db = InMemoryDb()
    try:
        pickle.dumps(db)
    except TypeError:
        pytest.skip("this agno's databases hold locks")
    restored = pickle.loads(pickle.dumps(HeadroomMemoryDb(db)))
    assert isinstance(restored, HeadroomMemoryDb)
    assert restored.id == db.id


def test_the_class_builds_databases_like_the_class_it_passes_for():
    other = type(HeadroomMemoryDb(InMemoryDb()))()
    other.upsert_user_memory(memory("Likes tea.", "1"))

    assert other.upsert_user_memory(memory("Likes tea.")).memory_id == "1"


def test_what_cannot_be_read_is_written_all_the_same(caplog):
    class Unread(InMemoryDb):
        def get_user_memories(self, *args, **kwargs):
            raise OSError("gone")

    plain = Unread()
    HeadroomMemoryDb(plain).upsert_user_memory(memory("Likes tea.", "1"))

    assert plain.get_user_memory("1").memory == "Likes tea."
    assert "could not be read" in caplog.text


def test_what_cannot_be_compared_is_written_all_the_same(caplog):
    db = HeadroomMemoryDb(InMemoryDb())
    for number in range(2):
        db.upsert_user_memory(memory("Likes tea.", str(number), agent_id=["no name"]))

    assert len(db.get_user_memories()) == 2
    assert "as they are" in caplog.text


def test_what_was_deleted_meanwhile_is_written():
    class Forgetful(InMemoryDb):
        def get_user_memory(self, *args, **kwargs):
            return None

    db = HeadroomMemoryDb(Forgetful())
    db.upsert_user_memory(memory("Likes tea.", "1"))
    assert db.upsert_user_memory(memory("Likes tea.")).memory_id == "1"
    assert [one.memory_id for one in db.upsert_memories([memory("Likes tea.")])] == ["1"]


SENTENCES = st.sampled_from(["Likes tea.", "Swims.", "Has a dog.", "Runs!", "Met Dr. Lee."])
TOLD = st.tuples(st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join), st.sampled_from("uv"))


@given(st.lists(TOLD, max_size=9))
def test_what_is_written_stays_told(told):
    """Each memory's words stand in one that is stored, and none that is stored changes."""
    db, seen = HeadroomMemoryDb(InMemoryDb()), {}
    for count, (words, user) in enumerate(told, 1):
        db.upsert_user_memory(memory(words, user_id=user))
        stored = {one.memory_id: one.memory for one in db.get_user_memories()}
        assert seen.items() <= stored.items()
        assert len(stored) <= len(set(told[:count]))
        seen = stored
        assert all(any(one in kept for kept in words_of(db, user)) for one, user in told[:count])


def words_of(db, user):
    return [one.memory for one in db.get_user_memories(user_id=user)]


def remembering(told, answers):
    """A model that keeps memories, a call of its tool each, then answers."""
    steps = [[ToolCall("add_memory", {"memory": words, "topics": []}) for words in told], *answers]
    return MemoryManager(model=FakeModel(steps * 2))


@pytest.mark.parametrize("made_of", [Agent, Team], ids=["agent", "team"])
async def test_an_agent_stores_what_it_remembers_once(made_of, play, mode, tmp_path):
    db = HeadroomMemoryDb(SqliteDb(db_file=str(tmp_path / "agno.db")))
    members = {"members": []} if made_of is Team else {}
    option = "update_memory_on_run" if "update_memory_on_run" in inspect.signature(made_of).parameters else None
    agent = made_of(
        model=FakeModel(lambda _: "Noted."),
        db=db,
        memory_manager=remembering(["Likes tea.", "Likes tea."], ["Kept."]),
        telemetry=False,
        **members,
        **{option or "enable_user_memories": True},
    )
    for _ in range(2):
        await play(agent, "I like tea.", mode, user_id="u", session_id="s")

    assert [words for _, words in await rows(db, user_id="u")] == ["Likes tea."]


def test_the_manager_is_told_the_id_under_which_a_memory_is_stored():
    manager = MemoryManager(model=FakeModel([]), db=HeadroomMemoryDb(InMemoryDb()))
    first = manager.add_user_memory(UserMemory("Likes tea."), user_id="u")

    assert first == manager.add_user_memory(UserMemory("Likes tea."), user_id="u")
    assert manager.get_user_memory(first, user_id="u").memory == "Likes tea."


@says_when
def test_memories_are_read_in_the_order_in_which_they_were_created():
    plain = Moving()
    db = HeadroomMemoryDb(plain)
    for number in (2, 0, 1):
        db.upsert_user_memory(memory(f"Fact {number}.", f"m{number}", created_at=1000 + number))
    stored = db.get_user_memory("m0")
    stored.memory = "Fact 0, and more."
    db.upsert_user_memory(stored)

    assert [one.memory_id for one in plain.get_user_memories(user_id="u")] == ["m2", "m1", "m0"]
    assert [one.memory_id for one in db.get_user_memories(user_id="u")] == ["m0", "m1", "m2"]
    asked_for = {"sort_by": "created_at", "sort_order": "desc"}
    assert [one.memory_id for one in db.get_user_memories(user_id="u", **asked_for)] == ["m2", "m1", "m0"]
    assert [one.memory_id for one in db.get_user_memories(user_id="u", limit=2)] == ["m2", "m1"]
