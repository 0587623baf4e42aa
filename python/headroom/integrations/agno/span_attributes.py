"""What spans are told of requests: the names, and what stands under them. Numbers and short words, never contents.

Names are ours, below ``headroom.``, and are those of the account. What the conventions for models name
(``gen_ai.usage.*``, ``llm.token_count.*``) is the provider's report, which the instrumentation sets, and is left alone:
https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ and
https://arize-ai.github.io/openinference/spec/attributes/semantic-conventions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from headroom._account.record import OptimizationMetrics
    from headroom._account.summary import Summary

__all__ = ["OF_CALL", "OF_REQUESTS", "SpanAttribute", "attributes_of_call", "attributes_of_requests", "costs_of_call"]


class SpanAttribute(NamedTuple):
    """One attribute.

    Attributes:
        name: its name, as OpenTelemetry has it.
        type: ``int``, ``double``, ``string`` or ``string[]``. What is not known is not set.
        meaning: what it says; tokens are Headroom's own counts, costs are USD.
    """

    name: str
    type: str
    meaning: str


_CALL = "headroom."
_REQUESTS = "headroom.run."

OF_CALL = (
    SpanAttribute("headroom.mode", "string", "`optimize`, or `audit` or `simulate`, which send what was given"),
    SpanAttribute("headroom.counted_as", "string", "id of the model whose tokens are counted"),
    SpanAttribute("headroom.tokens_before", "int", "tokens of the conversation as the agent holds it"),
    SpanAttribute("headroom.tokens_after", "int", "tokens of the conversation as it was planned for sending"),
    SpanAttribute(
        "headroom.tokens_saved", "int", "the difference; negative where nothing was there to save, and a tool was added"
    ),
    SpanAttribute("headroom.transforms_applied", "string[]", "what was done, in order, by the names of notation.md"),
    SpanAttribute("headroom.faults", "int", "texts that went out as they were, for a fault"),
    SpanAttribute("headroom.retrievals", "int", "pages that it brings of what views left out"),
    SpanAttribute("headroom.retrieved_tokens", "int", "tokens of these"),
    SpanAttribute(
        "headroom.caching", "string", "whether costs know of the provider's cache: `off`, `assumed`, `reported`"
    ),
    SpanAttribute("headroom.projected_cost_before", "double", "USD of the input without Headroom, by its own counts"),
    SpanAttribute("headroom.projected_cost_after", "double", "USD of the input as planned, by the same counts"),
    SpanAttribute("headroom.projected_cost_saved", "double", "the difference; negative where a cached prefix broke"),
    SpanAttribute("headroom.real_cost", "double", "USD of the input tokens that the provider reported"),
    SpanAttribute(
        "headroom.projected_real_cost_before", "double", "USD of what those would have been without Headroom"
    ),
    SpanAttribute("headroom.projected_real_cost_saved", "double", "the difference"),
)
"""What the span of one call of the provider is told."""

OF_REQUESTS = (
    SpanAttribute("headroom.run.requests", "int", "requests that a provider took"),
    SpanAttribute("headroom.run.tokens_before", "int", "tokens of their conversations as the agent holds them"),
    SpanAttribute("headroom.run.tokens_after", "int", "tokens of their conversations as they were planned for sending"),
    SpanAttribute("headroom.run.tokens_saved", "int", "the difference"),
    SpanAttribute("headroom.run.retrievals", "int", "pages that models asked for, of what views left out"),
    SpanAttribute("headroom.run.retrieved_tokens", "int", "tokens of these"),
    SpanAttribute("headroom.run.unpriced_requests", "int", "requests to models without a price, which are in no cost"),
    SpanAttribute("headroom.run.reported_requests", "int", "requests of which the provider reported usage"),
    SpanAttribute(
        "headroom.run.projected_cost_before", "double", "USD of the input without Headroom, by its own counts"
    ),
    SpanAttribute("headroom.run.projected_cost_after", "double", "USD of the input as planned, by the same counts"),
    SpanAttribute("headroom.run.projected_cost_saved", "double", "the difference"),
    SpanAttribute("headroom.run.real_cost", "double", "USD of the input tokens that providers reported"),
    SpanAttribute(
        "headroom.run.projected_real_cost_before", "double", "USD of what those would have been without Headroom"
    ),
    SpanAttribute("headroom.run.projected_real_cost_saved", "double", "the difference"),
)
"""What the span that requests are made in, such as a run's, is told of all of them together."""

_COSTS = ("caching", "real_cost", "projected_real_cost_before", "projected_real_cost_saved")


def attributes_of_call(metrics: OptimizationMetrics, *, mode: str, counted_as: str, faults: int) -> dict[str, Any]:
    """Give the values of `OF_CALL` that are known.

    Args:
        metrics: the record of the request.
        mode: name of the mode that it was sent in.
        counted_as: id of the model whose tokens are counted.
        faults: texts of it that went out as they were.
    """
    values = {"mode": mode, "counted_as": counted_as, "faults": faults}
    names = [attribute.name for attribute in OF_CALL]
    return _known({name: values.get(key := name.removeprefix(_CALL), getattr(metrics, key, None)) for name in names})


def costs_of_call(metrics: OptimizationMetrics) -> dict[str, Any]:
    """Give of `OF_CALL` what a later report of the provider changes."""
    return _known({f"{_CALL}{key}": getattr(metrics, key) for key in _COSTS})


def attributes_of_requests(summary: Summary) -> dict[str, Any]:
    """Give the values of `OF_REQUESTS` that are known."""
    requests = f"{_REQUESTS}requests"
    others = [attribute.name for attribute in OF_REQUESTS if attribute.name != requests]
    values = {name: getattr(summary, name.removeprefix(_REQUESTS)) for name in others}
    return _known({requests: summary.total_requests, **values})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
