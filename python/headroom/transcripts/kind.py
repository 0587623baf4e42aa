"""A kind of file that conversations are found in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from headroom._replay.transcript import Transcript
from headroom.transcripts.records import Record, Say

__all__ = ["Kind"]


class Kind(NamedTuple):
    """How files of one kind are known and read.

    Attributes:
        name: what users call it.
        title: what it is, in words.
        is_of: whether a value of a file is of this kind; of those that all files may have, it says that it is not.
        read: makes conversations of a file's values, and says which of them it cannot read.
    """

    name: str
    title: str
    is_of: Callable[[Any], bool]
    read: Callable[[Iterator[Record], Say], Iterator[Transcript]]
