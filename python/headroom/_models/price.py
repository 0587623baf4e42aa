"""What tokens cost, by model: the core's list prices, and those that settings give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from headroom import _core
from headroom._arguments import MOST_TOKENS
from headroom._exceptions import ConfigurationError
from headroom._models.by_model import ByModel

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ModelPrice", "given_prices", "known_price", "price_of"]

_MOST_USD = 1e6


@dataclass(frozen=True)
class ModelPrice:
    """What a model's tokens cost, in USD per million tokens. All but `output` and its steps are of the input.

    Args:
        input: tokens that the service reads anew.
        cache_read: tokens that it has in its prompt cache; ``None`` where that makes no difference.
        cache_write: tokens that it puts there; ``None`` where that costs what `input` costs.
        cache_write_hour: the same for an hour, where that costs more; ``None``: as `cache_write`.
        smallest_prefix: tokens that a conversation's beginning needs to be cached at all.
        automatic: whether every request is cached, rather than only those that ask for it.
        steps: ``(tokens, factor)``, ascending: with more input tokens than that, all of a request's cost so many times
            as much.
        cache_block: tokens by which what is cached grows beyond `smallest_prefix`; of less than a block, nothing is.
        output: tokens that the model writes, thoughts among them; ``None`` where nobody knows. Budgets in USD need
            it, the account of savings leaves output out.
        output_steps: the steps of `output`, by the tokens of the input too; ``None``: as `steps`.

    Raises:
        ConfigurationError: a price is negative or no number, or another value has the wrong type.
    """

    input: float
    cache_read: float | None = None
    cache_write: float | None = None
    cache_write_hour: float | None = None
    smallest_prefix: int = 1024
    automatic: bool = True
    steps: tuple[tuple[int, float], ...] = ()
    cache_block: int = 1
    output: float | None = None
    output_steps: tuple[tuple[int, float], ...] | None = None

    def __post_init__(self) -> None:
        _require("input", self.input, _is_price(self.input))
        for name in ("cache_read", "cache_write", "cache_write_hour", "output"):
            _require(name, getattr(self, name), getattr(self, name) is None or _is_price(getattr(self, name)))
        for name, least in (("smallest_prefix", 0), ("cache_block", 1)):
            tokens = getattr(self, name)
            _require(name, tokens, type(tokens) is int and least <= tokens <= MOST_TOKENS)
        _require("automatic", self.automatic, type(self.automatic) is bool)
        _require("steps", self.steps, _are_steps(self.steps))
        _require("output_steps", self.output_steps, self.output_steps is None or _are_steps(self.output_steps))

    def factor(self, tokens: int) -> float:
        """Tell how many times the price a request of so many input tokens costs."""
        return _factor(self.steps, tokens)

    def output_factor(self, tokens: int) -> float:
        """Tell how many times the price the answer to a request of so many input tokens costs."""
        return _factor(self.steps if self.output_steps is None else self.output_steps, tokens)


def given_prices(prices: Mapping[str, ModelPrice]) -> ByModel[ModelPrice]:
    """Take prices as users give them, to be found by any spelling of an id; of two for one model, the lower stands."""
    return ByModel(prices, size=attrgetter("input"))


def known_price(model: str, service: str | None, given: ByModel[ModelPrice]) -> ModelPrice | None:
    """Find the price of a model: of those that settings give, or else the list price, as `price_of` has it."""
    return given.of(model, service) or price_of(model, service)


def price_of(model: str, service: str | None = None) -> ModelPrice | None:
    """Find the list price of the model with this id.

    Args:
        model: the model's id; makers, routes, Bedrock's regions and dates around its name are understood.
        service: who is called, where something else than the id tells: ``"bedrock"``, ``"groq"``.

    Returns:
        The price; ``None`` for a model that the table does not have, or a service with prices of its own.
    """
    return _price_of(model, service)


@lru_cache(maxsize=256)
def _price_of(model: str, service: str | None) -> ModelPrice | None:
    fields = _core.model_price(model, service)
    return None if fields is None else ModelPrice(*fields)


def _factor(steps: tuple[tuple[int, float], ...], tokens: int) -> float:
    return next((factor for most, factor in reversed(steps) if tokens > most), 1.0)


def _require(name: str, value: object, holds: bool) -> None:
    if not holds:
        raise ConfigurationError(f"ModelPrice.{name} does not take {value!r}")


def _is_price(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value <= _MOST_USD  # type: ignore[operator]


def _are_steps(value: object) -> bool:
    if not isinstance(value, tuple) or not all(isinstance(step, tuple) and len(step) == 2 for step in value):
        return False
    tokens = [0, *(step[0] for step in value)]
    whole = all(type(number) is int for number in tokens) and all(_is_price(step[1]) for step in value)
    return whole and all(lower < upper <= MOST_TOKENS for lower, upper in pairwise(tokens))
