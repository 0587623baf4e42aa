"""Two processes, kills, and texts that somebody changes: what was committed is read as it was, or an error says so."""

import os
import random
import signal
import sqlite3
import threading
import time
from contextlib import closing, suppress

import pytest
from agno.agent import Agent
from agno.db.base import SessionType
from agno.db.postgres import PostgresDb
from agno.db.sqlite import SqliteDb
from tests.agno.session_places import KEEPS_RUNS, contents_of, run_of, session_of, store
from tests.children import ended, forked

from headroom import SessionContentError
from headroom.integrations.agno import HeadroomDb
from headroom.testing import FakeModel

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
]
KILLS = 200
LARGE = "".join(f"order {number}: paid\n" for number in range(200))


def text_of(kill, number):
    """What a run says: what all say, or what no other does, or something small."""
    return [LARGE, f"{kill} {number} " * 5_000, "small"][number % 3]


@pytest.fixture(params=["sqlite", "postgres"])
def make(request, tmp_path):
    """Make the database anew: no connection of it may be there where a process is forked."""
    if request.param == "sqlite":
        return lambda: SqliteDb(db_file=str(tmp_path / "agno.db"))
    url = request.getfixturevalue("postgres_server").url
    schema = f"faults_{random.getrandbits(32)}"
    return lambda: PostgresDb(db_url=url, db_schema=schema)


def read(db, session_id="s"):
    return db.get_session(session_id, SessionType.AGENT)


def opened(make):
    """A database, and what closes it before another process is forked."""
    db = HeadroomDb(make())
    return closing(Closing(db))


class Closing:
    def __init__(self, db):
        self.db = db

    def close(self):
        self.db.db_engine.dispose()


def with_tables(make):
    """Have agno's own tables made: it fails where two begin them at once."""
    db = make()
    store(db, session_of("first", session_id="first"))
    db.db_engine.dispose()


def append(db, session, kill, number):
    run = run_of(number, text_of(kill, number), session.session_id)
    session.runs.append(run)
    if KEEPS_RUNS:
        db.upsert_run(run, session_id=session.session_id, run_index=number)
    else:
        db.upsert_session(session)


def killed_while_writing(make, kill, after):
    """How many runs a child has stored that is killed some time after its first."""
    answer, tell = os.pipe()

    def work():
        db, session = HeadroomDb(make()), session_of(session_id=f"s{kill}")
        db.upsert_session(session)
        for number in range(10_000):
            append(db, session, kill, number)
            os.write(tell, b".")

    child = forked(work)
    os.close(tell)
    begun = os.read(answer, 1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    assert ended(child) == signal.SIGKILL
    done = len(begun)
    while told := os.read(answer, 4096):
        done += len(told)
    os.close(answer)
    return done


def test_what_was_committed_is_there_after_kills(make):
    with opened(make) as place:
        store(place.db, session_of("first", session_id="first"))
    chance, counts = random.Random(19), {}
    for kill in range(KILLS):
        counts[kill] = killed_while_writing(make, kill, chance.uniform(0, 0.02))
    with opened(make) as place:
        for kill, done in counts.items():
            texts = contents_of(read(place.db, f"s{kill}"))
            assert 1 <= done <= len(texts) <= done + 1
            assert texts == [text_of(kill, number) for number in range(len(texts))]
        assert len(place.db.get_sessions(SessionType.AGENT)) == KILLS + 1
        assert place.db.collect() == 0


def test_two_processes_write_at_once_while_others_read_and_collect(make):
    with_tables(make)
    with opened(make) as place:
        for name in "ab":
            place.db.upsert_session(session_of(session_id=name))

    def work(name):
        db, session = HeadroomDb(make()), session_of(session_id=name)
        for number in range(60):
            append(db, session, name, number)

    children = [forked(lambda name=name: work(name)) for name in "ab"]
    with opened(make) as place:
        until = time.monotonic() + 5
        while time.monotonic() < until:
            place.db.collect()
            for name in "ab":
                texts = contents_of(read(place.db, name))
                assert texts == [text_of(name, number) for number in range(len(texts))]
        assert [ended(child) for child in children] == [0, 0]
        for name in "ab":
            assert contents_of(read(place.db, name)) == [text_of(name, number) for number in range(60)]


def test_a_session_is_compacted_while_it_is_written(make):
    with opened(make) as place:
        session = session_of()
        store(place.db, session)
        stop = threading.Event()

        def move():
            db = HeadroomDb(make())
            while not stop.wait(0.05):  # SQLite serves nobody in turn: who never rests keeps all others waiting
                db.compact()
                db.restore()
            db.db_engine.dispose()

        thread = threading.Thread(target=move)
        thread.start()
        try:
            for number in range(30):
                append(place.db, session, "s", number)
                assert contents_of(read(place.db)) == [text_of("s", count) for count in range(number + 1)]
        finally:
            stop.set()
            thread.join()


def test_threads_that_begin_at_once_share_a_table(make):
    with_tables(make)
    errors, begin = [], threading.Barrier(4)

    def work(name):
        db = HeadroomDb(make())
        try:
            begin.wait()
            store(db, session_of(LARGE, session_id=name))
            assert contents_of(read(db, name)) == [LARGE]
        except BaseException as error:
            errors.append(error)
        finally:
            db.db_engine.dispose()

    threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "agno.db"
    db = HeadroomDb(SqliteDb(db_file=str(path)))
    store(db, session_of(LARGE, f"{LARGE}!"))
    store(db, session_of("small", session_id="other"))
    db.db_engine.dispose()
    return path


def changed(path, asked, *values):
    with closing(sqlite3.connect(path)) as database, database:
        return database.execute(asked, values).fetchall()


READERS = [
    lambda db: db.get_session("s", SessionType.AGENT),
    lambda db: db.get_session("s", SessionType.AGENT, deserialize=False),
    lambda db: db.compact(),
    lambda db: db.restore(),
    *([lambda db: db.get_run("s-0"), lambda db: db.get_runs(session_id="s")] if KEEPS_RUNS else []),
]


@pytest.mark.parametrize("read_all", READERS)
@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM agno_sessions_headroom",
        "UPDATE agno_sessions_headroom SET content = x''",
        "UPDATE agno_sessions_headroom SET content = substr(content, 1, length(content) - 1)",
        "UPDATE agno_sessions_headroom SET content = CAST(content || x'00' AS BLOB)",
        "UPDATE agno_sessions_headroom SET session_id = 'another'",
        "DROP TABLE agno_sessions_headroom",
    ],
)
def test_a_text_that_is_lost_or_changed_is_an_error_that_names_the_session(file, damage, read_all):
    changed(file, damage)
    db = HeadroomDb(SqliteDb(db_file=str(file)))

    with pytest.raises(SessionContentError) as error:
        read_all(db)
    assert error.value.session_id == ("another" if "another" in damage else "s")
    assert contents_of(read(db, "other")) == ["small"]


