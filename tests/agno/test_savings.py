"""What was saved: on the model, on the run, in the session store; exact under threads and concurrent runs."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from agno.agent import Agent
from agno.db.sqlite import SqliteDb
from agno.models.message import Message
from agno.run.agent import RunOutput
from agno.team import Team
from tests.agno.retrieving import LOSSLESS

from headroom import CompressionError, HeadroomConfig, HeadroomMode, RollingWindowConfig
from headroom.integrations.agno import HeadroomAgnoModel, OptimizationMetrics
from headroom.testing import FakeModel, Reply, ToolCall

TOKENS = {
    "total_requests",
    "total_tokens_before",
    "total_tokens_after",
    "total_tokens_saved",
    "average_savings_percent",
    "total_faults",
}


def assert_empty(summary):
    assert summary.pop("caching") == "off"
    assert summary.pop("models") == {}
    assert set(summary) > TOKENS
    assert set(summary.values()) == {0}


def answer(request):
    """A script for any number of runs at once: look the orders up, then answer."""
    return "Done." if request.messages[-1].role == "tool" else ToolCall("get_orders")


def ask(model, text="Hi", run_id="r"):
    return model.invoke(messages=[Message(role="user", content=text)], run_response=RunOutput(run_id=run_id))


async def test_every_request_is_recorded(twins, play, mode):
    _, agent = twins(config=LOSSLESS)
    await play(agent, "How are we doing?", mode)

    first, _, last = agent.model.metrics_history
    assert isinstance(last, OptimizationMetrics)
    assert (first.tokens_saved, first.savings_percent, first.transforms_applied) == (0, 0.0, [])
    assert last.tokens_saved == last.tokens_before - last.tokens_after > 0
    assert last.savings_percent == pytest.approx(100 * last.tokens_saved / last.tokens_before)
    assert "table" in last.transforms_applied
    assert last.model == "gpt-4o"
    assert len({metrics.request_id for metrics in agent.model.metrics_history}) == 3


async def test_the_summary_adds_the_requests_up(twins, play, mode):
    _, agent = twins()
    await play(agent, "How are we doing?", mode)
    history = agent.model.metrics_history

    assert agent.model.total_tokens_saved == sum(metrics.tokens_saved for metrics in history)
    summary = agent.model.get_savings_summary()
    assert {name: value for name, value in summary.items() if name in TOKENS} == {
        "total_requests": 3,
        "total_tokens_before": sum(metrics.tokens_before for metrics in history),
        "total_tokens_after": sum(metrics.tokens_after for metrics in history),
        "total_tokens_saved": agent.model.total_tokens_saved,
        "average_savings_percent": pytest.approx(sum(metrics.savings_percent for metrics in history) / 3),
        "total_faults": 0,
    }


def test_a_model_that_was_never_called_has_saved_nothing():
    assert_empty(HeadroomAgnoModel(FakeModel()).get_savings_summary())


def test_the_history_is_bounded_and_the_totals_are_not():
    model = HeadroomAgnoModel(FakeModel(["ok"] * 150))
    for _ in range(150):
        ask(model)

    assert len(model.metrics_history) == 100
    assert model.get_savings_summary()["total_requests"] == 150


def test_reset_forgets():
    model = HeadroomAgnoModel(FakeModel(["ok"]))
    ask(model)
    model.reset()

    assert model.metrics_history == []
    assert_empty(model.get_savings_summary())


@pytest.mark.parametrize("sent_as_is", [HeadroomMode.AUDIT, HeadroomMode.SIMULATE])
def test_modes_that_send_the_original(data, sent_as_is):
    text = str(data["orders"]())
    fake = FakeModel(["ok"])
    model = HeadroomAgnoModel(fake, HeadroomConfig(default_mode=sent_as_is))
    ask(model, text)

    assert fake.requests[0].texts == [text]
    assert model.get_savings_summary()["total_tokens_before"] > 0
    assert (model.total_tokens_saved > 0) == (sent_as_is is HeadroomMode.SIMULATE)


async def test_savings_reach_the_run_and_the_session_store(twins, play, mode, tmp_path):
    _, agent = twins(db=SqliteDb(db_file=str(tmp_path / "agno.db")))
    output, _ = await play(agent, "How are we doing?", mode, session_id="s")

    saved = output.metrics.additional_metrics["headroom"]
    assert saved["requests"] == 3
    assert saved["tokens_saved"] == agent.model.total_tokens_saved > 0
    assert saved["tokens_saved"] == saved["tokens_before"] - saved["tokens_after"]
    assert saved["transforms_applied"] == ["table"]
    stored = agent.get_session(session_id="s").runs[-1]
    assert stored.metrics.additional_metrics["headroom"] == saved
    assert json.loads(json.dumps(output.metrics.to_dict()))["additional_metrics"]["headroom"] == saved


async def test_two_runs_of_one_model_note_their_own_savings(twins, play):
    _, agent = twins(steps=answer)
    one, _ = await play(agent, "How many orders?", "run")
    two, _ = await play(agent, "How many orders?", "run")

    noted = [run.metrics.additional_metrics["headroom"]["tokens_saved"] for run in (one, two)]
    assert noted[0] == noted[1]
    assert sum(noted) == agent.model.total_tokens_saved


@pytest.mark.parametrize("kind", ["agent", "team"])
async def test_a_session_adds_up_what_its_runs_saved(tools, play, mode, kind, tmp_path, agno_version):
    if agno_version < (2, 3, 26):
        pytest.skip("agno 2.1 keeps the last run's own metrics in a session")
    model, database = HeadroomAgnoModel(FakeModel(answer)), str(tmp_path / "db")

    def made():
        members = {"members": []} if kind == "team" else {}
        made_of = Team if members else Agent
        return made_of(model=model, tools=tools, db=SqliteDb(db_file=database), telemetry=False, **members)

    runs = [(await play(made(), "How many orders?", mode, session_id="s"))[0] for _ in range(3)]

    kept = made().get_session_metrics(session_id="s").additional_metrics
    saved = model.get_savings_summary(session_id="s")
    assert kept["headroom_tokens_saved"] == saved["total_tokens_saved"] > 1_900
    assert kept["headroom_requests"] == saved["total_requests"] == 6
    assert kept["headroom_projected_cost_saved"] == pytest.approx(saved["projected_cost_saved"])
    assert kept["headroom"] == runs[-1].metrics.additional_metrics["headroom"]


async def test_what_stands_beside_a_note_is_what_it_says(twins, play):
    _, agent = twins()
    output, _ = await play(agent, "How are we doing?", "run")
    noted = dict(output.metrics.additional_metrics)
    entry = noted.pop("headroom")
    numbers = {name for name, value in entry.items() if isinstance(value, int | float)} - {"savings_percent"}

    assert noted == {f"headroom_{name}": entry[name] for name in numbers}
    assert {"requests", "tokens_saved", "projected_cost_saved", "real_cost"} <= numbers


def test_a_run_without_metrics_is_no_obstacle():
    run = RunOutput(run_id="r")
    run.metrics = None
    model = HeadroomAgnoModel(FakeModel(["ok"]))
    model.invoke(messages=[Message(role="user", content="Hi")], run_response=run)

    assert model.get_savings_summary()["total_requests"] == 1


async def test_64_concurrent_runs_on_one_model(twins, tools):
    model = HeadroomAgnoModel(FakeModel(answer), LOSSLESS)
    agents = [Agent(model=model, tools=tools, telemetry=False) for _ in range(64)]
    outputs = await asyncio.gather(*(agent.arun(f"Question {n}") for n, agent in enumerate(agents)))

    assert [output.content for output in outputs] == ["Done."] * 64
    assert [output.messages[-4].content for output in outputs] == [f"Question {n}" for n in range(64)]
    summary = model.get_savings_summary()
    assert summary["total_requests"] == 128
    assert summary["total_tokens_saved"] == 64 * (model.metrics_history[-1].tokens_saved)


def test_threads_on_one_model(tools):
    model = HeadroomAgnoModel(FakeModel(answer), LOSSLESS)

    def work(number):
        return Agent(model=model, tools=tools, telemetry=False).run(f"Question {number}").messages[-4].content

    with ThreadPoolExecutor(8) as pool:
        questions = list(pool.map(work, range(32)))

    assert questions == [f"Question {n}" for n in range(32)]
    assert model.get_savings_summary()["total_requests"] == 64
    assert model.total_tokens_saved == 32 * max(metrics.tokens_saved for metrics in model.metrics_history)


async def test_a_provider_that_calls_itself_is_counted_once(data):
    class Roundabout(FakeModel):
        async def ainvoke(self, *args, **kwargs):
            return self.invoke(*args, **kwargs)

    fake = Roundabout(["ok"])
    model = HeadroomAgnoModel(fake)
    messages = [Message(role="user", content=str(data["orders"]()))]
    await model.ainvoke(messages=messages, run_response=RunOutput(run_id="r"))

    assert fake.requests[0].texts[0].startswith("[40 rows:")
    assert model.get_savings_summary()["total_requests"] == 1


def test_a_request_the_provider_refuses_saves_nothing():
    model = HeadroomAgnoModel(FakeModel([RuntimeError("no"), "ok"]))
    with pytest.raises(RuntimeError):
        ask(model)
    ask(model)

    assert model.get_savings_summary()["total_requests"] == 1


@pytest.mark.parametrize(
    "billed",
    [{"name": "a-long-name-for-a-user"}, {"reasoning_content": "Hm. " * 20, "provider_data": {"signature": "s"}}],
    ids=["a name", "reasoning that is sent back"],
)
def test_everything_that_is_billed_is_counted(billed):
    call = {"id": "c", "type": "function", "function": {"name": "get_orders", "arguments": "{}"}}
    counts = []
    for fields in ({}, billed):
        model = HeadroomAgnoModel(FakeModel(["ok"]))
        asked = Message(role="assistant", tool_calls=[call], **fields)
        model.invoke(messages=[Message(role="user", content="Hi"), asked], run_response=RunOutput(run_id="r"))
        counts.append(model.metrics_history[0].tokens_before)

    assert counts[1] > counts[0]


def test_the_window_leaves_whole_turns_out_and_says_so(data):
    turns = []
    for number in range(12):
        call = {"id": f"c{number}", "type": "function", "function": {"name": "get_logs", "arguments": "{}"}}
        turns += [
            Message(role="user", content=f"Question {number}"),
            Message(role="assistant", tool_calls=[call]),
            Message(role="tool", tool_call_id=f"c{number}", tool_name="get_logs", content=f"{number} " + "word " * 900),
            Message(role="assistant", content=f"Answer {number}"),
        ]
    config = HeadroomConfig(
        rolling_window=RollingWindowConfig(output_buffer_tokens=1000), model_context_limits={"gpt-4o": 6000}
    )
    fake = FakeModel(["ok"])
    model = HeadroomAgnoModel(fake, config)
    model.invoke(messages=[*turns, Message(role="user", content="Last")], run_response=RunOutput(run_id="r"))
    sent = fake.requests[0].messages

    assert len(sent) < len(turns)
    assert sent[0].role == "user"
    assert sent[-1].content == "Last"
    calls = [call["id"] for message in sent for call in message.tool_calls or ()]
    assert [message.tool_call_id for message in sent if message.role == "tool"] == calls
    assert "window" in model.metrics_history[0].transforms_applied


def test_a_fault_of_headrooms_own_sends_the_original(monkeypatch, data, caplog):
    fake = FakeModel(["ok"])
    model = HeadroomAgnoModel(fake)
    monkeypatch.setattr("headroom.integrations.agno.messages.AgnoShape.reader", lambda _: 1 / 0)
    ask(model, str(data["orders"]()))

    assert fake.requests[0].texts == [str(data["orders"]())]
    assert model.get_savings_summary()["total_faults"] == 1
    assert "went out as it was" in caplog.text


def test_a_fault_of_the_engines_counts_too(monkeypatch, data):
    fake = FakeModel(["ok", "ok"])
    model = HeadroomAgnoModel(fake)
    monkeypatch.setattr("headroom._core.plan", lambda *_, **__: 1 / 0)
    ask(model, str(data["orders"]()))

    assert fake.requests[0].texts == [str(data["orders"]())]
    assert model.get_savings_summary()["total_faults"] == 1
    model.reset()
    assert model.get_savings_summary()["total_faults"] == 0


def test_a_fault_before_the_engine_is_asked_is_no_other(monkeypatch, data):
    fake = FakeModel(["ok"])
    model = HeadroomAgnoModel(fake)
    monkeypatch.setattr("headroom.integrations.agno.request.service_of", lambda _: 1 / 0)
    ask(model, str(data["orders"]()))

    assert fake.requests[0].texts == [str(data["orders"]())]
    assert model.get_savings_summary()["total_faults"] == 1
    with pytest.raises(CompressionError):
        ask(HeadroomAgnoModel(fake, HeadroomConfig(strict=True)))


def test_strict_raises_it(monkeypatch):
    from headroom import HeadroomError

    model = HeadroomAgnoModel(FakeModel(["ok"]), HeadroomConfig(strict=True))
    monkeypatch.setattr("headroom.integrations.agno.messages.AgnoShape.reader", lambda _: 1 / 0)
    with pytest.raises(HeadroomError):
        ask(model)


def test_usage_the_model_claims_is_what_was_sent(twins):
    """The scripted model counts what reaches it, so that smaller requests show as smaller usage."""
    plain, wrapped = twins(steps=answer)
    expected, actual = plain.run("How many?"), wrapped.run("How many?")

    assert actual.metrics.input_tokens == expected.metrics.input_tokens - wrapped.model.total_tokens_saved


@pytest.mark.parametrize("reply", [Reply("ok"), "ok"])
def test_short_conversations_are_sent_as_they_are(reply):
    fake = FakeModel([reply])
    ask(HeadroomAgnoModel(fake), "What is 2 + 2?")

    assert fake.requests[0].texts == ["What is 2 + 2?"]


def test_a_conversation_with_an_image_is_known_again():
    from agno.media import Image

    from headroom._planning.history import Conversations
    from headroom.integrations.agno.messages import AgnoShape

    seen = Message(role="user", content="look", images=[Image(content=b"\x89PNG", format="png")])
    messages, conversations = [seen, Message(role="assistant", content="a cat")], Conversations()
    conversations.put(conversations.take(messages, "gpt-4o", AgnoShape()))
    call = conversations.take([*messages, Message(role="user", content="thanks")], "gpt-4o", AgnoShape())
    assert (call.known, len(call.rows)) == (2, 1)
    assert call.bytes >= len(b"\x89PNG")
