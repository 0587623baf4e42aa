"""Texts that stand as they came, below a line that says so."""

from __future__ import annotations

FIRST_LINE = "[text as it came]\n"


def came(text: str) -> str | None:
    """What stands below the line; None where there is no such line."""
    return text.removeprefix(FIRST_LINE) if text.startswith(FIRST_LINE) else None
