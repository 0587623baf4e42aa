"""Workflows: what one is given, and what became of its steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agno.models.message import Message
from agno.run.workflow import WorkflowCompletedEvent

from .chunks import Chunk, as_text
from .conversation import Heard
from .events import usage_of

__all__ = ["STREAMS", "as_input", "has_failed", "keep_waiting", "runs_in", "workflow_answer"]

STREAMS = hasattr(WorkflowCompletedEvent, "run_output")
"""Whether a workflow's stream tells what it has used and whether it has failed. Older versions of agno's do not."""


def as_input(told: Heard) -> Any:
    """Write what a workflow is given: the text, or all messages where there are others."""
    if not told.earlier and not told.instructions:
        return told.last.text
    instructions = [Message(role="system", content=told.instructions)] if told.instructions else []
    return [*instructions, *told.earlier, Message(role="user", content=told.last.text)]


def workflow_answer(output: Any) -> Chunk:
    """Give what a finished workflow says, in one chunk."""
    return Chunk(as_text(output.content), finish_reason="stop", usage=usage_of(list(runs_in(output))))


def has_failed(output: Any) -> bool:
    """Tell whether a workflow has failed, or what it says is what a failed step says.

    Agno completes a workflow whose step has failed, with the text of the exception as its content.
    """
    if _status(output) != "COMPLETED":
        return True
    text = as_text(output.content)
    return any(said == text or (said and said in text) for said in _failures_in(output))


def _status(output: Any) -> str:
    return str(getattr(output.status, "value", output.status))


def keep_waiting(output: Any) -> None:
    """Let the run that a paused workflow waits for be paused, too.

    Within a condition or a loop agno stops reading its stream, and takes that for somebody having cancelled it.
    """
    waits = {requirement.executor_run_id for requirement in output.step_requirements or ()}
    for run in output.step_executor_runs or ():
        if run.run_id in waits:
            run.status = output.status


def runs_in(output: Any) -> Iterator[Any]:
    """Walk the runs of agents and teams in a workflow's, those of workflows in it included.

    One that paused and went on is there twice, and the later one counts the earlier in.
    """
    runs = getattr(output, "step_executor_runs", None) or ()
    for run in {run.run_id: run for run in runs}.values():
        if hasattr(run, "step_executor_runs"):
            yield from runs_in(run)
        else:
            yield run


def _failures_in(output: Any) -> Iterator[str]:
    """Walk the texts of failed runs and steps."""
    yield from (as_text(run.content) for run in runs_in(output) if _status(run) == "ERROR")
    steps = list(getattr(output, "step_results", None) or ())
    while steps:
        step = steps.pop()
        if isinstance(step, list):
            steps += step
            continue
        steps += getattr(step, "steps", None) or ()
        if not getattr(step, "success", True):
            yield from (as_text(getattr(step, "error", None)), as_text(step.content))
