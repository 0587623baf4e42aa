"""The life of a request where nothing is to be told of its record: a client's, or a hook's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headroom._account.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable

    from headroom._account.bill import Terms
    from headroom._account.record import OptimizationMetrics
    from headroom._account.usage import Usage
    from headroom.integrations._layer import Layer

__all__ = ["PlainExchange"]


class PlainExchange(Exchange):
    """One request and its answer, in the account of a layer."""

    __slots__ = ("_model", "_read", "_terms")

    def __init__(self, layer: Layer, model: str, terms: Callable[[], Terms], read: Callable[[Any], Usage]) -> None:
        """Begin an exchange.

        Args:
            layer: whose account it goes into.
            model: the id of the model that is called.
            terms: finds out what it is billed by.
            read: reads what a report says of the tokens that the provider took in.
        """
        super().__init__(layer.ledger, applied=layer.applies)
        self._model = model
        self._terms = terms
        self._read = read

    @property
    def model_id(self) -> str:
        """The id of the model that is called."""
        return self._model

    @property
    def session_id(self) -> None:
        """Nobody says which session it belongs to."""

    def terms(self) -> Terms:
        """Find out what the request is billed by."""
        return self._terms()

    def usage_in(self, report: Any) -> Usage:
        """Read the provider's report."""
        return self._read(report)

    def note(self, metrics: OptimizationMetrics, replaced: OptimizationMetrics | None = None) -> None:
        """Nobody asks: the record is in the ledger."""
