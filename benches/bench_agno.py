"""What the wrapper adds to one model call on a short conversation, beside the bare model."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time

import pytest

pytest.importorskip("agno")

from agno.models.message import Message
from agno.models.response import ModelResponse
from agno.run.agent import RunOutput

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel, Reply, Usage

CALLS = 2000


class Silent(FakeModel):
    """Answers at once, so that nearly all of the time is the wrapper's."""

    def invoke(self, messages, *args, **kwargs):
        return ModelResponse(role="assistant", content="Done.")

    async def ainvoke(self, messages, *args, **kwargs):
        return ModelResponse(role="assistant", content="Done.")


def _messages(text):
    call = {"id": "call_0", "type": "function", "function": {"name": "fetch", "arguments": '{"day":"monday"}'}}
    return [
        Message(role="system", content="You are the assistant of a web shop."),
        Message(role="user", content="Which of the orders of Monday were refunded, and why?"),
        Message(role="assistant", tool_calls=[call]),
        Message(role="tool", content=text, tool_call_id="call_0", tool_name="fetch"),
    ]


def _microseconds(call):
    spent = []
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return 1e6 * statistics.median(spent)


@pytest.mark.parametrize("scale", [0.05, 1.0], ids=["1 KB", "20 KB"])
@pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "wrapped"])
@pytest.mark.benchmark(group="Agno: one model call, its result known")
def bench_invoke(benchmark, fresh, wrapped, scale):
    model = HeadroomAgnoModel(Silent()) if wrapped else Silent()
    messages, run = _messages(fresh("orders", scale)), RunOutput()
    benchmark(lambda: model.invoke(messages, assistant_message=Message(role="assistant"), run_response=run))


@pytest.mark.parametrize("scale", [0.05, 1.0], ids=["1 KB", "20 KB"])
@pytest.mark.benchmark(group="Agno: one model call, overhead")
def bench_overhead(benchmark, fresh, say, scale):
    """The difference that the acceptance bounds: at most 100 us on a short conversation."""
    messages, run = _messages(fresh("orders", scale)), RunOutput()
    answer = Message(role="assistant")

    def measure():
        bare, wrapped = Silent(), HeadroomAgnoModel(Silent())
        calls = [lambda m=m: m.invoke(messages, assistant_message=answer, run_response=run) for m in (bare, wrapped)]
        return [_microseconds(call) for call in calls]

    bare, wrapped = benchmark.pedantic(measure, rounds=1, warmup_rounds=1)
    size = len(messages[-1].content)
    say(f"Agno, invoke with a known result of {size} characters: {wrapped - bare:.1f} us over the bare {bare:.1f} us")


@pytest.mark.benchmark(group="Agno: one model call, overhead")
def bench_overhead_async(benchmark, fresh, say):
    messages, run, answer = _messages(fresh("orders", 0.05)), RunOutput(), Message(role="assistant")

    async def measure(model):
        spent = []
        for _ in range(CALLS):
            start = time.perf_counter()
            await model.ainvoke(messages, assistant_message=answer, run_response=run)
            spent.append(time.perf_counter() - start)
        return 1e6 * statistics.median(spent)

    models = Silent(), HeadroomAgnoModel(Silent())
    bare, wrapped = benchmark.pedantic(lambda: [asyncio.run(measure(m)) for m in models], rounds=1, warmup_rounds=1)
    say(f"Agno, ainvoke: {wrapped - bare:.1f} us over the bare {bare:.1f} us")


@pytest.mark.benchmark(group="Agno: agent run")
@pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "wrapped"])
def bench_agent_run(benchmark, fresh, wrapped):
    """A whole run with one tool call: the share of the wrapper in what Agno itself takes."""
    from agno.agent import Agent

    from headroom.testing import ToolCall

    text = fresh("orders", 0.2)
    counted = Usage(1, 1)

    def fetch() -> str:
        """Fetch the orders."""
        return text

    def setup():
        model = FakeModel([Reply(tool_calls=[ToolCall("fetch")], usage=counted), Reply("Done.", usage=counted)])
        model = HeadroomAgnoModel(model) if wrapped else model
        return (Agent(model=model, tools=[fetch], telemetry=False),), {}

    benchmark.pedantic(lambda agent: agent.run("Fetch the orders."), setup=setup, rounds=40, warmup_rounds=2)


@pytest.mark.benchmark(group="Agno: importing the integration, agno's models being there")
def bench_import(benchmark, say):
    code = (
        "import time, agno.models.base, agno.models.message, agno.models.response; start = time.process_time();"
        "import headroom.integrations.agno; print(time.process_time() - start)"
    )
    spent = []

    def import_it():
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        spent.append(float(done.stdout))

    benchmark.pedantic(import_it, rounds=5)
    median = 1e3 * statistics.median(spent)
    say(f"importing the integration, agno's models being there: {median:.0f} ms of processor time")
