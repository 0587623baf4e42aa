"""Figures of an account that notebooks show as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

from headroom._account.savings import OLD_KEYS
from headroom._html import table

__all__ = ["ShownDict", "shown"]

_Figures = TypeVar("_Figures", bound=Mapping[str, Any])

_HEAD = ("requests", "tokens before", "tokens after", "tokens saved", "cost saved, USD, an estimate")
_KEYS = ("total_requests", "tokens_before", "tokens_after", "tokens_saved", "projected_cost_saved")
_MOST_ROWS = 100


class ShownDict(dict[str, Any]):
    """A dict as any other, which a notebook shows as tables."""

    def _repr_html_(self) -> str:
        """Write a table of the figures, and one of each group of sums: models, members."""
        figures = ((key, _figure(self[key])) for key in self if key not in OLD_KEYS and not isinstance(self[key], dict))
        groups = (_group(key, value) for key, value in self.items() if isinstance(value, dict))
        return f"<div>{table(('figure', 'value'), figures)}{''.join(groups)}</div>"


def shown(figures: _Figures) -> _Figures:
    """Give the same figures, which notebooks show as tables."""
    return cast("_Figures", ShownDict(figures))


def _group(name: str, group: Mapping[str | None, Mapping[str, Any]]) -> str:
    return table((name, *_HEAD), _rows(group))


def _rows(group: Mapping[str | None, Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for key, sums in list(group.items())[:_MOST_ROWS]:
        yield key or "none", *(_figure(sums[name]) for name in _KEYS)
    if len(group) > _MOST_ROWS:
        yield f"{len(group) - _MOST_ROWS} more", "", "", "", "", ""


def _figure(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.6f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
