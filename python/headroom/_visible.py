"""Texts of anybody's, made safe to be shown: what cannot be seen stands as Python would spell it."""

from __future__ import annotations

import re
from html import escape

__all__ = ["html_of", "seen"]

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


def _spelled(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
