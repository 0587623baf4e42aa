"""Which kind a file is of, and its conversations."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import IO, Any

from headroom._exceptions import TranscriptError
from headroom._replay.transcript import Transcript
from headroom.transcripts import agno
from headroom.transcripts.anthropic import ANTHROPIC
from headroom.transcripts.claude_code import CLAUDE_CODE
from headroom.transcripts.codex import CODEX
from headroom.transcripts.gemini_cli import GEMINI_CLI
from headroom.transcripts.kind import Kind
from headroom.transcripts.litellm import LITELLM
from headroom.transcripts.openai import OPENAI
from headroom.transcripts.records import Problem, Record, Say, not_too_deep, opened, records_in, shown
from headroom.transcripts.responses import RESPONSES

__all__ = ["KINDS", "detected", "read", "read_file"]

KINDS = (CLAUDE_CODE, CODEX, GEMINI_CLI, LITELLM, RESPONSES, ANTHROPIC, OPENAI)
"""Kinds of text files; the first that knows one of a file's first values reads it. Databases are agno's."""
_FIRST_VALUES = 50
_SHOWN_KEYS = 6


def read(
    source: str,
    *,
    strict: bool = False,
    on_problem: Say | None = None,
    on_bytes: Callable[[int], object] = int,
) -> Iterator[Transcript]:
    """Read the conversations of a file.

    Args:
        source: a file's path, ``-`` for standard input, or the URL of a database with agno's sessions
            (``postgresql://...``, ``sqlite:///...``).
        strict: whether what cannot be read ends the reading, rather than being left out.
        on_problem: takes what is left out; ``None`` logs it.
        on_bytes: takes how many bytes were read, as they are.

    Yields:
        One conversation after the other. Files of one value a line are read as they are asked for.

    Raises:
        TranscriptError: the file holds no conversations, or, under `strict`, a part of it cannot be read.
        OSError: there is no such file, or it may not be read.
        ModuleNotFoundError: it is a database, and agno or the database's driver is not installed.
    """
    say = _raise if strict else on_problem or _log
    if agno.is_url(source):
        yield from agno.sessions_at(source)
        return
    with opened(source) as file:
        yield from read_file(file, source, say, on_bytes)


def read_file(file: IO[bytes], source: str, say: Say, on_bytes: Callable[[int], object] = int) -> Iterator[Transcript]:
    """Read the conversations of an open file; see `read`."""
    if agno.is_database(file):
        yield from agno.sessions_in(source)
        return
    with not_too_deep(source):
        kind, records = detected(records_in(file, shown(source), say, read=on_bytes), shown(source))
        yield from kind.read(records, say)


def detected(records: Iterator[Record], source: str) -> tuple[Kind, Iterator[Record]]:
    """Tell a file's kind by its first values; gives all of them back.

    Raises:
        TranscriptError: no kind knows any of them.
    """
    first = list(islice(records, _FIRST_VALUES))
    kind = next((kind for kind in KINDS if any(kind.is_of(record.value) for record in first)), None)
    if kind is None:
        titles = ", ".join(kind.title for kind in KINDS)
        raise TranscriptError(f"{source} holds no conversations: {_described(first)}, which is none of {titles}")
    return kind, chain(first, records)


def _described(records: list[Record]) -> str:
    if not records:
        return "no line of it is JSON"
    value: Any = records[0].value
    if isinstance(value, dict):
        keys = ", ".join(map(repr, list(value)[:_SHOWN_KEYS]))
        return f"it begins with an object of {keys}" if keys else "it begins with an empty object"
    return f"it begins with a {type(value).__name__}"


def _raise(problem: Problem) -> None:
    raise TranscriptError(str(problem))


def _log(problem: Problem) -> None:
    logging.getLogger("headroom").warning("%s", problem)
