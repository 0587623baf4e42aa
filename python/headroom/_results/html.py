"""Outcomes as HTML, for notebooks. Self-contained, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from headroom._html import seen, table

if TYPE_CHECKING:
    from headroom._results.decision import Decision

__all__ = ["page"]

_MOST_ROWS = 100
_HEAD = ("message", "what became of it", "why", "tokens before", "tokens after")


def page(title: str, decisions: Sequence[Decision], warnings: Iterable[str]) -> str:
    """Write a title, the warnings, and a table with a row a message, up to a hundred."""
    notes = "".join(f"<p>{escape(seen(warning))}</p>" for warning in warnings)
    shown = list(map(_cells, decisions[:_MOST_ROWS]))
    more = len(decisions) - len(shown)
    rest = [(f"{more} more in .decisions", "", "", "", "")] if more else []
    return f"<div><p>{escape(seen(title))}</p>{notes}{table(_HEAD, [*shown, *rest])}</div>"


def _cells(decision: Decision) -> tuple[str, ...]:
    before, after = f"{decision.tokens_before:,}", f"{decision.tokens_after:,}"
    return str(decision.index), decision.action, decision.reason, before, after
