"""Killed, full, damaged: never a wrong text, at worst none, and the store goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from headroom.stores import SQLiteStore, sqlite_file
from tests.children import ended, forked

resource = pytest.importorskip("resource", reason="this system limits no process's files")

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

KILLS = int(os.environ.get("HEADROOM_TEST_EXAMPLES") or 50)
IDENTITY = range(60, 72)
"""Bytes of the file that say whose it is and of which format: with another value it is not damaged but another's."""


def text_of(key: str) -> str:
    """The text that belongs to a key, from some bytes to 200 kB."""
    return f"{key} " * random.Random(key).choice([1, 30, 1_000, 20_000])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "originals.db"


def test_what_was_put_is_there_after_kills(path: Path):
    chance = random.Random(16)
    for kill in range(KILLS):
        if creates := kill % 4 == 0:
            remove(path)
        done = killed_while_writing(path, f"{kill}", creates, after=chance.uniform(0, 0.01 if creates else 0.005))
        with closing(SQLiteStore(path)) as store:
            there = [store.get(f"{kill} {number}") for number in range(done + 3)]
            assert store.faults == 0
        assert there[:done] == [text_of(f"{kill} {number}") for number in range(done)]
        assert [text for number, text in enumerate(there) if text not in (None, text_of(f"{kill} {number}"))] == []
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]


def remove(path: Path) -> None:
    for file in path.parent.iterdir():
        file.unlink()


