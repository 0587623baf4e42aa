"""Memories as this agno's databases can store them: some versions read times as moments and write them as seconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agno.db.schemas import UserMemory

__all__ = ["storable"]

_TIMES = ("created_at", "updated_at")


def storable(memory: UserMemory) -> UserMemory:
    """Give a memory whose times can be written: the very object, or one with seconds where agno writes none but these.

    Agno deletes a user's memories before it stores what an optimization gives, so that what it cannot write is lost.
    """
    try:
        memory.to_dict()
    except TypeError:
        return replace(memory, **{name: _seconds(getattr(memory, name)) for name in _TIMES})
    return memory


def _seconds(time: Any) -> Any:
    return int(time.timestamp()) if isinstance(time, datetime) else time
