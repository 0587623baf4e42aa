"""The command as a process: what it imports, readers that leave, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from headroom import __version__
from headroom.cli.output import writing
from tests.cli.running import process
from tests.cli.samples import CHAT, FOLDER, lines

HEAVY = (
    "agno",
    "litellm",
    "numpy",
    "openai",
    "anthropic",
    "pydantic",
    "sqlalchemy",
    "tqdm",
    "starlette",
    "uvicorn",
    "redis",
)
ALSO_SLOW = ("asyncio", "logging", "sqlite3", "tempfile", "importlib.metadata", "platform")
DEPENDS_ON_PATHS = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals are POSIX's")


def imported_by(*arguments: str) -> set[str]:
    script = (
        f"import sys, headroom.cli\ntry: headroom.cli.main({arguments!r})\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(told.stdout.splitlines()[-1].split())


def test_help_imports_no_package_that_takes_long():
    found = imported_by("--help")
    assert "headroom.cli.replay" in found
    assert found & {*HEAVY, *ALSO_SLOW} == set()


def test_reading_conversations_imports_no_framework():
    assert imported_by("replay", str(FOLDER / "claude_code.jsonl")) & set(HEAVY) == set()


def test_python_runs_the_package():
    assert process("--version", text=True).stdout.strip() == __version__


def test_wrong_usage_is_told_from_what_cannot_be_done(tmp_path: Path):
    assert process("count").returncode == 2
    assert process("replay", "--level", "wrong", "file").returncode == 2
    assert process("replay", "--most", "0", "file").returncode == 2
    assert process("count", tmp_path / "missing").returncode == 1


def test_names_that_the_output_has_no_characters_for_are_escaped(tmp_path: Path):
    path = tmp_path / "é.json"
    path.write_text(lines({"id": "Straße", "messages": CHAT}))
    ran = process("inspect", path, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0
    assert b"Stra\\xdfe" in ran.stdout


def large(folder: Path) -> Path:
    """Enough conversations to be in the midst of, or to fill a pipe with."""
    path = folder / "large.jsonl"
    path.write_text(lines({"messages": CHAT * 20}) * 3000)
    return path


@DEPENDS_ON_PATHS
def test_a_reader_that_has_gone_ends_the_command_without_a_word(tmp_path: Path):
    command = [sys.executable, "-m", "headroom", "compress", "--quiet", str(large(tmp_path))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 141


@pytest.fixture
def interrupts() -> Iterator[None]:
    """A shell that runs the tests in the background has their interrupts ignored, and those of what they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@DEPENDS_ON_PATHS
@pytest.mark.usefixtures("interrupts")
@pytest.mark.parametrize("before", [None, "what was there\n"])
def test_ctrl_c_leaves_files_as_they_were(before: str | None, tmp_path: Path):
    given, output = large(tmp_path), tmp_path / "output.jsonl"
    if before is not None:
        output.write_text(before)
    command = [sys.executable, "-m", "headroom", "compress", str(given), "-o", str(output)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        while not any(path.stat().st_size for path in tmp_path.glob(".output.jsonl.*")):
            assert running.poll() is None, "it was done before it could be interrupted"
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (130, b"headroom: interrupted\n")
    assert (output.read_text() if output.exists() else None) == before
    assert {path.name for path in tmp_path.iterdir()} == {"large.jsonl"} | ({"output.jsonl"} if before else set())


@DEPENDS_ON_PATHS
def test_a_file_that_is_replaced_keeps_its_mode_and_its_link(tmp_path: Path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert process("compress", FOLDER / "openai_messages.json", "-o", link).returncode == 0
    assert link.is_symlink()
    assert (real.stat().st_mode & 0o777, real.read_text()[0]) == (0o640, "[")


@DEPENDS_ON_PATHS
def test_what_replaces_a_private_file_is_private_from_the_first_byte_on(tmp_path: Path):
    private = tmp_path / "private"
    private.write_text("old")
    private.chmod(0o600)
    with writing(private) as output:
        output.write(b"new")
        [beside] = tmp_path.glob(".private.*")
        assert beside.stat().st_mode & 0o777 == 0o600
    assert private.read_text() == "new"


@DEPENDS_ON_PATHS
def test_no_link_that_somebody_has_laid_is_written_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    monkeypatch.setattr(os, "urandom", bytes)  # as if the name were foreseen
    laid = tmp_path / f".page.{bytes(8).hex()}"
    laid.symlink_to(victim)
    with pytest.raises(FileExistsError), writing(tmp_path / "page") as output:
        output.write(b"ours")
    assert (victim.read_text(), laid.is_symlink()) == ("theirs", True)


def test_a_file_is_replaced_by_what_was_made_of_itself(tmp_path: Path):
    path = tmp_path / "same.jsonl"
    path.write_text(lines({"messages": CHAT}) * 3)
    before = path.stat().st_size
    assert process("compress", path, "-o", path).returncode == 0
    assert 0 < path.stat().st_size < before


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="there is no such device")
def test_a_device_is_written_to_and_not_replaced():
    assert process("compress", FOLDER / "openai_messages.json", "-o", "/dev/null").returncode == 0
    assert not os.path.isfile("/dev/null")
