"""What spans of OpenTelemetry are told: over OTLP, in every mode, and nothing that anybody wrote."""

import asyncio
import json
import logging
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="OpenTelemetry's exporter is not installed")

from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.message import Message
from agno.models.openai import OpenAIChat
from agno.run.agent import RunOutput
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider, sampling
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.agno.conftest import MODES
from tests.agno.otlp_collector import Span, collecting, in_span, instrumented
from tests.agno.retrieving import LOSSLESS
from tests.agno.traced_shop import CANARY, MEMBERS, asked_for, get_orders, model_at, team_at
from tests.agno_versions import needs
from tests.provider_stub import Usage, running

from headroom import HeadroomConfig, HeadroomMode
from headroom.integrations.agno import HeadroomAgnoModel, savings_of, wrap_team
from headroom.integrations.agno import span_attributes as names
from headroom.testing import FakeModel

ROOT = Path(__file__).parents[2]
SUMS = ("tokens_before", "tokens_after", "tokens_saved", "retrievals", "retrieved_tokens", "unpriced_requests")
COSTS = (
    *("projected_cost_before", "projected_cost_after", "projected_cost_saved"),
    *("real_cost", "projected_real_cost_before", "projected_real_cost_saved"),
)


@pytest.fixture
def collected():
    """A collector, and a provider of tracers that exports to it."""
    with collecting() as both:
        yield both


@pytest.fixture
def traced(collected):
    """A collector of the traces of agno, instrumented before anything is wrapped."""
    collector, provider = collected
    with instrumented(provider):
        yield collector


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter):
    """A tracer whose spans are kept here."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("test")


@pytest.fixture
def service():
    """A provider that gives a leader's tasks to both members, and has these look the orders up."""
    with running(asked_for) as stub:
        stub.usages = [Usage(300, 200)]
        yield stub


def total(spans, name):
    return sum(span.attributes.get(name, 0) for span in spans)


def assert_told(collector, account):
    """The calls' spans and the runs' spans each hold the whole account."""
    calls, runs = collector.calls(), collector.runs()
    assert len(calls) == total(runs, "headroom.run.requests") == account["total_requests"] > 0
    assert total(runs, "headroom.run.reported_requests") == account["reported_requests"]
    for name in SUMS:
        assert total(runs, f"headroom.run.{name}") == account[name]
    for name in SUMS[:-1]:
        assert total(calls, f"headroom.{name}") == account[name]
    for name in COSTS:
        assert total(runs, f"headroom.run.{name}") == pytest.approx(account[name])
        assert total(calls, f"headroom.{name}") == pytest.approx(account[name])


@pytest.mark.parametrize("kind", [OpenAIChat, Claude])
async def test_the_trace_of_a_team_holds_the_account(traced, service, play, mode, kind):
    team = wrap_team(team_at(service.url, kind))
    await play(team, "How many orders?", mode)

    account = savings_of(team)
    assert account["tokens_saved"] > 0 < account["real_cost"]
    assert_told(traced, account)
    assert len(traced.runs()) == 3
    told = sorted(span.attributes["headroom.run.tokens_saved"] for span in traced.runs())
    assert told == sorted(row["tokens_saved"] for row in account["members"].values())


async def test_agno_may_be_instrumented_after_its_models_are_wrapped(collected, service, play, mode):
    collector, provider = collected
    team = wrap_team(team_at(service.url))
    with instrumented(provider):
        await play(team, "How many orders?", mode)
    assert_told(collector, savings_of(team))


async def test_a_call_is_told_what_the_account_says_of_it(traced, service, play, mode):
    agent = Agent(model=HeadroomAgnoModel(model_at(service.url)), tools=[get_orders], telemetry=False)
    await play(agent, "How many orders?", mode)

    records = agent.model.metrics_history
    assert len(records) == len(traced.calls()) == 2
    for record, span in zip(records, traced.calls(), strict=True):
        expected = {name: getattr(record, name, None) for name in (*SUMS[:-1], *COSTS, "caching", "transforms_applied")}
        expected |= {"mode": "optimize", "counted_as": "gpt-4o", "faults": 0}
        assert span.ours == {f"headroom.{name}": value for name, value in expected.items()}
    assert traced.calls()[1].attributes["headroom.transforms_applied"] == ["table"]


