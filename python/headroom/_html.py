"""Texts of anybody's as HTML that shows all of them: what cannot be seen stands as Python would spell it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["html_of", "seen", "table"]

_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but for tabs and line feeds
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible, or turn texts round
    "\ud800-\udfff"  # halves of surrogate pairs, which no UTF-8 has
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff"  # no characters, and tags
    "]+"
)


def seen(text: str) -> str:
    r"""Spell what cannot be seen, or would turn the text round, as Python would: ``\x00``, ``\u202e``, ``\ud800``."""
    return _UNSEEN.sub(_spelled, text)


def html_of(text: str) -> str:
    """Write a text as HTML that shows all of it and means nothing else; what cannot be seen stands in a span."""
    return _UNSEEN.sub(lambda found: f'<span class="unseen">{_spelled(found)}</span>', escape(text))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; nothing where there is no row."""
    written = [_row("td", cells) for cells in rows]
    return f"<table>{_row('th', head)}{''.join(written)}</table>" if written else ""


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(seen(cell))}</{tag}>' for cell in cells)}</tr>"


def _spelled(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
