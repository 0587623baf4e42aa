"""`headroom expand`: what a compressed text or conversation stands for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from headroom._exceptions import CompressionError, TranscriptError
from headroom.cli.inputs import Problems, holds_conversations, open_input, text_in
from headroom.cli.output import print_json, with_result, writing
from headroom.cli.rewriting import WRITTEN_BACK, Conversation, rewritten_file
from headroom.cli.settings import add_json, store_at
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom.cli.settings import Subparsers
    from headroom.stores import Store

__all__ = ["add"]


def add(subparsers: Subparsers) -> None:
    """Describe the subcommand."""
    parser = subparsers.add_parser(
        "expand",
        help="give back what `headroom compress` was given",
        epilog="A text that refers to earlier messages needs the conversation that it stands in.",
    )
    parser.add_argument("file", metavar="FILE", help="what `headroom compress` has written; - is standard input")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write; standard output by default")
    parser.add_argument("--store", type=Path, metavar="FILE", help="where what views leave out is kept")
    parser.add_argument("--text", action="store_true", help="take conversations for the text that they are written in")
    parser.add_argument("--strict", action="store_true", help="fail where a part cannot be read")
    add_json(parser)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> Status:
    problems, store = Problems(strict=asked.strict, becomes="left as it is"), store_at(asked.store)
    with open_input(asked.file) as file:
        kind = None if asked.text else holds_conversations(file, asked.file)
        parts = _parts(file, asked.file, kind, store, problems)
        if not asked.json:
            with writing(asked.output) as output:
                for part in parts:
                    output.write(part)
        else:
            said = {"file": asked.file, "kind": kind or "text"}
            print_json("expand", with_result(said, b"".join(parts), asked.output))
    return problems.status()


def _parts(file: IO[bytes], source: str, kind: str | None, store: Store | None, problems: Problems) -> Iterator[bytes]:
    from headroom import expand, expand_messages
    from headroom.transcripts.records import shown

    if kind is None:
        try:
            yield expand(text_in(file, source), store=store).encode()
        except CompressionError as error:
            raise CompressionError(f"{shown(source)}: {error}; {_NEEDED}") from None
        return
    if kind not in WRITTEN_BACK:
        raise TranscriptError(f"{shown(source)} is of the kind {kind}, which `headroom compress` does not write")

    def expanded(given: Conversation) -> list[Any]:
        return expand_messages(given.messages, store=store)

    yield from rewritten_file(file, source, expanded, problems)


_NEEDED = "a text may need the conversation that it stands in, and one with a view the --store of `headroom compress`"
