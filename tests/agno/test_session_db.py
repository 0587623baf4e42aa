"""Sessions whose large texts are kept apart: all that reads them reads what was written."""

import copy
from datetime import date

import pytest
from agno.agent import Agent
from agno.db.base import SessionType
from agno.db.in_memory import InMemoryDb
from agno.db.postgres import PostgresDb
from agno.db.sqlite import SqliteDb
from agno.team import Team
from sqlalchemy import JSON, Column, MetaData, String, Table
from sqlalchemy.sql.compiler import SQLCompiler
from tests.agno.conftest import orders
from tests.agno.session_places import KEEPS_RUNS, contents_of, run_of, session_of, store
from tests.agno_versions import delegation

from headroom import ConfigurationError
from headroom.integrations.agno import HeadroomDb, HeadroomMemoryDb
from headroom.integrations.agno.sessions.columns import Copies
from headroom.integrations.agno.sessions.marks import digest, mark
from headroom.testing import FakeModel, ToolCall

LARGE = "".join(f"order {number}: paid\n" for number in range(200))
TEXTS = [
    "",
    "short",
    LARGE,
    "\ud800 alone " * 200,
    "ünï ☃ 😀 " * 300,
    '"quoted" \\ and \\" \t\n\r\b\f/ ' * 100,
    mark(digest("s", b'"x"'), 3),
    f"> {mark(digest('s', b'x'), 1)}",
    f">>{mark(digest('s', b'x'), 1)}",
    f"[{mark(digest('s', b'x'), 1)}]",
    "[Headroom: 9 characters are kept apart; HeadroomDb reads them: guessed]",
    "x" * 1023,
    "x" * 1024,
    "y" * 300_000,
]


def texts_for(place):
    """All that this database takes: agno leaves out control characters before it writes to PostgreSQL."""
    is_sqlite = "sqlite" in type(place.plain()).__module__
    return [text for text in TEXTS if is_sqlite or not {"\ud800", "\b"} & {*text}]


def test_every_text_is_read_as_it_was_written(place):
    db, texts = place.apart(), texts_for(place)
    place.store(db, session_of(*texts))

    assert contents_of(place.load(db)) == texts
    assert contents_of(place.load(place.apart())) == texts
    assert [run["content"] for run in place.raw(db)["runs"]] == texts
    sessions, count = place.told(db.get_sessions(SessionType.AGENT, deserialize=False))
    assert (count, [run["content"] for run in sessions[0]["runs"]]) == (1, texts)
    [session] = place.told(db.get_sessions(SessionType.AGENT))
    assert contents_of(session) == texts


def test_what_is_stored_is_what_was_given_where_nothing_is_large(place):
    place.store(place.apart(), session_of("a", "b"))

    assert contents_of(place.load(place.plain())) == ["a", "b"]


def test_what_a_database_returns_when_it_writes_has_its_texts(place):
    db, session = place.apart(), session_of(LARGE)
    place.store(db, session)

    assert contents_of(place.told(db.upsert_session(session))) == [LARGE]
    written = place.told(db.upsert_session(session, deserialize=False))
    assert [run["content"] for run in written["runs"]] == [LARGE]
    renamed = place.told(db.rename_session("s", SessionType.AGENT, "Orders"))
    assert (renamed.session_data["session_name"], contents_of(place.load(db))) == ("Orders", [LARGE])


def test_many_sessions_are_written_at_once(place):
    db = place.apart()
    sessions = [session_of(LARGE, f"{LARGE}{number}", session_id=f"s{number}") for number in range(5)]
    at_once = hasattr(db, "upsert_sessions")
    if at_once:
        place.told(db.upsert_sessions(sessions))
    for session in sessions if KEEPS_RUNS or not at_once else []:
        place.store(db, session)

    for number in range(5):
        assert contents_of(place.load(db, f"s{number}")) == [LARGE, f"{LARGE}{number}"]
        assert LARGE not in contents_of(place.load(place.plain(), f"s{number}"))
    assert place.texts() == 10


def test_each_text_of_a_session_is_written_once(place):
    db = place.apart()
    place.store(db, session_of(LARGE, LARGE, LARGE))
    before = place.rows(f"SELECT * FROM {place.named('agno_sessions_headroom')}")
    place.store(db, session_of(LARGE, LARGE, LARGE, LARGE))

    assert len(before) == 1
    assert place.rows(f"SELECT * FROM {place.named('agno_sessions_headroom')}") == before


def test_the_same_session_is_the_same_row(place):
    session = session_of(LARGE, "small")
    place.store(place.apart(), session)
    table, column = ("agno_runs", "run_data") if KEEPS_RUNS else ("agno_sessions", "runs")
    rows = f"SELECT {column} FROM {place.named(table)} ORDER BY created_at"
    before = place.rows(rows)
    place.store(place.apart(), session)

    assert place.rows(rows) == before


