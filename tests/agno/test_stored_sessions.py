"""Sessions that agno has stored are read as conversations, out of SQLite's files and PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="agno's databases need it")

from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.team import Team
from agno.workflow import Step, Workflow
from tests.agno_versions import delegation

from headroom import TranscriptError
from headroom._extras import how_to_install
from headroom.cli import main
from headroom.integrations.agno import HeadroomDb, stored_sessions
from headroom.testing import FakeModel, ToolCall
from headroom.transcripts import Transcript, read, replay

ROWS = [{"order": 70_000 + number, "state": "sent", "carrier": None} for number in range(20)]


def get_orders(month: str) -> str:
    """The month's orders."""
    return json.dumps(ROWS)


def agent(db: Any, *script: Any, **more: Any) -> Agent:
    return Agent(model=FakeModel(script), db=db, tools=[get_orders], telemetry=False, instructions="Be brief.", **more)


def asked_twice(db: Any) -> None:
    """An agent's session of two runs, of which the first calls a tool."""
    model = agent(
        db, ToolCall("get_orders", {"month": "May"}), "Twenty.", "You are welcome.", add_history_to_context=True
    )
    for said in ("How many orders?", "Thank you."):
        model.run(said, session_id="orders")


def sessions(path: Path | str) -> list[Transcript]:
    return list(read(str(path)))


def said(transcript: Transcript) -> str:
    return json.dumps(transcript.messages)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "agno.db"


def test_a_run_is_a_conversation_with_a_request_for_each_answer(file: Path):
    asked_twice(SqliteDb(db_file=str(file)))
    first, second = sessions(file)
    assert (first.kind, first.source, first.name.split("/")[0]) == ("agno", str(file), "orders")
    assert [message["role"] for message in first.messages] == ["system", "user", "assistant", "tool", "assistant"]
    assert [request.end for request in first.requests] == [2, 4]
    assert first.messages[3]["name"] == "get_orders"
    assert {request.model for request in first.requests} == {"gpt-4o"}
    assert all(request.reported is not None for request in first.requests)
    assert len(second.requests) == 1
    assert second.messages[-1]["content"] == "You are welcome."


def test_what_a_run_is_replayed_as_is_what_was_sent_where_all_of_it_is_stored(file: Path):
    model = FakeModel([ToolCall("get_orders", {"month": "May"}), "Twenty."])
    Agent(model=model, db=SqliteDb(db_file=str(file)), tools=[get_orders], telemetry=False).run("Orders?")
    [run] = sessions(file)
    sent = [[message.content for message in request.messages] for request in model.requests]
    replayed = [[message["content"] for message in one.given_messages] for one in replay(run)]
    assert replayed == sent
    assert list(replay(run))[1].sent.tokens_saved > 0


def test_members_of_a_team_and_steps_of_a_workflow_are_conversations_of_their_own(file: Path):
    db = SqliteDb(db_file=str(file))
    member = Agent(name="Finder", model=FakeModel(["Found it."]), telemetry=False)
    team = Team(members=[member], model=FakeModel([delegation("finder", "Find it."), "Done."]), db=db, telemetry=False)
    team.run("Find it for me.", session_id="team")
    step = Step(name="step", agent=Agent(name="Stepper", model=FakeModel(["A step."]), telemetry=False))
    Workflow(name="Flow", steps=[step], db=db, telemetry=False).run(input="Walk.", session_id="flow")
    found = sessions(file)
    assert {one.name.split("/")[0] for one in found} == {"team", "flow"}
    assert len({one.name for one in found}) == len(found)
    assert sum("Done." in said(one) for one in found) == 1
    assert sum("A step." in said(one) for one in found) == 1


def test_history_was_asked_for_by_earlier_runs(file: Path):
    asked_twice(SqliteDb(db_file=str(file)))
    assert sum(len(one.requests) for one in sessions(file)) == 3


def test_tables_of_other_names_are_found(file: Path):
    asked_twice(SqliteDb(db_file=str(file), session_table="talks"))
    assert len(sessions(file)) == 2


def test_texts_that_are_kept_apart_are_read(file: Path, tmp_path: Path):
    pytest.importorskip("zstandard")
    for path, wrapped in ((tmp_path / "plain.db", lambda db: db), (file, HeadroomDb)):
        asked_twice(wrapped(SqliteDb(db_file=str(path))))
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT count(*) FROM agno_sessions_headroom").fetchone()[0] > 0
    assert [one.messages for one in sessions(file)] == [one.messages for one in sessions(tmp_path / "plain.db")]


