"""Schemas in fewer tokens that are read alike: the same names, types, constraints and words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

from headroom import _core
from headroom._json_text import json_text

from .annotations import with_trimmed_texts, without_dialect, without_empty, without_titles
from .definitions import inlined
from .reader import Reader
from .texts import trimmed
from .tool import ToolParts

__all__ = ["is_cheaper", "lossless", "text_of"]

Step = Callable[[ToolParts], ToolParts]
_TOOLS = 1024
"""How many tools' forms are remembered."""


def text_of(tool: Any) -> str:
    """A tool as the JSON text that is counted."""
    return json_text(tool, separators=(",", ":"))


@lru_cache(maxsize=_TOOLS)
def lossless(text: str, model: str, reader: Reader) -> str:
    """Write a tool in fewer tokens.

    Each thing that might go does where the tool is cheaper without it by what the provider counts: so nothing that
    is not billed is touched, and no tool grows.

    Args:
        text: the tool's JSON.
        model: the id of the model whose tokens are counted.
        reader: what becomes of the schema on its way to it.

    Returns:
        Its JSON, or `text` itself where nothing is saved, or it is no function.
    """
    parts = ToolParts.of(json.loads(text))
    if parts is None:
        return text
    best = text
    for step in _steps(parts, reader):
        changed = step(parts)
        written = text_of(changed.tool)
        if written != best and is_cheaper(written, best, model):
            parts, best = changed, written
    return best


def is_cheaper(one: str, other: str, model: str) -> bool:
    """Whether a tool takes fewer tokens than another, and may not take more by any bound."""
    (value, _, low, high, _), (than, _, least, most, _) = (_counted(text, model) for text in (one, other))
    return value < than and low <= least and high <= most


def _counted(text: str, model: str) -> tuple[int, bool, int, int, str]:
    return _core.count_rows([], model, tools=f"[{text}]")


def _steps(parts: ToolParts, reader: Reader) -> Iterator[Step]:
    """What is tried, in order; a strict schema is held to by its provider, and only what is said in it is touched."""
    yield lambda tool: tool.saying(trimmed(tool.description), with_trimmed_texts(tool.parameters))
    if not parts.is_strict:
        yield from map(_on_schema, _structural(reader))
    yield _on_schema(partial(without_titles, tool=parts.name, is_root_sent=not reader.is_rebuilt))


def _structural(reader: Reader) -> Iterator[Callable[[Any], Any]]:
    yield partial(without_empty, keeps_descriptions=reader.is_rebuilt)
    if not reader.is_rebuilt:
        yield inlined
        yield without_dialect


def _on_schema(change: Callable[[Any], Any]) -> Step:
    return lambda tool: tool.saying(tool.description, change(tool.parameters))
