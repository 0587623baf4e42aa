"""What docs/gateway.md says is run as it stands there, on other ports."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from tests.docs.pages import ROOT, blocks
from tests.gateway.conftest import PAGE
from tests.gateway.conversations import TABLE, chat
from tests.gateway.proxy import KEY, free_port, process
from tests.provider_stub import ANSWER

from headroom.integrations.litellm import Hook, hook


def test_the_configuration_compresses_and_the_command_asks_it(written, stub):
    [command] = [block for block in blocks(PAGE, "bash") if block.startswith("curl")]
    asked = command.replace("http://localhost:4000", written.url)
    told = subprocess.run(
        ["bash", "-c", asked], env={"LITELLM_MASTER_KEY": KEY}, capture_output=True, text=True, check=True
    )
    assert ANSWER in told.stdout
    written.post("/v1/chat/completions", {"model": "smart", "messages": chat(1)})
    assert TABLE in stub.requests[-1][1]["messages"][3]["content"]


def test_a_hook_of_ones_own_has_the_settings_of_its_module():
    names: dict[str, Any] = {}
    exec(blocks(PAGE, "py")[0], names)
    assert isinstance(names["hook"], Hook)
    assert names["hook"].config.model_context_limits == {"our-model": 32_000}


async def test_a_program_without_a_proxy_registers_the_hook(stub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    monkeypatch.setenv("OPENAI_API_BASE", f"{stub.url}/v1")
    names: dict[str, Any] = {}
    exec(f"async def program():\n{textwrap.indent(blocks(PAGE, 'py')[1], '    ')}\n    return litellm, answer", names)
    litellm, answer = await names["program"]()
    assert answer.choices[0].message.content == ANSWER
    assert litellm.callbacks == [hook]


def test_five_minutes_from_agents_to_an_answer(service, stub, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch):
    [commands] = [block for block in blocks(PAGE, "bash") if "headroom gateway init" in block]
    module, client = blocks(PAGE, "py")[2:4]
    (tmp_path / "my_agents.py").write_text(module)
    environment = {"LITELLM_MASTER_KEY": KEY, "OPENAI_API_KEY": "unused", "OPENAI_BASE_URL": f"{service.url}/v1"}
    headroom = f"{sys.executable} -m headroom.cli"
    *setup, start = commands.replace("headroom", headroom).splitlines()
    with monkeypatch.context() as outside:
        outside.setenv("PYTHONPATH", str(ROOT / "python"))
        outside.setenv("OPENAI_API_KEY", "unused")
        subprocess.run(["bash", "-ec", "\n".join(setup)], cwd=tmp_path, check=True)
    with (tmp_path / ".env").open("a") as file:
        file.writelines(f"{name}={value}\n" for name, value in environment.items())
    url = f"http://127.0.0.1:{(port := free_port())}"
    with process([*start.split(), "--port", str(port)], tmp_path, f"{url}/health/liveliness"):
        monkeypatch.setenv("LITELLM_MASTER_KEY", KEY)
        exec(client.replace("http://localhost:8890", url), {})
    assert capsys.readouterr().out.startswith(f"{ANSWER} ")
    [(_, body)] = stub.requests
    assert body["messages"][-1]["content"] == "What did we sell in March?"


def test_an_entry_that_names_its_agent_is_answered(written, stub):
    body = {"model": "agno/helper", "messages": [{"role": "user", "content": "Hi"}]}
    assert written.post("/v1/chat/completions", body)["choices"][0]["message"]["content"] == ANSWER
