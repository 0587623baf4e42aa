"""Workflows: what one is given, and what it answers when its last step has ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agno.models.message import Message

from .chunks import Chunk, as_text
from .conversation import Heard
from .events import usage_of
from .pauses import asked_in_words

__all__ = ["as_input", "has_failed", "workflow_answer"]


def as_input(told: Heard) -> Any:
    """Write what a workflow is given: the text, or all messages where there are others."""
    if not told.earlier and not told.instructions:
        return told.last.text
    instructions = [Message(role="system", content=told.instructions)] if told.instructions else []
    return [*instructions, *told.earlier, Message(role="user", content=told.last.text)]


def workflow_answer(output: Any) -> Chunk:
    """Give what a finished workflow says, in one chunk: which step has the last word is known when it ends.

    One that waits for a person says so; its steps are continued where workflows are, not by the next message.
    """
    text = as_text(output.content) or (asked_in_words(()) if _status(output) == "PAUSED" else "")
    return Chunk(text, finish_reason="stop", usage=usage_of(list(_runs_in(output))))


def has_failed(output: Any) -> bool:
    """Tell whether a workflow has failed, or what it says is what a failed step says.

    Agno completes a workflow whose step has failed, with the text of the exception as its content.
    """
    if _status(output) not in ("COMPLETED", "PAUSED"):
        return True
    text = as_text(output.content)
    return any(said == text or (said and said in text) for said in _failures_in(output))


def _status(output: Any) -> str:
    return str(getattr(output.status, "value", output.status))


def _runs_in(output: Any) -> Iterator[Any]:
    """Walk the runs of agents and teams in a workflow's, those of workflows in it included."""
    for run in getattr(output, "step_executor_runs", None) or ():
        if hasattr(run, "step_executor_runs"):
            yield from _runs_in(run)
        else:
            yield run


def _failures_in(output: Any) -> Iterator[str]:
    """Walk the texts of failed runs and steps."""
    yield from (as_text(run.content) for run in _runs_in(output) if _status(run) == "ERROR")
    steps = list(getattr(output, "step_results", None) or ())
    while steps:
        step = steps.pop()
        if isinstance(step, list):
            steps += step
            continue
        steps += getattr(step, "steps", None) or ()
        if not getattr(step, "success", True):
            yield from (as_text(getattr(step, "error", None)), as_text(step.content))
