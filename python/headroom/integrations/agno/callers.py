"""Who calls a model without a run: agno for itself, an agent of agno 2.1, or somebody who wants its answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .own_calls import kind_of_call

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

__all__ = [
    "name_of_asker",
    "own_call",
    "run_among",
    "run_asking",
    "run_of_caller",
    "stored_runs_of_caller",
    "workflow_of_caller",
]

_REASONING = ("_reason", "_areason")  # in agno 2.1, whose agents reason without that package
_SESSIONS = ("session", "agent_session", "team_session", "workflow_session")
_NAMES, _IDS = ("agent_name", "team_name"), ("agent_id", "team_id")


def own_call(run: Any) -> str | None:
    """Find out what agno asks for, where it asks for itself.

    It does to write memories, summaries, what it learns or a session's name, and to cut a document into chunks. Nothing
    in such a call says so: it comes without a run, as a direct call does, on the model that the user wrapped or on a
    copy of it. So the callers are asked, up to the last: tracing and a user's own subclass may stand in between.

    Args:
        run: The run that the call is for, if it says one.

    Returns:
        The kind of the call, where agno keeps what the model makes of the messages; None for all others, agno's
        ``output_model`` and ``parser_model`` included.
    """
    return None if run is not None else kind_of_call(_callers())


def run_among(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Find the run in the arguments of a call of agno's; None where it hands on none."""
    return kwargs.get("run_response") or next((arg for arg in args if hasattr(arg, "run_id")), None)


def run_of_caller() -> Any:
    """Find the run that an agent or team calls a model for; None where nobody has one.

    Before 2.9 agno does not hand it on everywhere: 2.1 not from ``arun`` and ``continue_run``, 2.3 not from a team's
    ``run``, and none to an ``output_model`` or ``parser_model``.
    """
    return _run_in(_callers())


def run_asking(run: Any) -> Any:
    """Find the run that a request is for: where agno has one of its own to reason, that which is reasoned for."""
    return _run_reasoned_for() or run or run_of_caller()


def workflow_of_caller() -> Any:
    """Find the outermost run of a workflow in whose steps a model is called; None outside of any."""
    found = [
        frame.f_locals["workflow_run_response"]
        for module, frame in _callers()
        if module.startswith("agno.workflow") and hasattr(frame.f_locals.get("workflow_run_response"), "run_id")
    ]
    return found[-1] if found else None


def stored_runs_of_caller(session_id: str) -> list[Any]:
    """Find the runs that are stored in a session, as far as agno has it at hand for a call."""
    found: list[Any] = []
    for module, frame in _callers():
        held = (frame.f_locals.get(name) for name in _SESSIONS) if module.startswith("agno.") else ()
        for session in held:
            if getattr(session, "session_id", None) == session_id:
                found += getattr(session, "runs", None) or []
    return found


def name_of_asker(run: Any) -> str | None:
    """Find the name, or else the id, of the agent or team that a run is of; None where there is no run.

    The agent that agno makes for a run's reasoning has no name, and every time another id: the run's own agent asks.
    """
    return _told(run, _NAMES) or (None if run is None else _told(_run_reasoned_for() or run, (*_NAMES, *_IDS)))


def _told(run: Any, fields: tuple[str, ...]) -> str | None:
    told = (getattr(run, field, None) for field in fields)
    return next((name for name in told if isinstance(name, str) and name), None)


def _run_reasoned_for() -> Any:
    callers = _callers()
    return _run_in(callers) if any(_reasons(module, frame) for module, frame in callers) else None


def _reasons(module: str, frame: FrameType) -> bool:
    return module.startswith("agno.reasoning") or frame.f_code.co_name in _REASONING


def _run_in(callers: Iterator[tuple[str, FrameType]]) -> Any:
    for module, frame in callers:
        run = frame.f_locals.get("run_response") if module.startswith(("agno.agent", "agno.team")) else None
        if hasattr(run, "run_id"):
            return run
    return None


def _callers() -> Iterator[tuple[str, FrameType]]:
    """Walk up from the caller of this module, with the name of each one's module."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield str(frame.f_globals.get("__name__")), frame
        frame = frame.f_back
