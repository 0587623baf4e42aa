"""A file: who may read it, how large it may become, how long texts stay, and what is left alone."""

from __future__ import annotations

import gc
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from headroom import ConfigurationError
from headroom.stores import SQLiteStore
from tests.stores.conftest import Clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "original texts?.db"  # what would mean something else in a URI


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_nothing_is_written_before_it_is_needed(path: Path):
    SQLiteStore(path)
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="files have modes on POSIX")
@pytest.mark.usefixtures("umask")
def test_its_files_are_the_owners_alone_from_the_beginning(path: Path, monkeypatch: pytest.MonkeyPatch):
    modes = []
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: (modes.append(mode(path)), connect(*a, **k))[1])
    store = SQLiteStore(path)
    store.put("key", "text")
    assert modes == [0o600]
    assert {found.name: mode(found) for found in path.parent.iterdir()} == {
        path.name + end: 0o600 for end in ("", "-wal", "-shm")
    }


def test_texts_outlive_the_store(path: Path):
    with closing(SQLiteStore(path)) as store:
        store.put("key", "text")
    assert SQLiteStore(path).get("key") == "text"
    assert SQLiteStore(str(path)).get("key") == SQLiteStore(os.fsencode(path)).get("key") == "text"


def test_a_relative_path_means_the_folder_it_was_given_in(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(path.parent)
    store = SQLiteStore("here.db")
    monkeypatch.chdir("/")
    store.put("key", "text")
    assert (path.parent / "here.db").exists()


def test_a_folder_that_is_not_there_is_refused(path: Path):
    with pytest.raises(ConfigurationError, match="path is a file in a folder that exists, not"):
        SQLiteStore(path / "deeper.db")


@pytest.mark.parametrize("limit", [{"max_bytes": 0}, {"max_bytes": "1"}, {"expires_after": -1}])
def test_a_limit_that_is_none_is_refused(path: Path, limit: Any):
    with pytest.raises(ConfigurationError, match=next(iter(limit))):
        SQLiteStore(path, **limit)


def test_the_file_stays_within_its_size_and_what_was_put_longest_ago_leaves(path: Path):
    clock, largest = Clock(), 400_000
    store = SQLiteStore(path, max_bytes=largest, clock=clock)
    for number in range(100):
        clock.now += 1
        store.put(f"key {number}", f"{number:10}" * 2_000)
        store.put("key 0", "renewed")
    store.close()  # which writes all into the file
    there = [number for number in range(1, 100) if store.get(f"key {number}") is not None]
    assert path.stat().st_size <= largest
    assert there == list(range(100 - len(there), 100))
    assert len(there) > largest // 20_000 * 0.8
    assert store.get("key 0") == f"{0:10}" * 2_000


def test_a_text_that_does_not_fit_drives_nothing_out(path: Path):
    store = SQLiteStore(path, max_bytes=200_000)
    store.put("key", "text")
    store.put("large", "x" * 200_000)
    assert (store.get("key"), store.get("large"), store.faults) == ("text", None, 0)


def test_a_smaller_limit_holds_for_what_is_there_already(path: Path):
    for number in range(50):
        SQLiteStore(path).put(f"key {number}", "x" * 10_000)
    store = SQLiteStore(path, max_bytes=100_000)
    assert store.expire() > 40
    assert store.expire() == 0


def test_time_counts_across_restarts(path: Path, clock: Clock):
    SQLiteStore(path, clock=clock).put("key", "text")
    clock.now += 10
    assert SQLiteStore(path, expires_after=11, clock=clock).get("key") == "text"
    store = SQLiteStore(path, expires_after=10, clock=clock)
    assert (store.get("key"), store.expire(), store.expire()) == (None, 1, 0)


def test_putting_removes_what_is_over_its_time(path: Path, clock: Clock):
    store = SQLiteStore(path, expires_after=10, clock=clock)
    store.put("key", "text")
    clock.now += 10
    store.put("other", "text")
    assert store.expire() == 0


def test_what_has_expired_is_not_left_in_the_file(path: Path, clock: Clock):
    store = SQLiteStore(path, expires_after=10, clock=clock)
    store.put("key", "a secret " * 10_000)
    store.put("short", "a secret")
    clock.now += 10
    store.expire()
    store.close()
    assert [found.name for found in path.parent.iterdir() if b"a secret" in found.read_bytes()] == []


def test_a_store_that_nothing_refers_to_closes_its_file(path: Path):
    store = SQLiteStore(path)
    store.put("key", "text")
    database = store._connections._idle[0].database
    del store
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        database.execute("SELECT 1")


def test_the_log_beside_the_file_shrinks_after_a_large_text(path: Path):
    store, log = SQLiteStore(path), Path(f"{path}-wal")
    store.put("large", "x" * 20_000_000)
    assert log.stat().st_size > 20_000_000
    for number in range(5):
        store.put(f"key {number}", "text")
    assert log.stat().st_size <= 16 * 2**20


def test_a_file_that_is_removed_is_begun_anew(path: Path):
    store = SQLiteStore(path)
    store.put("key", "text")
    path.unlink()
    assert store.get("key") is None
    store.put("key", "other")
    assert SQLiteStore(path).get("key") == "other"
    assert mode(path) == 0o600


def test_another_programs_database_is_left_alone(path: Path, caplog: pytest.LogCaptureFixture):
    with closing(sqlite3.connect(path)) as database:
        database.executescript("CREATE TABLE originals (name); PRAGMA user_version = 1")
    before = path.read_bytes()
    store = SQLiteStore(path)
    store.put("key", "text")
    assert (store.get("key"), store.expire(), store.faults) == (None, 0, 3)
    assert path.read_bytes() == before
    assert "SQLiteStore cannot write: NotSupportedError: the file is another program's database" in caplog.text


def test_a_later_format_is_left_alone(path: Path, caplog: pytest.LogCaptureFixture):
    with closing(SQLiteStore(path)) as store:
        store.put("key", "text")
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 2")
    store = SQLiteStore(path)
    assert (store.get("key"), store.faults) == (None, 1)
    assert "the file has format 2, and this Headroom reads 1" in caplog.text


def test_a_text_that_was_put_in_anothers_place_is_gone_and_may_come_again(path: Path):
    store = SQLiteStore(path)
    store.put("key", "text")
    store.put("other", "other text")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE originals SET seal = (SELECT seal FROM originals WHERE key = ?)", (b"other",))
    assert (store.get("key"), store.get("other"), store.faults) == (None, "other text", 1)
    store.put("key", "text")
    assert (store.get("key"), store.faults) == ("text", 1)


@pytest.mark.parametrize("seal", ["text", 17, 1.5, b"", b"text", b"x" * 16])
def test_whatever_stands_in_a_row_is_no_text(path: Path, seal: Any):
    store = SQLiteStore(path)
    store.put("key", "text")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE originals SET seal = ?", (seal,))
    assert (store.get("key"), store.faults) == (None, 1)


def test_a_text_larger_than_sqlite_takes_is_a_fault(path: Path, monkeypatch: pytest.MonkeyPatch):
    store = SQLiteStore(path)
    store.put("key", "text")
    [connection] = store._connections._idle
    if not hasattr(connection.database, "setlimit"):
        pytest.skip("Python 3.10 cannot lower SQLite's limit")
    connection.database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1000)
    store.put("large", "x" * 1000)
    assert (store.get("large"), store.get("key"), store.faults) == (None, "text", 1)
