"""What docs/gateway.md says of the hook is run as it stands there, on other ports."""

from __future__ import annotations

import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.docs.pages import ROOT, blocks
from tests.gateway.conversations import TABLE, chat
from tests.gateway.proxy import KEY, proxy
from tests.provider_stub import ANSWER

from headroom.integrations.litellm import Hook, hook

PAGE = ROOT / "docs" / "gateway.md"


def test_the_configuration_starts_a_proxy_that_compresses_and_the_command_asks_it(service, stub, tmp_path: Path):
    configuration = yaml.safe_load(blocks(PAGE, "yaml")[0])
    environment = {"OPENAI_API_KEY": "unused", "OPENAI_API_BASE": f"{service.url}/v1", "LITELLM_MASTER_KEY": KEY}
    [command] = [block for block in blocks(PAGE, "bash") if block.startswith("curl")]
    with proxy(tmp_path, configuration, **environment) as started:
        asked = command.replace("http://localhost:4000", started.url)
        told = subprocess.run(
            ["bash", "-c", asked], env={"LITELLM_MASTER_KEY": KEY}, capture_output=True, text=True, check=True
        )
        assert ANSWER in told.stdout
        started.post("/v1/chat/completions", {"model": "smart", "messages": chat(1)})
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