def test_how_large_the_smallest_is_can_be_said(place):
    place.store(place.apart(smallest=256), session_of("x" * 255, "y" * 256))

    assert contents_of(place.load(place.plain()))[0] == "x" * 255
    assert contents_of(place.load(place.plain()))[1].startswith("[Headroom: 256 characters are kept apart")
    assert contents_of(place.load(place.apart(smallest=5000))) == ["x" * 255, "y" * 256]


def test_agno_alone_reads_what_it_is_and_writes_it_back(place):
    place.store(place.apart(), session_of(LARGE, "small"))
    plain = place.plain()
    told = contents_of(place.load(plain))

    assert told == [mark(told[0][-41:-9], len(LARGE)), "small"]
    place.store(plain, place.load(plain))
    assert contents_of(place.load(place.apart())) == [LARGE, "small"]


def test_a_session_goes_with_its_texts(place):
    db = place.apart()
    for session_id in ("s", "t", "v"):
        place.store(db, session_of(LARGE, session_id=session_id))

    place.told(db.delete_session("s"))
    assert (place.load(db), place.texts()) == (None, 2)
    place.told(db.delete_sessions(["t"]))
    assert place.texts() == 1
    assert contents_of(place.load(db, "v")) == [LARGE]


def test_who_may_not_delete_a_session_deletes_no_text_of_it(place):
    db = place.apart()
    place.store(db, session_of(LARGE))
    parameters = db.delete_session.__code__.co_varnames
    if "user_id" not in parameters:
        pytest.skip("this agno asks nobody who he is")

    place.told(db.delete_session("s", user_id="somebody else"))
    assert contents_of(place.load(db)) == [LARGE]


def test_nobody_reads_anothers_text_by_its_mark(place):
    db = place.apart()
    place.store(db, session_of(LARGE))
    seen = contents_of(place.load(place.plain()))[0]
    place.store(db, session_of(seen, f">{seen}", session_id="thief"))

    assert contents_of(place.load(db, "thief")) == [seen, f">{seen}"]
    assert digest("s", b"the same") != digest("thief", b"the same")


def test_an_agent_goes_on_with_a_session(place):
    def get_orders():
        return orders(100)

    db = place.apart()
    for _ in range(3):
        model = FakeModel([ToolCall("get_orders"), "100 orders."])
        agent = Agent(model=model, tools=[get_orders], db=db, telemetry=False, add_history_to_context=True)
        agent.num_history_runs = 3
        ask = agent.arun if hasattr(db, "async_session_factory") else agent.run
        place.told(ask("How many?", session_id="s"))

    session = place.load(db)
    results = [message.content for message in model.requests[-1].messages if message.role == "tool"]
    assert results == [str(orders(100))] * 3
    assert [tool.result for run in session.runs for tool in run.tools] == [str(orders(100))] * 3
    assert place.texts() == 1


def test_runs_are_read_and_written_one_by_one(place):
    if not KEEPS_RUNS:
        pytest.skip("this agno keeps runs in their session")
    db = place.apart()
    place.store(db, session_of(LARGE, "small"))
    place.told(db.upsert_run(run_of(2, f"{LARGE}!"), session_id="s"))

    assert place.told(db.get_run("s-0")).content == LARGE
    assert place.told(db.get_run("s-0", deserialize=False))["run_data"]["content"] == LARGE
    assert [run.content for run in place.told(db.get_runs(session_id="s"))] == [LARGE, "small", f"{LARGE}!"]
    limited = place.told(db.get_session("s", SessionType.AGENT, runs_limit=1))
    assert contents_of(limited) == [f"{LARGE}!"]
    place.told(db.delete_run("s-0"))
    assert contents_of(place.load(db)) == ["small", f"{LARGE}!"]
    assert (place.told(db.collect()), place.texts()) == (1, 1)


def test_a_session_that_goes_on_is_read_anew_where_it_has_changed(place):
    db, other = place.apart(), place.apart()
    place.store(db, session_of(LARGE, "small"))
    assert contents_of(place.load(db)) == [LARGE, "small"]

    place.store(other, session_of(f"{LARGE}!", "small", mark(digest("s", b"x"), 1)))
    changed = [f"{LARGE}!", "small", mark(digest("s", b"x"), 1)]
    assert contents_of(place.load(db)) == changed
    assert contents_of(place.load(db)) == changed


def test_a_typed_mark_in_the_place_of_a_text_is_no_text(place):
    db, session = place.apart(), session_of(LARGE)
    place.store(db, session)
    assert contents_of(place.load(db)) == [LARGE]

    [run], [seen] = session.runs, contents_of(place.load(place.plain()))
    run.content = run.messages[-1].content = seen  # what is read is what was stored before, to the letter
    place.store(db, session)
    assert contents_of(place.load(db)) == [seen]


def test_what_is_written_again_is_not_compiled_again(place, monkeypatch):
    db, session = place.apart(), session_of(LARGE)
    for _ in range(2):
        place.store(db, session)
    compiled, compile_statement = [], SQLCompiler.__init__

    def compiling(self, dialect, statement, *args, **kwargs):
        compiled.append(str(type(statement)))
        compile_statement(self, dialect, statement, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "__init__", compiling)
    place.store(db, session)
    assert compiled == []


