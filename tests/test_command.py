"""The command `headroom`, and the settings that services read from the environment."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from headroom import ConfigurationError, HeadroomConfig, RollingWindowConfig, SmartCrusherConfig, __version__
from headroom._extras import how_to_install
from headroom.cli import main
from headroom.integrations._environment import config_from

USERS_WORDS = SmartCrusherConfig(exclude_roles=("user",))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environment", "config"),
    [
        ({}, HeadroomConfig(smart_crusher=USERS_WORDS)),
        ({"HEADROOM_EXCLUDE_ROLES": ""}, HeadroomConfig()),
        ({"HEADROOM_MODE": "Simulate"}, HeadroomConfig("simulate", USERS_WORDS)),
        (
            {"HEADROOM_EXCLUDE_TOOLS": "read_*, ls,", "HEADROOM_LEVEL": "plain"},
            HeadroomConfig(
                smart_crusher=SmartCrusherConfig(exclude_tools=("read_*", "ls"), exclude_roles=("user",), level="plain")
            ),
        ),
        (
            {"HEADROOM_WINDOW": "mask_results"},
            HeadroomConfig(smart_crusher=USERS_WORDS, rolling_window=RollingWindowConfig(policy="mask_results")),
        ),
        (
            {"HEADROOM_WINDOW": "off"},
            HeadroomConfig(smart_crusher=USERS_WORDS, rolling_window=RollingWindowConfig(enabled=False)),
        ),
    ],
    ids=str,
)
def test_a_variable_is_a_setting(environment: dict[str, str], config: HeadroomConfig):
    assert config_from(environment) == config


def test_the_page_names_every_variable():
    class Watched(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:
            read.add(name)
            return default

    read: set[str] = set()
    config_from(Watched())
    page = (Path(__file__).parents[1] / "docs" / "gateway.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(HEADROOM_\w+)` \|", page, flags=re.MULTILINE)) == read


@pytest.mark.parametrize("name", ["MODE", "LEVEL", "WINDOW", "EXCLUDE_ROLES"])
def test_a_wrong_value_is_refused_with_what_is_allowed(name: str):
    with pytest.raises(ConfigurationError, match=r"HEADROOM_.*'wrong'"):
        config_from({f"HEADROOM_{name}": "wrong"})


def test_who_could_ask_from_elsewhere_needs_a_key(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.delenv("HEADROOM_API_KEY", raising=False)
    assert main(["serve", "--host", "0.0.0.0"]) == 1
    assert capsys.readouterr().err == "headroom: listening at 0.0.0.0 needs a key: set HEADROOM_API_KEY\n"


def test_a_server_is_started_with_the_environments_settings(monkeypatch: pytest.MonkeyPatch):
    started = []
    monkeypatch.setattr("uvicorn.run", lambda application, **given: started.append((application, given)))
    monkeypatch.setenv("HEADROOM_API_KEY", "key")
    assert main(["serve", "--host", "0.0.0.0", "--port", "9000"]) == 0
    [(application, given)] = started
    assert (given["host"], given["port"]) == ("0.0.0.0", 9000)
    assert [route.path for route in application.routes] == ["/v1/compress", "/v1/retrieve/{hash}", "/health"]


def test_a_wrong_setting_ends_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("HEADROOM_MODE", "wrong")
    assert main(["serve"]) == 1
    assert "audit, simulate, optimize" in capsys.readouterr().err


def test_the_command_says_its_version_and_imports_no_service():
    told = subprocess.run(
        [sys.executable, "-m", "headroom.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == __version__
    script = "import headroom.cli, sys; print({'starlette', 'uvicorn', 'litellm', 'agno'} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("missing", "module", "extra"),
    [
        ("starlette", "headroom.integrations.sidecar", "serve"),
        ("litellm", "headroom.integrations.litellm", "litellm"),
    ],
)
def test_a_missing_package_is_named_with_how_to_install_it(missing: str, module: str, extra: str):
    script = f"import sys; sys.modules[{missing!r}] = None\nimport {module}"
    told = run("-c", script)
    assert told.returncode == 1
    assert told.stderr.strip().splitlines()[-1].endswith(how_to_install(extra))
