"""A collector of OpenTelemetry on this machine, and agno traced as its instrumentation does it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from unittest import mock

from agno.agent import Agent
from agno.models.anthropic import Claude
from agno.models.openai import OpenAIChat
from agno.team import Team
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from tests.agno_versions import INSTALLED
from tests.provider_stub import served

OURS = "headroom."


class Span(NamedTuple):
    """A span as the collector has received it."""

    name: str
    attributes: dict[str, Any]

    @property
    def ours(self) -> dict[str, Any]:
        """What Headroom has told it."""
        return {name: value for name, value in self.attributes.items() if name.startswith(OURS)}

    @property
    def is_call(self) -> bool:
        """Whether it is told of one call of a provider."""
        return "headroom.tokens_before" in self.attributes

    @property
    def is_run(self) -> bool:
        """Whether it is told of requests that were made in it."""
        return "headroom.run.requests" in self.attributes


class Collector(ThreadingHTTPServer):
    """Takes traces as OTLP over HTTP has them, in protobuf."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Span] = []
        self.url = f"http://127.0.0.1:{self.server_port}/v1/traces"

    def calls(self) -> list[Span]:
        """The spans of providers' calls, in the order that they ended."""
        return [span for span in self.spans if span.is_call]

    def runs(self) -> list[Span]:
        """The spans that requests were made in."""
        return [span for span in self.spans if span.is_run]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Collector

    def do_POST(self) -> None:
        request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.server.spans += [Span(span.name, _values(span.attributes)) for span in scope.spans]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


def _values(attributes: Any) -> dict[str, Any]:
    return {attribute.key: _value(attribute.value) for attribute in attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(part) for part in value.array_value.values]
    return getattr(value, kind)


@contextmanager
def collecting() -> Iterator[tuple[Collector, TracerProvider]]:
    """A collector, and a provider of tracers whose spans go to it over HTTP as soon as they end."""
    with served(Collector()) as collector:
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(collector.url)))
        try:
            yield collector, provider
        finally:
            provider.shutdown()


@contextmanager
def instrumented(provider: TracerProvider) -> Iterator[None]:
    """Agno traced by OpenInference's instrumentation; on versions that it no longer knows, by a stand-in for it."""
    if INSTALLED < (2, 5):
        with _standing_in(provider):
            yield
        return
    from openinference.instrumentation import agno as instrumentation

    instrumentor = instrumentation.AgnoInstrumentor()
    with mock.patch.object(instrumentation, "find_model_subclasses", once(instrumentation.find_model_subclasses)):
        instrumentor.instrument(tracer_provider=provider)
    try:
        yield
    finally:
        instrumentor.uninstrument()


@functools.cache
def once(found: Callable[[], list[Any]]) -> Callable[[], list[Any]]:
    """What the instrumentation finds, which takes it a second each time: it imports all that agno has for models."""
    return functools.cache(found)


@contextmanager
def _standing_in(provider: TracerProvider) -> Iterator[None]:
    """Spans where the instrumentation that was made for agno 2.1 opens them: around runs and providers' calls."""
    tracer = provider.get_tracer("stand-in")
    runs = [(owner, f"_{name}") for owner in (Agent, Team) for name in ("run", "run_stream", "arun", "arun_stream")]
    names = ("invoke", "ainvoke", "invoke_stream", "ainvoke_stream")
    with ExitStack() as patches:
        for owner, name in runs + [(owner, name) for owner in (OpenAIChat, Claude) for name in names]:
            patches.enter_context(mock.patch.object(owner, name, in_span(tracer, getattr(owner, name))))
        yield


def in_span(tracer: Any, called: Callable[..., Any]) -> Callable[..., Any]:
    """A function that opens a span around another of any kind, as the current one."""

    def opened() -> Any:
        return tracer.start_as_current_span(called.__qualname__)

    @functools.wraps(called)
    def plain(*args: Any, **kwargs: Any) -> Any:
        with opened():
            return called(*args, **kwargs)

    @functools.wraps(called)
    def generator(*args: Any, **kwargs: Any) -> Any:
        with opened():
            yield from called(*args, **kwargs)

    @functools.wraps(called)
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        with opened():
            return await called(*args, **kwargs)

    @functools.wraps(called)
    async def async_generator(*args: Any, **kwargs: Any) -> Any:
        with opened():
            async for part in called(*args, **kwargs):
                yield part

    kinds = [(inspect.isasyncgenfunction, async_generator), (inspect.iscoroutinefunction, coroutine)]
    kinds += [(inspect.isgeneratorfunction, generator), (callable, plain)]
    return next(made for is_kind, made in kinds if is_kind(called))
