"""The command `headroom`: a module a subcommand, each with `add`, which describes it to argparse."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from headroom import __version__
from headroom._exceptions import HeadroomError
from headroom.cli import gateway, mcp, serve

__all__ = ["main"]

_SUBCOMMANDS = (serve, gateway, mcp)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind its name; ``None`` means those of the process.

    Returns:
        The status to exit with: 1 where what was asked cannot be done, which is said on standard error.
    """
    asked = _parser().parse_args(arguments)
    try:
        asked.run(asked)
    except (HeadroomError, ModuleNotFoundError) as error:
        print(f"headroom: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="headroom", description="The same conversation in fewer billed tokens.")
    parser.add_argument("--version", action="version", version=__version__)
    subcommands = parser.add_subparsers(title="subcommands", required=True)
    for subcommand in _SUBCOMMANDS:
        subcommand.add(subcommands)
    return parser
