"""Agents, teams and workflows: copies of them down to their models, so that what is shared is never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from headroom._config import HeadroomConfig
from headroom.integrations.agno import HeadroomAgnoModel, wrap_fallbacks

__all__ = ["copied", "first_model", "is_runnable", "is_workflow", "settled", "wrapped"]

_MEMBERS = ("members",)
_STEPS = ("steps", "else_steps", "choices")
_EXECUTORS = ("agent", "team", "workflow")
_FALLBACKS = ("fallback_config", "fallback_models")


def is_runnable(value: Any) -> bool:
    """Tell whether something is an agent, a team or a workflow, as far as running it goes."""
    return not isinstance(value, type) and callable(getattr(value, "arun", None))


def is_workflow(runnable: Any) -> bool:
    """Tell a workflow from agents and teams."""
    return hasattr(runnable, "steps")


def wrapped(runnable: Any, config: HeadroomConfig | None) -> Any:
    """Copy an agent, a team or a workflow with every model in it wrapped, those of members and of steps included.

    A model that is wrapped already stays the one that it is, with its account.
    """

    def wrap(part: Any) -> None:
        part.model = HeadroomAgnoModel(part.model, config)
        for name in _FALLBACKS:
            if getattr(part, name, None):
                setattr(part, name, wrap_fallbacks(getattr(part, name), config))

    return copied(runnable, wrap, members=True)


def settled(runnable: Any) -> Any:
    """Copy an agent, a team or a workflow with every member's model settled.

    Agno gives a member without a model the team's own when a run begins, which may be a copy for that run alone.
    """
    return copied(runnable, lambda part: None, members=True)


def copied(part: Any, change: Callable[[Any], None], members: bool = False) -> Any:
    """Copy an agent, a team, a workflow or a step of one.

    Args:
        part: What is copied; it is not changed.
        change: Changes each copy of an agent or a team that has a model.
        members: Whether the members of teams are copied and changed, too, and not the teams' own models alone.

    Returns:
        The copy. What is neither, such as a function, is given back as it is.
    """
    return _copied(part, change, (*_STEPS, *_MEMBERS) if members else _STEPS, None)


def first_model(part: Any) -> Any:
    """Find the model of an agent or a team, or the first one in a workflow; None where there is none."""
    if isinstance(part, list):
        return next(filter(None, map(first_model, part)), None)
    model = getattr(part, "model", None)
    inner = [getattr(part, name, None) for name in (*_EXECUTORS, *_STEPS)]
    return model if model is not None else next(filter(None, map(first_model, filter(None, inner))), None)


def _copied(part: Any, change: Callable[[Any], None], lists: tuple[str, ...], inherited: Any) -> Any:
    if isinstance(part, list):
        return [_copied(each, change, lists, inherited) for each in part]
    inner = [name for name in (*lists, *_EXECUTORS) if _holds(part, name)]
    if not inner and not hasattr(part, "model"):
        return part
    made = copy(part)
    if getattr(made, "model", None) is not None:
        change(made)
    elif inherited is not None and hasattr(made, "model"):
        made.model = inherited  # as agno does, but on what others share
    for name in inner:
        setattr(made, name, _copied(getattr(part, name), change, lists, getattr(made, "model", None)))
    _follow(part, made)
    return made


def _holds(part: Any, name: str) -> bool:
    value = getattr(part, name, None)
    return isinstance(value, list) or (value is not None and not callable(value))


def _follow(part: Any, made: Any) -> None:
    """Let a step run the copy of what it ran, and a router choose among the copies."""
    running = getattr(part, "active_executor", None)
    for name in _EXECUTORS:
        if running is not None and getattr(part, name, None) is running:
            made.active_executor = getattr(made, name)
    if callable(getattr(part, "selector", None)):
        made.selector = _choosing(part.selector, list(zip(part.choices, made.choices, strict=True)))


def _choosing(selector: Callable[..., Any], copies: Sequence[tuple[Any, Any]]) -> Callable[..., Any]:
    """Let a selector that gives the steps it was written with choose their copies."""

    def copy_of(chosen: Any) -> Any:
        if isinstance(chosen, list):
            return [copy_of(each) for each in chosen]
        return next((made for given, made in copies if given is chosen), chosen)

    @wraps(selector)
    def choose(*args: Any, **kwargs: Any) -> Any:
        return copy_of(selector(*args, **kwargs))

    @wraps(selector)
    async def achoose(*args: Any, **kwargs: Any) -> Any:
        return copy_of(await selector(*args, **kwargs))

    return achoose if iscoroutinefunction(selector) else choose
