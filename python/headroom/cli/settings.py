"""Options that several subcommands take, and the settings that they stand for."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from headroom._config import CrushLevel, HeadroomConfig, RollingWindowConfig, SmartCrusherConfig
from headroom._exceptions import ConfigurationError
from headroom._view_config import ViewConfig

if TYPE_CHECKING:
    from pathlib import Path

    from headroom.stores import Store

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = [
    "Subparsers",
    "add_json",
    "add_model",
    "add_most",
    "add_settings",
    "check_views",
    "config_of",
    "count",
    "store_at",
]


def add_json(parser: argparse.ArgumentParser) -> None:
    """Let the subcommand print JSON."""
    parser.add_argument("--json", action="store_true", help="print JSON, as docs/cli.md and its schema describe it")


def add_model(parser: argparse.ArgumentParser) -> None:
    """Let the user name the model whose tokens are counted."""
    parser.add_argument(
        "--model", metavar="ID", help="whose tokens are counted; by default the model that the file names, else gpt-4o"
    )


def add_most(parser: argparse.ArgumentParser) -> None:
    """Let the user have the first conversations only."""
    parser.add_argument("--most", type=count, metavar="N", help="only the first N conversations")


def count(text: str) -> int:
    """Read a number of things.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 or more")
    return int(text)


def add_settings(parser: argparse.ArgumentParser, *, window: bool) -> None:
    """Let the user choose how messages are rewritten; `window` is whether messages may leave by default."""
    levels = [level.value for level in CrushLevel]
    parser.add_argument(
        "--level", choices=levels, default=CrushLevel.AUTO.value, help="how much a reader puts together"
    )
    parser.add_argument(
        "--exclude-tools", action="append", default=[], metavar="PATTERN", help="send as they are; repeat"
    )
    parser.add_argument("--views", action="store_true", help="show large results in part, with an address for the rest")
    parser.add_argument(
        "--window",
        action=argparse.BooleanOptionalAction,
        default=window,
        help="let turns leave where a conversation outgrows the model's context",
    )


def config_of(asked: argparse.Namespace, store: Store | None = None) -> HeadroomConfig:
    """Make the settings of what `add_settings` has asked for.

    Raises:
        ConfigurationError: one of them has a wrong value.
    """
    return HeadroomConfig(
        smart_crusher=SmartCrusherConfig(level=asked.level, exclude_tools=asked.exclude_tools),
        rolling_window=RollingWindowConfig(enabled=asked.window),
        views=ViewConfig(enabled=asked.views, store=store),
    )


def store_at(path: Path | None) -> Store | None:
    """Open the file that originals of views are kept in.

    Raises:
        ConfigurationError: the folder does not exist.
    """
    if path is None:
        return None
    from headroom.stores import SQLiteStore  # for views alone

    return SQLiteStore(path)


def check_views(asked: argparse.Namespace) -> None:
    """Refuse views whose originals would be gone when the command ends.

    Raises:
        ConfigurationError: there is no file for them.
    """
    if asked.views and asked.store is None:
        raise ConfigurationError("--views needs --store FILE: what views leave out would be gone when the command ends")
