"""What input tokens cost, by model: one table of list prices, and the way from a model's id to its row.

Prices and steps are facts as LiteLLM 1.106.2 lists them (``model_prices_and_context_window.json``), read 2026-11: USD a
million tokens, standard tier, the makers' own services. Other sellers may differ where a row does not say so: Bedrock
and Vertex AI do for Claude Sonnet 4.5 and more than 200,000 tokens.

The smallest prefix that is cached comes from LiteLLM (``prompt_cache_min_tokens``), else from the makers' pages, read
2026-11: OpenAI 1,024 and, before GPT-5.6, blocks of 128 from there on (prompt caching), Gemini 2,048 and, from 3 on,
4,096 (context caching, 2026-10), DeepSeek 64 (context caching), Qwen 256 (Model Studio, context cache); 0 where no page
names one. A read of Qwen's implicit cache costs 20 % of the input (same page) where LiteLLM lists no price.

Bedrock sells Claude within a region at 1.1 times the price from 4.5 on, as LiteLLM's rows `us.`, `eu.`, ... have it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from headroom import _core
from headroom._arguments import MOST_TOKENS
from headroom._by_model import ByModel
from headroom._exceptions import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ModelPrice", "given_prices", "price_of", "table"]

Steps = tuple[tuple[int, float], ...]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class ModelPrice:
    """What a model's input tokens cost, in USD per million tokens.

    Args:
        input: tokens that the provider reads anew.
        cache_read: tokens that it has in its prompt cache; ``None`` where that makes no difference.
        cache_write: tokens that it puts there; ``None`` where that costs what `input` costs.
        cache_write_hour: the same for an hour, where that costs more; ``None``: as `cache_write`.
        smallest_prefix: tokens that a conversation's beginning needs to be cached at all.
        automatic: whether every request is cached, rather than only those that ask for it.
        steps: ``(tokens, factor)``, ascending: with more input tokens than that, all of a request's cost so many times
            as much.
        cache_block: tokens by which what is cached grows beyond `smallest_prefix`; of less than a block, nothing is.

    Raises:
        ConfigurationError: a price is negative or no number, or another value has the wrong type.
    """

    input: float
    cache_read: float | None = None
    cache_write: float | None = None
    cache_write_hour: float | None = None
    smallest_prefix: int = 1024
    automatic: bool = True
    steps: Steps = ()
    cache_block: int = 1

    def __post_init__(self) -> None:
        _require("input", self.input, _is_price(self.input))
        for name in ("cache_read", "cache_write", "cache_write_hour"):
            _require(name, getattr(self, name), getattr(self, name) is None or _is_price(getattr(self, name)))
        for name, least in (("smallest_prefix", 0), ("cache_block", 1)):
            tokens = getattr(self, name)
            _require(name, tokens, type(tokens) is int and least <= tokens <= MOST_TOKENS)
        _require("automatic", self.automatic, type(self.automatic) is bool)
        _require("steps", self.steps, _are_steps(self.steps))

    def factor(self, tokens: int) -> float:
        """How many times the price a request of so many input tokens costs."""
        return next((factor for most, factor in reversed(self.steps) if tokens > most), 1.0)


def given_prices(prices: Mapping[str, ModelPrice]) -> ByModel[ModelPrice]:
    """Prices as users give them, to be found by any spelling of an id; of two for one model, the lower stands."""
    return ByModel(prices, size=attrgetter("input"))


def price_of(model: str, seller: str | None = None) -> ModelPrice | None:
    """The list price of the model with this id.

    Args:
        model: the model's id; vendors, routes, Bedrock's regions and dates around its name are understood.
        seller: the service that is called, where something else than the id tells: ``"bedrock"``, ``"groq"``.

    Returns:
        The price; ``None`` for a model that the table does not have, or a seller with prices of its own.
    """
    return _price_of(model, seller)


@lru_cache(maxsize=256)
def _price_of(model: str, seller: str | None) -> ModelPrice | None:
    route, name, region = _parts(model.strip().lower())
    sellers = {*route, seller or ""} - _SAY_NOTHING
    for maker, rows in table().items():
        row = _row(rows, name)
        if row is not None:
            return _in_region(row, name, region) if sellers <= _SELLERS[maker] else None
    return None


def _parts(model: str) -> tuple[list[str], str, str | None]:
    """The segments before a model's name, the name, and Bedrock's region."""
    head, _, tail = model.partition(":")
    if tail and head in _ROUTES:  # agno's `provider:model`
        model = f"{head}/{tail}"
    *route, name = model.split("/")
    bedrock = re.fullmatch(r"(?:([a-z-]+)\.)?anthropic\.(.+)", name)
    return ([*route, "bedrock"], bedrock[2], bedrock[1]) if bedrock else (route, name, None)


def _row(rows: dict[str, ModelPrice], name: str) -> ModelPrice | None:
    """The row of a name, or of what it is a dated version of."""
    if name.startswith("claude"):
        name = _core.model_names(name)[1][0]  # whichever way it is written
    while name not in rows:
        shorter = re.sub(_VERSION, "", name)
        if shorter == name:
            return None
        name = shorter
    return rows[name]


def _in_region(row: ModelPrice, name: str, region: str | None) -> ModelPrice | None:
    if region in (None, "global") or name.startswith(_ONE_PRICE):
        return row
    if region not in _REGIONS:
        return None
    kinds = ("input", "cache_read", "cache_write", "cache_write_hour")
    return replace(row, **{kind: round(1.1 * getattr(row, kind), 9) for kind in kinds})


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


@cache
def table() -> dict[str, dict[str, ModelPrice]]:
    """Maker to model to price; made when it is first asked for, as importing should cost nothing."""
    return {maker: _prices(common, rows) for maker, (common, *rows) in _TABLE.items()}


def _prices(common: dict[str, Any], rows: list[Row]) -> dict[str, ModelPrice]:
    made = {}
    for *prices, names in rows:
        differs = prices.pop() if isinstance(prices[-1], dict) else {}
        price = ModelPrice(*prices, **{**common, **differs})
        made.update(dict.fromkeys(names.split(), price))
    return made


_MOST_USD = 1e6
_LONG: dict[str, Any] = {"steps": ((272_000, 2.0),)}
_LONG_TO_THE_TOKEN: dict[str, Any] = {**_LONG, "cache_block": 1}
_OVER_200K: dict[str, Any] = {"steps": ((200_000, 2.0),)}
_PLUS: dict[str, Any] = {"steps": ((256_000, 3.0),)}
_FROM_512: dict[str, Any] = {"smallest_prefix": 512}
_FROM_1024: dict[str, Any] = {"smallest_prefix": 1024}
_FROM_2048: dict[str, Any] = {"smallest_prefix": 2048}
_FROM_4096: dict[str, Any] = {"smallest_prefix": 4096}

# A maker's models: what they have in common, then rows: input, read, write and write for an hour as far as they differ,
# what else differs, and the names that the row stands for.
# fmt: off
_TABLE: dict[str, tuple[Any, ...]] = {
    "openai": (
        {"cache_block": 128},
        (0.5, "gpt-3.5-turbo gpt-3.5-turbo-0125"),
        (30.0, "gpt-4 gpt-4-0613"),
        (5.0, "gpt-4o-2024-05-13"),
        (2.5, 1.25, "gpt-4o"),
        (0.15, 0.075, "gpt-4o-mini"),
        (2.0, 0.5, "gpt-4.1 o3"),
        (0.4, 0.1, "gpt-4.1-mini"),
        (0.1, 0.025, "gpt-4.1-nano"),
        (15.0, 7.5, "o1"),
        (150.0, "o1-pro"),
        (1.1, 0.55, "o3-mini"),
        (20.0, "o3-pro"),
        (10.0, 2.5, "o3-deep-research"),
        (1.1, 0.275, "o4-mini"),
        (2.0, 0.5, "o4-mini-deep-research"),
        (1.25, 0.125, "gpt-5 gpt-5-chat gpt-5-codex gpt-5.1 gpt-5.1-chat gpt-5.1-codex gpt-5.1-codex-max"),
        (0.25, 0.025, "gpt-5-mini gpt-5.1-codex-mini"),
        (0.05, 0.005, "gpt-5-nano"),
        (15.0, "gpt-5-pro"),
        (1.75, 0.175, "gpt-5.2 gpt-5.2-chat gpt-5.2-codex gpt-5.3-chat gpt-5.3-codex"),
        (21.0, "gpt-5.2-pro"),
        (2.5, 0.25, _LONG, "gpt-5.4"),
        (0.75, 0.075, "gpt-5.4-mini"),
        (0.2, 0.02, "gpt-5.4-nano"),
        (30.0, _LONG, "gpt-5.4-pro gpt-5.5-pro"),
        (5.0, 0.5, _LONG, "gpt-5.5"),
        (4.0, 0.4, 5.0, _LONG_TO_THE_TOKEN, "gpt-5.6 gpt-5.6-sol"),
        (2.0, 0.2, 2.5, _LONG_TO_THE_TOKEN, "gpt-5.6-terra gpt-6-sol"),
        (0.2, 0.02, 0.25, _LONG_TO_THE_TOKEN, "gpt-5.6-luna"),
        (10.0, 1.0, 12.5, _LONG_TO_THE_TOKEN, "gpt-6-astra"),
        (0.1, 0.01, 0.125, _LONG_TO_THE_TOKEN, "gpt-6-luna"),
        (2.0, 0.1, 2.5, _LONG_TO_THE_TOKEN, "gpt-6.1-sol"),
    ),
    "anthropic": (
        {"automatic": False},
        (15.0, 1.5, 18.75, 30.0, _FROM_1024, "claude-opus-4 claude-opus-4-0 claude-opus-4-1"),
        (3.0, 0.3, 3.75, 6.0, _FROM_1024, "claude-sonnet-4 claude-sonnet-4-0 claude-sonnet-4-5 claude-sonnet-4-6"),
        (1.0, 0.1, 1.25, 2.0, _FROM_4096, "claude-haiku-4-5"),
        (5.0, 0.5, 6.25, 10.0, _FROM_4096, "claude-opus-4-5 claude-opus-4-6"),
        (5.0, 0.5, 6.25, 10.0, _FROM_2048, "claude-opus-4-7"),
        (5.0, 0.5, 6.25, 10.0, _FROM_1024, "claude-opus-4-8"),
        (5.0, 0.5, 6.25, 10.0, _FROM_512, "claude-opus-5"),
        (4.0, 0.2, 5.0, 8.0, _FROM_512, "claude-opus-5-5"),
        (2.0, 0.2, 2.5, 4.0, _FROM_1024, "claude-sonnet-5"),
        (2.0, 0.1, 2.5, 4.0, _FROM_512, "claude-sonnet-5-5"),
        (0.1, 0.01, 0.125, 0.2, {**_FROM_512, "steps": ((100_000, 5.0),)}, "claude-haiku-5-5"),
        (10.0, 1.0, 12.5, 20.0, _FROM_512, "claude-fable-5 claude-mythos-5"),
        (10.0, 0.25, 12.5, 20.0, _FROM_512, "claude-fable-5-1 claude-mythos-5-1"),
    ),
    "google": (
        _FROM_4096,
        (1.25, 0.125, {**_OVER_200K, **_FROM_2048}, "gemini-2.5-pro"),
        (0.3, 0.03, _FROM_2048, "gemini-2.5-flash"),
        (0.1, 0.01, _FROM_2048, "gemini-2.5-flash-lite"),
        (0.5, 0.05, "gemini-3-flash"),
        (2.0, 0.2, _OVER_200K, "gemini-3.1-pro gemini-pro-latest"),
        (0.25, 0.025, "gemini-3.1-flash-lite"),
        (1.5, 0.15, "gemini-3.5-flash"),
        (0.3, 0.03, "gemini-3.5-flash-lite gemini-flash-lite-latest"),
        (0.75, 0.075, "gemini-3.6-flash gemini-3.7-flash gemini-3.8-flash gemini-flash-latest"),
        (2.0, 0.1, "gemini-4-argon"),
    ),
    "deepseek": (
        {"smallest_prefix": 64},
        (0.28, 0.028, "deepseek-chat deepseek-reasoner"),
        (0.3, 0.006, "deepseek-flash deepseek-v4-flash"),
        (1.32, 0.044, "deepseek-v4-pro"),
    ),
    "xai": (
        {"smallest_prefix": 0, **_OVER_200K},
        (1.25, 0.2, "grok-4.20 grok-4.20-reasoning grok-4.20-non-reasoning grok-4.3"),
        (2.0, 0.3, "grok-4.5 grok-build"),
        (2.0, 0.5, "grok-4.6 grok-4.7"),
        (1.0, 0.2, "grok-code-fast grok-code-fast-1 grok-build-0.1"),
    ),
    # Cached only with a `prompt_cache_key` (prompt caching, in Mistral's guide).
    "mistral": (
        {"smallest_prefix": 0, "automatic": False},
        (0.68, 0.068, "mistral-large-4 mistral-large-4-0"),
        (0.5, 0.05, "mistral-large-2512 mistral-large-3 mistral-large-latest"),
        (1.5, 0.15, "mistral-medium-3-5 mistral-medium-3.5 mistral-medium-2604 mistral-medium-latest"),
        (1.5, 0.15, "magistral-medium-latest"),
        (0.15, 0.015, "mistral-small-2603 mistral-small-latest ministral-8b-2512 ministral-8b-latest"),
        (0.1, 0.01, "ministral-3b-2512 ministral-3b-latest"),
        (0.2, 0.02, "ministral-14b-2512 ministral-14b-latest"),
        (0.3, 0.03, "codestral-2508 codestral-latest"),
        (0.4, 0.04, "devstral-latest devstral-medium-latest"),
    ),
    "qwen": (
        {"smallest_prefix": 256},
        (1.6, 0.32, "qwen-max"),
        (0.4, 0.08, "qwen-plus"),
        (0.4, 0.08, _PLUS, "qwen-plus-latest qwen-plus-2025-07-28 qwen-plus-2025-09-11 qwen3.7-plus"),
        (0.05, 0.01, "qwen-turbo"),
        (0.05, 0.01, {"steps": ((256_000, 5.0),)}, "qwen-flash"),
        (1.2, 0.24, {"steps": ((32_000, 2.0), (128_000, 2.5))}, "qwen3-max"),
        (0.4, 0.08, {"steps": ((256_000, 1.25),)}, "qwen3.5-plus"),
        (2.5, 0.5, "qwen3.7-max"),
        (2.0, 0.25, "qwen3.8-max"),
        (0.15, 0.016, "qwen3.8-flash"),
    ),
    "moonshot": (
        {"smallest_prefix": 0},
        (0.6, 0.1, "kimi-k2.5"),
        (0.95, 0.16, "kimi-k2.6"),
        (0.95, 0.19, "kimi-k2.7-code"),
        (3.0, 0.3, "kimi-k3"),
    ),
}
# fmt: on

# Who sells at the list price, by the names that ids and agno's packages give them. Models with open weights are other
# hosts' to price; OpenRouter hands the makers' prices on where the makers alone serve.
_SELLERS = {
    "openai": frozenset({"openai", "azure", "azure_ai", "openrouter"}),
    "anthropic": frozenset({"anthropic", "bedrock", "vertex_ai", "vertexai", "azure", "azure_ai", "openrouter"}),
    "google": frozenset({"google", "gemini", "vertex_ai", "vertexai", "openrouter"}),
    "deepseek": frozenset({"deepseek"}),
    "xai": frozenset({"xai", "x-ai", "openrouter"}),
    "mistral": frozenset({"mistral", "mistralai"}),
    "qwen": frozenset({"dashscope", "qwen"}),
    "moonshot": frozenset({"moonshot", "moonshotai"}),
}
_SAY_NOTHING = frozenset({"", "litellm", "models", "openai-like", "publishers"})
_ROUTES = frozenset().union(*_SELLERS.values(), _SAY_NOTHING)
_REGIONS = frozenset({"us", "eu", "apac", "au", "jp"})
_ONE_PRICE = ("claude-opus-4-1", "claude-opus-4-2", "claude-sonnet-4-2")  # 4 and 4.1, whose dates begin with a 2
_VERSION = r"(?:-latest|-preview|[-@]\d{8}|-\d{4}-\d{2}-\d{2}|@default|-v\d+(?::\d+)?)$"