def test_a_table_is_copied_again_where_its_columns_are_others():
    table = Table("agno_runs", MetaData(), Column("run_id", String), Column("run_data", JSON))
    copies = Copies()
    copy = copies.of(table, "runs")
    assert copies.of(table, "runs") is copy

    Table("agno_runs", table.metadata, Column("run_id", String), Column("user_id", String), extend_existing=True)
    assert copies.of(table, "runs").c.keys() == table.c.keys() != copy.c.keys()


def test_what_is_not_a_run_is_left_to_agno(place):
    db = place.apart()
    place.store(db, session_of(LARGE))

    place.told(db.calculate_metrics())
    assert place.told(db.get_metrics(date(2000, 1, 1), date(2100, 1, 1))) is not None
    assert place.told(db.get_user_memories(user_id="u")) == []


def test_a_team_keeps_what_its_members_said(tmp_path):
    def get_orders():
        return orders(100)

    db = HeadroomDb(SqliteDb(db_file=str(tmp_path / "agno.db")))
    member = Agent(
        name="Clerk", id="clerk", model=FakeModel([ToolCall("get_orders"), "100."]), tools=[get_orders], telemetry=False
    )
    model = FakeModel([delegation("clerk", "Count."), "100."])
    team = Team(members=[member], model=model, db=db, telemetry=False)
    team.store_member_responses = True
    team.run("How many?", session_id="t")

    session = db.get_session("t", SessionType.TEAM)
    assert str(orders(100)) in {message.content for run in session.runs for message in run.messages}
    plain = SqliteDb(db_file=str(tmp_path / "agno.db")).get_session("t", SessionType.TEAM)
    assert str(orders(100)) not in str(plain.to_dict())


def test_it_is_a_database_of_its_kind(tmp_path):
    given = SqliteDb(db_file=str(tmp_path / "agno.db"))
    db = HeadroomDb(given)

    assert isinstance(db, SqliteDb)
    assert isinstance(db, HeadroomDb)
    assert (type(db).__name__, type(db).__module__, db.id, db.db_engine) == (
        *("SqliteDb", SqliteDb.__module__, given.id, given.db_engine),
    )
    assert HeadroomDb(db) is db
    assert not isinstance(given, HeadroomDb)


@pytest.mark.parametrize("order", [(HeadroomDb, HeadroomMemoryDb), (HeadroomMemoryDb, HeadroomDb)])
def test_it_stands_with_memories_in_either_order(tmp_path, order):
    from agno.db.schemas import UserMemory
    from agno.memory import MemoryManager  # noqa: F401 - agno 2.1 needs it to read memories

    db = SqliteDb(db_file=str(tmp_path / "agno.db"))
    for kind in order:
        db = kind(db)
    store(db, session_of(LARGE))
    for number in range(2):
        db.upsert_user_memory(UserMemory(memory="Likes tea.", memory_id=f"m{number}", user_id="u"))

    assert all(isinstance(db, kind) for kind in (*order, SqliteDb))
    assert contents_of(db.get_session("s", SessionType.AGENT)) == [LARGE]
    assert len(db.get_user_memories(user_id="u")) == 1
    assert db.compact().written == 0


def test_a_copy_shares_what_copies_of_agnos_share(tmp_path):
    db = HeadroomDb(SqliteDb(db_file=str(tmp_path / "agno.db")))

    assert isinstance(copy.copy(db), HeadroomDb)
    assert copy.copy(db).db_engine is db.db_engine


@pytest.mark.parametrize("given", [None, "agno.db", InMemoryDb()])
def test_what_is_no_such_database_is_refused(given):
    with pytest.raises(ConfigurationError, match=rf"SqliteDb, AsyncSqliteDb, .*, not {type(given).__name__}"):
        HeadroomDb(given)


@pytest.mark.parametrize("smallest", [255, 0, -1, 300.0, "300", True, None])
def test_a_smallest_that_is_none_is_refused(tmp_path, smallest):
    with pytest.raises(ConfigurationError, match="smallest must be a whole number of at least 256"):
        HeadroomDb(SqliteDb(db_file=str(tmp_path / "agno.db")), smallest=smallest)


def test_without_zstandard_it_says_what_to_install(tmp_path, monkeypatch):
    import sys

    for name in [name for name in sys.modules if name.startswith("headroom.integrations.agno.sessions.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "zstandard", None)

    with pytest.raises(ModuleNotFoundError, match=r"zstandard>=0.22\" \(the extra db\)"):
        HeadroomDb(SqliteDb(db_file=str(tmp_path / "agno.db")))


def test_what_the_database_refuses_is_refused_as_before(postgres_server):
    def outcome(db):
        try:
            store(db, session_of("\ud800", session_id="refused"))
        except Exception as error:
            return type(error)
        return contents_of(db.get_session("refused", SessionType.AGENT))

    plain = PostgresDb(db_url=postgres_server.url)
    assert outcome(HeadroomDb(plain)) == outcome(plain)
