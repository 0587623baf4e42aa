"""Tokens a run really used, as the provider reported them to agno."""

from __future__ import annotations

from typing import Any, NamedTuple

from headroom import _core
from headroom._account.usage import Usage, reported_tokens, tokens_by_kind

__all__ = ["RunUsage", "cached_tokens_of_run", "usage_of_response", "usage_of_run"]

# Agno's Gemini reports thoughts beside the output, or among it and then not by themselves; they are billed as output.
_THOUGHTS_APART = "google"


class RunUsage(NamedTuple):
    """Tokens of one run, members of a team included.

    Attributes:
        input_tokens: Tokens read, cached ones included.
        output_tokens: Tokens written.
        total_tokens: Both.
    """

    input_tokens: int
    output_tokens: int
    total_tokens: int


def usage_of_run(run_output: Any) -> RunUsage:
    """Read the usage off a finished run.

    Agno's figures for a team leave its members out; they are added here.

    Args:
        run_output: Agno's ``RunOutput`` or ``TeamRunOutput``.

    Returns:
        The usage; zeros where the provider reported none.
    """
    parts = [_part(entry, provider) for entry, provider in _entries(run_output)]
    members = getattr(run_output, "member_responses", None)
    if isinstance(members, list):
        parts += [usage_of_run(member) for member in members]
    return RunUsage(*(sum(part[index] for part in parts) for index in range(3)))


def cached_tokens_of_run(run_output: Any) -> int:
    """Read off a finished run how many of its input tokens came from a provider's cache, members of a team included."""
    members = getattr(run_output, "member_responses", None)
    own = sum(_tokens(entry, "cache_read_tokens") for entry, _ in _entries(run_output))
    return own + sum(map(cached_tokens_of_run, members if isinstance(members, list) else []))


def usage_of_response(metrics: Any, provider: str) -> Usage:
    """Read what a provider took in for one response.

    Args:
        metrics: Agno's metrics of the response, or None.
        provider: The provider's name, as agno's models give it.

    Returns:
        The usage, which is not to be compared with what was sent where the provider's own tools read more.
    """
    billed = tokens_by_kind(
        _tokens(metrics, "input_tokens"),
        _tokens(metrics, "cache_read_tokens"),
        _tokens(metrics, "cache_write_tokens"),
        apart=_core.reports_cache_apart(provider.split(" ")[0].lower()),
    )
    written = _tokens(metrics, "output_tokens")
    if provider.lower().startswith(_THOUGHTS_APART):
        written += _tokens(metrics, "reasoning_tokens")
    searched = (getattr(metrics, "provider_metrics", None) or {}).get("server_tool_use")
    return Usage(billed, 0 if searched or billed is None else billed.total, written)


def _entries(run_output: Any) -> list[tuple[Any, str]]:
    metrics = getattr(run_output, "metrics", None)
    details = getattr(metrics, "details", None)
    if isinstance(details, dict) and details.get("model"):
        return [(entry, str(entry.provider)) for entry in details["model"]]
    return [(metrics, str(getattr(run_output, "model_provider", "")))]


def _part(entry: Any, provider: str) -> RunUsage:
    read, written, total = (_tokens(entry, name) for name in ("input_tokens", "output_tokens", "total_tokens"))
    taken = usage_of_response(entry, provider).counted
    return RunUsage(taken, written, taken + written if taken != read else total or read + written)


def _tokens(entry: Any, name: str) -> int:
    return reported_tokens(getattr(entry, name, 0))
