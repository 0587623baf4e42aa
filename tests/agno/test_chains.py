"""Services that hold a conversation: whatever they were sent before, what is sent refers to nothing else.

A stub plays the services and knows what its model reads: what it holds and what is sent. Sessions are begun without
Headroom, under other settings, by wrappers that are no more; the window moves, and the service forgets.
"""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.models.openai import OpenAIResponses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.holding_stub import HoldingStub, holding
from tests.laws.meaning import means

from headroom import HeadroomConfig, RollingWindowConfig, SmartCrusherConfig, count_tokens, expand
from headroom.integrations.agno import HeadroomAgnoModel

prompts = pytest.importorskip("headroom.integrations.agno.prompts")
cuts = pytest.mark.skipif(not prompts.can_cut_chains(), reason="this agno cannot send again what a service holds")

LIMIT = 2500
WINDOW = RollingWindowConfig(output_buffer_tokens=0, keep_last_turns=1)
CONFIGS: dict[str, HeadroomConfig | None] = {
    "plain": None,
    "wrapped": HeadroomConfig(),
    "compact": HeadroomConfig(smart_crusher=SmartCrusherConfig(compact=True)),
}


def orders(changed: int) -> list[dict[str, Any]]:
    """30 orders, one of them changed."""
    states = ("open", "paid")
    return [
        {"id": n, "state": states[n % 2], "buyer": f"customer {n % 3}", "total": 0.5 if n == changed else 19.5 * n}
        for n in range(30)
    ]


def look(changed: int) -> list[dict[str, Any]]:
    """Look at the orders."""
    return orders(changed)


@cache
def gemini_client(url: str) -> Any:
    """Making one takes longer than all that is asked of it."""
    genai = pytest.importorskip("google.genai")
    return genai.Client(api_key="x", http_options={"base_url": url})


