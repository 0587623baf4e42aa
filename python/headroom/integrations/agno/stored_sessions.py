"""Sessions that agno has stored, as conversations: one for each run, of what is stored of it.

Agno itself reads its tables, of whatever version it wrote them; Headroom only opens them, and gives what `HeadroomDb`
keeps apart. Before agno 2.9 a run's messages have the history that went with them; later versions keep what is new in
each run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from headroom._exceptions import TranscriptError
from headroom._extras import not_installed
from headroom._replay.transcript import Request, Transcript, answered

from .calls import calls_listed
from .chat_dicts import chat_dict
from .usage import usage_of_response

if TYPE_CHECKING:
    from agno.db.base import BaseDb
    from agno.models.message import Message
    from sqlalchemy import Engine, Inspector

__all__ = ["transcripts_at"]

_KIND = "agno"
_SESSIONS = frozenset({"session_id", "session_type"})
_RUNS = frozenset({"run_id", "session_id", "run_type", "run_data"})
_NOT_OF_USERS = ("information_schema", "pg_")
_SESSIONS_A_PAGE = 50


def transcripts_at(url: str, shown: str | None = None) -> Iterator[Transcript]:
    """Read all sessions of a database, run by run, the oldest session first.

    Args:
        url: the database, as SQLAlchemy takes it.
        shown: what it is called in messages; None takes the URL without its password.

    Raises:
        TranscriptError: it has no table of sessions, or cannot be read by the installed agno.
        ModuleNotFoundError: SQLAlchemy, the database's driver, or what reads the texts that are kept apart in it is not
            installed.
    """
    engine = _engine(url)
    shown = shown or engine.url.render_as_string(hide_password=True)
    try:
        databases = list(_databases(engine))
        if not databases:
            raise TranscriptError(f"{shown} has no table of agno's sessions")
        for database in databases:
            for session in _sessions(database):
                yield from _of_session(session, shown)
    except (TranscriptError, ModuleNotFoundError):
        raise
    except Exception as fault:  # whatever a database or another version of agno says
        raise TranscriptError(f"{shown} cannot be read by the agno that is installed: {_first_line(fault)}") from fault
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    try:
        from sqlalchemy import create_engine
        from sqlalchemy.exc import ArgumentError
    except ModuleNotFoundError as missing:
        raise not_installed("SQLAlchemy", "db", "sqlalchemy") from missing
    try:
        # Whatever a version of agno might write where it reads; files of SQLite are opened for reading by their URL.
        options = {} if url.startswith("sqlite") else {"postgresql_readonly": True}
        return create_engine(_with_driver(url), execution_options=options)
    except ArgumentError as wrong:
        raise TranscriptError(f"{url.split('://')[0]}://... is no URL of a database: {_first_line(wrong)}") from wrong


def _with_driver(url: str) -> str:
    """Name the driver of PostgreSQL that is installed, where the URL names none."""
    scheme, _, place = url.partition("://")
    if scheme not in ("postgres", "postgresql"):
        return url
    older = find_spec("psycopg2") is not None or find_spec("psycopg") is None
    return f"postgresql://{place}" if older else f"postgresql+psycopg://{place}"


def _databases(engine: Engine) -> Iterator[BaseDb]:
    """Give agno's own reader of each table of sessions that there is."""
    from sqlalchemy import inspect

    inspector = inspect(engine)
    if engine.dialect.name == "sqlite":
        from agno.db.sqlite import SqliteDb

        for tables in _tables(inspector, None):
            yield _with_texts(SqliteDb(db_engine=engine, **tables), inspector)
        return
    from agno.db.postgres import PostgresDb

    for schema in inspector.get_schema_names():
        if not schema.startswith(_NOT_OF_USERS):
            for tables in _tables(inspector, schema):
                database = PostgresDb(db_engine=engine, db_url=str(engine.url), db_schema=schema, **tables)
                yield _with_texts(database, inspector, schema)


def _with_texts(database: BaseDb, inspector: Inspector, schema: str | None = None) -> BaseDb:
    """Read a database through ours where large texts are kept apart in it: agno alone reads marks in their place."""
    if not inspector.has_table(f"{database.session_table_name}_headroom", schema):
        return database
    from .sessions import HeadroomDb

    apart: BaseDb = HeadroomDb(database)
    return apart


def _tables(inspector: Inspector, schema: str | None) -> Iterator[dict[str, Any]]:
    """Give the names of tables of sessions, each with that of its runs where agno keeps these apart."""
    columns = {
        name: {column["name"] for column in inspector.get_columns(name, schema)}
        for name in inspector.get_table_names(schema)
    }
    runs = [name for name, found in columns.items() if found >= _RUNS]
    for name, found in columns.items():
        if found >= _SESSIONS and not found >= _RUNS:
            apart = {"runs_table": runs[0]} if runs and "runs" not in found else {}
            yield {"session_table": name, **apart}


def _sessions(database: BaseDb) -> Iterator[Any]:
    from agno.db.base import SessionType

    for kind in SessionType:
        page = 1
        while found := database.get_sessions(
            session_type=kind, limit=_SESSIONS_A_PAGE, page=page, sort_by="created_at", sort_order="asc"
        ):
            yield from found
            if len(found) < _SESSIONS_A_PAGE:
                break
            page += 1


def _of_session(session: Any, shown: str) -> Iterator[Transcript]:
    seen: set[Any] = set()
    for run in _runs(session.runs or ()):
        messages = list(getattr(run, "messages", None) or ())
        name = getattr(run, "run_id", None)
        if messages and name not in seen:
            seen.add(name)
            transcript = _transcript(run, messages, f"{session.session_id}/{name}", shown)
            if transcript.requests:  # else no model has answered
                yield transcript


def _runs(runs: Iterable[Any]) -> Iterator[Any]:
    """Give all runs: those of a workflow's steps and of a team's members, too."""
    for run in runs:
        yield run
        yield from _runs(getattr(run, "step_executor_runs", None) or ())
        yield from _runs(getattr(run, "member_responses", None) or ())


def _transcript(run: Any, messages: list[Message], name: str, shown: str) -> Transcript:
    chat, metrics = list[dict[str, Any]](), dict[int, Any]()
    for message in messages:
        if message.role == "assistant" and not message.from_history:
            metrics[len(chat)] = message.metrics
        chat += _chat(message)
    provider, model = str(run.model_provider or ""), run.model
    # What stands in the history was asked for by an earlier run.
    requests = tuple(
        Request(end, model, None, usage_of_response(metrics[end], provider).billed)
        for end in answered(chat)
        if end in metrics
    )
    return Transcript(name, _KIND, shown, chat, requests)


def _chat(message: Message) -> Iterator[dict[str, Any]]:
    """Write a message as OpenAI's chat has it; results that agno keeps in one message are one each."""
    if message.role == "tool" and message.tool_calls:
        for call in calls_listed(message):
            named = {"role": "tool", "name": call.get("tool_name"), "tool_call_id": call.get("tool_call_id")}
            yield {**named, "content": call.get("content")}
        return
    yield chat_dict(message)


def _first_line(fault: Exception) -> str:
    return (str(fault) or type(fault).__name__).splitlines()[0]
