"""Outcomes as HTML, for notebooks. Self-contained, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headroom._results.decision import Decision

__all__ = ["page"]

_MOST_ROWS = 100
_HEAD = ("message", "what became of it", "why", "tokens before", "tokens after")


def page(title: str, decisions: Sequence[Decision], warnings: Iterable[str]) -> str:
    """Write a title, the warnings, and a table with a row a message, up to a hundred."""
    notes = "".join(f"<p>{escape(warning)}</p>" for warning in warnings)
    shown = [_row("td", _cells(decision)) for decision in decisions[:_MOST_ROWS]]
    more = len(decisions) - len(shown)
    rest = [_row("td", (f"{more} more in .decisions", "", "", "", ""))] if more else []
    table = f"<table>{_row('th', _HEAD)}{''.join([*shown, *rest])}</table>" if shown else ""
    return f"<div><p>{escape(title)}</p>{notes}{table}</div>"


def _cells(decision: Decision) -> tuple[str, ...]:
    before, after = f"{decision.tokens_before:,}", f"{decision.tokens_after:,}"
    return str(decision.index), decision.action, decision.reason, before, after


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
