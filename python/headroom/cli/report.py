"""`headroom report`: conversations as they were and as they were sent, and their bill, as one HTML file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from headroom.cli.inputs import Problems
from headroom.cli.output import numbered, print_json, say, writing
from headroom.cli.replay_report import as_dict, conversation_dict
from headroom.cli.replaying import Copies, add_replaying, replayed
from headroom.cli.settings import add_json
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom._report.conversations import ConversationsReport
    from headroom.cli.settings import Subparsers

__all__ = ["add"]

_PAGE = Path("report.html")


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "report",
        help="write a page that shows conversations as they were and as they were sent, with the bill",
        epilog="The file holds what was said in the conversations: give it to nobody who may not read them.",
    )
    parser.add_argument("files", nargs="+", metavar="TRANSCRIPT", help="conversations of any kind; - is standard input")
    parser.add_argument(
        "-o", "--output", type=Path, default=_PAGE, metavar="FILE", help=f"the page; {_PAGE} by default"
    )
    add_replaying(parser)
    parser.add_argument("--full", action="store_true", help="show all of long texts, and all messages, however many")
    parser.add_argument("--strict", action="store_true", help="fail where a part cannot be read")
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    from headroom._report.writing import require, written

    require()  # before the work, which may be long
    problems = Problems(strict=asked.strict, alone=len(asked.files) == 1)
    copies = Copies()
    report, each = _report(asked, problems, copies)
    with writing(asked.output) as file:
        file.writelines(part.encode() for part in written("conversations.html", report))
    copies.say()
    if asked.json:
        told = {**as_dict(report.sums), "copied_requests": copies.left_out}
        print_json("report", {"output_file": str(asked.output), **told, "conversations": each})
    else:
        say(f"{asked.output}: {numbered(report.sums.conversations, 'conversation')}")
    return problems.status(done=bool(report.sums.conversations))


def _report(
    asked: argparse.Namespace, problems: Problems, copies: Copies
) -> tuple[ConversationsReport, list[dict[str, object]]]:
    from headroom._report.conversations import ConversationsReport

    report, each = ConversationsReport(full=asked.full), list[dict[str, object]]()
    for transcript, requests in replayed(asked, problems, copies):
        each.append(conversation_dict(transcript, report.add(requests)))
    return report, each
