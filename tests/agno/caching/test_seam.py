"""How breakpoints reach the wire: through every class of Claude, within its own requests alone, and open to faults."""

import pickle
from asyncio import gather
from copy import deepcopy

import pytest
from agno.models.anthropic import Claude
from agno.models.message import Message
from agno.run.agent import RunOutput
from tests.agno.caching.claude_requests import AUTO, RULES, added_to, ask, breakpoints, talk
from tests.agno.retrieving import LOSSLESS
from tests.prompt_cache import without_marks
from tests.provider_stub import ANSWER

from headroom import CompressionError, HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel, breakpoint_marking


def test_the_client_is_the_providers_outside_requests(claude):
    wrapped = HeadroomAgnoModel(claude, AUTO)
    assert type(wrapped.get_client()).__module__.startswith("anthropic")
    assert type(wrapped.get_async_client()).__module__.startswith("anthropic")


def test_who_reads_a_stream_has_the_providers_client(stub, claude, agent_of):
    """What is set for a request is not left behind between two parts of its answer."""
    agent = agent_of(claude)
    kinds = {type(agent.model.get_client()).__module__ for _ in agent.run("How are we?", stream=True)}
    assert {kind.split(".")[0] for kind in kinds} == {"anthropic"}
    assert dict(breakpoints(stub.bodies[-1]))


@pytest.mark.parametrize("stream", [False, True])
async def test_runs_at_once_are_marked_each_as_it_is_asked(stub, claude, agent_of, stream):
    async def run(config):
        text = f"How are we, {config.cache_breakpoints.value}?"
        answer = agent_of(claude, config).arun(text, stream=stream)
        return [event async for event in answer] if stream else await answer

    await gather(*map(run, [AUTO, LOSSLESS] * 8))
    assert len(stub.bodies) == 32
    for body in stub.bodies:
        asked = body["messages"][0]["content"][0]["text"]
        assert bool(dict(breakpoints(body))) == (asked == "How are we, auto?")


def test_copies_mark_too(stub, claude):
    for model in (
        deepcopy(HeadroomAgnoModel(claude, AUTO)),
        pickle.loads(pickle.dumps(HeadroomAgnoModel(claude, AUTO))),
    ):
        ask(model, talk(RULES, "Fine.", RULES))
        assert dict(breakpoints(stub.bodies[-1]))


class Recorder:
    """A client that takes down what it is called with."""

    def __init__(self):
        self.requests = []
        self.messages = self.beta = self

    def create(self, **request):
        self.requests.append(request)
        raise RuntimeError("taken down")

    def is_closed(self):
        return False


@pytest.mark.parametrize("package", ["anthropic", "aws", "vertexai", "azure"])
def test_every_class_of_claude_is_marked(package):
    module = pytest.importorskip(f"agno.models.{package}.claude", reason="this agno has no such class")
    model = module.Claude(id="claude-sonnet-4-5@20250929" if package == "vertexai" else "claude-sonnet-4-5")
    model.client = client = Recorder()
    with pytest.raises(Exception, match="taken down"):
        ask(HeadroomAgnoModel(model, AUTO), talk(RULES, "Fine.", RULES))
    assert set(dict(breakpoints(client.requests[0]))) == {"messages.0.content.0", "messages.2.content.0"}


def test_betas_are_marked_too(stub, claude):
    claude.betas = ["files-api-2025-04-14"]
    if "betas" not in Claude.__dataclass_fields__:
        claude.default_headers, claude.mcp_servers = {}, []
    ask(HeadroomAgnoModel(claude, AUTO), talk(RULES, "Fine.", RULES))
    assert dict(breakpoints(stub.bodies[0]))


@pytest.fixture
def broken(monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("broken")

    monkeypatch.setattr(breakpoint_marking, "chosen", fail)


def test_a_fault_sends_the_request_as_it_is(stub, claude, agent_of, broken):
    agent = agent_of(claude)
    assert agent.run("How are we?").content == ANSWER
    assert [dict(breakpoints(body)) for body in stub.bodies] == [{}, {}]
    assert agent.model.get_savings_summary()["total_faults"] == 2


def test_a_fault_is_raised_where_the_settings_are_strict(stub, claude, broken):
    model = HeadroomAgnoModel(claude, HeadroomConfig(strict=True, cache_breakpoints="auto"))
    with pytest.raises(Exception, match="broken") as raised:
        ask(model, talk(RULES, "Fine.", RULES))
    assert isinstance(raised.value.__cause__, CompressionError)
    assert stub.bodies == []


@pytest.mark.parametrize("streamed", [False, True])
def test_a_class_that_asks_itself_again_is_marked(stub, claude, streamed):
    class Stubborn(Claude):
        is_first = True

        def invoke(self, *args, **kwargs):
            return self._once(super().invoke, self.invoke)(*args, **kwargs)

        def invoke_stream(self, *args, **kwargs):
            yield from self._once(super().invoke_stream, self.invoke_stream)(*args, **kwargs)

        def _once(self, ask, again):
            self.is_first, first = False, self.is_first
            return again if first else ask

    model = Stubborn(id=claude.id, api_key="none", client_params=claude.client_params)
    wrapped, messages = HeadroomAgnoModel(model, AUTO), talk(RULES, "Fine.", RULES)
    if streamed:
        said = {"messages": messages, "assistant_message": Message(role="assistant")}
        list(wrapped.invoke_stream(**said, run_response=RunOutput(run_id="r")))
    else:
        ask(wrapped, messages)
    [body] = stub.bodies
    assert "end" in added_to(without_marks(body), body)
    assert wrapped.get_savings_summary()["total_requests"] == 1