def test_it_is_said_what_reads_texts_that_are_kept_apart(file: Path):
    pytest.importorskip("zstandard")
    asked_twice(HeadroomDb(SqliteDb(db_file=str(file))))
    script = (
        "import sys; sys.modules['zstandard'] = None\n"
        "from headroom.cli import main\nsys.exit(main(['count', sys.argv[1]]))"
    )
    told = subprocess.run([sys.executable, "-c", script, file], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (1, "")
    assert how_to_install("db") in told.stderr


def test_a_text_that_is_kept_apart_and_gone_is_said(file: Path):
    pytest.importorskip("zstandard")
    asked_twice(HeadroomDb(SqliteDb(db_file=str(file))))
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM agno_sessions_headroom")
    with pytest.raises(TranscriptError, match="kept apart is not there"):
        sessions(file)


def test_a_database_is_only_read(file: Path):
    db = SqliteDb(db_file=str(file))
    asked_twice(db)
    db.db_engine.dispose()  # else SQLite writes what stands in its log when the last connection goes, whenever that is
    before = file.read_bytes()
    file.chmod(0o400)
    for source in (file, f"sqlite:///{file}", f"sqlite:///{file}?timeout=3"):
        assert len(sessions(source)) == 2
    assert file.read_bytes() == before


def test_a_database_that_is_not_there_is_not_made(file: Path):
    with pytest.raises(TranscriptError, match=r"sqlite:///.*agno\.db cannot be read"):
        sessions(f"sqlite:///{file}")
    assert not file.exists()


def test_more_sessions_than_a_page_are_all_read(file: Path):
    db = SqliteDb(db_file=str(file))
    for number in range(53):
        agent(db, "Yes.").run("Is it so?", session_id=f"session {number}")
    assert len({one.name for one in sessions(file)}) == 53


def test_a_database_of_others_is_said_to_be_one(file: Path):
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE loans (loan INTEGER)")
    with pytest.raises(TranscriptError, match=r"agno\.db has no table of agno's sessions"):
        sessions(file)
    file.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(TranscriptError, match="cannot be read by the agno that is installed"):
        sessions(file)


def test_what_stands_in_a_table_and_is_no_session_is_said(file: Path):
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE agno_sessions (session_id TEXT, session_type TEXT)")
        database.execute("INSERT INTO agno_sessions VALUES ('a', 'agent')")
    with pytest.raises(TranscriptError, match="cannot be read by the agno that is installed"):
        sessions(file)


def test_what_agno_logs_does_not_stand_in_the_output(file: Path):
    with sqlite3.connect(file) as database:  # of which agno complains in its log
        database.execute("CREATE TABLE agno_sessions (session_id TEXT, session_type TEXT)")
    told = subprocess.run(
        [sys.executable, "-m", "headroom", "count", file], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (1, "")


def test_a_password_is_not_said(tmp_path: Path):
    pytest.importorskip("psycopg")
    with pytest.raises(TranscriptError) as error:
        sessions("postgresql+psycopg://reader:secret@127.0.0.1:1/library")
    assert "secret" not in str(error.value)
    assert "reader:***@127.0.0.1" in str(error.value)


def test_the_command_reads_a_database(file: Path, capsys: pytest.CaptureFixture[str]):
    asked_twice(SqliteDb(db_file=str(file)))
    capsys.readouterr()  # where agno logs what it does
    for command in ("replay", "inspect", "count"):
        assert main([command, "--json", str(file)]) == 0
        assert capsys.readouterr().out.startswith(f'{{\n  "schema": "headroom.{command}/1"')
    assert main(["compress", str(file)]) == 1
    assert "is of the kind agno, which is not written back" in capsys.readouterr().err


def test_without_agno_the_command_says_what_to_install(file: Path):
    asked_twice(SqliteDb(db_file=str(file)))
    script = (
        "import sys; sys.modules['agno'] = None\nfrom headroom.cli import main\nsys.exit(main(['count', sys.argv[1]]))"
    )
    told = subprocess.run([sys.executable, "-c", script, file], capture_output=True, text=True, check=False)
    assert (told.returncode, how_to_install("agno") in told.stderr) == (1, True)


BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
IS_ROOT = os.name == "posix" and os.geteuid() == 0
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if IS_ROOT else []
"""As whom PostgreSQL runs, which refuses to do so as root."""


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of this test's own, which listens at a socket alone."""
    pytest.importorskip("psycopg")
    if BINARIES is None or (NOBODY and shutil.which("setpriv") is None):
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp())  # a short path, as sockets need, in a folder that others may enter
    if NOBODY:
        shutil.chown(folder, "nobody", "nogroup")
    control = [*NOBODY, BINARIES / "pg_ctl", "-D", folder / "data", "-w"]
    try:
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([*NOBODY, BINARIES / "initdb", "-D", folder / "data", "-U", "reader", "-A", "trust"], **quiet)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], **quiet)
        yield f"postgresql+psycopg://reader@/postgres?host={folder}"
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_sessions_are_read_out_of_postgresql(postgres: str):
    from agno.db.postgres import PostgresDb

    asked_twice(PostgresDb(db_url=postgres))
    first, second = sessions(postgres.replace("postgresql+psycopg://", "postgres://"))
    assert [request.end for request in first.requests] == [2, 4]
    assert first.source.startswith("postgresql+psycopg://reader@/postgres?host=")
    assert second.messages[-1]["content"] == "You are welcome."

    pytest.importorskip("zstandard")
    HeadroomDb(PostgresDb(db_url=postgres)).compact()
    assert [one.messages for one in sessions(postgres)] == [first.messages, second.messages]


def test_whatever_agno_would_write_postgresql_refuses(postgres: str):
    from sqlalchemy import text
    from sqlalchemy.exc import InternalError

    engine = stored_sessions._engine(postgres)
    with engine.connect() as connection, pytest.raises(InternalError, match="read-only transaction"):
        connection.execute(text("CREATE TABLE versions (version TEXT)"))
    engine.dispose()
