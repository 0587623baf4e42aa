"""What was sent last: counts and a decision a message, run by run, and nothing of what they say."""

import copy
import dataclasses
import logging
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from agno.agent import Agent
from agno.models.message import Message
from agno.run.agent import RunOutput

from headroom import Decision, HeadroomConfig, compress
from headroom.integrations.agno import HeadroomAgnoModel, LastRequest
from headroom.testing import FakeModel

ROWS = str([{"id": number, "name": f"secret {number}"} for number in range(30)])
MESSAGES = [
    Message(role="user", content=f"What is in these? {ROWS}"),
    Message(role="assistant", content="Thirty rows."),
]


def done(request):
    return "Done."


def ask(model, run_id="r", text="And now?"):
    messages = [*MESSAGES, Message(role="user", content=text)]
    model.invoke(messages=messages, run_response=RunOutput(run_id=run_id))


def wrapped(**settings):
    return HeadroomAgnoModel(FakeModel(done), config=HeadroomConfig(**settings))


async def test_it_is_the_last_request_of_a_run(twins, play, mode, agno_version):
    _, agent = twins()
    assert agent.model.last_request is None
    output, _ = await play(agent, "How are we doing?", mode)

    request, recorded = agent.model.last_request, agent.model.metrics_history[-1]
    assert isinstance(request, LastRequest)
    assert (request.tokens_before, request.tokens_after) == (recorded.tokens_before, recorded.tokens_after)
    assert (request.tokens_saved, request.transforms_applied) == (recorded.tokens_saved, recorded.transforms_applied)
    assert (request.model, request.mode) == ("gpt-4o", "optimize")
    if agno_version >= (2, 2):  # before that, a model is not told of every run
        assert request.run_id == output.run_id
        assert agent.model.last_request_of(output.run_id) is request


def test_it_says_what_became_of_each_message_as_compress_does():
    model = wrapped()
    ask(model)
    decisions = model.last_request.decisions
    assert all(isinstance(decision, Decision) for decision in decisions)
    dicts = [{"role": message.role, "content": message.content} for message in MESSAGES]
    assert decisions == compress([*dicts, {"role": "user", "content": "And now?"}]).decisions
    assert [decision.action for decision in decisions] == ["rewritten", "kept", "kept"]


@pytest.mark.parametrize("mode", ["audit", "simulate"])
def test_the_mode_says_whether_it_went_out_so(mode):
    model = wrapped(default_mode=mode)
    ask(model)
    assert model.last_request.mode == mode
    assert (model.last_request.tokens_saved > 0) == (mode == "simulate")


def test_it_holds_no_contents():
    model = wrapped()
    ask(model)
    request = model.last_request
    assert repr(request).startswith("LastRequest(gpt-4o, optimize, ")
    shown = (repr(request), request._repr_html_(), request.to_dict(), dataclasses.asdict(request), vars(request))
    assert "secret" not in str(shown)
    assert b"secret" not in pickle.dumps(request)
    assert pickle.loads(pickle.dumps(request)).decisions == request.decisions


def test_runs_at_once_are_told_apart():
    model = wrapped()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ask(model, f"run {number}", "word " * number), range(16)))
    for number in range(16):
        request = model.last_request_of(f"run {number}")
        alone = wrapped()
        ask(alone, f"run {number}", "word " * number)
        assert request.to_dict() == alone.last_request.to_dict()


def test_the_last_sixteen_runs_are_remembered_until_the_reset():
    model = wrapped()
    for number in [*range(20), 3]:
        ask(model, str(number))
    known = [number for number in range(20) if model.last_request_of(str(number))]
    assert known == [3, *range(5, 20)]
    assert model.last_request.run_id == "3"
    assert copy.copy(model).last_request is copy.deepcopy(model).last_request is model.last_request
    assert pickle.loads(pickle.dumps(model)).last_request is None
    model.reset()
    assert (model.last_request, model.last_request_of("3")) == (None, None)


def test_a_fault_is_told_too(monkeypatch):
    model = wrapped()
    monkeypatch.setattr(model._headroom.engine, "_plan", lambda *_: 1 / 0)
    ask(model)
    assert (model.last_request.decisions, len(model.last_request.warnings)) == ([], 1)


def test_what_cannot_be_remembered_is_sent_all_the_same(monkeypatch):
    model = wrapped(strict=True)
    monkeypatch.setattr(model._headroom.requests, "add", lambda _: 1 / 0)
    ask(model)
    assert model.last_request is None
    assert model.get_savings_summary()["total_faults"] == 1
    assert model.tokens_saved > 0


def test_every_call_is_a_line_of_the_debug_log_without_contents(caplog):
    caplog.set_level(logging.DEBUG, "headroom")
    model = wrapped()
    Agent(model=model, telemetry=False).run(f"secret words: {ROWS}")
    [line] = [record.getMessage() for record in caplog.records if record.name == "headroom"]
    request = model.last_request
    assert line == f"gpt-4o: {request.tokens_before} tokens -> {request.tokens_after} (table)"
