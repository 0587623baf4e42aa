"""`headroom replay`: what the input of conversations would have cost, without Headroom and with it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from headroom.cli.inputs import Problems
from headroom.cli.output import numbered, print_json, say
from headroom.cli.replay_report import as_dict, conversation_dict, shown
from headroom.cli.replaying import Copies, add_replaying, replayed
from headroom.cli.settings import add_json
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom._replay.sums import ReplaySums
    from headroom.cli.settings import Subparsers

__all__ = ["add"]


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "replay",
        help="show what conversations would have cost, without Headroom and with it",
        epilog="Every request is counted as an agent sends it: all messages before each answer. Output is not counted.",
    )
    parser.add_argument("files", nargs="+", metavar="TRANSCRIPT", help="conversations of any kind; - is standard input")
    add_replaying(parser)
    parser.add_argument("--conversations", action="store_true", help="show each conversation, too")
    parser.add_argument("--strict", action="store_true", help="fail where a part cannot be read")
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    from headroom._replay.sums import ReplaySums

    sums, copies = ReplaySums(), Copies()
    problems = Problems(strict=asked.strict, alone=len(asked.files) == 1)
    each = list(_conversations(asked, problems, copies, sums))
    if asked.model is None and sums.unnamed_models:
        say(f"{numbered(sums.unnamed_models, 'request')} without a model, counted as gpt-4o's: --model names another")
    copies.say()
    if asked.json:
        told = {**as_dict(sums), "copied_requests": copies.left_out}
        print_json("replay", {**told, **({"conversations": each} if asked.conversations else {})})
    else:
        print(shown(sums, each if asked.conversations else []))
    return problems.status(done=bool(sums.conversations))


def _conversations(
    asked: argparse.Namespace, problems: Problems, copies: Copies, sums: ReplaySums
) -> Iterator[dict[str, Any]]:
    for transcript, requests in replayed(asked, problems, copies):
        own = sums.add(requests)
        if asked.conversations:
            yield conversation_dict(transcript, own)
