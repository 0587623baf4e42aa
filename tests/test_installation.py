"""Files of another project's package `headroom` among ours are told, not imported."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import headroom
from headroom import _core
from headroom._extras import EXTRAS

ROOT = Path(__file__).parents[1]
EXTENSION = Path(str(_core.__file__)).name


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder of the package that files may be put into."""
    left_out = shutil.ignore_patterns("__pycache__", *(() if EXTENSION.endswith(".so") else ("*.so",)))
    return Path(shutil.copytree(Path(headroom.__file__).parent, tmp_path / "headroom", ignore=left_out))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(folder.parent)}
    program = [sys.executable, *arguments]
    return subprocess.run(program, capture_output=True, text=True, check=False, env=environment)


def test_its_own_files_are_imported(copied: Path):
    done = run(copied, "-c", "import headroom; print(headroom.__file__)")
    assert done.stdout == f"{copied / '__init__.py'}\n", done.stderr


def test_files_of_theirs_beside_ours_are_told(copied: Path):
    (copied / "client.py").write_text("class HeadroomClient: ...\n", "utf-8")
    said = run(copied, "-c", "import headroom").stderr.splitlines()[-1]
    assert said.startswith(f"ImportError: files of two projects are mixed in {copied}: ")
    assert "client.py is not this package's" in said


def test_their_extension_under_our_modules_is_told(copied: Path):
    (copied / EXTENSION).unlink()
    (copied / "_core.py").write_text('def hello() -> str:\n    return "headroom-core"\n', "utf-8")
    said = run(copied, "-c", "import headroom").stderr.splitlines()[-1]
    assert said.startswith(f"ImportError: files of two projects are mixed in {copied}: ")
    assert "the extension _core.py is not this package's" in said


@pytest.mark.parametrize("module", ["headroom.integrations.agno", "headroom.stores", "headroom.testing"])
def test_no_part_of_the_package_is_imported_then(module: str, copied: Path):
    (copied / "client.py").touch()
    assert "ImportError: files of two projects" in run(copied, "-c", f"import {module}").stderr


def test_the_doctor_says_it_too(copied: Path):
    (copied / "client.py").touch()
    done = run(copied, "-m", "headroom", "doctor")
    assert done.returncode == 1
    assert "Uninstall them all, delete the folder, and install the one that is meant" in done.stderr


def test_the_version_stands_in_one_place():
    cargo = (ROOT / "Cargo.toml").read_text("utf-8")
    assert f'[workspace.package]\nversion = "{headroom.__version__}"\n' in cargo
    for manifest in (ROOT / "rust").glob("*/Cargo.toml"):
        if manifest.parent.name != "fuzz":  # which stands outside of the workspace
            assert "\nversion.workspace = true\n" in manifest.read_text("utf-8")
    [project] = re.findall(r"^\[project\]\n(.*?)^\[", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)
    assert 'dynamic = ["version"]' in project
    assert not re.search(r"^version\b", project, re.M)


def test_the_page_names_every_extra_and_what_it_brings():
    page = (ROOT / "docs" / "install.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.+`) \| .+ \| (.+) \|$", page, re.M)
    told = {extra: brought for names, brought in rows for extra in re.findall(r"`([\w-]+)`", names)}
    assert told.keys() == EXTRAS.keys()
    for extra, packages in EXTRAS.items():
        names = {re.split(r"[\[<>=]", package)[0] for package in packages}
        assert names <= set(told[extra].split(", "))