@needs((2, 5), "the instrumentation that tells usage does not know it")
async def test_what_the_provider_reported_stays_its_own(traced, service, play, mode):
    for model in (HeadroomAgnoModel(model_at(service.url)), model_at(service.url)):
        await play(Agent(model=model, tools=[get_orders], telemetry=False), "How many orders?", mode)

    told = [span for span in traced.spans if "llm.model_name" in span.attributes]
    usage = ("llm.token_count.prompt", "llm.token_count.prompt_details.cache_read", "llm.token_count.completion")
    assert [[span.attributes[name] for name in usage] for span in told] == [[500, 200, 10]] * 4
    assert [bool(span.ours) for span in told] == [True, True, False, False]
    assert {name.split(".")[0] for span in told for name in span.ours} == {"headroom"}


async def test_nothing_that_anybody_wrote_is_told(traced, service, play, mode):
    team = wrap_team(team_at(service.url))
    ids = {"user_id": f"{CANARY}-user", "session_id": f"{CANARY}-session"}
    await play(team, f"{CANARY}-question", mode, **ids)

    assert CANARY in json.dumps([request["messages"] for request in service.bodies])
    ours = [span.ours for span in traced.spans if span.ours]
    assert len(ours) >= 6
    told = json.dumps(ours)
    assert CANARY not in told
    assert not any(word in told for word in ("get_orders", "delegate", *MEMBERS, "shop", "How many"))


async def test_every_attribute_is_one_that_is_documented(traced, service, play):
    team = wrap_team(team_at(service.url))
    await play(team, "How many orders?", "run")
    types = {"int": int, "double": float, "string": str, "string[]": list}
    known = {one.name: types[one.type] for one in (*names.OF_CALL, *names.OF_REQUESTS)}
    told = {name: type(value) for span in traced.spans for name, value in span.ours.items()}
    assert told == known


@pytest.mark.parametrize("kept", [HeadroomMode.AUDIT, HeadroomMode.SIMULATE])
async def test_the_mode_is_told_where_nothing_is_sent_otherwise(traced, service, play, kept):
    model = HeadroomAgnoModel(model_at(service.url), HeadroomConfig(default_mode=kept))
    await play(Agent(model=model, tools=[get_orders], telemetry=False), "How many orders?", "run")
    assert {span.attributes["headroom.mode"] for span in traced.calls()} == {kept.value}
    assert_told(traced, model.get_savings_summary())
    assert total(traced.calls(), "headroom.projected_real_cost_saved") == 0


async def test_a_model_without_a_price_has_no_costs(traced, service, play):
    model = HeadroomAgnoModel(OpenAIChat(id="my-own", api_key="none", base_url=f"{service.url}/v1"))
    await play(Agent(model=model, tools=[get_orders], telemetry=False), "How many orders?", "run")
    assert [name for span in traced.spans for name in span.ours if "cost" in name] == []
    assert total(traced.runs(), "headroom.run.unpriced_requests") == 2


@needs((2, 5), "the stand-in for its instrumentation is tested already")
@pytest.mark.parametrize("parts", [1, 2])
async def test_a_stream_that_is_left_is_told_what_is_known(traced, service, parts):
    model = HeadroomAgnoModel(model_at(service.url, Claude))
    stream = model.invoke_stream([Message(role="user", content="Hi")], assistant_message=Message(role="assistant"))
    for _ in range(parts):
        next(stream)
    stream.close()

    [span], [record] = traced.calls(), model.metrics_history
    assert span.attributes["headroom.tokens_before"] == record.tokens_before
    assert span.attributes.get("headroom.real_cost") == record.real_cost


@needs((2, 5), "the stand-in tells no messages")
async def test_a_span_that_is_full_has_what_is_ours(traced, service):
    """The SDK keeps 128 attributes of a span, and of more than that the last."""
    model = HeadroomAgnoModel(model_at(service.url))
    model.response([Message(role="user", content=f"Message {n}") for n in range(100)])
    [span] = traced.calls()
    assert len(span.attributes) == 128
    assert set(span.ours) == {attribute.name for attribute in names.OF_CALL}


async def test_spans_that_have_ended_are_left_alone(traced, service, play, mode, caplog):
    """The SDK warns of an attribute that comes too late."""
    caplog.set_level(logging.WARNING)
    await play(wrap_team(team_at(service.url)), "How many orders?", mode)
    assert [
        record.message for record in caplog.records if "ended" in record.message or "eadroom" in record.message
    ] == []


