"""What Agno's sessions take on disk, and what it costs to read and write them, with `HeadroomDb` and without.

    python benches/agno_sessions.py [smallest …]

An agent does again what recorded agents did, turn by turn, with the results that came then; a scripted model stands in
for the provider. The sessions are those of `.evaldata/transcripts`, or generated where there are none. They are stored
by Agno, and then by `HeadroomDb.compact` for each number of characters that the smallest text shall have; 1,024 unless
others are given. Sizes are of files and tables after VACUUM, so that none of them holds free space.

The second table reads and writes a session of 500 turns, generated: "first" with a database object that has read
nothing, "again" with one that has. It says the median of the times, in milliseconds, of measurements that alternate.
PostgreSQL is started on loopback, in a folder that goes with it, and left out where it is not installed. It needs no
key and no network.
"""

from __future__ import annotations

import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from agno.agent import Agent
from agno.db.base import SessionType
from agno.db.postgres import PostgresDb
from agno.db.sqlite import SqliteDb
from agno.tools.function import Function
from sqlalchemy import text
from tests.evaluation import DATA, transcripts
from tests.postgres_server import PROGRAMS, postgres

from agent_sessions import AgentSession
from headroom.integrations.agno import HeadroomDb
from headroom.testing import FakeModel, Reply, ToolCall

SMALLEST = [int(number) for number in sys.argv[1:]] or [1024]
GENERATED, TURNS, READS = 12, 500, 31
_PARAMETERS = {"type": "object", "properties": {}}
Message = dict[str, Any]


def conversations() -> Iterator[tuple[str, list[Message]]]:
    """The conversations, by the name of where they are from."""
    found = [
        (path.stem, messages)
        for path in sorted((DATA / "transcripts").glob("*.jsonl"))
        for messages in transcripts(path)
    ]
    generated = [("generated", generated_turns(seed, 30)) for seed in range(GENERATED)]
    yield from found or generated


def generated_turns(seed: int, turns: int) -> list[Message]:
    """A conversation of so many turns."""
    session = AgentSession(seed)
    return [message for turn in range(turns) for message in session.turn(turn)]


def turns_of(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """The turns of a conversation, each from a user's message to the next."""
    turn: list[Message] = []
    for message in messages:
        if message["role"] == "user" and turn:
            yield turn
            turn = []
        turn.append(message)
    yield turn


def play(db: Any, session_id: str, messages: Sequence[Message]) -> None:
    """Have an agent do a conversation again."""
    turns = [turn for turn in turns_of(messages) if turn[0]["role"] == "user"]
    results = {message["tool_call_id"]: _text(message) for turn in turns for message in turn if _is_result(message)}
    for turn in turns:
        calls = [call for message in turn for call in message.get("tool_calls") or () if call["id"] in results]
        last = _text(turn[-1]) if turn[-1]["role"] == "assistant" else ""
        script = [*(ToolCall(call["function"]["name"]) for call in calls), Reply(last or "Done.")]
        waiting = iter([results[call["id"]] for call in calls])
        tools = [_tool(name, waiting) for name in dict.fromkeys(call["function"]["name"] for call in calls)]
        agent = Agent(id="agent", model=FakeModel(script), tools=tools, db=db, telemetry=False, session_id=session_id)
        agent.add_history_to_context = True
        agent.run(_text(turn[0]) or "Go on.", user_id="user")


def _tool(name: str, results: Iterator[str]) -> Function:
    return Function(
        name=name, parameters=_PARAMETERS, entrypoint=lambda: next(results), skip_entrypoint_processing=True
    )


def _is_result(message: Message) -> bool:
    return message["role"] == "tool" and "tool_call_id" in message


def _text(message: Message) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def size_in_file(db: Any) -> int:
    """The bytes of a SQLite database without free space."""
    with db.db_engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("VACUUM"))
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return Path(db.db_file).stat().st_size


def size_in_tables(db: Any) -> int:
    """The bytes of the tables of sessions and what belongs to them in PostgreSQL, with indexes, without free space."""
    with db.db_engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("VACUUM FULL"))
        tables = "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'ai'::regnamespace"
        sizes = f"SELECT sum(pg_total_relation_size(oid)) {tables}"
        return int(connection.execute(text(sizes)).scalar_one())