class Sessions:
    """One stored session, gone on with by one agent after the other."""

    def __init__(self, stub: HoldingStub, service: str = "openai", history: int = 50) -> None:
        self.stub = stub
        self.service = service
        self.rounds = 0
        self.asked: dict[str, int] = {}
        self.common = {"tools": [look], "session_id": "s", "add_history_to_context": True, "telemetry": False}
        self.common |= {"db": InMemoryDb(), "num_history_runs": history}

    def plain(self) -> Any:
        if self.service == "openai":
            return OpenAIResponses(id="gpt-5", api_key="x", base_url=f"{self.stub.url}/v1")
        google = pytest.importorskip("agno.models.google.gemini_interactions")
        return google.GeminiInteractions(id="gemini-3-flash-preview", client=gemini_client(self.stub.url))

    def model(self, name: str, limit: int | None = None) -> Any:
        config, plain = CONFIGS[name], self.plain()
        if config is None:
            return plain
        limits = {plain.id: limit} if limit else {}
        return HeadroomAgnoModel(plain, replace(config, rolling_window=WINDOW, model_context_limits=limits))

    def run(self, model: Any, rounds: int, mode: str = "run") -> list[Any]:
        """The records of the run's requests, if the model keeps any."""
        self.rounds, begun = rounds, len(self.stub.read)
        agent = Agent(model=model, **self.common)
        if mode == "run":
            agent.run("Look at the orders.")
        else:
            list(agent.run("Look at the orders.", stream=True))
        return model.metrics_history[begun - len(self.stub.read) :] if isinstance(model, HeadroomAgnoModel) else []

    async def arun(self, model: Any, rounds: int) -> list[Any]:
        """The records of a run without a thread of its own."""
        self.rounds = rounds
        await Agent(model=model, **self.common).arun("Look at the orders.")
        history: list[Any] = model.metrics_history
        return history

    def calls(self, read: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
        """One call a round, as many rounds as the run has."""
        self.rounds -= 1
        number = len(self.stub.read)
        self.asked[f"call_{number + 1}_0"] = number % 7
        return [("look", {"changed": number % 7})] if self.rounds >= 0 else []


@pytest.fixture
def sessions():
    """One session with the service named."""
    with holding(lambda read: played[-1].calls(read)) as stub:
        played: list[Sessions] = []

        def begin(service: str = "openai", history: int = 50) -> Sessions:
            stub.read.clear(), stub.tokens.clear(), stub.bodies.clear(), stub.forget()
            stub.reports = True
            played.append(Sessions(stub, service, history))
            return played[-1]

        yield begin


def assert_read(session: Sessions, read: list[dict[str, Any]]) -> None:
    """All results that the service's model reads say what the tools returned, by what it reads above them."""
    for place, message in enumerate(read):
        if message["role"] == "tool" and "left out to fit the context window" not in message["content"]:
            given = str(orders(session.asked[message["tool_call_id"]]))
            assert means(expand(message["content"], read[:place]), given), message["content"]


SERVICES = ["openai", "gemini"]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("before", ["plain", "compact"])
def test_what_was_sent_otherwise_before_is_not_referred_to(sessions, service, before):
    session = sessions(service)
    session.run(session.model(before), 2)
    session.run(session.model("wrapped"), 2)
    for read in session.stub.read:
        assert_read(session, read)
    assert len(session.stub.bodies[-1]["input"]) == 1  # the chain was gone on with


@pytest.mark.parametrize("mode", ["run", "stream"])
def test_within_what_is_sent_together_results_refer_to_each_other(sessions, mode):
    session = sessions()
    model = session.plain()
    model.use_previous_response_id = model.store = False
    session.run(HeadroomAgnoModel(model), 3, mode)
    assert_read(session, session.stub.read[-1])
    last = next(m["content"] for m in reversed(session.stub.read[-1]) if m["role"] == "tool")
    assert last.startswith("[as in look(0) above, except:]\n")


@cuts
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("mode", ["run", "arun"])
async def test_what_leaves_leaves_the_services_prompt(sessions, service, mode):
    session = sessions(service)
    model = session.model("wrapped", LIMIT)
    told = session.run(model, 9) if mode == "run" else await session.arun(model, 9)
    assert max(count_tokens(read, told[0].model).low for read in session.stub.read) <= LIMIT
    assert [record.tokens_after for record in told] == pytest.approx(session.stub.tokens, rel=0.02, abs=15)
    chained = [body.get("previous_response_id") or body.get("previous_interaction_id") for body in session.stub.bodies]
    # It is cut where something leaves, more than once, and gone on with behind that.
    assert chained[1:].count(None) >= 2
    assert any(one is None and other is not None for one, other in pairwise(chained[1:]))


@cuts
def test_streams_are_cut_too(sessions):
    session = sessions()
    told = session.run(session.model("wrapped", LIMIT), 9, "stream")
    assert [record.tokens_after for record in told] == session.stub.tokens
    assert max(session.stub.tokens) <= LIMIT


@cuts
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_reports_nothing_useful_is_sent_all_once_the_window_has_moved(sessions, service):
    session = sessions(service)
    session.stub.reports = False
    session.run(session.model("plain"), 5)
    told = session.run(session.model("wrapped", LIMIT), 5)
    assert all(tokens <= LIMIT * 1.05 for tokens in session.stub.tokens[6:])
    assert [record.tokens_after for record in told] == pytest.approx(session.stub.tokens[6:], rel=0.02, abs=15)


@cuts
def test_what_is_held_from_before_the_history_is_counted(sessions):
    session = sessions(history=1)
    for _ in range(3):
        session.run(session.model("plain"), 2)
    told = session.run(session.model("wrapped"), 1)
    assert session.stub.tokens[-1] == told[-1].tokens_after < told[-1].tokens_before + 1
    assert "previous_response_id" in session.stub.bodies[-1]
    cut = session.run(session.model("wrapped", LIMIT), 1)
    assert "previous_response_id" not in session.stub.bodies[-2]
    assert [record.tokens_after for record in cut] == session.stub.tokens[-2:]
    assert max(session.stub.tokens[-2:]) <= LIMIT


@cuts
def test_agno_keeps_its_messages_as_they_were(sessions):
    session = sessions()
    model = session.model("wrapped", LIMIT)
    agent = Agent(model=model, **session.common)
    session.rounds = 6
    output = agent.run("Look at the orders.")
    answers = [message for message in output.messages if message.role == "assistant"]
    assert [answer.provider_data["response_id"] for answer in answers] == [f"answer_{n}" for n in range(1, 8)]
    assert all(message.content.startswith("[{'id': 0") for message in output.messages if message.role == "tool")


@cuts
def test_what_is_only_simulated_goes_on_as_it_would(sessions):
    session = sessions()
    config = HeadroomConfig("simulate", rolling_window=WINDOW, model_context_limits={"gpt-5": LIMIT})
    told = session.run(HeadroomAgnoModel(session.plain(), config), 9)
    assert all("previous_response_id" in body for body in session.stub.bodies[1:])
    assert "window" in told[-1].transforms_applied
    assert session.stub.tokens[-1] == told[-1].tokens_before


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_leaves_where_agno_cannot_send_what_is_held(sessions, service, monkeypatch):
    monkeypatch.setattr(prompts, "can_cut_chains", lambda: False)
    session = sessions(service)
    told = session.run(session.model("wrapped", LIMIT), 9)
    assert session.stub.tokens[-1] > LIMIT
    assert [record.tokens_after for record in told] == pytest.approx(session.stub.tokens, rel=0.02, abs=15)
    assert not any("window" in record.transforms_applied for record in told)


@pytest.mark.skipif(not hasattr(OpenAIResponses, "_chain_rejected"), reason="this agno does not replay")
def test_an_answer_that_the_service_has_forgotten_is_replayed(sessions):
    session = sessions()
    session.run(session.model("wrapped"), 2)
    session.stub.forget()
    told = session.run(session.model("wrapped"), 1)
    assert_read(session, session.stub.read[-1])
    assert told[-1].tokens_after == session.stub.tokens[-1]


runs = st.tuples(st.sampled_from([*CONFIGS]), st.sampled_from([None, LIMIT, 1200]), st.integers(0, 4), st.booleans())


@cuts
@pytest.mark.parametrize("service", SERVICES)
@given(played=st.lists(runs, min_size=2, max_size=5), reports=st.booleans(), history=st.sampled_from([1, 50]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_played_before(sessions, service, played, reports, history):
    session = sessions(service, history if reports else 50)
    session.stub.reports = reports
    for name, limit, rounds, streams in played:
        begun = len(session.stub.read)
        mode = "stream" if streams and service == "openai" else "run"
        told = session.run(session.model(name, limit), rounds, mode)
        for record, read in zip(told, session.stub.read[begun:], strict=name != "plain"):
            assert_read(session, read)
            least = count_tokens(read, record.model).low
            assert not reports or least <= record.tokens_after
            assert limit is None or record.tokens_after > limit or least <= limit