def killed_while_writing(path: Path, name: str, creates: bool, after: float) -> int:
    """How many texts a child has put that is killed some time after its first, or after it began to create the file."""
    read, write = os.pipe()

    def work() -> None:
        store, number = SQLiteStore(path, max_bytes=20_000_000), 0
        if creates:
            os.write(write, b"b")
        while True:
            store.put(f"{name} {number}", text_of(f"{name} {number}"))
            os.write(write, b".")
            number += 1

    child = forked(work)
    begun = os.read(read, 1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    assert ended(child) == signal.SIGKILL
    os.close(write)
    with os.fdopen(read, "rb") as rest:
        return (begun + rest.read()).count(b".")


def test_a_full_disk_is_a_fault_and_nothing_more(path: Path):
    def work() -> None:
        store = SQLiteStore(path)
        keys = [f"key {number}" for number in range(60)]
        store.put("before", "text")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
        for key in keys:
            store.put(key, text_of(key))
        assert store.faults > 0
        faults = store.faults
        there = [key for key in keys if store.get(key) is not None]
        assert 0 < len(there) < len(keys)
        assert [key for key in there if store.get(key) != text_of(key)] == []
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        for key in keys:
            store.put(key, text_of(key))
        assert [store.get(key) for key in keys] == [text_of(key) for key in keys]
        assert (store.get("before"), store.faults) == ("text", faults)

    assert ended(forked(work)) == 0


def flipped(content: bytes, chance: random.Random) -> bytes:
    """The same bytes, but for a few, which are any."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 50])):
        place = chance.randrange(len(changed))
        if place not in IDENTITY:
            changed[place] = chance.randrange(256)
    return bytes(changed)


def header_flipped(content: bytes, chance: random.Random) -> bytes:
    """The same bytes, but for one in the header or the first page, where SQLite keeps what the file is."""
    changed = bytearray(content)
    place = chance.choice([place for place in range(120) if place not in IDENTITY])
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def overwritten(content: bytes, chance: random.Random) -> bytes:
    """The same bytes, but for a block, as a disk loses them."""
    at = chance.randrange(len(content) // 512) * 512
    return content[:at] + bytes(512) + content[at + 512 :]


KEYS = [f"key {number}" for number in range(40)]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sound store, its log not yet in the file, as a killed process leaves it."""
    path = tmp_path_factory.mktemp("sound") / "originals.db"

    def work() -> None:
        with closing(SQLiteStore(path)) as store:
            for key in KEYS[:30]:
                store.put(key, text_of(key))
        store = SQLiteStore(path)
        for key in KEYS[30:]:
            store.put(key, text_of(key))
        os.kill(os.getpid(), signal.SIGKILL)

    assert ended(forked(work)) == signal.SIGKILL
    return path


@pytest.mark.parametrize("damage", [flipped, header_flipped, truncated, overwritten])
@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_of_a_damaged_file_comes_the_right_text_or_none(
    sound: Path, tmp_path: Path, end: str, damage: Callable[[bytes, random.Random], bytes]
):
    for seed in range(25):
        path = tmp_path / str(seed) / "originals.db"
        shutil.copytree(sound.parent, path.parent)
        file = Path(f"{path}{end}")
        file.write_bytes(damage(file.read_bytes(), random.Random(seed)))
        with closing(SQLiteStore(path)) as store:
            assert [key for key in KEYS if store.get(key) not in (None, text_of(key))] == []
            for key in (*KEYS, "new"):
                store.put(key, text_of(key))
            assert [key for key in (*KEYS, "new") if store.get(key) not in (None, text_of(key))] == []
            for key in (*KEYS, "new"):
                store.put(key, text_of(key))
            assert [key for key in (*KEYS, "new") if store.get(key) != text_of(key)] == []


def test_a_damaged_file_is_put_aside_and_the_log_says_so(path: Path, caplog: pytest.LogCaptureFixture):
    path.write_bytes(b"no database " * 1000)
    store = SQLiteStore(path)
    store.put("key", "text")
    assert (store.get("key"), store.faults) == ("text", 1)
    assert Path(f"{path}.damaged").read_bytes() == b"no database " * 1000
    assert f"headroom: {path} was damaged: it is now {path}.damaged, and a new one begins" in caplog.text


def test_a_file_that_lost_its_table_is_damaged(path: Path):
    with closing(SQLiteStore(path)) as store:
        store.put("key", "text")
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE originals")
    store = SQLiteStore(path)
    assert (store.get("key"), store.faults) == (None, 1)
    store.put("key", "text")
    assert (store.get("key"), store.faults) == ("text", 1)


def test_what_was_put_aside_before_is_overwritten(path: Path):
    for content in (b"first " * 1000, b"second " * 1000):
        path.write_bytes(content)
        with closing(SQLiteStore(path)) as store:
            assert store.get("key") is None
    assert len(list(path.parent.glob("*.damaged"))) == 1
    assert Path(f"{path}.damaged").read_bytes() == b"second " * 1000


def test_a_file_that_another_process_has_begun_anew_is_not_put_aside(path: Path):
    path.write_bytes(b"no database " * 1000)
    damaged = sqlite_file.identity(path)
    with closing(SQLiteStore(path)) as store:
        store.get("key")
        store.put("key", "text")
    sqlite_file.put_aside(str(path), damaged)
    assert SQLiteStore(path).get("key") == "text"


def test_two_processes_put_a_damaged_file_aside_once(path: Path):
    with closing(SQLiteStore(path)) as store:
        for key in KEYS:
            store.put(key, text_of(key))
    size = path.stat().st_size
    read, write = os.pipe()

    def work(process: int) -> None:
        store = SQLiteStore(path)
        store.get("key 0")
        os.read(read, 1)
        for number in range(30):
            store.put(f"{process} {number}", f"text {process} {number}")
            assert store.get(f"{process} {number}") in (f"text {process} {number}", None)
        for number in range(30):
            store.put(f"{process} {number}", f"text {process} {number}")
            assert store.get(f"{process} {number}") == f"text {process} {number}"

    children = [forked(lambda process=process: work(process)) for process in range(4)]
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    os.write(write, b"...." * len(children))
    assert [ended(child) for child in children] == [0] * 4
    os.close(read)
    os.close(write)
    store = SQLiteStore(path)
    found = [store.get(f"{process} {number}") for process in range(4) for number in range(30)]
    assert found == [f"text {process} {number}" for process in range(4) for number in range(30)]
    assert Path(f"{path}.damaged").stat().st_size == size
