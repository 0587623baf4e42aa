"""Reads texts as they came, by the page alone."""

from __future__ import annotations

__all__ = ["came"]

_LINE = "[text as it came]\n"


def came(text: str) -> str | None:
    """The text below the line that says that it is somebody's; ``None`` where there is no such line."""
    return text[len(_LINE) :] if text.startswith(_LINE) else None
