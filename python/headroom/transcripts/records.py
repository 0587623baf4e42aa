"""Files of JSON as records: one a line, or the items of one document. Lines are read one at a time."""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from headroom._exceptions import TranscriptError
from headroom.transcripts.compressed import blocks, is_compressed
from headroom.transcripts.values import is_message

__all__ = [
    "STANDARD_INPUT",
    "Problem",
    "Record",
    "Say",
    "document_in",
    "is_document",
    "lines_in",
    "not_too_deep",
    "opened",
    "parsed",
    "records_in",
    "shown",
    "size_of",
]

STANDARD_INPUT = "-"
_IN_MEMORY = 16 << 20
"""Of what comes in by a pipe or is unpacked; more goes into a file that nobody else sees."""
_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")
_OPENING = (b"[", b"{")
_FIRST_ITEMS = 50
"""Of a list, by which it is known whether it is one of messages."""


class Problem(NamedTuple):
    """What could not be read.

    Attributes:
        source: the file.
        line: the number of the line, from 1; ``None`` where it is no matter of one line.
        reason: what is wrong with it, in words.
        content: the line itself, where it is no JSON.
    """

    source: str
    line: int | None
    reason: str
    content: bytes = b""

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{place}: {self.reason}"


Say = Callable[[Problem], None]
"""Takes what could not be read, where the rest is read all the same."""


class Record(NamedTuple):
    """One value of a file."""

    value: Any
    source: str
    line: int | None = None

    @property
    def place(self) -> str:
        """The file, and the line where there is one."""
        return self.source if self.line is None else f"{self.source}:{self.line}"

    def problem(self, reason: str) -> Problem:
        """Say what is wrong with it."""
        return Problem(self.source, self.line, reason)


def shown(path: str) -> str:
    """Name a file in messages."""
    return "standard input" if path == STANDARD_INPUT else path


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """Open a file, or standard input by ``-``, to be read more than once, though it be a pipe or compressed.

    Raises:
        OSError: there is no such file, or it may not be read.
        TranscriptError: it is a folder, or compressed and damaged.
        ModuleNotFoundError: what it was compressed with is not installed.
    """
    if path == STANDARD_INPUT:
        with _kept(iter(partial(sys.stdin.buffer.read, _BLOCK), b"")) as kept, _unpacked(kept, path) as file:
            yield file
        return
    if Path(path).is_dir():
        raise TranscriptError(f"{path} is a folder: name the files in it")
    with open(path, "rb") as raw, _seekable(raw) as kept, _unpacked(kept, path) as file:
        yield file


@contextmanager
def _seekable(file: IO[bytes]) -> Iterator[IO[bytes]]:
    if file.seekable():
        yield file
        return
    with _kept(iter(partial(file.read, _BLOCK), b"")) as kept:
        yield kept


@contextmanager
def _unpacked(file: IO[bytes], path: str) -> Iterator[IO[bytes]]:
    if not is_compressed(file):
        yield file
        return
    with _kept(blocks(file, shown(path))) as kept:
        yield kept


@contextmanager
def _kept(content: Iterable[bytes]) -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spooled:
        for block in content:
            spooled.write(block)
        spooled.seek(0)
        yield spooled


@contextmanager
def not_too_deep(source: str) -> Iterator[None]:
    """Say of JSON that can be read, but is nested deeper than it can be walked, what is wrong with it.

    Raises:
        TranscriptError: it is nested too deep.
    """
    try:
        yield
    except RecursionError:
        raise TranscriptError(f"{shown(source)} is nested too deep") from None


def records_in(file: IO[bytes], source: str, say: Say, *, read: Callable[[int], object] = int) -> Iterator[Record]:
    """Give the values of a file: those of its lines, or the one document that it is.

    Args:
        file: the file, open and at its beginning.
        source: what it is called in messages.
        say: takes lines that are no JSON.
        read: takes how many bytes were read, as they are.

    Raises:
        TranscriptError: it is no JSON at all.
    """
    if is_document(file, source):
        yield from _items(Record(document_in(file, source, read=read), source))
        return
    for record in lines_in(file, source, say, read=read):
        yield from _items(record)


def lines_in(file: IO[bytes], source: str, say: Say, *, read: Callable[[int], object] = int) -> Iterator[Record]:
    """Give the values of a file's lines, each as it stands; see `records_in`."""
    for number, line in enumerate(file, start=1):
        read(len(line))
        if not line.strip():
            continue
        try:
            value = parsed(line.removeprefix(_BOM) if number == 1 else line)
        except ValueError as wrong:
            say(Problem(source, number, f"is no JSON ({wrong})", line))
            continue
        yield Record(value, source, number)


def parsed(content: bytes) -> Any:
    """Read JSON.

    Raises:
        ValueError: it is none, is nested too deep, or has a number that no float holds.
    """
    try:
        return json.loads(content, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits[:40]} is too large a number")
    return number


def is_document(file: IO[bytes], source: str) -> bool:
    """Tell whether a file is one JSON document of several lines, by its first two; the file stays where it is.

    Raises:
        TranscriptError: it is neither that nor lines of JSON.
    """
    start = file.tell()
    head = file.read(len(_BOM))
    if head.startswith(_OTHER_BOMS):
        raise TranscriptError(f"{source} is no UTF-8 text, but UTF-16: save it as UTF-8")
    file.seek(start)
    first = next((line for line in file if line.strip(b" \t\r\n" + _BOM)), b"")
    second = next((line for line in file if line.strip()), b"")
    file.seek(start)
    first = first.removeprefix(_BOM).strip()
    if not first:
        raise TranscriptError(f"{source} is empty")
    if first.startswith(_OPENING) and first.endswith(_OPENING):
        return True  # whatever the second line is by itself
    if _is_json(first) or _is_json(second):
        return False
    if not first.startswith(_OPENING):
        raise TranscriptError(f"{source} is no JSON: it begins with {_begins(first)}")
    return True


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(parsed(line), dict | list)
    except ValueError:
        return False


def document_in(file: IO[bytes], source: str, *, read: Callable[[int], object] = int) -> Any:
    """Read the one document that a file is.

    Raises:
        TranscriptError: it is none.
    """
    content = file.read()
    read(len(content))
    try:
        return parsed(content.removeprefix(_BOM))
    except ValueError as wrong:
        raise TranscriptError(f"{source} is no JSON ({wrong})") from None


def _items(record: Record) -> Iterator[Record]:
    """Give the items of a list that is none of messages, each by itself; all else is one value."""
    document = record.value
    if isinstance(document, dict) and isinstance(document.get("data"), list):
        document = document["data"]  # as APIs answer that list things
    if isinstance(document, list) and document and not any(map(is_message, document[:_FIRST_ITEMS])):
        yield from (record._replace(value=item) for item in document)
    else:
        yield record


def _begins(line: bytes) -> str:
    return repr(line[:40].decode("utf-8", "replace"))


def size_of(file: IO[bytes]) -> int:
    """Tell how many bytes there are to be read."""
    here = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(here)
    return size - here
