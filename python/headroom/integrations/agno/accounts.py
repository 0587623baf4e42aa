"""The accounts that wrapped models keep, each with what tells its requests from others'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._exceptions import ProviderError

from .model import HeadroomAgnoModel
from .tree import KINDS, actors_of, is_kind, models_of

if TYPE_CHECKING:
    from headroom._account.ledger import SavingsLedger

__all__ = ["ModelAccount", "accounts_in", "wrapped_models_in"]


class ModelAccount(NamedTuple):
    """The account that a wrapped model reports to, maybe beside others."""

    ledger: SavingsLedger
    mode: str
    model_id: str


def accounts_in(source: Any) -> list[ModelAccount]:
    """List the account of a wrapped model, or those of all in a tree; one that models share stands there for each.

    Raises:
        ProviderError: If it is neither a wrapped model nor agno's ``Agent``, ``Team``, ``Workflow`` or ``AgentOS``.
    """
    if not isinstance(source, HeadroomAgnoModel) and not is_kind(source, *KINDS):
        wanted = f"a wrapped model, or agno's {', '.join(KINDS)}"
        raise ProviderError(f"this takes {wanted}, not {type(source).__name__}")
    models = [source] if isinstance(source, HeadroomAgnoModel) else wrapped_models_in(source)
    layers = [(model._headroom, model.id) for model in models]
    return [ModelAccount(layer.ledger, layer.config.default_mode.value, model_id) for layer, model_id in layers]


def wrapped_models_in(tree: Any) -> list[HeadroomAgnoModel]:
    """List the wrapped models that work in a tree of agents, one for each place that it stands in."""
    models = (model for actor in actors_of(tree) for model in models_of(actor))
    return [model for model in models if isinstance(model, HeadroomAgnoModel)]
