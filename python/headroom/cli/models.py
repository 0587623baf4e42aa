"""`headroom models`: what is known of models."""

from __future__ import annotations

import argparse
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from headroom import _core
from headroom.cli.output import print_json, table
from headroom.cli.settings import add_json
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom.cli.settings import Subparsers

__all__ = ["add", "known"]


class Known(NamedTuple):
    """What is known of a model. Prices are USD for a million input tokens; ``None`` where nobody says."""

    model: str
    service: str
    context_tokens: int
    input_tokens: int
    output_tokens: int
    limits_known: bool
    exact: bool
    method: str
    level: str
    price_input: float | None
    price_cache_read: float | None
    price_cache_write: float | None


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser("models", help="show limits, prices and how tokens are counted, by model")
    parser.add_argument(
        "pattern",
        nargs="?",
        default="*",
        metavar="PATTERN",
        help="a part of names, a pattern such as 'gpt-5*', or an id",
    )
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    names = [name for name in _core.listed_models() if _matches(name, asked.pattern.lower())]
    models = list(map(known, names or [asked.pattern]))
    if asked.json:
        print_json("models", {"models": [model._asdict() for model in models]})
    else:
        print(_shown(models))
    return Status.DONE


def _matches(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern, or has it as a part."""
    return fnmatchcase(name, pattern) if any(sign in pattern for sign in "*?[") else pattern in name


def known(model: str) -> Known:
    """Tell what is known of a model, by a name of the catalogue or any id."""
    from headroom import count_tokens
    from headroom._models.info import model_info
    from headroom._models.price import price_of

    info, count, price = model_info(model), count_tokens("", model), price_of(model)
    prices = (None, None, None) if price is None else (price.input, price.cache_read, price.cache_write)
    limits = info.context_tokens, info.input_tokens, info.output_tokens, info.limits_known
    return Known(model, info.service, *limits, count.exact, count.method, info.level, *prices)


def _shown(models: list[Known]) -> str:
    head = ("model", "by", "context", "input", "answer", "USD/M", "cached", "written", "counts")
    notes = [] if all(model.limits_known for model in models) else ["? is a default: nobody publishes the limit"]
    return "\n".join([table([head, *map(_row, models)], right=(2, 3, 4, 5, 6, 7)), *notes])


def _row(model: Known) -> tuple[str, ...]:
    unsure = "" if model.limits_known else "?"
    tokens = (model.context_tokens, model.input_tokens, model.output_tokens)
    prices = (model.price_input, model.price_cache_read, model.price_cache_write)
    counts = f"{'exact' if model.exact else 'estimate'}, {model.method}"
    return model.model, model.service, *(f"{unsure}{n:,}" for n in tokens), *map(_price, prices), counts


def _price(price: float | None) -> str:
    return "-" if price is None else f"{price:g}"
