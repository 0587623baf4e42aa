"""An Agno agent whose sessions are kept on disk: what they take as Agno stores them, and with large texts apart.

    python examples/sessions_on_disk.py

It needs no key and no network: a scripted model stands in for a provider.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from agno.agent import Agent
from agno.db.base import SessionType
from agno.db.sqlite import SqliteDb
from sqlalchemy import text

from headroom.integrations.agno import HeadroomDb
from headroom.testing import FakeModel, ToolCall


def read_log() -> str:
    """Give the log of the last hour."""
    return "\n".join(f"12:{n // 60:02d}:{n % 60:02d} GET /orders/{n} 200 in {n % 40} ms" for n in range(3000))


def size(db: SqliteDb) -> int:
    """The bytes of a database's file without free space."""
    with db.db_engine.connect() as connection:
        connection.execute(text("VACUUM"))
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return Path(str(db.db_file)).stat().st_size


def main() -> None:
    """Ask six times about the same log, as Agno stores it; then keep its texts apart, and read the session again."""
    with tempfile.TemporaryDirectory() as folder:
        plain = SqliteDb(db_file=str(Path(folder) / "agno.db"))
        model = FakeModel([ToolCall("read_log"), "No request failed."] * 6)
        agent = Agent(model=model, tools=[read_log], db=plain, session_id="log", telemetry=False)
        for _ in range(6):
            agent.run("Did a request fail?")
        before = size(plain)

        db = HeadroomDb(plain)
        moved = db.compact()
        after = size(plain)
        session = db.get_session("log", SessionType.AGENT)
        results = [message.content for run in session.runs for message in run.messages if message.role == "tool"]
        print(f"{moved.written} of {moved.rows} rows written; the log is read as it was: {results == [read_log()] * 6}")
        print(f"saved {before - after:,} of {before:,} bytes ({round(100 * (before - after) / before)} %)")
        db.db_engine.dispose()


if __name__ == "__main__":
    main()
