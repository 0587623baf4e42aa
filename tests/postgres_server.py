"""A real PostgreSQL on loopback, for the tests that need one."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# Debian has the programs of each version in a folder of its own, which is not on the path.
_FOLDERS = [*sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True), *os.get_exec_path()]
PROGRAMS = next((Path(folder) for folder in _FOLDERS if (Path(folder) / "initdb").exists()), None)
MOST_SECONDS = 60


class PostgresServer:
    """Runs in a folder of its own, as a user who may run it; what it held is gone when it stops."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = port
        self.url = f"postgresql+psycopg://agno@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        # It refuses to run as root. Its data is of this user then, and so is the folder that it has the socket in.
        self._user: Any = {"user": "nobody", "extra_groups": []} if os.getuid() == 0 else {}
        if self._user:
            shutil.chown(self._folder, "nobody")
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "agno", "--auth", "trust", "-E", "UTF8", "--locale", "C", "--no-sync")
        options = ["-h", "127.0.0.1", "-p", self.port, "-k", self._folder, "-F"]
        with self._log() as log:
            command = [*map(str, [PROGRAMS / "postgres", "-D", data, *options])]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, **self._user)
        until = time.monotonic() + MOST_SECONDS
        while not self._answers():
            assert time.monotonic() < until, (self._folder / "log").read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # fast: it asks nobody who is connected
            self._process.wait(MOST_SECONDS)
            self._process = None

    def ask(self, statement: str) -> None:
        """Have a statement executed."""
        self._run("psql", "-h", "127.0.0.1", "-p", self.port, "-U", "agno", "-c", statement, "postgres")

    def _run(self, program: str, *options: object) -> None:
        with self._log() as log:
            command = [*map(str, [PROGRAMS / program, *options])]
            subprocess.run(command, stdout=log, stderr=log, cwd=self._folder, check=True, **self._user)

    def _log(self) -> Any:
        return (self._folder / "log").open("ab")

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "log").read_text()
        ready = [PROGRAMS / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def postgres(port: int | None = None) -> Iterator[PostgresServer]:
    """A server that runs, in a folder that goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="headroom-postgres-"))
    server = PostgresServer(folder, port or free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server that runs; where none is installed the test fails if it must not be left out, and says so if it may."""
    if PROGRAMS is None:
        missing = "PostgreSQL is not installed, so PostgresDb is not tested: apt-get install postgresql"
        (pytest.fail if "HEADROOM_TEST_POSTGRES" in os.environ else pytest.skip)(missing)
    with postgres() as server:
        yield server
