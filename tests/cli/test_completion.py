"""Shells complete the command by scripts that are made of its own description; bash is asked here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from headroom.cli import _SUBCOMMANDS
from tests.cli.running import Command

BASH = shutil.which("bash")
ASK = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _headroom; printf "%s\\n" "${COMPREPLY[@]}"'


@pytest.fixture
def script(headroom: Command) -> str:
    return headroom("completion", "bash").out


def completed(script: str, *words: str, folder: Path | None = None) -> list[str]:
    if BASH is None:
        pytest.skip("bash is not installed")
    asked = [BASH, "--norc", "-c", f"{script}\n{ASK}", "bash", "headroom", *words]
    return subprocess.run(asked, capture_output=True, text=True, check=True, cwd=folder).stdout.split("\n")[:-1]


def test_every_subcommand_is_offered(script: str):
    names = [module.__name__.rsplit(".", 1)[-1] for module in _SUBCOMMANDS]
    assert completed(script, "") == names


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("comp",), ["compress", "completion"]),
        (("replay", "--no-"), ["--no-window", "--no-cache"]),
        (("inspect", "--level", ""), ["auto", "plain", "default", "compact"]),
        (("inspect", "--level", "pl"), ["plain"]),
        (("inspect", "file.json", "--level", "pl"), ["plain"]),
        (("completion", ""), ["bash", "fish", "zsh"]),
        (("gateway", ""), ["init"]),
        (("gateway", "init", "--"), ["--help", "--force"]),
        (("--v",), ["--version"]),
    ],
    ids=" ".join,
)
def test_words_are_completed(script: str, words: tuple[str, ...], expected: list[str]):
    assert completed(script, *words) == expected


def test_files_are_completed_with_blanks_in_their_names(script: str, tmp_path: Path):
    for name in ("loans of may.jsonl", "loans.db", "other"):
        (tmp_path / name).touch()
    assert sorted(completed(script, "replay", "lo", folder=tmp_path)) == ["loans of may.jsonl", "loans.db"]
    assert completed(script, "compress", "-o", "ot", folder=tmp_path) == ["other"]


@pytest.mark.parametrize(("shell", "check"), [("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])])
def test_scripts_are_of_their_shells_syntax(shell: str, check: list[str], tmp_path: Path, headroom: Command):
    text = headroom("completion", shell).out
    assert all(name in text for name in ("compress", "no-cache", "init"))
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(text)
    assert subprocess.run([shell, *check, tmp_path / "script"], check=False).returncode == 0


def test_another_shell_is_refused(headroom: Command):
    with pytest.raises(SystemExit) as refused:
        headroom("completion", "powershell")
    assert refused.value.code == 2
