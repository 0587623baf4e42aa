"""Checks of the settings that stores share."""

from __future__ import annotations

from math import inf

from headroom._exceptions import ConfigurationError

__all__ = ["checked_bytes", "checked_seconds"]


def checked_seconds(seconds: object) -> float | None:
    """Read `expires_after`; refuse what is no time."""
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < inf:
        raise ConfigurationError(f"expires_after is a positive number of seconds or None, not {seconds!r}")
    return float(seconds)


def checked_bytes(size: object) -> int:
    """Read `max_bytes`; refuse what is no size."""
    if type(size) is not int or size <= 0:
        raise ConfigurationError(f"max_bytes is a positive number of bytes, not {size!r}")
    return size