@pytest.mark.parametrize(
    "damage", ["DROP TABLE agno_sessions_headroom", "UPDATE agno_sessions_headroom SET session_id = 'another'"]
)
def test_a_session_that_cannot_be_read_is_not_overwritten(file, damage):
    """Agno 2 takes a session that it cannot read for one that is not there, and begins it anew."""
    whole = file.read_bytes()
    changed(file, damage)
    rows = f"SELECT * FROM {'agno_runs' if KEEPS_RUNS else 'agno_sessions'} WHERE session_id = 's'"
    before = changed(file, rows)
    db = HeadroomDb(SqliteDb(db_file=str(file)))
    agent = Agent(id="a", model=FakeModel(["Hello."] * 3), db=db, user_id="u", telemetry=False)
    with suppress(SessionContentError):  # which agno 3 raises
        agent.run("Hi.", session_id="s")
    assert changed(file, rows) == before

    agent.run("Hi.", session_id="other")
    assert len(read(db, "other").runs) == 2

    db.db_engine.dispose()
    file.write_bytes(whole)
    agent.run("Hi.", session_id="s")
    assert [run.content for run in read(db).runs] == [LARGE, f"{LARGE}!", "Hello."]


@pytest.mark.skipif(KEEPS_RUNS, reason="agno 3 writes no runs with a session")
def test_no_database_writes_over_a_session_that_it_cannot_read(place):
    db = place.apart()
    place.store(db, session_of(LARGE))
    place.rows(f"UPDATE {place.named('agno_sessions_headroom')} SET content_key = 'gone'")
    stored = f"SELECT runs FROM {place.named('agno_sessions')}"
    before = place.rows(stored)
    with suppress(SessionContentError):  # which AsyncPostgresDb logs, and says that there is none
        assert place.load(db) is None
    with suppress(SessionContentError):
        place.store(db, session_of("new"))
    assert place.rows(stored) == before


def test_a_session_that_cannot_be_read_may_be_deleted_and_begun_anew(file):
    changed(file, "DELETE FROM agno_sessions_headroom")
    db = HeadroomDb(SqliteDb(db_file=str(file)))
    with pytest.raises(SessionContentError):
        read(db)
    assert db.delete_session("s")
    store(db, session_of("new"))
    assert contents_of(read(db)) == ["new"]


def test_no_damage_is_read_as_something_else(file):
    chance = random.Random(19)
    frames = changed(file, "SELECT content_key, content FROM agno_sessions_headroom")
    db = HeadroomDb(SqliteDb(db_file=str(file)))
    for _ in range(150):
        key, content = chance.choice(frames)
        broken = bytearray(content)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        changed(file, "UPDATE agno_sessions_headroom SET content = ? WHERE content_key = ?", bytes(broken), key)
        with suppress(SessionContentError):
            assert db.get_session("s", SessionType.AGENT, deserialize=False)["runs"][0]["content"] == LARGE
        changed(file, "UPDATE agno_sessions_headroom SET content = ? WHERE content_key = ?", content, key)
    assert contents_of(read(HeadroomDb(SqliteDb(db_file=str(file))))) == [LARGE, f"{LARGE}!"]


def test_a_text_exchanged_for_another_is_an_error(file):
    [(_, content), _] = changed(file, "SELECT content_key, content FROM agno_sessions_headroom")
    changed(file, "UPDATE agno_sessions_headroom SET content = ?", content)

    with pytest.raises(SessionContentError, match="'s': a text that is kept apart is not what was written"):
        read(HeadroomDb(SqliteDb(db_file=str(file))))
