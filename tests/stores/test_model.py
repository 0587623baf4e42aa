"""Each store does what a dict with the same limits would do, whatever comes in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from headroom.stores import Encrypted, MemoryStore, RedisStore, SQLiteStore, Store, sqlite_file
from tests.stores.conftest import KEY, Clock
from tests.stores.redis_server import RedisServer

EXPIRES_AFTER = 100.0
MAX_BYTES = 131_072

keys = st.sampled_from("abcdefg")
texts = st.text(st.characters(), max_size=20).map(lambda text: text * 700) | st.text(st.characters(codec=None))
seconds = st.sampled_from([0.5, 10, 60, 99, 100, 1000, -0.5, -60, -1000, -1_000_000, 1_000_000])


class Exact(RuleBasedStateMachine):
    """A store without limits gives what a dict gives."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.texts: dict[str, str] = {}

    @rule(key=keys, text=texts)
    def put(self, key: str, text: str) -> None:
        self.store.put(key, text)
        self.texts.setdefault(key, text)

    @rule(key=keys)
    def get(self, key: str) -> None:
        assert self.store.get(key) == self.texts.get(key)

    @rule()
    def expire(self) -> None:
        assert self.store.expire() == 0

    @invariant()
    def is_without_faults(self) -> None:
        assert self.store.faults == 0


class Timed(RuleBasedStateMachine):
    """A store whose texts expire gives what a dict with times gives.

    Once its clock was put back a text may leave early, but what is given is right, and nothing stays for ever.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self.store, self.clock = store, clock
        self.live: dict[str, tuple[str, float]] = {}
        self.all: dict[str, set[str | None]] = {key: {None} for key in "abcdefg"}
        self.went_back = False

    @rule(key=keys, text=texts)
    def put(self, key: str, text: str) -> None:
        self.store.put(key, text)
        self.all[key].add(text)
        first = self.expected(key)
        self.live[key] = (text if first is None else first, self.clock.now)

    @rule(key=keys)
    def get(self, key: str) -> None:
        assert self.store.get(key) in (self.all[key] if self.went_back else [self.expected(key)])

    @rule(jump=seconds)
    def wait(self, jump: float) -> None:
        self.clock.now += jump
        self.went_back = self.went_back or jump < 0

    @rule()
    def expire(self) -> None:
        self.store.expire()

    def expected(self, key: str) -> str | None:
        text, renewed = self.live.get(key, (None, 0.0))
        return text if self.clock.now - renewed < EXPIRES_AFTER else None

    def teardown(self) -> None:
        self.store.expire()
        self.clock.now += EXPIRES_AFTER
        assert [key for key in self.all if self.store.get(key) is not None] == []
        self.store.expire()
        assert self.store.expire() == self.store.faults == 0


class Bounded(RuleBasedStateMachine):
    """A store that holds a few texts: what was put last is there, and of all else it gives the right text or none."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.texts: dict[str, set[str]] = {}

    @rule(key=keys, size=st.integers(0, 60_000), letter=st.sampled_from("éx"))
    def put(self, key: str, size: int, letter: str) -> None:
        text = letter * (size // 2)
        self.store.put(key, text)
        self.texts.setdefault(key, set()).add(text)
        assert self.store.get(key) in self.texts[key]

    @rule(key=keys)
    def get(self, key: str) -> None:
        assert self.store.get(key) in {None, *self.texts.get(key, ())}

    @rule()
    def expire(self) -> None:
        assert self.store.expire() == 0

    def teardown(self) -> None:
        assert self.store.faults == 0


def checked(machine: Any, *, steps: int = 25) -> None:
    run_state_machine_as_test(machine, settings=settings(settings.default, stateful_step_count=steps))


@pytest.fixture(params=["memory", "encrypted", "sqlite"])
def made(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Make empty stores of each kind; files need not reach the disk, which takes most of the time."""
    monkeypatch.setattr(sqlite_file, "_SETTINGS", (*sqlite_file._SETTINGS, "PRAGMA synchronous = OFF"))
    with ExitStack() as opened:

        def make(**limits: Any) -> Store:
            if request.param == "sqlite":
                return opened.enter_context(closing(SQLiteStore(tmp_path / uuid4().hex, **limits)))
            store = MemoryStore(**limits)
            return Encrypted(store, KEY) if request.param == "encrypted" else store

        yield make


def test_without_limits_it_is_a_dict(made: Any):
    checked(lambda: Exact(made()))


def test_a_server_is_a_dict(redis_server: RedisServer):
    checked(lambda: Exact(RedisStore(redis_server.url, prefix=f"{uuid4()}:")))


def test_time_is_kept_on_a_clock_that_jumps(made: Any):
    def machine() -> Timed:
        clock = Clock()
        return Timed(made(expires_after=EXPIRES_AFTER, clock=clock), clock)

    checked(machine)


def test_size_is_kept(made: Any):
    checked(lambda: Bounded(made(max_bytes=MAX_BYTES)))
