"""A file that threads, processes and forked children use at once, and what others may do to it meanwhile."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from headroom.stores import SQLiteStore, sqlite_connections, sqlite_file
from headroom.stores.sqlite_connections import Connections
from tests.children import ended, forked

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "originals.db"


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_two_that_begin_one_file_at_once_both_use_it(path: Path):
    stores = [SQLiteStore(path) for _ in range(8)]
    begin = threading.Barrier(len(stores))

    def work(number: int) -> None:
        begin.wait()
        stores[number].put(f"key {number}", f"text {number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.get(f"key {number}") for number, store in enumerate(stores)] == [f"text {n}" for n in range(8)]
    assert [store.faults for store in stores] == [0] * 8


def test_who_locks_the_folder_for_ever_is_a_fault(path: Path, monkeypatch: pytest.MonkeyPatch):
    fcntl = pytest.importorskip("fcntl", reason="this system locks no folders")
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.01)
    store, folder = SQLiteStore(path), os.open(path.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    store.put("key", "text")
    assert (store.get("key"), store.faults) == (None, 2)
    os.close(folder)
    store.put("key", "text")
    assert (store.get("key"), store.faults) == ("text", 2)


def test_a_transaction_that_another_does_not_end_is_a_fault(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite_connections, "BUSY_SECONDS", 0.01)
    store = SQLiteStore(path)
    store.put("key", "text")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.put("other", "text")
        assert (store.get("other"), store.get("key"), store.faults) == (None, "text", 1)
    store.put("other", "text")
    assert (store.get("other"), store.faults) == ("text", 1)


@needs_fork
def test_a_failure_to_open_leaves_no_lock_that_a_fork_would_wait_for(path: Path):
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(sqlite3.DatabaseError) as failed, Connections(str(path)).reading():
        pass
    assert ended(forked(lambda: None)) == 0
    assert failed.traceback  # it keeps alive all that took part


@needs_fork
def test_processes_use_one_file_from_its_beginning(path: Path):
    def work(process: int) -> None:
        store = SQLiteStore(path)
        for number in range(100):
            store.put(f"key {process} {number}", f"text {process} {number} " * 50)
            assert store.get(f"key {process} {number // 2}") == f"text {process} {number // 2} " * 50
        assert store.faults == 0

    children = [forked(lambda process=process: work(process)) for process in range(4)]
    assert [ended(child) for child in children] == [0] * 4
    store = SQLiteStore(path)
    found = [store.get(f"key {process} {number}") for process in range(4) for number in range(100)]
    assert found == [f"text {process} {number} " * 50 for process in range(4) for number in range(100)]


@needs_fork
def test_a_child_and_its_parent_go_on_with_one_store(path: Path, caplog: pytest.LogCaptureFixture):
    store, stop = SQLiteStore(path), threading.Event()
    store.put("parent", "text")

    def write(thread: int) -> None:
        number = 0
        while not stop.is_set():
            store.put(f"{thread} {(number := number + 1)}", f"text {thread} {number} " * 300)

    def work(child: int) -> None:
        assert store.get("parent") == "text"
        store.put(f"child {child}", f"text {child}")
        assert store.get(f"child {child}") == f"text {child}"

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(3)]
    for thread in threads:
        thread.start()
    try:
        children = [forked(lambda child=child: work(child)) for child in range(30)]
        assert [ended(child) for child in children] == [0] * 30
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert [store.get(f"child {child}") for child in range(30)] == [f"text {child}" for child in range(30)]
    assert (store.faults, caplog.text) == (0, "")
    assert is_sound(path)


@needs_fork
@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="this system does not list a process's open files")
def test_no_connection_is_open_while_a_process_forks(path: Path):
    store = SQLiteStore(path)
    store.put("key", "text")
    assert open_files(path) != []

    def work() -> None:
        assert open_files(path) == []

    assert ended(forked(work)) == 0
    assert store.get("key") == "text"


def open_files(path: Path) -> list[str]:
    """The files of this process whose names begin with `path`."""
    links = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    return [link for link in links if os.path.exists(link) and os.readlink(link).startswith(str(path))]


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that another user may enter, as pytest's are not."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@needs_fork
def test_what_may_not_be_written_is_a_fault(public_folder: Path):
    path = public_folder / "originals.db"
    with closing(SQLiteStore(path)) as store:
        store.put("key", "text")
    path.chmod(0o444)
    public_folder.chmod(0o555)

    def work() -> None:
        if os.getuid() == 0:  # who may write everything
            os.setgid(65534)
            os.setuid(65534)
        store = SQLiteStore(path)
        assert store.get("key") in ("text", None)
        before = store.faults
        store.put("other", "text")
        assert store.faults == before + 1
        assert (store.get("other"), store.expire()) == (None, 0)

    assert ended(forked(work)) == 0
    assert SQLiteStore(path).get("key") == "text"
