"""`headroom demo`: an agno agent over real-looking tool results, and what was sent of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from headroom.cli.output import print_json, table
from headroom.cli.settings import add_json
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom.cli.settings import Subparsers
    from headroom.integrations.agno.demo import Demonstration

__all__ = ["add", "shown"]

_SHOWN_CHARACTERS = 280
_SHOWN_LINES = 4


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "demo",
        help="run an agno agent over real-looking tool results and show what was sent of them; no key, no network",
    )
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    """Run it in memory.

    Raises:
        ModuleNotFoundError: agno is not installed.
    """
    from headroom.integrations.agno.demo import demonstrate  # needs agno, which `headroom --help` does not

    had = demonstrate()
    if asked.json:
        print_json("demo", _described(had))
    else:
        print(shown(had))
    return Status.DONE if had.untouched == had.tool_results else Status.FAILED


def shown(had: Demonstration) -> str:
    """Write a demonstration for people: what was said, a tool result on both sides, the calls, what is stored."""
    said = [f"> {question}\n  {answer}" for question, answer in had.answers]
    stored = f"{had.untouched} of {had.tool_results} tool results stand there exactly as the tools returned them"
    return "\n".join([*said, "", *_result(had), _calls(had), "", f"session store: {stored}"])


def _result(had: Demonstration) -> list[str]:
    if had.sent is None:
        return []
    lines = [*had.sent.splitlines()[:_SHOWN_LINES], "..."]
    returned = f"the tool returned  {had.returned[:_SHOWN_CHARACTERS]}..."
    return [returned, "", "the model was sent " + "\n                   ".join(lines), ""]


def _calls(had: Demonstration) -> str:
    rows = [
        _row(str(number), call.tokens_before, call.tokens_after, ", ".join(call.transforms) or "-")
        for number, call in enumerate(had.calls, 1)
    ]
    heads = ("call", "tokens before", "sent", "saved", "how")
    return table([heads, *rows, _row("all", *had.tokens, "")], right=(0, 1, 2, 3))


def _row(name: str, before: int, after: int, how: str) -> tuple[str, ...]:
    return name, f"{before:,}", f"{after:,}", f"{100 * (before - after) / max(1, before):.1f} %", how


def _described(had: Demonstration) -> dict[str, Any]:
    before, after = had.tokens
    return {
        "answers": [{"question": question, "answer": answer} for question, answer in had.answers],
        "result": {"returned": had.returned, "sent": had.sent},
        "calls": [call._asdict() for call in had.calls],
        "tokens_before": before,
        "tokens_after": after,
        "session": {"tool_results": had.tool_results, "untouched": had.untouched},
    }
