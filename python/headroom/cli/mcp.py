"""`headroom mcp`: the server for clients that have nothing but MCP."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from headroom.integrations._environment import config_from

if TYPE_CHECKING:
    from headroom._config import HeadroomConfig

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add"]


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "mcp",
        help="serve compress, expand, retrieve and count as tools of MCP, over standard input and output",
        epilog="Settings are variables, HEADROOM_LEVEL and others: docs/mcp.md.",
    )
    parser.add_argument("--store", help="show views of large texts, and keep what they leave out in this file")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> None:
    """Serve one client until it leaves.

    Raises:
        ConfigurationError: a setting is wrong.
        ModuleNotFoundError: the extra `mcp` is not installed.
    """
    config = _with_store(config_from(os.environ), asked.store)
    from headroom.integrations.mcp_server import server  # needs the extra, which `headroom --help` does not

    server(config).run("stdio")


def _with_store(config: HeadroomConfig, path: str | None) -> HeadroomConfig:
    if path is None:
        return config
    from headroom.stores import SQLiteStore

    return replace(config, views=replace(config.views, store=SQLiteStore(path)))
