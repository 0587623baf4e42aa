"""Agno's databases that sessions are kept in, of each kind: plain, and with large texts apart."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from agno.db import sqlite
from agno.db.base import SessionType
from agno.db.postgres import PostgresDb
from agno.models.message import Message
from agno.run.agent import RunOutput
from agno.session import AgentSession
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from headroom.integrations.agno import HeadroomDb

KINDS = ("sqlite", "async sqlite", "postgres", "async postgres")
KEEPS_RUNS = hasattr(PostgresDb, "upsert_run")
"""Whether this agno keeps each run in a row of its own, as agno 3 does."""


class Place:
    """A place that databases are kept in, which any number of objects may be made of, awaited or not."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._loop = asyncio.new_event_loop()
        self._made: list[Any] = []

    def plain(self) -> Any:
        db = self._make()
        self._made.append(db)
        return db

    def apart(self, **settings: Any) -> Any:
        return HeadroomDb(self.plain(), **settings)

    def told(self, answer: Any) -> Any:
        """What a database answers, awaited or not."""
        return self._loop.run_until_complete(answer) if inspect.isawaitable(answer) else answer

    def store(self, db: Any, session: AgentSession) -> None:
        """Store a session as agno does."""
        store(db, session, self.told)

    def load(self, db: Any, session_id: str = "s") -> Any:
        return self.told(db.get_session(session_id, SessionType.AGENT))

    def raw(self, db: Any, session_id: str = "s") -> Any:
        return self.told(db.get_session(session_id, SessionType.AGENT, deserialize=False))

    def rows(self, asked: str, **values: Any) -> list[Any]:
        """What SQL answers."""
        db = self.plain()
        return self.told(self._awaited(db, asked, values)) if _is_async(db) else _asked(db, asked, values)

    def named(self, table: str) -> str:
        """The name of a table in SQL."""
        schema = getattr(self.plain(), "db_schema", None)
        return f"{schema}.{table}" if schema else table

    def texts(self) -> int:
        """How many texts are kept apart."""
        return int(self.rows(f"SELECT count(*) FROM {self.named('agno_sessions_headroom')}")[0][0])

    def close(self) -> None:
        for db in self._made:
            self.told(db.db_engine.dispose())
        self._loop.close()

    async def _awaited(self, db: Any, asked: str, values: dict[str, Any]) -> list[Any]:
        async with db.async_session_factory() as session, session.begin():
            found = await session.execute(text(asked), values)
            return list(found) if found.returns_rows else []


def place_of(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """A place of a kind, with nothing in it."""
    if "sqlite" in kind:
        make = getattr(sqlite, "AsyncSqliteDb" if "async" in kind else "SqliteDb", None)
        if make is None:
            pytest.skip("this agno has no AsyncSqliteDb")
        place = Place(lambda: make(db_file=str(folder / "agno.db")))
    else:
        url = request.getfixturevalue("postgres_server").url
        place = Place(postgres_database(url, "async" in kind))
        place.rows("DROP SCHEMA IF EXISTS ai CASCADE")
    yield place
    place.close()


def postgres_database(url: str, is_async: bool) -> Callable[[], Any]:
    if not is_async:
        return lambda: PostgresDb(db_url=url)
    from agno.db.postgres import AsyncPostgresDb

    return lambda: AsyncPostgresDb(db_url=url.replace("+psycopg", "+psycopg_async"))


def store(db: Any, session: AgentSession, told: Callable[[Any], Any] = lambda answer: answer) -> None:
    """Store a session as agno does."""
    told(db.upsert_session(session))
    for place, run in enumerate((session.runs or []) if KEEPS_RUNS else []):
        told(db.upsert_run(run, session_id=session.session_id, user_id=session.user_id, run_index=place))


def session_of(*texts: Any, session_id: str = "s", **fields: Any) -> AgentSession:
    """A session with a run for each text, in which it stands in several places."""
    runs = [run_of(place, told, session_id, **fields) for place, told in enumerate(texts)]
    return AgentSession(session_id=session_id, agent_id="a", user_id="u", runs=runs, created_at=1, session_data={})


def run_of(place: int, told: Any, session_id: str = "s", **fields: Any) -> RunOutput:
    messages = [Message(role="user", content=f"Question {place}"), Message(role="assistant", content=told)]
    run = RunOutput(run_id=f"{session_id}-{place}", session_id=session_id, agent_id="a", content=told, **fields)
    run.messages, run.user_id = messages, "u"
    return run


def contents_of(session: Any) -> list[Any]:
    """What the runs of a session say, which their messages say too."""
    assert [run.messages[-1].content for run in session.runs] == [run.content for run in session.runs]
    return [run.content for run in session.runs]


def _is_async(db: Any) -> bool:
    return isinstance(db.db_engine, AsyncEngine)


def _asked(db: Any, asked: str, values: dict[str, Any]) -> list[Any]:
    with db.Session() as session, session.begin():
        found = session.execute(text(asked), values)
        return list(found) if found.returns_rows else []
