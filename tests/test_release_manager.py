"""The files of the example of a gateway agree with each other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("agno", reason="agno is not installed")
pytest.importorskip("openai", reason="OpenAI's client is not installed")
pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
pytest.importorskip("yaml", reason="PyYAML is not installed")
import yaml
from dotenv import dotenv_values

from headroom.cli.gateway import _HEAD, _entry
from headroom.integrations.agents import Catalogue

EXAMPLE = Path(__file__).parents[1] / "examples" / "release_manager"


def text(name: str) -> str:
    return (EXAMPLE / name).read_text("utf-8")


def variables() -> set[str]:
    return set(re.findall(r"^(\w+)=", text(".env.example"), flags=re.MULTILINE))


@pytest.fixture
def config() -> Any:
    return yaml.safe_load(text("proxy_config.yaml"))


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load(text("compose.yaml"))


@pytest.fixture
def agents(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Where the example says that its agents are."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.chdir(tmp_path)  # its database
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    monkeypatch.delitem(sys.modules, "agents", raising=False)
    return str(dotenv_values(EXAMPLE / ".env.example")["HEADROOM_AGENTS"])


def test_the_proxy_offers_the_agents_as_the_command_would_write_them_and_two_models(agents: str, config: Any):
    described = Catalogue(agents).describe()
    written = yaml.safe_load(_HEAD + "".join(map(_entry, described)))
    entries = config["model_list"]
    assert [entry.name for entry in described] == ["release-manager"]
    assert entries[: len(described)] == written["model_list"]
    assert [entry["litellm_params"]["model"] for entry in entries[len(described) :]] == [
        "openai/gpt-4o",
        "anthropic/claude-sonnet-4-5",
    ]
    assert {**config, "model_list": []} == {**written, "model_list": []}


def test_every_variable_that_is_read_is_in_the_template():
    read = set(re.findall(r"os\.environ/(\w+)", text("proxy_config.yaml")))
    read |= set(re.findall(r"\$\{(\w+)\}", text("compose.yaml")))
    assert read | {"HEADROOM_AGENTS"} == variables()


def test_open_webui_waits_for_the_gateway_and_reaches_it(compose: Any):
    service, webui = compose["services"]["gateway"], compose["services"]["open-webui"]
    assert service["ports"] == ["8890:8890"]
    assert "http://127.0.0.1:8890/health/liveliness" in service["healthcheck"]["test"][-1]
    assert webui["environment"]["OPENAI_API_BASE_URL"] == "http://gateway:8890/v1"
    assert webui["environment"]["ENABLE_FORWARD_USER_INFO_HEADERS"] == "true"
    assert webui["depends_on"] == {"gateway": {"condition": "service_healthy"}}
    mounted = {mount.partition(":")[0] for each in (service, webui) for mount in each["volumes"]}
    assert mounted == set(compose["volumes"])


def test_the_image_has_all_files_that_the_gateway_reads(compose: Any):
    dockerfile = text("Dockerfile")
    copied = " ".join(re.findall(r"^COPY (.*) \./$", dockerfile, flags=re.MULTILINE)).split()
    assert set(copied) == {"headroom_ai-*.whl", "agents.py", "proxy_config.yaml"}
    assert compose["services"]["gateway"]["build"] == "."
    assert 'CMD ["headroom", "gateway", "--host", "0.0.0.0"]' in dockerfile
    assert compose["services"]["gateway"]["environment"]["RELEASES_DB"].startswith("/data/")
    assert "RELEASES_DB" in text("agents.py")


def test_the_readme_names_the_models_and_files_that_there_are(config: Any):
    readme = text("README.md")
    assert set(re.findall(r'"?model"?[=:] ?"([^"]+)"', readme)) <= {e["model_name"] for e in config["model_list"]}
    assert all((EXAMPLE / name).exists() for name in re.findall(r"`(\w+\.(?:py|yaml))`", readme))
    compile(re.search(r"```python\n(.*?)```", readme, flags=re.DOTALL)[1], "README.md", "exec")


def test_docker_reads_the_compose_file(tmp_path: Path):
    """Where there is no docker, the tests above say what the file must hold."""
    for name in ("compose.yaml", "Dockerfile"):
        shutil.copy(EXAMPLE / name, tmp_path)
    shutil.copy(EXAMPLE / ".env.example", tmp_path / ".env")
    command = ["docker", "compose", "config", "--quiet"]
    if not _has_compose():
        pytest.skip("docker compose is not installed")
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr.count("error")) == (0, 0), told.stderr


def _has_compose() -> bool:
    asked = ["docker", "compose", "version"]
    return shutil.which("docker") is not None and subprocess.run(asked, capture_output=True).returncode == 0
