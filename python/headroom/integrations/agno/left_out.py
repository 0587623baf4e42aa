"""What was found and does not fit, named in place: how many chunks, and which of which documents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agno.knowledge.document import Document

__all__ = ["LeftOut", "left_out"]

_LONGEST_NAME = 80


@dataclass
class LeftOut(Document):
    """What a search has found beyond what fits. Its text stands under a key that no other document has.

    Attributes:
        chunks: How many chunks are left out.
    """

    chunks: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Give it as it is written for the model."""
        return {"left_out": self.content}


def left_out(documents: Sequence[Document], most: int, *, by_name: bool) -> LeftOut:
    """Name what is left out.

    Args:
        documents: The chunks.
        most: The tokens that all that was found is to fit into.
        by_name: Whether to say which chunks of which documents; else only how many of how many.

    Returns:
        What stands in their place.
    """
    by_document: dict[str, list[Document]] = {}
    for document in documents:
        by_document.setdefault(document.name or "", []).append(document)
    number = len(documents)
    which = ", ".join(_which(name, chunks) for name, chunks in by_document.items())
    if not by_name:
        which = f"of {len(by_document)} documents"
    told = f"{number} more {'chunk' if number == 1 else 'chunks'} found, beyond {most} tokens: {which}."
    return LeftOut(f"{told} A narrower query finds them.", chunks=number)


def _which(name: str, chunks: Sequence[Document]) -> str:
    numbers = [(chunk.meta_data or {}).get("chunk") for chunk in chunks]
    ranges = ", ".join(_ranges(number for number in numbers if type(number) is int))
    others = sum(type(number) is not int for number in numbers)
    named = json.dumps(name[:_LONGEST_NAME], ensure_ascii=False) if name else "without a name"
    return " ".join(filter(None, (named, ranges, f"({others} without a number)" if others else "")))


def _ranges(numbers: Iterable[int]) -> Iterable[str]:
    """Numbers as people write them: 3, 5-8."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ("-".join(map(str, run)) for run in runs)
