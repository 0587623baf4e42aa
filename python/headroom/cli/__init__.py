"""The command `headroom`: a module a subcommand, each with `add`, which describes it to argparse.

A subcommand's function takes what was asked and returns a `Status`, or nothing where it is done.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from headroom import __version__
from headroom._exceptions import HeadroomError
from headroom.cli import (
    completion,
    compress,
    count,
    demo,
    doctor,
    expand,
    gateway,
    inspect,
    mcp,
    models,
    replay,
    report,
    serve,
)
from headroom.cli import eval as evaluation
from headroom.cli.output import say
from headroom.cli.status import Status

__all__ = ["main"]

_SUBCOMMANDS = (
    compress,
    expand,
    count,
    inspect,
    replay,
    report,
    models,
    evaluation,
    doctor,
    demo,
    serve,
    gateway,
    mcp,
    completion,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: what stands behind its name; ``None`` means those of the process.

    Returns:
        The status to exit with, see `Status`; what cannot be done is said on standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # which may not have all characters that names are made of
            stream.reconfigure(errors="backslashreplace")
    asked = _parser().parse_args(arguments)
    try:
        status: Status | None = asked.run(asked)
        sys.stdout.flush()  # here, where it is known what to say of a reader that has gone
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.UNREAD
    except KeyboardInterrupt:
        say("interrupted")
        return Status.INTERRUPTED
    except (HeadroomError, ImportError, OSError) as error:
        say(error)
        return Status.FAILED
    return Status.DONE if status is None else status


def _parser() -> argparse.ArgumentParser:
    """Describe the command and all of its subcommands."""
    described = argparse.ArgumentParser(
        prog="headroom",
        description="The same conversation in fewer billed tokens.",
        epilog="Exit codes: 0 done, 1 cannot be done, 2 wrong usage, 3 done but for parts that could not be read.",
    )
    described.add_argument("--version", action="version", version=__version__)
    subcommands = described.add_subparsers(title="subcommands", metavar="SUBCOMMAND")
    described.set_defaults(command=described, run=_show_help)
    for subcommand in _SUBCOMMANDS:
        subcommand.add(subcommands)
    return described


def _show_help(asked: argparse.Namespace) -> Status:
    """Say what there is to ask for, where nothing was."""
    asked.command.print_help(sys.stderr)
    return Status.USAGE
