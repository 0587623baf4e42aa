"""One call that wraps every model of an agent, a team, a workflow or an AgentOS, and one account of all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from headroom._account.joined import joined
from headroom._account.ledger import SavingsLedger
from headroom._exceptions import ProviderError

from .accounts import wrapped_models_in
from .model import HeadroomAgnoModel
from .tree import KINDS, actors_of, is_kind, replace_models

if TYPE_CHECKING:
    from agno.models.base import Model

    from headroom._account.savings import TreeSavings
    from headroom._config import HeadroomConfig

__all__ = ["savings_of", "wrap", "wrap_agent", "wrap_team", "wrap_workflow"]

_Tree = TypeVar("_Tree")
_Wrapper = Callable[[Any], HeadroomAgnoModel]


def wrap(
    tree: _Tree,
    config: HeadroomConfig | None = None,
    auto_detect_provider: bool = True,
    *,
    include: Collection[str] | None = None,
) -> _Tree:
    """Wrap every model that works in an agent, a team, a workflow or an AgentOS.

    These are the models of leaders, of members and of steps, to any depth, and beside each its output, parser,
    reasoning and follow-up model, those of its memory, summaries, culture, learning and compaction, and its fallbacks.
    One model that stands in several places stays one. A member without a model uses its leader's, as ever; an agent
    that has none at all gets the one that Agno gives it in its first run. What was wrapped before stays as it is,
    unless a setting differs, and so wrapping twice is the same as wrapping once.

    Args:
        tree: Agno's ``Agent``, ``Team``, ``Workflow`` or ``AgentOS``; the models in it are replaced.
        config: Headroom's configuration; None means the defaults, or what a wrapped model has.
        auto_detect_provider: As for ``HeadroomAgnoModel``.
        include: As for ``HeadroomAgnoModel``: which of Agno's own calls are compressed, whoever they are for.

    Returns:
        The tree that was given. All models wrapped by this call keep one account, which each of them tells;
        ``savings_of`` tells that of the whole tree.

    Raises:
        ProviderError: If it is none of these, or a model in it cannot be wrapped.
        ConfigurationError: If ``config`` is no ``HeadroomConfig``, or ``include`` names no such calls.
    """
    return _wrapped(tree, _wrapper(config, auto_detect_provider, include), *KINDS)


def wrap_agent(
    agent: _Tree,
    config: HeadroomConfig | None = None,
    auto_detect_provider: bool = True,
    *,
    include: Collection[str] | None = None,
) -> _Tree:
    """Wrap every model that works for an agent, as ``wrap`` does."""
    return _wrapped(agent, _wrapper(config, auto_detect_provider, include), "Agent")


def wrap_team(
    team: _Tree,
    config: HeadroomConfig | None = None,
    auto_detect_provider: bool = True,
    *,
    include: Collection[str] | None = None,
) -> _Tree:
    """Wrap every model that works in a team, as ``wrap`` does."""
    return _wrapped(team, _wrapper(config, auto_detect_provider, include), "Team")


def wrap_workflow(
    workflow: _Tree,
    config: HeadroomConfig | None = None,
    auto_detect_provider: bool = True,
    *,
    include: Collection[str] | None = None,
) -> _Tree:
    """Wrap every model that works in a workflow, as ``wrap`` does."""
    return _wrapped(workflow, _wrapper(config, auto_detect_provider, include), "Workflow")


def savings_of(tree: Any) -> TreeSavings:
    """Sum up every request of the wrapped models in a tree.

    Args:
        tree: Agno's ``Agent``, ``Team``, ``Workflow`` or ``AgentOS``.

    Returns:
        What ``HeadroomAgnoModel.get_savings_summary`` says of one model, of all of them, and under ``members`` the same
        by the name, or else the id, of the agent or team that asked. A model that was wrapped by itself and works
        elsewhere as well counts what it was asked there, too.

    Raises:
        ProviderError: If it is none of these.
    """
    _check(tree, *KINDS)
    ledgers = [model._headroom.ledger for model in wrapped_models_in(tree)]
    return joined({id(ledger): ledger for ledger in ledgers}.values())


def _wrapper(config: HeadroomConfig | None, auto_detect_provider: bool, include: Collection[str] | None) -> _Wrapper:
    return partial(HeadroomAgnoModel, config=config, auto_detect_provider=auto_detect_provider, include=include)


def _wrapped(tree: _Tree, wrapper: _Wrapper, *kinds: str) -> _Tree:
    _check(tree, *kinds)
    wrapping = _Wrapping(wrapper)
    for actor in actors_of(tree):
        wrapping.wrap(actor)
    return tree


def _check(tree: object, *kinds: str) -> None:
    if not is_kind(tree, *kinds):
        raise ProviderError(f"this takes agno's {' or '.join(kinds)}, not {type(tree).__name__}")


class _Wrapping:
    """Wraps each model once, and has all of them report to one account."""

    def __init__(self, wrapper: _Wrapper) -> None:
        self._wrapper = wrapper
        self._ledger = SavingsLedger()
        self._made: dict[int, tuple[Model | str, HeadroomAgnoModel]] = {}

    def wrap(self, actor: Any) -> None:
        """Wrap the models of an agent or team, and have members that have none inherit its own."""
        if actor.model is None:
            _initialize(actor)
        replace_models(actor, self._model)
        members = getattr(actor, "members", None)
        if isinstance(members, list) and any(getattr(member, "model", None) is None for member in members):
            _initialize(actor)

    def _model(self, given: Model | str) -> HeadroomAgnoModel:
        if id(given) not in self._made:
            made = self._wrapper(given)
            if made is not given:
                before = given._headroom.ledger if isinstance(given, HeadroomAgnoModel) else self._ledger
                made._headroom.report_to(before)
            self._made[id(given)] = given, made  # held with it, so that its id is nobody else's
        return self._made[id(given)][1]


def _initialize(actor: Any) -> None:
    """Have agno give an agent or team, and its members, what they would have in their first run."""
    try:
        if is_kind(actor, "Team"):
            actor.initialize_team()
        else:
            actor.initialize_agent()
    except (SystemExit, ImportError) as ended:  # agno's own model wants a package that is not installed
        raise ProviderError(
            f"{actor.name or type(actor).__name__} has no model to wrap, and agno none to give"
        ) from ended
