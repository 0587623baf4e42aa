"""`headroom gateway`: the files it writes, and what it says where it cannot start."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("agno", reason="agno is not installed")
pytest.importorskip("yaml", reason="PyYAML is not installed")

import yaml

from headroom.cli import gateway, main

MODULE = """
from agno.agent import Agent
from headroom.testing import FakeModel

agents = {
    name: Agent(model=FakeModel([], id=model), telemetry=False)
    for name, model in {"helper": "gpt-4o", 'says "hi": now': "no-such-model"}.items()
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with agents, where the command is called."""
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
    assert "LiteLLM's proxy is not installed: pip install 'headroom-ai[litellm]'" in capsys.readouterr().err


def test_the_proxy_is_started_with_what_stands_in_the_files(folder: Path, monkeypatch: pytest.MonkeyPatch):
    started: list[Any] = []
    init()
    (folder / ".env").write_text("# a remark\nOPENAI_API_KEY='from the file'\nEMPTY=\nLITELLM_MASTER_KEY=sk-file\n")
    monkeypatch.setenv("LITELLM_MASTER_KEY", "sk-environment")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("EMPTY", raising=False)
    monkeypatch.setattr(gateway.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(gateway.os, "execve", lambda *given: started.append(given))
    assert main(["gateway", "--port", "9001"]) == 0
    [(_, command, environment)] = started
    assert command[-6:] == ["--config", "proxy_config.yaml", "--host", "127.0.0.1", "--port", "9001"]
    assert (environment["OPENAI_API_KEY"], environment["LITELLM_MASTER_KEY"]) == ("from the file", "sk-environment")
    assert "EMPTY" not in environment
    assert environment["PYTHONPATH"].startswith(str(folder))
