"""Documents and search results in messages, as Anthropic and Bedrock have them: texts inside blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._planning.rows import Text
from headroom._shapes.slots import Path, Slot
from headroom._shapes.values import Unread, fixed, misread, unknown

__all__ = ["blocks_of", "document_rest", "document_slots"]

_FIXED_KEYS = ("title", "name", "context")
_TAGS = 120
"""Bytes of what a service writes around a document, as far as Anthropic's documentation shows it."""


def document_slots(block: Mapping[str, Any], path: Path, editable: bool, answers: int | None) -> Iterator[Slot]:
    """The texts of a document or a search result; one that is to be cited stands as it is, letter by letter."""
    editable = editable and not _is_cited(block)
    source = block.get("source")
    for key in _FIXED_KEYS:
        if isinstance(text := block.get(key), str):
            yield Slot(fixed(text))
    if isinstance(source, str):
        yield Slot(fixed(source))
    yield from _texts(block.get("content"), (*path, "content"), editable, answers)
    if isinstance(source, Mapping):
        for key in ("data", "text") if source.get("type", "text") == "text" else ():
            yield from _texts(source.get(key), (*path, "source", key), editable, answers)
        yield from _texts(source.get("content"), (*path, "source", "content"), editable, answers)


def document_rest(block: Mapping[str, Any]) -> Unread:
    """What a document may come to beside its texts: anything where these are a file's bytes, or stand elsewhere."""
    source = block.get("source")
    if not any(slot.paths for slot in document_slots(block, (), False, None)):
        return unknown(source if isinstance(source, Mapping) else block)
    return next(misread(block, *_FIXED_KEYS), Unread((_TAGS,)))


def blocks_of(value: object) -> list[Mapping[str, Any]]:
    """A list's entries, an empty one in place of what is no dict, so that indexes stay true."""
    if value is None or not isinstance(value, list | tuple):
        return []
    return [entry if isinstance(entry, Mapping) else {} for entry in value]


def _texts(content: object, path: Path, editable: bool, answers: int | None) -> Iterator[Slot]:
    if isinstance(content, str):
        yield Slot(Text(content, editable, answers), (path,))
    for index, part in enumerate(blocks_of(content)):
        if isinstance(text := part.get("text"), str):
            yield Slot(Text(text, editable, answers), ((*path, index, "text"),))


def _is_cited(block: Mapping[str, Any]) -> bool:
    citations = block.get("citations")
    return isinstance(citations, Mapping) and bool(citations.get("enabled"))
