"""Conversations of files, replayed as the user asked: what `replay` and `report` have in common."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from headroom.cli.inputs import Problems, conversations_in
from headroom.cli.settings import add_model, add_most, add_settings, config_of

if TYPE_CHECKING:
    from headroom.transcripts import Replayed, Transcript

__all__ = ["add_replaying", "replayed"]


def add_replaying(parser: argparse.ArgumentParser) -> None:
    """Let the user choose how conversations are replayed, and how many."""
    add_model(parser)
    add_settings(parser, window=True)
    parser.add_argument("--no-cache", action="store_true", help="as if providers had no prompt cache")
    add_most(parser)


def replayed(asked: argparse.Namespace, problems: Problems) -> Iterator[tuple[Transcript, Iterator[Replayed]]]:
    """Give each conversation of `asked.files`, and its requests, which are planned as they are taken."""
    from headroom.transcripts import replay

    config = config_of(asked)
    for transcript in islice(conversations_in(asked.files, problems), asked.most):
        yield transcript, replay(transcript, model=asked.model, config=config, cached=not asked.no_cache)
