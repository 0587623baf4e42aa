"""`headroom gateway`: the files it writes, and what it says where it cannot start."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("agno", reason="agno is not installed")
pytest.importorskip("yaml", reason="PyYAML is not installed")
pytest.importorskip("dotenv", reason="python-dotenv is not installed")

import yaml

from headroom._extras import how_to_install
from headroom.cli import gateway, main

MODULE = """
from agno.agent import Agent
from headroom.testing import FakeModel

MODEL = 1
agents = {
    name: Agent(model=FakeModel([], id=model), telemetry=False)
    for name, model in {"helper": "gpt-4o", 'says "hi": now': "no-such-model"}.items()
}
helper = agents["helper"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with agents, where the command is called."""
    monkeypatch.setattr(os, "environ", os.environ.copy())  # which the command adds to
    (tmp_path / "agents_of_the_command.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "agents_of_the_command", raising=False)
    return tmp_path


def init(*more: str) -> int:
    return main(["gateway", "init", "agents_of_the_command:agents", *more])


def test_every_agent_is_a_model_with_its_context_length(folder: Path):
    assert init() == 0
    written = (folder / "proxy_config.yaml").read_text()
    config = yaml.safe_load(written)
    assert [entry["model_name"] for entry in config["model_list"]] == ["agno/helper", 'agno/says "hi": now']
    assert all(entry["litellm_params"]["model"] == entry["model_name"] for entry in config["model_list"])
    assert [entry.get("model_info") for entry in config["model_list"]] == [{"max_input_tokens": 128000}, None]
    assert config["litellm_settings"]["num_retries"] == 0
    assert "num_retries: 0  # LiteLLM would run a failed agent twice more" in written
    assert "HEADROOM_AGENTS=agents_of_the_command:agents\n" in (folder / ".env.example").read_text()


@pytest.mark.parametrize("name", ["proxy_config.yaml", ".env.example"])
def test_what_is_there_stays_unless_it_is_forced(folder: Path, name: str, capsys: pytest.CaptureFixture[str]):
    (folder / name).write_text("mine")
    assert init() == 1
    assert capsys.readouterr().err == f"headroom: {name} is there already: --force overwrites it\n"
    assert [path.read_text() for path in (folder / name,)] == ["mine"]
    assert len(list(folder.glob("*.yaml")) + list(folder.glob(".env*"))) == 1
    assert init("--force") == 0
    assert (folder / name).read_text() != "mine"


@pytest.mark.parametrize("place", ["nowhere", "no_such_module:agents", "json:loads_none"])
def test_agents_that_are_not_there_are_said_and_nothing_is_written(
    folder: Path, place: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["gateway", "init", place]) == 1
    assert place in capsys.readouterr().err
    assert not list(folder.glob("*.yaml"))


def test_without_a_configuration_the_command_says_how_to_write_one(capsys: pytest.CaptureFixture[str]):
    assert main(["gateway"]) == 1
    assert "there is no proxy_config.yaml: `headroom gateway init MODULE:ATTRIBUTE`" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["litellm", "fastapi"])
def test_without_the_proxy_the_command_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    init()
    monkeypatch.setattr(gateway.importlib.util, "find_spec", lambda name: None if name == missing else name)
    assert main(["gateway"]) == 1
    assert f"LiteLLM's proxy is not installed: {how_to_install('litellm')}" in capsys.readouterr().err


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that took the place of the process."""
    commands: list[Any] = []
    monkeypatch.setattr(gateway.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(gateway.os, "execv", lambda path, command: commands.append(command))
    return commands


def test_the_proxy_is_started_with_what_stands_in_the_files(folder: Path, monkeypatch: pytest.MonkeyPatch, started):
    init()
    given = "# a remark\nexport OPENAI_API_KEY='from the file' # another\nEMPTY=\nLITELLM_MASTER_KEY=sk-file\n"
    (folder / ".env").write_text(f"{given}HEADROOM_AGENTS=agents_of_the_command:agents\n")
    monkeypatch.setenv("LITELLM_MASTER_KEY", "sk-environment")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("EMPTY", raising=False)
    assert main(["gateway", "--port", "9001"]) == 0
    [command] = started
    environment = os.environ
    assert command[-6:] == ["--config", "proxy_config.yaml", "--host", "127.0.0.1", "--port", "9001"]
    assert (environment["OPENAI_API_KEY"], environment["LITELLM_MASTER_KEY"]) == ("from the file", "sk-environment")
    assert "EMPTY" not in environment
    assert environment["PYTHONPATH"].startswith(str(folder))


def configured(folder: Path, **params: str) -> None:
    """Writes a configuration with an entry of these parameters."""
    handlers = {"agno": "headroom.integrations.litellm.agents", "own": "own_module.provider"}
    config = {
        "litellm_settings": {
            "custom_provider_map": [{"provider": name, "custom_handler": place} for name, place in handlers.items()]
        },
        "model_list": [{"model_name": "helps", "litellm_params": params}],
    }
    (folder / "proxy_config.yaml").write_text(yaml.safe_dump(config))


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"agent": "no_such_module:helper"}, "the entry 'helps': 'no_such_module:helper' cannot be imported"),
        ({"agent": "agents_of_the_command:nobody"}, "the entry 'helps': 'agents_of_the_command:nobody' cannot be"),
        ({"agent": "agents_of_the_command"}, "the entry 'helps': an agent is named by 'module:attribute'"),
        ({"agent": "agents_of_the_command:MODEL"}, "the entry 'helps': the agent 'helper' must be an agent"),
        ({"agent": "broken_module:helper"}, "the entry 'helps': importing it raised ValueError: no key"),
        ({}, "the entry 'helps' names no agent, and HEADROOM_AGENTS is not set"),
    ],
    ids=str,
)
def test_an_entry_whose_agent_is_not_there_is_said_and_nothing_starts(
    folder: Path, started: list[Any], params: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
):
    (folder / "broken_module.py").write_text("raise ValueError('no key')")
    configured(folder, model="agno/helper", **params)
    assert main(["gateway"]) == 1
    assert capsys.readouterr().err.startswith(f"headroom: {said}")
    assert started == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("agents_of_the_command:agents", "the entry 'helps': HEADROOM_AGENTS has no agent 'nobody', but helper, says"),
        ("no_such_module:agents", "HEADROOM_AGENTS: 'no_such_module:agents' cannot be imported"),
    ],
)
def test_an_entry_that_the_environments_agents_do_not_have_is_said(
    folder: Path, started: list[Any], place: str, said: str, capsys: pytest.CaptureFixture[str]
):
    configured(folder, model="agno/nobody")
    (folder / ".env").write_text(f"HEADROOM_AGENTS={place}\n")
    assert main(["gateway"]) == 1
    assert capsys.readouterr().err.startswith(f"headroom: {said}")
    assert started == []


