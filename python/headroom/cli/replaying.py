"""Conversations of files, replayed as the user asked: what `replay` and `report` have in common."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from headroom.cli.inputs import Problems, conversations_in
from headroom.cli.output import numbered, say
from headroom.cli.settings import add_model, add_most, add_settings, config_of

if TYPE_CHECKING:
    from headroom.transcripts import Replayed, Transcript

__all__ = ["Copies", "add_replaying", "replayed"]


def add_replaying(parser: argparse.ArgumentParser) -> None:
    """Let the user choose how conversations are replayed, and how many."""
    add_model(parser)
    add_settings(parser, window=True)
    parser.add_argument("--no-cache", action="store_true", help="as if providers had no prompt cache")
    add_most(parser)


def replayed(
    asked: argparse.Namespace, problems: Problems, copies: Copies
) -> Iterator[tuple[Transcript, Iterator[Replayed]]]:
    """Give each conversation of `asked.files`, and its requests, which are planned as they are taken."""
    from headroom.transcripts import replay

    config = config_of(asked)
    for transcript in islice(copies.without(conversations_in(asked.files, problems)), asked.most):
        yield transcript, replay(transcript, model=asked.model, config=config, cached=not asked.no_cache)


class Copies:
    """Leaves out requests that another conversation has had: a session that is resumed may begin with a copy of one."""

    def __init__(self) -> None:
        self.left_out = 0
        self._seen: set[str] = set()

    def without(self, transcripts: Iterable[Transcript]) -> Iterator[Transcript]:
        """Give the conversations with the requests that none before had; of copies as a whole, none."""
        for transcript in transcripts:
            requests = tuple(one for one in transcript.requests if one.answer_id not in self._seen)
            self.left_out += len(transcript.requests) - len(requests)
            self._seen.update(one.answer_id for one in requests if one.answer_id is not None)
            if requests:
                yield (
                    transcript if len(requests) == len(transcript.requests) else replace(transcript, requests=requests)
                )

    def say(self) -> None:
        """Say on standard error how many there were."""
        if self.left_out:
            say(f"{numbered(self.left_out, 'request')} left out: copies, as sessions that were resumed have them")