def test_a_span_of_ones_own_around_a_call_is_told_the_sums(tracer, exporter):
    """A model that no instrumentation knows has no span of its own."""
    model = HeadroomAgnoModel(FakeModel(["one", "two", "three"]))
    with tracer.start_as_current_span("outer"):
        model.response([{"role": "user", "content": "Hi"}])
        with tracer.start_as_current_span("inner"):
            for _ in range(2):
                model.response([{"role": "user", "content": "Hi"}])

    told = {span.name: span.attributes["headroom.run.requests"] for span in exporter.get_finished_spans()}
    assert told == {"inner": 2, "outer": 1}
    assert not any("headroom.tokens_before" in span.attributes for span in exporter.get_finished_spans())
    assert (
        sum(span.attributes["headroom.run.tokens_before"] for span in exporter.get_finished_spans())
        == (model.get_savings_summary()["tokens_before"])
    )


def test_runs_at_once_keep_apart(tracer, exporter):
    model = HeadroomAgnoModel(FakeModel(lambda request: "ok"), LOSSLESS)

    def run(number):
        with tracer.start_as_current_span(str(number)):
            for turn in range(number % 5 + 1):
                model.response([{"role": "user", "content": f"{number} {turn}"}])

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(run, range(64)))
    told = {int(span.name): span.attributes["headroom.run.requests"] for span in exporter.get_finished_spans()}
    assert told == {number: number % 5 + 1 for number in range(64)}
    summed = sum(span.attributes["headroom.run.tokens_after"] for span in exporter.get_finished_spans())
    assert summed == model.get_savings_summary()["tokens_after"]


async def test_what_is_asked_at_once_within_one_span_is_summed_up(tracer, exporter):
    model = HeadroomAgnoModel(FakeModel(lambda request: "ok"))
    with tracer.start_as_current_span("all"):
        await asyncio.gather(*(model.aresponse([{"role": "user", "content": str(n)}]) for n in range(64)))
    [span] = exporter.get_finished_spans()
    assert span.attributes["headroom.run.requests"] == 64
    assert span.attributes["headroom.run.tokens_before"] == model.get_savings_summary()["tokens_before"]


async def test_a_model_that_calls_itself_is_told_once(monkeypatch, tracer, exporter, service):
    """Some clients have no asynchronous half, and ask in a thread."""
    whole = in_span(tracer, OpenAIChat.invoke)

    async def ainvoke(self, *args, **kwargs):
        return await asyncio.to_thread(self.invoke, *args, **kwargs)

    monkeypatch.setattr(OpenAIChat, "invoke", whole)
    monkeypatch.setattr(OpenAIChat, "ainvoke", ainvoke)
    model = HeadroomAgnoModel(model_at(service.url))
    await model.aresponse([{"role": "user", "content": "Hi"}])
    [span] = exporter.get_finished_spans()
    assert span.attributes["headroom.tokens_before"] == model.get_savings_summary()["tokens_before"]
    assert model.get_savings_summary()["total_requests"] == 1


@pytest.mark.parametrize("asks", ["agno.memory.manager", "somebody.else"])
def test_an_answer_is_heard_by_its_own_request_alone(monkeypatch, tracer, exporter, service, asks):
    """A provider's class may ask another model on the way; what agno asks for itself is in no account."""
    other, invoke = HeadroomAgnoModel(model_at(service.url)), in_span(tracer, OpenAIChat.invoke)
    caller = {"__name__": asks}
    exec("def ask(model): model.response([{'role': 'user', 'content': 'What do you think?'}])", caller)

    def asking(self, *args, **kwargs):
        if self is not other:
            caller["ask"](other)
            service.usages = [Usage(700)]
        return invoke(self, *args, **kwargs)

    monkeypatch.setattr(OpenAIChat, "invoke", asking)
    model = HeadroomAgnoModel(model_at(service.url))
    model.response([{"role": "user", "content": "Hi"}])
    told = [span.attributes["headroom.real_cost"] for span in exporter.get_finished_spans() if span.attributes]
    assert told == [record.real_cost for one in (other, model) for record in one.metrics_history]
    assert len(told) == (1 if asks.startswith("agno.") else 2)


