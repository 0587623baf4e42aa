"""Agents as models of a program that calls LiteLLM without a proxy, with an event loop or none."""

from __future__ import annotations

import asyncio
import threading

import litellm
import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from litellm.llms.custom_llm import CustomLLM
from tests.gateway.scripted_agents import SECRET, get_orders

from headroom import ConfigurationError, HeadroomConfig, HeadroomMode
from headroom.integrations.agents import AgentsError
from headroom.integrations.litellm import AgentProvider, agents
from headroom.integrations.litellm.agent_answers import refusal
from headroom.testing import FakeModel, ToolCall

HI = [{"role": "user", "content": "Hi"}]
WORDS = " ".join(f"word{number}" for number in range(40))


class Waiting(FakeModel):
    """Says its first words, and the others when it may."""

    async def ainvoke_stream(self, *args, **kwargs):
        async for delta in super().ainvoke_stream(*args, **kwargs):
            yield delta
            await asyncio.to_thread(may_go_on.wait, 600)


may_go_on = threading.Event()


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch):
    """Registers agents as LiteLLM's documentation says."""

    def offer(given, **settings):
        provider = AgentProvider(given, **settings)
        monkeypatch.setattr(litellm, "custom_provider_map", [{"provider": "agno", "custom_handler": provider}])
        litellm.utils.custom_llm_setup()
        return provider

    return offer


def helper(script=lambda request: WORDS):
    return Agent(model=FakeModel(script), telemetry=False)


def test_the_instance_for_configurations_is_there_when_the_package_is_imported():
    assert isinstance(agents, CustomLLM)
    assert isinstance(agents, AgentProvider)


def test_a_program_asks_without_an_event_loop(offered):
    offered({"helper": helper()})
    assert litellm.completion("agno/helper", messages=HI).choices[0].message.content == WORDS


async def test_a_program_asks_in_its_event_loop_and_streams(offered):
    offered({"helper": helper()})
    whole = await litellm.acompletion("agno/helper", messages=HI)
    chunks = [chunk async for chunk in await litellm.acompletion("agno/helper", messages=HI, stream=True)]
    said = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices[0].delta.content]
    assert whole.choices[0].message.content == "".join(said) == WORDS
    assert len(said) > 10


def test_a_stream_without_an_event_loop_comes_as_it_is_said(offered):
    may_go_on.clear()
    offered({"helper": Agent(model=Waiting(lambda request: WORDS), telemetry=False)})
    stream = litellm.completion("agno/helper", messages=HI, stream=True)
    first = next(stream).choices[0].delta.content
    assert WORDS.startswith(first)
    assert first != WORDS
    may_go_on.set()
    assert first + "".join(chunk.choices[0].delta.content or "" for chunk in stream) == WORDS


def test_an_agent_can_be_named_by_the_call(offered):
    offered({"helper": helper()})
    place = "tests.gateway.scripted_agents:named_by_an_entry"
    answer = litellm.completion("agno/any", messages=HI, agent=place)
    assert answer.choices[0].message.content == "I stand in the entry."


@pytest.mark.parametrize("place", ["nowhere", "no_such_module:agent", "json:no_such_name"])
def test_a_place_where_no_agent_is_fails_and_says_so_in_the_log(offered, place, caplog):
    offered({"helper": helper()})
    with pytest.raises(litellm.InternalServerError, match="the agent failed; the server's log says why"):
        litellm.completion("agno/any", messages=HI, agent=place)
    assert "the agent 'any' cannot be offered" in caplog.text


def test_errors_have_their_status_and_quote_nothing(offered):
    offered({"helper": helper(lambda request: RuntimeError(SECRET))})
    with pytest.raises(litellm.NotFoundError, match="there are: helper"):
        litellm.completion("agno/nobody", messages=HI)
    with pytest.raises(litellm.InternalServerError) as raised:
        litellm.completion("agno/helper", messages=HI)
    assert SECRET not in str(raised.value)


def test_litellm_has_an_exception_for_every_error_of_an_agent():
    kinds = AgentsError.__subclasses__()
    assert [refusal(kind.__new__(kind), "helper").status_code for kind in kinds] == [kind.status for kind in kinds]


def ordering():
    """Looks at the orders first."""
    return Agent(model=FakeModel([ToolCall("get_orders"), "Done."]), tools=[get_orders], telemetry=False)


def saved(message):
    return (getattr(message, "provider_specific_fields", None) or {}).get("headroom", {}).get("saved_tokens")


@pytest.mark.parametrize(
    ("settings", "reasoning", "saves"),
    [
        ({}, None, True),
        ({"tool_progress": True}, "get_orders runs ...\n", True),
        ({"wrap": False}, None, None),
        ({"config": HeadroomConfig(default_mode=HeadroomMode.AUDIT)}, None, False),
    ],
    ids=str,
)
def test_a_setting_of_the_provider_holds_for_its_agents(offered, tmp_path, monkeypatch, settings, reasoning, saves):
    monkeypatch.chdir(tmp_path)  # where the tool writes that it has run
    offered({"helper": ordering()}, **settings)
    message = litellm.completion("agno/helper", messages=HI).choices[0].message
    assert message.content == "Done."
    assert getattr(message, "reasoning_content", None) == reasoning
    assert (None if saved(message) is None else saved(message) > 0) == saves


@pytest.mark.parametrize(("sessions", "second"), [(None, "one | two"), (True, "one | two"), (False, "two")])
def test_a_provider_says_whether_databases_hold_conversations(offered, sessions, second):
    def repeating(request):
        return " | ".join(message.content for message in request.messages if message.role == "user")

    offered({"helper": Agent(model=FakeModel(repeating), db=InMemoryDb(), telemetry=False)}, sessions=sessions)
    session = {"metadata": {"session_id": "s"}, "user": "alice"}
    for text in ("one", "two"):
        answer = litellm.completion("agno/helper", messages=[{"role": "user", "content": text}], **session)
    assert answer.choices[0].message.content == second


def test_what_is_no_agent_is_refused_when_the_provider_is_made():
    with pytest.raises(ConfigurationError, match="there are no agents"):
        AgentProvider({})
