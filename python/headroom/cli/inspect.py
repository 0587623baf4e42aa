"""`headroom inspect`: what becomes of each message of a conversation, and why."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headroom._exceptions import TranscriptError
from headroom.cli.inputs import Problems, conversations_in
from headroom.cli.output import print_json, printable, table
from headroom.cli.settings import add_json, add_model, add_settings, config_of
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom import HeadroomConfig
    from headroom.cli.settings import Subparsers
    from headroom.transcripts import Replayed, Transcript

__all__ = ["add"]


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser("inspect", help="show what becomes of each message of a conversation, and why")
    parser.add_argument("files", nargs="+", metavar="TRANSCRIPT", help="conversations of any kind; - is standard input")
    parser.add_argument("--only", metavar="NAME", help="the one conversation of this name, or number from 1")
    add_model(parser)
    add_settings(parser, window=True)
    parser.add_argument("--strict", action="store_true", help="fail where a part cannot be read")
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    config, problems = config_of(asked), Problems(strict=asked.strict, alone=len(asked.files) == 1)
    chosen = _chosen(conversations_in(asked.files, problems), asked.only)
    inspected = (_inspected(transcript, asked.model, config) for transcript in chosen)
    if asked.json:
        print_json("inspect", {"conversations": list(map(_as_dict, inspected))})
    else:
        for whole in inspected:
            print(_shown(whole), end="\n\n")
    return problems.status()


def _chosen(transcripts: Iterator[Transcript], only: str | None) -> Iterator[Transcript]:
    found = False
    for number, transcript in enumerate(transcripts, start=1):
        if only in (None, transcript.name, str(number)):
            found = True
            yield transcript
    if only is not None and not found:
        raise TranscriptError(f"there is no conversation {only!r}: the name, or a number from 1")


def _inspected(transcript: Transcript, model: str | None, config: HeadroomConfig) -> Replayed:
    """Plan all of a conversation at once, its last answer included."""
    from headroom.transcripts import replay

    whole = transcript.requests[-1]._replace(end=len(transcript.messages), reported=None)
    return next(replay(replace(transcript, requests=(whole,)), model=model, config=config))


def _as_dict(whole: Replayed) -> dict[str, Any]:
    transcript, sent = whole.transcript, whole.sent
    return {
        "name": transcript.name,
        "kind": transcript.kind,
        "source": transcript.source,
        "model": whole.model,
        "exact": sent.exact,
        "tokens_before": sent.tokens_before,
        "tokens_after": sent.tokens_after,
        "warnings": list(sent.warnings),
        "messages": list(_messages(whole)),
    }


def _messages(whole: Replayed) -> Iterator[dict[str, Any]]:
    from headroom._replay.parts import tools_of

    read = zip(tools_of(whole.given_messages), whole.decisions, whole.sent.decisions(), strict=True)
    for (role, tool), decision, raw in read:
        yield {
            "index": decision.index,
            "role": role,
            "tool": tool or None,
            "tokens_before": decision.tokens_before,
            "tokens_after": decision.tokens_after,
            "action": decision.action,
            "transform": raw[1],
            "reason": decision.reason,
            "lossless": decision.lossless,
        }


def _shown(whole: Replayed) -> str:
    transcript, sent = whole.transcript, whole.sent
    about = "" if sent.exact else "about "
    counted = f"{about}{sent.tokens_before:,} -> {sent.tokens_after:,} tokens of {whole.model}"
    place = f"{transcript.name} ({transcript.kind}, {transcript.source})"
    head = f"{place}: {counted}, {sent.savings_percent:.1f} % less"
    rows = [_row(message) for message in _messages(whole)]
    columns = ("#", "role", "tool", "before", "after", "form", "why")
    return "\n".join([*map(printable, (head, *sent.warnings)), table([columns, *rows], right=(0, 3, 4))])


def _row(message: dict[str, Any]) -> tuple[str, ...]:
    before, after = (f"{message[key]:,}" for key in ("tokens_before", "tokens_after"))
    form = message["transform"] or message["action"]
    return str(message["index"]), message["role"], message["tool"] or "", before, after, form, message["reason"]
