"""Which steps of a workflow have the last word, as far as that is known before they have spoken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agno.workflow import Step

__all__ = ["last_steps"]

_INNER = ("steps", "else_steps", "choices")


def last_steps(workflow: Any, undecided: Collection[str]) -> frozenset[str]:
    """Find the steps whose agent's or team's words are the workflow's answer when they run.

    What the last round of a loop is, and what is taken of steps side by side, is known when they have ended; functions
    answer in one piece. Their words, and those of workflows within, are none of these.

    Args:
        workflow: The workflow, with its steps prepared as agno does when it runs.
        undecided: The names of routers that have chosen several steps, of which one alone is the last.

    Returns:
        Their ids, those that stand for one step alone.
    """
    steps = workflow.steps if isinstance(workflow.steps, list) else []
    times = Counter(step.step_id for step in _each(steps).values())
    return frozenset(step for step in _last(steps, undecided) if times[step] == 1)


def _last(part: Any, undecided: Collection[str]) -> Iterator[str]:
    from agno.workflow import Condition, Router, Step, Steps  # agno 2's need fastapi, which agents do without

    if isinstance(part, list):
        yield from _last(part[-1], undecided) if part else ()
    elif isinstance(part, Step):
        yield from [str(part.step_id)] if _speaks(part) else []
    elif isinstance(part, Steps | Condition):
        yield from _last(part.steps, undecided)
        yield from _last(getattr(part, "else_steps", None) or [], undecided)
    elif isinstance(part, Router) and part.name not in undecided:
        for choice in part.choices:
            yield from _last(choice, undecided)


def _speaks(step: Step) -> bool:
    """Tell whether a step has an agent or a team, and nobody is to look at its words first."""
    places = (step, getattr(step, "human_review", None))  # the former in agno before 3
    reviewed = any(getattr(place, "requires_output_review", False) for place in places)
    return (step.agent is not None or step.team is not None) and not reviewed


def _each(part: Any) -> dict[int, Step]:
    """Find the steps, each of them once: a router holds its choices twice."""
    from agno.workflow import Step

    if isinstance(part, Step):
        return {id(part): part}
    inner = part if isinstance(part, list) else [getattr(part, name, None) or [] for name in _INNER]
    return {key: step for each in inner for key, step in _each(each).items()}
