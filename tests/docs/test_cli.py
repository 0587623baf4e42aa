"""The page of the command shows what the command prints: its console blocks are run, in order, in one folder.

python -m tests.docs.test_cli    # writes what is printed into the page
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import headroom
from headroom.cli import _SUBCOMMANDS
from headroom.cli.status import Status
from headroom.transcripts import KINDS
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "cli.md"
CONSOLE = r"(?<=^```console\n).*?(?=^```$)"
SHELL = shutil.which("bash")


def played(folder: Path) -> list[str]:
    """The console blocks of the page, with what their commands print now."""
    (folder / "loans.json").write_text(blocks(PAGE, "json")[0], "utf-8")
    return ["".join(f"$ {command}\n{printed(command, folder)}" for command in commands(block)) for block in console()]


def console() -> list[str]:
    return re.findall(CONSOLE, PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[str]:
    return re.findall(r"^\$ (.*)$", block, flags=re.MULTILINE)


def printed(command: str, folder: Path) -> str:
    script = f'headroom() {{ "{sys.executable}" -m headroom "$@"; }}\n{command} 2>&1'
    here = {
        **os.environ,
        "PYTHONPATH": str(Path(headroom.__file__).parents[1]),
    }  # which may be said from where this runs
    told = subprocess.run([str(SHELL), "-c", script], capture_output=True, text=True, cwd=folder, env=here, check=False)
    return "".join(f"{line}\n" for line in told.stdout.rstrip("\n").split("\n") if told.stdout)


@pytest.mark.skipif(SHELL is None, reason="bash is not installed")
def test_the_page_shows_what_the_commands_print(tmp_path: Path):
    assert console() == played(tmp_path)


def test_the_page_names_every_subcommand_kind_and_exit_code():
    page = PAGE.read_text("utf-8")
    named = set(re.findall(r"`headroom (\w+)[ `]", page))
    assert {module.__name__.rsplit(".", 1)[-1] for module in _SUBCOMMANDS} <= named
    assert set(re.findall(r"^\| `([\w-]+)` \| (?!counts)", page, flags=re.MULTILINE)) == {
        *(k.name for k in KINDS),
        "agno",
    }
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE)} == set(Status)


def test_the_schema_is_one_and_of_every_command_that_prints_json():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "docs" / "cli.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    sources = {
        module.__name__.rsplit(".", 1)[-1]: Path(str(module.__file__)).read_text("utf-8") for module in _SUBCOMMANDS
    }
    printing = {name for name, source in sources.items() if "print_json(" in source}
    assert {name.split(".")[1] for name in schema["$defs"] if name.startswith("headroom.")} == printing


def write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        now = iter(played(Path(folder)))
    text = PAGE.read_text("utf-8")
    PAGE.write_text(re.sub(CONSOLE, lambda _: next(now), text, flags=re.MULTILINE | re.DOTALL), "utf-8")


if __name__ == "__main__":
    write()
