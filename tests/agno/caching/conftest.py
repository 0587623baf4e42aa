"""Claude's service with its cache, and agents whose requests are marked."""

import pytest
from agno.agent import Agent
from tests.agno.caching.claude_requests import AUTO, RULES, SMALLEST, look_up, size
from tests.prompt_cache import PromptCache
from tests.provider_stub import Call

from headroom.integrations.agno import HeadroomAgnoModel


@pytest.fixture
def stub(stub):
    stub.cache = PromptCache(SMALLEST, size)
    return stub


@pytest.fixture
def tools(tools):
    return [*tools, look_up]


@pytest.fixture
def agent_of(tools):
    """An agent whose model has its requests marked, unless it is wrapped otherwise."""

    def make(model, config=AUTO, **settings):
        wrapped = model if config is None else HeadroomAgnoModel(model, config)
        return Agent(model=wrapped, telemetry=False, **{"tools": tools, "instructions": RULES, **settings})

    return make


@pytest.fixture
def calls(stub):
    """Set what the server asks for."""

    def make(*names):
        stub._calls = lambda body: [Call(f"call_{n}", name, {}) for n, name in enumerate(names)]

    return make
