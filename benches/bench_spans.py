"""What spans add to one call of a wrapped model: the same calls with OpenTelemetry seen and hidden from Headroom."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager
from unittest import mock

import pytest

pytest.importorskip("agno")
pytest.importorskip("opentelemetry.sdk.trace", reason="the SDK is not installed")

from agno.models.message import Message
from agno.models.response import ModelResponse
from agno.run.agent import RunOutput
from opentelemetry.sdk.trace import TracerProvider

from headroom.integrations.agno import HeadroomAgnoModel
from headroom.testing import FakeModel

ROUNDS, CALLS = 40, 100
SPANS = {"no span": (), "a run's span": ("run",), "a run's and a call's": ("run", "call")}
TRACER = TracerProvider().get_tracer("bench")


class Traced(FakeModel):
    """Answers at once, in a span of its own where one is wanted, and reads its answer as providers' classes do."""

    spans = ()

    def invoke(self, messages, *args, **kwargs):
        with opened("call" in self.spans):
            answer = ModelResponse(role="assistant", content="Done.")
            return self._parse_provider_response(answer)

    def _parse_provider_response(self, response, **kwargs):
        return response


@contextmanager
def opened(wanted):
    with ExitStack() as stack:
        if wanted:
            stack.enter_context(TRACER.start_as_current_span("span"))
        yield


def call_in(spans, text):
    """A call of a wrapped model whose result is known, in these spans."""
    model = HeadroomAgnoModel(Traced())
    model.spans = spans
    messages, run = [Message(role="user", content=text)], RunOutput()

    def call():
        with opened("run" in spans):
            model.invoke(messages, assistant_message=Message(role="assistant"), run_response=run)

    return call


def seconds(call):
    """The processor's time, so that it does not matter what else the machine does."""
    start = time.thread_time()
    for _ in range(CALLS):
        call()
    return time.thread_time() - start


def hidden(call):
    with mock.patch.dict(sys.modules):
        del sys.modules["opentelemetry.trace"]
        return seconds(call)


def microseconds(call):
    """One call with OpenTelemetry hidden and seen: the best of rounds that take turns."""
    rounds = [(hidden(call), seconds(call)) for _ in range(ROUNDS)]
    return [1e6 * min(column) / CALLS for column in zip(*rounds, strict=True)]


@pytest.mark.parametrize("spans", SPANS)
@pytest.mark.benchmark(group="Agno: one model call, spans")
def bench_spans(benchmark, fresh, say, spans):
    call = call_in(SPANS[spans], fresh("orders", 0.05))
    unseen, seen = benchmark.pedantic(lambda: microseconds(call), rounds=1, warmup_rounds=1)
    say(f"Agno, invoke in {spans}: {seen - unseen:.1f} us over {unseen:.1f} us, x{seen / unseen:.2f}")