@pytest.mark.parametrize(
    "params",
    [
        {"model": "agno/any", "agent": "agents_of_the_command:helper"},
        {"model": "agno/helper"},
        {"model": "agno/*"},
        {"model": "own/nobody", "agent": "whatever it takes"},
        {"model": "openai/gpt-4o"},
    ],
    ids=str,
)
def test_entries_that_are_right_and_those_of_others_start(folder: Path, started: list[Any], params: dict[str, str]):
    configured(folder, **params)
    os.environ["HEADROOM_AGENTS"] = "agents_of_the_command:agents"
    assert main(["gateway"]) == 0
    assert len(started) == 1


def test_the_configuration_itself_may_say_where_the_agents_are(folder: Path, started: list[Any]):
    configured(folder, model="agno/helper")
    with (folder / "proxy_config.yaml").open("a") as file:
        file.write("environment_variables: {HEADROOM_AGENTS: 'agents_of_the_command:agents'}\n")
    assert main(["gateway"]) == 0
    assert len(started) == 1


@pytest.mark.parametrize(("text", "status"), [("a: [", 1), ("", 0), ("- a list", 0), ("model_list: [1, {}]", 0)])
def test_a_file_that_is_no_yaml_is_said_and_what_else_is_wrong_is_litellms_to_say(
    folder: Path, started: list[Any], text: str, status: int, capsys: pytest.CaptureFixture[str]
):
    (folder / "proxy_config.yaml").write_text(text)
    assert main(["gateway"]) == status
    assert len(started) == 1 - status
    assert ("proxy_config.yaml is no YAML" in capsys.readouterr().err) == (status == 1)
