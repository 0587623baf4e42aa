"""`headroom serve`: the server that gateways' `headroom` guardrails call."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from headroom._exceptions import ConfigurationError
from headroom._extras import not_installed
from headroom.integrations._environment import config_from

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add"]

_KEY = "HEADROOM_API_KEY"
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "serve",
        help="serve the interface that the headroom guardrails of LiteLLM and Portkey call",
        epilog=f"Clients send what {_KEY} holds as a bearer token. Other settings are variables, too: docs/gateway.md.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at; %(default)s")
    parser.add_argument("--port", default=8787, type=int, help="the port to listen at; %(default)s")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> None:
    """Serve until the process is told to end.

    Raises:
        ConfigurationError: a setting is wrong, or others than this machine could ask without a key.
        ModuleNotFoundError: the extra `serve` is not installed.
    """
    api_key = os.environ.get(_KEY) or None
    if api_key is None and asked.host not in _THIS_MACHINE:
        raise ConfigurationError(f"listening at {asked.host} needs a key: set {_KEY}")
    config = config_from(os.environ)
    from headroom.integrations.sidecar import sidecar  # needs the extra, which `headroom --help` does not

    application = sidecar(config, api_key)
    try:
        import uvicorn
    except ModuleNotFoundError as missing:
        raise not_installed("uvicorn", "serve") from missing
    uvicorn.run(application, host=asked.host, port=asked.port, access_log=False)
