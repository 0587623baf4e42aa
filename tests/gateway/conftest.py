"""One provider and one proxy for all tests of this folder: a proxy takes half a minute to start."""

from __future__ import annotations

import json
import os
from typing import Any

import openai
import pytest
import yaml
from tests.docs.pages import ROOT, blocks
from tests.gateway.agents_door import PATIENCE, entry
from tests.gateway.provider import GatewayProvider, provider
from tests.gateway.proxy import KEY, Proxy, proxy
from tests.gateway.scripted_agents import agents

PAGE = ROOT / "docs" / "gateway.md"
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or importing litellm asks the network for it


@pytest.fixture(scope="session")
def service():
    with provider() as stub:
        yield stub


@pytest.fixture
def stub(service: GatewayProvider):
    """The provider, which has not been asked anything yet."""
    service.requests.clear()
    service.bodies.clear()
    del service.usages[1:]
    return service


def models(service: GatewayProvider) -> list[dict[str, Any]]:
    """The model list of a proxy: OpenAI's and Anthropic's, and a deployment that says what it is."""
    openai = {"api_base": f"{service.url}/v1", "api_key": "unused"}
    claude = {"api_base": service.url, "api_key": "unused"}
    return [
        {"model_name": "smart", "litellm_params": {"model": "openai/gpt-4o", **openai}},
        {"model_name": "kind", "litellm_params": {"model": "anthropic/claude-sonnet-4-5", **claude}},
        {"model_name": "accounted", "litellm_params": {"model": "openai/gpt-4.1", **openai}},
        {"model_name": "at times accounted", "litellm_params": {"model": "openai/gpt-4.1-mini", **openai}},
        {"model_name": "accounted kind", "litellm_params": {"model": "anthropic/claude-opus-4-5", **claude}},
        {"model_name": "reasoning", "litellm_params": {"model": "openai/responses/gpt-4o", **openai}},
        {  # no window moves in what is sent to it
            "model_name": "wide",
            "litellm_params": {"model": "openai/gpt-4o", **openai},
            "model_info": {"max_input_tokens": 1_000_000},
        },
        {
            "model_name": "small",
            "litellm_params": {"model": "openai/our-deployment", **openai},
            "model_info": {"base_model": "gpt-4o-mini", "max_input_tokens": 3000},
        },
    ]


@pytest.fixture(scope="session")
def configuration(service: GatewayProvider) -> dict[str, Any]:
    return {
        "model_list": models(service),
        "litellm_settings": {
            "callbacks": ["headroom.integrations.litellm.hook", "tests.gateway.recorder.recorder"],
            "num_retries": 0,
        },
    }


@pytest.fixture(scope="session")
def environment(service: GatewayProvider) -> dict[str, str]:
    """What a proxy needs to pass requests through to Anthropic and OpenAI."""
    return {
        "ANTHROPIC_API_BASE": service.url,
        "ANTHROPIC_API_KEY": "unused",
        "OPENAI_API_BASE": service.url,
        "OPENAI_API_KEY": "unused",
    }


@pytest.fixture(scope="session")
def running(configuration: dict[str, Any], environment: dict[str, str], tmp_path_factory: Any):
    with proxy(tmp_path_factory.mktemp("proxy"), configuration, **environment) as started:
        yield started


@pytest.fixture(scope="session")
def written(service: GatewayProvider, environment: dict[str, str], tmp_path_factory: Any):
    """A second process, which hashes otherwise: what docs/gateway.md writes into a configuration, and more models."""
    hook, agent = (yaml.safe_load(page) for page in blocks(PAGE, "yaml") if "model_list" in page)
    configuration = {
        "model_list": [*hook["model_list"], *agent["model_list"], *models(service)[1:]],
        "litellm_settings": {**hook["litellm_settings"], **agent["litellm_settings"]},
        "general_settings": agent["general_settings"],
    }
    folder = tmp_path_factory.mktemp("written")
    (folder / "my_agents.py").write_text(f"{blocks(PAGE, 'py')[2]}\nhelper = agents['helper']\n")
    given = {**environment, "OPENAI_API_BASE": f"{service.url}/v1", "OPENAI_BASE_URL": f"{service.url}/v1"}
    given["PYTHONPATH"] = os.pathsep.join(map(str, (folder, ROOT / "python", ROOT)))
    with proxy(folder, configuration, **given, PYTHONHASHSEED="7") as started:
        yield started


@pytest.fixture
def gateway(running: Proxy, stub: GatewayProvider) -> Proxy:
    """The proxy, and its provider has not been asked anything yet."""
    return running


@pytest.fixture
def sent(stub: GatewayProvider):
    """Gives the only request that the provider was sent, as text and as what it holds."""

    def only() -> tuple[str, dict[str, Any]]:
        [(_, body)] = stub.requests
        return json.dumps(body), body

    return only


@pytest.fixture(scope="session")
def door(service: GatewayProvider, tmp_path_factory: Any):
    """A proxy with agents that the environment names, one that its entry names, one that there is not, and others'."""
    named = {"agent": "tests.gateway.scripted_agents:named_by_an_entry"}
    own = {"model_name": "own/helper", "litellm_params": {"model": "own/helper"}}
    configuration = {
        "model_list": [*map(entry, agents), entry("nobody"), entry("named", **named), own],
        "litellm_settings": {
            "custom_provider_map": [
                {"provider": "agno", "custom_handler": "headroom.integrations.litellm.agents"},
                {"provider": "own", "custom_handler": "tests.gateway.own_provider.provider"},
            ],
            "callbacks": ["headroom.integrations.litellm.hook"],
            "num_retries": 0,
        },
        "general_settings": {"cancel_on_disconnect": True},
    }
    environment = {"OPENAI_BASE_URL": f"{service.url}/v1", "OPENAI_API_KEY": "unused"}
    environment["HEADROOM_AGENTS"] = "tests.gateway.scripted_agents:agents"
    with proxy(tmp_path_factory.mktemp("agents"), configuration, **environment) as started:
        yield started


@pytest.fixture
def agents_client(door: Proxy):
    with openai.OpenAI(base_url=f"{door.url}/v1", api_key=KEY, max_retries=0, timeout=PATIENCE) as made:
        yield made
