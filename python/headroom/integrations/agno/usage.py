"""Tokens a run really used, as the provider reported them to agno."""

from __future__ import annotations

from typing import Any, NamedTuple

from headroom import _core
from headroom._arguments import MOST_TOKENS
from headroom._bill import Tokens

__all__ = ["RunUsage", "billed_tokens_of", "input_tokens_of", "usage_of"]


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


def usage_of(run_output: Any) -> RunUsage:
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
        parts += [usage_of(member) for member in members]
    return RunUsage(*(sum(part[index] for part in parts) for index in range(3)))


def input_tokens_of(usage: Any, provider: str) -> int:
    """Read how many tokens a provider took in, those it had in its cache included.

    Args:
        usage: Agno's metrics of one response, or None.
        provider: The provider's name, as agno's models give it.

    Returns:
        Tokens; 0 where nothing was reported, or the provider's own tools read more than they were sent.
    """
    if (getattr(usage, "provider_metrics", None) or {}).get("server_tool_use"):
        return 0
    read = _tokens(usage, "input_tokens")
    if _is_apart(provider):
        read += _tokens(usage, "cache_read_tokens") + _tokens(usage, "cache_write_tokens")
    return read


def billed_tokens_of(usage: Any, provider: str) -> Tokens | None:
    """Read what a provider took in, by how it is billed.

    Args:
        usage: Agno's metrics of one response, or None.
        provider: The provider's name, as agno's models give it.

    Returns:
        Tokens by kind; None where nothing was reported.
    """
    read = _tokens(usage, "input_tokens")
    from_cache, to_cache = _tokens(usage, "cache_read_tokens"), _tokens(usage, "cache_write_tokens")
    if not _is_apart(provider):
        from_cache = min(from_cache, read)
        to_cache = min(to_cache, read - from_cache)
        read -= from_cache + to_cache
    return Tokens(read, from_cache, to_cache) if read or from_cache or to_cache else None


def _is_apart(provider: str) -> bool:
    return _core.reports_cache_apart(provider.split(" ")[0].lower())


def _entries(run_output: Any) -> list[tuple[Any, str]]:
    metrics = getattr(run_output, "metrics", None)
    details = getattr(metrics, "details", None)
    if isinstance(details, dict) and details.get("model"):
        return [(entry, str(entry.provider)) for entry in details["model"]]
    return [(metrics, str(getattr(run_output, "model_provider", "")))]


def _part(entry: Any, provider: str) -> RunUsage:
    read, written, total = (_tokens(entry, name) for name in ("input_tokens", "output_tokens", "total_tokens"))
    taken = input_tokens_of(entry, provider)
    return RunUsage(taken, written, taken + written if taken != read else total or read + written)


def _tokens(entry: Any, name: str) -> int:
    value = getattr(entry, name, 0)
    return value if isinstance(value, int) and 0 <= value <= MOST_TOKENS else 0
