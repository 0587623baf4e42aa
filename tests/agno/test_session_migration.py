"""Sessions that are there already, both ways: what is interrupted goes on, and what is done is not done again."""

import pytest
from tests.agno.session_places import KEEPS_RUNS, contents_of, session_of

from headroom.integrations.agno.sessions import Moved
from headroom.integrations.agno.sessions.marks import digest, mark

LARGE = "".join(f"order {number}: paid\n" for number in range(200))
SESSIONS = 20
TYPED = mark(digest("s", b"typed"), 5)


def filled(place, db):
    for number in range(SESSIONS):
        place.store(db, session_of(LARGE, f"{LARGE}{number}", "small", session_id=f"s{number:02}"))


def is_whole(place, db):
    texts = [[LARGE, f"{LARGE}{number}", "small"] for number in range(SESSIONS)]
    return [contents_of(place.load(db, f"s{number:02}")) for number in range(SESSIONS)] == texts


def stored(place):
    table, column = ("agno_runs", "run_data") if KEEPS_RUNS else ("agno_sessions", "runs")
    key = "run_id" if KEEPS_RUNS else "session_id"
    return place.rows(f"SELECT {key}, updated_at, {column} FROM {place.named(table)} ORDER BY {key}")


def test_all_sessions_are_written_so_and_back(place):
    filled(place, place.plain())
    before = stored(place)
    db, told = place.apart(), []

    moved = place.told(db.compact(told.append))
    written = SESSIONS * (2 if KEEPS_RUNS else 1)
    assert (moved.written, place.texts(), is_whole(place, db)) == (written, 2 * SESSIONS, True)
    assert [step.rows for step in told] == sorted(step.rows for step in told)
    assert moved.rows == moved.of >= moved.written
    assert place.told(db.compact()) == Moved(rows=moved.rows, written=0, of=moved.of)

    assert place.told(db.restore()).written == written
    assert (place.texts(), is_whole(place, place.plain()), stored(place)) == (0, True, before)
    assert place.told(db.restore()).written == 0


class StoppedError(Exception):
    """What ends a migration in the middle."""


def test_what_was_interrupted_goes_on(place):
    filled(place, place.plain())
    db = place.apart()

    def interrupt(moved):
        if moved.rows >= 16:
            raise StoppedError

    for work in (db.compact, db.restore):
        with pytest.raises(StoppedError):
            place.told(work(interrupt))
        assert is_whole(place, db)
        assert 0 < place.told(work()).written < SESSIONS * (2 if KEEPS_RUNS else 1)
        assert is_whole(place, db)
    assert is_whole(place, place.plain())


def test_what_was_typed_stays(place):
    db = place.apart()
    place.store(db, session_of(TYPED, f">{TYPED}", LARGE))

    place.told(db.compact())
    assert contents_of(place.load(db)) == [TYPED, f">{TYPED}", LARGE]
    place.told(db.restore())
    assert contents_of(place.load(place.plain())) == [TYPED, f">{TYPED}", LARGE]


def test_another_smallest_is_written_anew(place):
    place.store(place.apart(smallest=256), session_of("x" * 300, LARGE))
    db = place.apart(smallest=1024)

    assert place.told(db.compact()).written == 1
    assert contents_of(place.load(place.plain()))[0] == "x" * 300
    assert (place.told(db.collect()), place.texts()) == (1, 1)


def test_where_nothing_is_stored_nothing_is_done(place):
    db = place.apart()

    assert place.told(db.compact()) == place.told(db.restore()) == Moved()
    assert place.told(db.collect()) == 0


def test_what_agno_alone_has_deleted_is_collected(place):
    db = place.apart()
    for session_id in ("s", "t"):
        place.store(db, session_of(LARGE, session_id=session_id))
    place.told(place.plain().delete_session("s"))

    assert place.texts() == 2
    assert (place.told(db.collect()), place.texts()) == (1, 1)
    assert contents_of(place.load(db, "t")) == [LARGE]