def print_sizes(name: str, plain: Any, size: Callable[[Any], int], played: Sequence[tuple[str, list[Message]]]) -> None:
    """Print what the sessions take as Agno stores them, and for each smallest text as Headroom does."""
    for number, (source, messages) in enumerate(played):
        play(plain, f"{source} {number}", messages)
    before = size(plain)
    print(f"| {name} | Agno | {before:,} | |")
    for smallest in SMALLEST:
        db = HeadroomDb(plain, smallest=smallest)
        begun = time.perf_counter()
        moved = db.compact()
        seconds = time.perf_counter() - begun
        after = size(plain)
        print(
            f"| {name} | HeadroomDb, {smallest:,} | {after:,} | {100 * (before - after) / before:.1f} % |", flush=True
        )
        print(f"    {moved.written:,} of {moved.rows:,} rows written in {seconds:.1f} s", file=sys.stderr)
        db.restore()


def print_times(name: str, make: Callable[[], Any], clone: Callable[[], Any]) -> None:
    """Print what it takes to read and write a long session, plain and wrapped."""
    for turn_db, wrapped in ((make(), False), (clone(), True)):
        play(HeadroomDb(turn_db) if wrapped else turn_db, "long", generated_turns(1, TURNS))
    makes = {"Agno": make, "HeadroomDb": lambda: HeadroomDb(clone())}
    rows = {
        "read first": _medians(makes, lambda db: lambda: read(db), warm=False),
        "read again": _medians(makes, lambda db: lambda: read(db), warm=True),
        "write the next run": _medians(makes, writing, warm=True),
    }
    for what, times in rows.items():
        plain, wrapped = times["Agno"], times["HeadroomDb"]
        print(f"| {name} | {what} | {plain:.1f} | {wrapped:.1f} | {wrapped / plain:.2f} |", flush=True)


def read(db: Any) -> Any:
    """Read the session as an agent does."""
    return db.get_session("long", SessionType.AGENT)


def writing(db: Any) -> Callable[[], None]:
    """What stores the session's last run, as an agent does: agno 3 a run, agno 2 the session with all of them."""
    session = read(db)
    if hasattr(db, "upsert_run"):
        return lambda: db.upsert_run(session.runs[-1], session_id="long")
    return lambda: db.upsert_session(session)


def _medians(
    makes: dict[str, Callable[[], Any]], job: Callable[[Any], Callable[[], object]], *, warm: bool
) -> dict[str, float]:
    """The median milliseconds of a job by the name of its database, measured in turns."""
    kept = {name: job(make()) for name, make in makes.items()}
    if warm:
        for work in kept.values():
            work()
    times: dict[str, list[float]] = {name: [] for name in makes}
    for _ in range(READS):
        for name, make in makes.items():
            work = kept[name] if warm else _connected(make, job)
            begun = time.perf_counter()
            work()
            times[name].append(1000 * (time.perf_counter() - begun))
    return {name: statistics.median(measured) for name, measured in times.items()}


def _connected(make: Callable[[], Any], job: Callable[[Any], Callable[[], object]]) -> Callable[[], object]:
    """A job of a database that is connected and knows its tables, and has read no session."""
    db = make()
    db.get_session("another", SessionType.AGENT)
    return job(db)


def main() -> None:
    """Print both tables."""
    logging.disable()
    played = list(conversations())
    print(
        f"agno {version('agno')}: {len(played)} sessions from {', '.join(dict.fromkeys(name for name, _ in played))}\n"
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres()) if PROGRAMS else None
        print("| database | stored by, smallest text | bytes | saved |", "|---|---|---|---|", sep="\n")
        print_sizes("SQLite", SqliteDb(db_file=str(folder / "all.db")), size_in_file, played)
        if server:
            print_sizes("PostgreSQL", PostgresDb(db_url=server.url), size_in_tables, played)
        print(
            "\n| database | a session of 500 turns | Agno, ms | HeadroomDb, ms | ratio |",
            "|---|---|---|---|---|",
            sep="\n",
        )
        files = [str(folder / name) for name in ("plain.db", "apart.db")]
        print_times("SQLite", *[lambda file=file: SqliteDb(db_file=file) for file in files])
        if server:
            urls = [(server.url, schema) for schema in ("plain", "apart")]
            print_times("PostgreSQL", *[lambda at=at: PostgresDb(db_url=at[0], db_schema=at[1]) for at in urls])


if __name__ == "__main__":
    main()
