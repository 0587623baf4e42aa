"""What an agent's own database knows of a session before a run."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from .pauses import requirements_of

__all__ = ["Session"]

_PAUSED = "PAUSED"


@dataclass(frozen=True)
class Session:
    """A session as it is before a run.

    Attributes:
        known: Whether it holds anything of the conversation.
        paused: Agno's run that waits for a person, if the last one does; else None.
    """

    known: bool = False
    paused: Any = None

    @classmethod
    async def read(cls, runnable: Any, key: str, user_id: str | None) -> Session:
        """Read it from the database of an agent, a team or a workflow."""
        session = await _stored(runnable, key, user_id)
        runs = [run for run in getattr(session, "runs", None) or () if not getattr(run, "parent_run_id", None)]
        if not runs:
            return cls()
        status = getattr(runs[-1], "status", None)
        waits = getattr(status, "value", status) == _PAUSED and requirements_of(runs[-1])
        return cls(known=True, paused=runs[-1] if waits else None)


async def _stored(runnable: Any, key: str, user_id: str | None) -> Any:
    read = getattr(runnable, "aget_session", None) or runnable.get_session  # agno before 2.3 has the latter alone
    names = inspect.signature(read).parameters
    found = read(session_id=key, **({"user_id": user_id} if user_id is not None and "user_id" in names else {}))
    return await found if inspect.isawaitable(found) else found
