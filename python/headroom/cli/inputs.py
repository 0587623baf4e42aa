"""Files that the command reads: conversations of every kind, or a text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, TYPE_CHECKING

from headroom._exceptions import HeadroomError, TranscriptError
from headroom.cli.output import say
from headroom.cli.progress import progress
from headroom.cli.status import Status

if TYPE_CHECKING:
    from headroom.transcripts import Problem, Transcript

__all__ = ["Problems", "conversations", "conversations_in", "from_file", "holds_conversations", "open_input", "text_in"]


class Problems:
    """Says what could not be read, and counts it; under `strict` it is an error, as is a file that is `alone`."""

    def __init__(self, *, strict: bool = False, alone: bool = True, becomes: str = "left out") -> None:
        """Begin with none; `becomes` is what is said to become of lines that cannot be read."""
        self._strict, self._alone, self._becomes = strict, alone, becomes
        self.count = 0

    def __call__(self, problem: Problem) -> None:
        """Take a problem.

        Raises:
            TranscriptError: all of it was asked for.
        """
        if self._strict:
            raise TranscriptError(str(problem))
        self.count += 1
        say(f"{problem}; {self._becomes}")

    def failed(self, error: Exception) -> None:
        """Take a file that cannot be read, where others may.

        Raises:
            Exception: the error itself, where all of them were asked for or there is no other.
        """
        if self._strict or self._alone:
            raise error
        self.count += 1
        say(error)

    def status(self, *, done: bool = True) -> Status:
        """Tell what to exit with; `done` is whether anything was."""
        return Status.DONE if not self.count else Status.PARTLY if done else Status.FAILED


def conversations_in(sources: list[str], problems: Problems) -> Iterator[Transcript]:
    """Give the conversations of all sources; of several, one that cannot be read is said, and the others are read.

    Raises:
        HeadroomError: a source cannot be read, and it is the only one, or all of them were asked for.
        OSError: likewise.
    """
    for source in sources:
        yield from _if_it_can_be_read(source, problems)


def _if_it_can_be_read(source: str, problems: Problems) -> Iterator[Transcript]:
    try:
        yield from conversations(source, problems)
    except (HeadroomError, OSError) as error:
        problems.failed(error)


def conversations(source: str, problems: Problems) -> Iterator[Transcript]:
    """Give the conversations of one source, with progress on standard error."""
    from headroom.transcripts import agno, read

    if agno.is_url(source):
        with _agno_is_quiet():
            yield from read(source)
        return
    with open_input(source) as file:
        yield from from_file(file, source, problems)


def from_file(file: IO[bytes], source: str, problems: Problems) -> Iterator[Transcript]:
    """Give the conversations of an open file, with progress on standard error."""
    from headroom.transcripts import agno
    from headroom.transcripts.detect import read_file
    from headroom.transcripts.records import shown, size_of

    quiet = _agno_is_quiet() if agno.is_database(file) else nullcontext()
    with quiet, progress(size_of(file), shown(source)) as advance:
        yield from read_file(file, source, problems, advance)


@contextmanager
def _agno_is_quiet() -> Iterator[None]:
    """Keep agno's log off standard output, where it goes; what goes wrong is raised, too."""
    import logging

    import headroom.integrations.agno  # noqa: F401 - agno sets its loggers up when it is imported

    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.split("-")[0] == "agno"]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def open_input(source: str) -> Iterator[IO[bytes]]:
    """Open a file or standard input.

    Raises:
        OSError: there is no such file, or it may not be read.
    """
    from headroom.transcripts.records import opened

    with opened(source) as file:
        yield file


def holds_conversations(file: IO[bytes], source: str) -> str | None:
    """Name the kind of conversations that an open file holds; ``None`` for a text. The file stays where it is."""
    from headroom.transcripts import agno
    from headroom.transcripts.detect import detected
    from headroom.transcripts.records import not_too_deep, records_in, shown

    start = file.tell()
    if agno.is_database(file):
        return "agno"
    try:
        with not_too_deep(source):
            kind, _ = detected(records_in(file, shown(source), lambda problem: None), shown(source))
    except TranscriptError:
        return None
    finally:
        file.seek(start)
    return kind.name


def text_in(file: IO[bytes], source: str) -> str:
    """Read a text.

    Raises:
        TranscriptError: it is not in UTF-8.
    """
    from headroom.transcripts.records import shown

    try:
        return file.read().decode()
    except UnicodeDecodeError as wrong:
        raise TranscriptError(
            f"{shown(source)} is neither a conversation nor a text in UTF-8 ({wrong.reason})"
        ) from None
