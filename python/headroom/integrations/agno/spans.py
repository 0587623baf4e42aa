"""The spans of OpenTelemetry that requests are told on, where the process has any.

Instrumentations of agno open a span around a run, and one around the provider's own ``invoke``, which stands below the
wrapper's: it begins when a request is planned, and has ended when the answer is handed back. In between it is the
current one where the provider's class reads the answer, and where the first part of a stream arrives; there requests
find it. None of this imports OpenTelemetry: a process that has not done so has no spans.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from headroom._account.summary import NOTHING, Summary, Sums, added, difference, sums_of
from headroom._locks import new_lock

from .span_attributes import attributes_of_call, attributes_of_requests, costs_of_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headroom._account.record import OptimizationMetrics

__all__ = ["RequestSpans", "hear", "heard_by", "is_tracing"]


class RequestSpans:
    """The spans of one request: the one that it is made in, and the provider's own around the call."""

    __slots__ = ("_around", "_call", "_counted_as", "_faults", "_mode")

    def __init__(self, *, mode: str, counted_as: str, faults: int) -> None:
        """Note the span that the request is made in.

        Args:
            mode: name of the mode that it is sent in.
            counted_as: id of the model whose tokens are counted.
            faults: texts of it that go out as they were.
        """
        self._around = _recording_span()
        self._call: Any = None
        self._mode, self._counted_as, self._faults = mode, counted_as, faults

    def note(self, metrics: OptimizationMetrics, replaced: OptimizationMetrics | None = None) -> None:
        """Tell the spans that are still open of the record of the request.

        Args:
            metrics: the record.
            replaced: the one of the same request that they were told of before, if any.
        """
        if replaced is None:
            self._note_call(metrics)
        else:
            self.note_costs(metrics)
        if self._around is not None:
            more = sums_of(metrics)
            _REQUESTS.add(self._around, more if replaced is None else difference(more, sums_of(replaced)))

    @property
    def call_is_open(self) -> bool:
        """Whether there is a span of the call, and it has not ended."""
        return self._call is not None and bool(self._call.is_recording())

    def note_costs(self, metrics: OptimizationMetrics) -> None:
        """Tell the span of the call, unless it has ended, what its provider has reported since."""
        if self.call_is_open:
            self._call.set_attributes(costs_of_call(metrics))

    def _note_call(self, metrics: OptimizationMetrics) -> None:
        call = _recording_span()
        if call is None or _is_one(call, self._around):
            return
        self._call = call
        told = attributes_of_call(metrics, mode=self._mode, counted_as=self._counted_as, faults=self._faults)
        call.set_attributes(told)


class _Requests:
    """The sums of what was asked within each span, for as long as the span is there."""

    def __init__(self) -> None:
        self._lock = new_lock()
        self._sums: WeakKeyDictionary[Any, Sums] = WeakKeyDictionary()

    def add(self, span: Any, more: Sums) -> None:
        """Add to the sums of a span, and tell it unless it has ended."""
        with self._lock:  # held while it is told, so that the last word is the last sum
            sums = self._sums[span] = added(self._sums.get(span, NOTHING), more)
            if span.is_recording():
                span.set_attributes(attributes_of_requests(Summary(*sums)))


_REQUESTS = _Requests()


class _Hearer(Protocol):
    """A request that wants to be told of its answer as soon as the provider's class has read it."""

    def is_of(self, model: Any) -> bool: ...

    def told(self, response: Any) -> None: ...


_HEARER: ContextVar[_Hearer | None] = ContextVar("headroom_hearer", default=None)


@contextmanager
def heard_by(request: _Hearer) -> Iterator[None]:
    """Have a request hear the answers that are read in this block."""
    token = _HEARER.set(request)
    try:
        yield
    finally:
        _HEARER.reset(token)


def hear(model: Any, response: Any) -> None:
    """Hand an answer that a model's class has just read to the request that it is for, if that one waits for it."""
    request = _HEARER.get()
    if request is not None and request.is_of(model):
        request.told(response)


def _is_one(span: Any, other: Any) -> bool:
    """Whether two objects stand for one span: an instrumentation may have wrapped it."""
    return other is not None and span.get_span_context() == other.get_span_context()


def is_tracing() -> bool:
    """Whether anybody in this process has imported what spans are made with."""
    return _way_to_current() is not None


def _recording_span() -> Any:
    current = _way_to_current()
    span = None if current is None else current()
    return span if span is not None and span.is_recording() else None


def _way_to_current() -> Any:
    # Another thread may be importing it just now.
    return getattr(sys.modules.get("opentelemetry.trace"), "get_current_span", None)
