"""Retrieved chunks as passages: the same text once, and neighbours that overlap in one piece.

Chunkers repeat the end of a chunk at the beginning of the next, and stores hold a text as often as it was inserted. A
passage has each text once and says of every chunk in it which one it is and which characters are its own, so that each
is had again: ``content[start:end]``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from agno.knowledge.document import Document

__all__ = ["Chunk", "Passage", "as_document", "distinct", "joined", "passage_of"]

_CHUNKS = "chunks"
"""In the metadata of a passage: what is told of each chunk in it."""

_CHARACTERS = "characters"
_NAME = "name"
_NUMBER = "chunk"
_OF_CHUNK = frozenset({_NUMBER, "chunk_size", "content_hash", "text", "similarity_score", "search_score", "score"})
"""What agno's chunkers and stores tell of a chunk, where all else is its document's."""
_RESERVED = frozenset({_CHUNKS, _CHARACTERS, _NAME})

_LEAST_OVERLAP = 16
"""Characters: fewer that two chunks share by chance would read as if one went on in the other."""
_MOST_TRIED = 64
"""Places where an overlap may begin: text that repeats itself has many."""


class Chunk(NamedTuple):
    """A document that was retrieved."""

    rank: int
    """Its place among those that were."""
    document: Document
    start: int
    """Its first character in the passage."""
    end: int
    """The one behind its last."""


class Passage(NamedTuple):
    """A text, and the chunks that it holds, in the order of their first characters."""

    content: str
    chunks: tuple[Chunk, ...]

    @property
    def rank(self) -> int:
        """That of its best chunk."""
        return min(chunk.rank for chunk in self.chunks)

    def apart(self) -> list[Passage]:
        """Give each of its chunks as a passage of its own."""
        return [passage_of(chunk.rank, chunk.document) for chunk in self.chunks]

    def joined(self, behind: Passage) -> Passage | None:
        """Put the passage that follows behind this one.

        Args:
            behind: One that begins with the next chunk of the document.

        Returns:
            Both in one; ``None`` where the end of this one is not the beginning of that.
        """
        overlap = _overlap(self.content, behind.content)
        if not overlap:
            return None
        by = len(self.content) - overlap
        moved = (chunk._replace(start=chunk.start + by, end=chunk.end + by) for chunk in behind.chunks)
        return Passage(self.content + behind.content[overlap:], (*self.chunks, *moved))


def passage_of(rank: int, document: Document) -> Passage:
    """Give a document that was retrieved as a passage of its own."""
    return Passage(document.content, (Chunk(rank, document, 0, len(document.content)),))


def distinct(documents: Iterable[Document]) -> list[Passage]:
    """Give what was retrieved, each a passage of its own, without what is in every respect what stands before it."""
    by_fields: dict[str, Document] = {}
    for document in documents:
        by_fields.setdefault(_spelled(_fields(document)), document)
    return [passage_of(rank, document) for rank, document in enumerate(by_fields.values())]


def joined(passages: Iterable[Passage]) -> list[Passage]:
    """Bring together what says the same, and neighbours that overlap.

    Args:
        passages: What was retrieved, as ``distinct`` gives it.

    Returns:
        The passages, in the order of their best chunks. Each chunk is in one of them.
    """
    return sorted(_chained(_same_texts(passages)), key=lambda passage: passage.rank)


def as_document(passage: Passage) -> Document:
    """Give a passage as agno has it.

    Args:
        passage: What was retrieved.

    Returns:
        The document itself where the passage is one. Else its best one with the passage for content; what all chunks
        tell stands in its metadata as ever, and the rest of each under ``chunks``, in the order of the text.
    """
    best = min(passage.chunks).document
    if len(passage.chunks) == 1:
        return best
    told = [{**_told(chunk.document), _CHARACTERS: f"{chunk.start}-{chunk.end}"} for chunk in passage.chunks]
    shared = {key for key, value in told[0].items() if all(_tells(other, key, value) for other in told)}
    common = {key: value for key, value in best.meta_data.items() if key in shared}
    rest = [{key: value for key, value in one.items() if key not in shared} for one in told]
    return replace(best, content=passage.content, meta_data={**common, _CHUNKS: rest}, embedding=None, size=None)


def _told(document: Document) -> dict[str, Any]:
    return document.meta_data if document.name is None else {_NAME: document.name, **document.meta_data}


def _tells(told: dict[str, Any], key: str, value: object) -> bool:
    return key in told and _spelled(told[key]) == _spelled(value)


def _spelled(value: object) -> str:
    """A value so that others are told from it: 1 is neither 1.0 nor True, and fields have an order."""
    return json.dumps(value, default=repr)


def _document_of(document: Document) -> tuple[str | None, ...]:
    return document.name, document.content_id, document.content_origin


def _fields(document: Document) -> tuple[Any, ...]:
    return document.content, *_document_of(document), document.meta_data


def _same_texts(passages: Iterable[Passage]) -> list[Passage]:
    """A passage for each text."""
    found: dict[str, list[Chunk]] = {}
    alone = []
    for passage in passages:
        if _may_be_joined(passage.chunks[0].document):
            found.setdefault(passage.content, []).extend(passage.chunks)
        else:
            alone.append(passage)
    return [Passage(content, tuple(chunks)) for content, chunks in found.items()] + alone


def _may_be_joined(document: Document) -> bool:
    """Whether what it tells can stand beside what others tell, under none of our own keys."""
    told: object = document.meta_data
    return isinstance(told, dict) and _RESERVED.isdisjoint(told) and all(isinstance(key, str) for key in told)


def _chained(passages: Iterable[Passage]) -> list[Passage]:
    """Join each passage with the one that begins with the next chunk of its document."""
    rest, numbered = list[Passage](), dict[tuple[str, int], Passage]()
    for passage in passages:
        place = _place(passage)
        if place is None or place in numbered:
            rest.append(passage)
        else:
            numbered[place] = passage
    by_end = dict[tuple[str, int], Passage]()
    for (document, number), passage in sorted(numbered.items()):
        before = by_end.get((document, number - 1))
        longer = before.joined(passage) if before else None
        if longer:
            del by_end[document, number - 1]
        by_end[document, number] = longer or passage
    return [*by_end.values(), *rest]


def _place(passage: Passage) -> tuple[str, int] | None:
    """The document of a chunk and its number there; ``None`` for what has none, or stands in several."""
    document = passage.chunks[0].document
    is_known = document.name is not None or document.content_id is not None
    if not is_known or len(passage.chunks) > 1 or not _may_be_joined(document):
        return None
    number = document.meta_data.get(_NUMBER)
    if type(number) is not int:
        return None
    others = {key: value for key, value in document.meta_data.items() if key not in _OF_CHUNK}
    return _spelled((_document_of(document), others)), number


def _overlap(text: str, behind: str) -> int:
    """The most characters that the end of one text and the beginning of the other have in common; 0 for too few."""
    if len(behind) < _LEAST_OVERLAP:
        return 0
    at = -1
    for _ in range(_MOST_TRIED):
        at = text.find(behind[:_LEAST_OVERLAP], at + 1)
        if at < 0:
            return 0
        if behind.startswith(text[at:]):
            return len(text) - at
    return 0
