"""The agents and teams that hang together, through members, steps and AgentOS, and the models that work for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agno.models.base import Model

from .fallbacks import replaced_fallbacks

if TYPE_CHECKING:
    from .model import HeadroomAgnoModel

__all__ = ["KINDS", "actors_of", "is_kind", "models_of", "replace_models"]

KINDS = {"Agent": "agno.agent", "Team": "agno.team", "Workflow": "agno.workflow", "AgentOS": "agno.os"}
"""The classes that a tree begins with, and the package of each."""

_PARTS = (
    *("agents", "teams", "workflows"),  # of AgentOS
    *("members", "reasoning_agent"),
    *("agent", "team", "workflow", "steps", "choices", "else_steps"),  # of workflows and their steps
)
_MODELS = ("model", "reasoning_model", "parser_model", "output_model", "followup_model")
_FALLBACKS = ("fallback_config", "fallback_models")
# What has a model of its own, or is given its agent's; settings that may be a flag instead.
_HELPERS = (
    *("memory_manager", "session_summary_manager", "culture_manager", "compression_manager"),
    *("learning", "compaction"),
)
_FOLLOWUPS = "followups"


def is_kind(thing: object, *kinds: str) -> bool:
    """Tell whether something is of one of agno's classes, by the names in `KINDS`; none of them is imported for it."""
    return any(cls.__name__ in kinds and cls.__module__.startswith(KINDS[cls.__name__]) for cls in type(thing).__mro__)


def actors_of(root: Any) -> Iterator[Any]:
    """Walk all agents and teams below and with `root`, each once, a team before its members.

    What agno makes for each run anew (members from a function, steps that are functions) is not there to be found.
    """
    seen: dict[int, object] = {}  # held, so that no id is another's
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if id(part) in seen or not (isinstance(part, list | tuple) or _is_agnos(part)):
            continue
        seen[id(part)] = part
        if is_kind(part, "Agent", "Team"):
            yield part
        held = part if isinstance(part, list | tuple) else [getattr(part, name, None) for name in _PARTS]
        waiting += reversed(held)


def models_of(actor: Any) -> list[Model]:
    """List the models that work for an agent or team, those of its members left out."""
    found: list[Model] = []

    def look(model: Any) -> Any:  # and replace nothing
        found.extend([model] if isinstance(model, Model) else [])
        return model

    replace_models(actor, look)
    return found


def replace_models(actor: Any, wrap: Callable[[Model | str], HeadroomAgnoModel]) -> None:
    """Put another model in the place of each that works for an agent or team, those of its members left out.

    Args:
        actor: Agno's agent or team, which is changed.
        wrap: Gives the model to put there; it may be the same.
    """
    owners = [(actor, name) for name in _MODELS]
    owners += [(getattr(actor, name, None), "model") for name in _HELPERS]
    for owner, name in owners:
        given = getattr(owner, name, None)
        if isinstance(given, Model | str) and (made := wrap(given)) is not given:
            setattr(owner, name, made)
    for name in _FALLBACKS:
        fallbacks = getattr(actor, name, None)
        if fallbacks and (replaced := replaced_fallbacks(fallbacks, wrap)) is not fallbacks:
            setattr(actor, name, replaced)
    followups: Any = getattr(actor, _FOLLOWUPS, None)
    given = getattr(followups, "model", None)
    if isinstance(given, Model | str) and (made := wrap(given)) is not given:
        setattr(actor, _FOLLOWUPS, replace(followups, model=made))  # one may be shared by many agents


def _is_agnos(thing: object) -> bool:
    """Whether it is of a class of agno's, or of a subclass of one."""
    return any(cls.__module__.split(".")[0] == "agno" for cls in type(thing).__mro__)
