"""`headroom doctor` says what is installed, and what is wrong with it."""

from __future__ import annotations

from importlib import metadata, util
from typing import Any

import pytest

from headroom import __version__, count_tokens
from tests.cli.running import Command


def installed(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    """Has these distributions bring `headroom`, and no others."""
    names = [name.replace("_", "-") for name in versions]
    version = metadata.version
    monkeypatch.setattr(metadata, "packages_distributions", lambda: {"headroom": names})
    known = dict(zip(names, versions.values(), strict=True))
    monkeypatch.setattr(metadata, "version", lambda name: known.get(name) or version(name))


def test_it_says_what_is_there(headroom: Command, monkeypatch: pytest.MonkeyPatch):
    installed(monkeypatch, headroom_ai=__version__)
    ran = headroom("doctor", "--json")
    assert (ran.status, ran.data["problems"]) == (0, [])
    assert ran.data["headroom"]["version"] == __version__
    assert ran.data["distributions"] == [{"distribution": "headroom-ai", "version": __version__, "ours": True}]
    assert ran.data["exact_counts"]["GPT-4, GPT-3.5"] is True
    assert ran.data["exact_counts"]["Qwen 2 to 3"] is count_tokens("", "qwen3").exact
    assert "Nothing is wrong." in headroom("doctor").out


@pytest.mark.parametrize(
    "versions", [{"headroom_ai": "0.42.0"}, {"headroom_ai": __version__, "headroom": "1.0"}], ids=["higher", "beside"]
)
def test_another_project_of_the_same_name_is_told(
    versions: dict[str, str], headroom: Command, monkeypatch: pytest.MonkeyPatch
):
    installed(monkeypatch, **versions)
    ran = headroom("doctor")
    name, version = [*versions.items()][-1]
    assert ran.status == 1
    assert f"WRONG: the distribution {name.replace('_', '-')} {version} brings a package `headroom`, too" in ran.out


@pytest.mark.parametrize(("version", "wrong"), [("2.0.9", True), ("2.1.0", False), ("3.99.1", False), ("4.0.0", True)])
def test_an_agno_that_is_not_supported_is_told(
    version: str, wrong: bool, headroom: Command, monkeypatch: pytest.MonkeyPatch
):
    installed(monkeypatch, headroom_ai=__version__)
    version_of: Any = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: version if name == "agno" else version_of(name))
    problems = headroom("doctor", "--json").data["problems"]
    assert problems == ([f"agno {version} is not supported: agno>=2.1,<4"] if wrong else [])


def test_what_an_older_agno_lacks_is_told(headroom: Command, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("agno")
    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "agno.compression.manager" else find(name))
    lacks = headroom("doctor", "--json").data["agno"]["lacks"]
    assert "HeadroomCompressionManager (agno 2.3.12 and later)" in lacks
    assert "lacks" in headroom("doctor").out


def test_without_agno_it_says_how_to_install_it(headroom: Command, monkeypatch: pytest.MonkeyPatch):
    version = metadata.version

    def without(name: str) -> str:
        if name == "agno":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without)
    assert 'not installed: pip install "agno>=2.1,<4" (the extra agno)' in headroom("doctor").out