def test_spans_that_are_not_sampled_are_told_nothing(monkeypatch, service):
    tracer = TracerProvider(sampler=sampling.ALWAYS_OFF).get_tracer("test")
    monkeypatch.setattr(OpenAIChat, "invoke", in_span(tracer, OpenAIChat.invoke))
    monkeypatch.setattr(names, "attributes_of_call", None)
    model = HeadroomAgnoModel(model_at(service.url))
    with tracer.start_as_current_span("run"):
        model.response([{"role": "user", "content": "Hi"}])
    assert (model.get_savings_summary()["total_requests"], model.get_savings_summary()["total_faults"]) == (1, 0)


class Broken(trace.NonRecordingSpan):
    def is_recording(self):
        return True

    def set_attributes(self, attributes):
        raise RuntimeError("this span takes nothing")


def test_a_span_that_fails_is_a_fault_of_the_account(caplog):
    model = HeadroomAgnoModel(FakeModel(["ok"]), HeadroomConfig(strict=True))
    with trace.use_span(Broken(trace.INVALID_SPAN_CONTEXT)):
        answer = model.invoke(messages=[Message(role="user", content="Hi")], run_response=RunOutput(run_id="r"))
    assert answer.content == "ok"
    assert (model.get_savings_summary()["total_requests"], model.get_savings_summary()["total_faults"]) == (1, 1)
    assert "could not account" in caplog.text


def run(code):
    """Run code in a new interpreter and give back what it prints."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


CALL = """
    import logging, sys
    logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(name)s %(levelname)s")
    import agno.models.base
    from agno.models.message import Message
    before = "opentelemetry" in sys.modules  # some versions of agno bring it along
    from headroom.integrations.agno import HeadroomAgnoModel
    from headroom.testing import FakeModel
    model = HeadroomAgnoModel(FakeModel(["ok"]))
    model.invoke(messages=[Message(role="user", content="Hi")])
    print(model.get_savings_summary()["total_requests"], ("opentelemetry" in sys.modules) is before)
"""
ABSENT = """
    import sys
    sys.modules["opentelemetry"] = None
"""


@pytest.mark.parametrize("given", ["", ABSENT], ids=["installed", "absent"])
def test_opentelemetry_is_neither_imported_nor_missed(given):
    assert run(given + CALL) == "headroom DEBUG\n1 True"


@dataclass
class Kept:
    """Spans that agno keeps in its database, read as those of a collector."""

    spans: list

    def calls(self):
        return [span for span in self.spans if span.is_call]

    def runs(self):
        return [span for span in self.spans if span.is_run]


@needs((2, 5), "it has no tracing of its own, or none that goes with the instrumentation")
def test_agnos_own_tracing_keeps_it_in_the_database(service, tmp_path):
    """In all four modes, one after the other, in a process of its own: agno's tracing is for good."""
    pytest.importorskip("agno.tracing.setup")
    program = [sys.executable, "-m", "tests.agno.traced_by_agno", str(tmp_path / "traces.db"), service.url]
    done = subprocess.run(program, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    kept = json.loads(done.stdout.splitlines()[-1])
    assert kept["traces"] == len(MODES)
    assert_told(Kept([Span(*span) for span in kept["spans"]]), kept["account"])


def test_the_runs_metrics_say_the_same(tracer, exporter, service):
    """They are what they were: `additional_metrics` of the run, which the session store keeps."""
    agent = Agent(model=HeadroomAgnoModel(model_at(service.url)), tools=[get_orders], telemetry=False)
    with tracer.start_as_current_span("run"):
        noted = agent.run("How many orders?").metrics.additional_metrics["headroom"]
    [span] = [span for span in exporter.get_finished_spans() if span.name == "run"]
    told = {name.removeprefix("headroom.run."): value for name, value in span.attributes.items()}
    assert told == {name: pytest.approx(noted[name]) for name in told}


def test_a_span_that_cannot_be_remembered_is_told_no_sums(caplog):
    class Slotted(trace.NonRecordingSpan):
        __hash__ = None

        def is_recording(self):
            return True

        def set_attributes(self, attributes):
            pytest.fail("it is told sums of one request")

    model = HeadroomAgnoModel(FakeModel(["Hello."]))
    with trace.use_span(Slotted(trace.INVALID_SPAN_CONTEXT)):
        model.response([Message(role="user", content="Hi.")])
    assert (model.get_savings_summary()["total_faults"], caplog.messages) == (0, [])
