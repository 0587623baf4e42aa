"""The wheel carries the licences of what is compiled into it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
THIRD_PARTY = (ROOT / "THIRD-PARTY-LICENSES.txt").read_text("utf-8")
VOCABULARIES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base", "GPT-2")
DATA = ("regex-syntax", "unicode-security", "unicode-script")
"""Crates whose tables the build script writes into the core: cargo does not link them."""


@pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not installed")
def test_every_crate_that_is_linked_is_named():
    tree = ["cargo", "tree", "--package", "headroom-py", "--edges", "normal,no-proc-macro"]
    linked = {line.split()[0] for line in _said(*tree, "--prefix", "none").splitlines()} - {
        "headroom-core",
        "headroom-py",
    }
    assert {crate for crate in linked if not _names(crate)} == set()


@pytest.mark.parametrize("name", [*VOCABULARIES, *DATA])
def test_what_is_inside_and_not_linked_is_named(name: str):
    assert _names(name)


def test_the_wheel_is_told_to_carry_them():
    assert 'license-files = ["LICENSE", "THIRD-PARTY-LICENSES.txt"]' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not installed")
def test_every_crate_has_a_licence_that_is_allowed():
    """What `cargo deny check licenses` asks, where cargo-deny is not at hand."""
    [listed] = re.findall(r"^allow = (\[.*\])$", (ROOT / "deny.toml").read_text("utf-8"), re.M)
    here = _said("rustc", "--print", "host-tuple").strip()  # whose crates the build has downloaded
    told = json.loads(_said("cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", here))
    licences = {package["name"]: package["license"] or "none" for package in told["packages"]}
    assert {name: said for name, said in licences.items() if not _is_allowed(said, json.loads(listed))} == {}


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _names(crate: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(crate)}(?![\w-])", THIRD_PARTY) is not None


def _is_allowed(expression: str, allowed: list[str]) -> bool:
    """Whether one of each choice is allowed: `(MIT OR Apache-2.0) AND Unicode-3.0`. Older crates write `/` for OR."""
    choices = [part.strip("() ") for part in expression.replace("/", " OR ").split(" AND ")]
    return all(any(one.strip() in allowed for one in choice.split(" OR ")) for choice in choices)
