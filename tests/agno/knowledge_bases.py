"""Knowledge bases for tests: one that gives what it is told to, and Agno's own over a store in this process."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agno.knowledge.chunking.document import DocumentChunking
from agno.knowledge.chunking.fixed import FixedSizeChunking
from agno.knowledge.chunking.recursive import RecursiveChunking
from agno.knowledge.document import Document
from agno.knowledge.embedder.base import Embedder
from agno.knowledge.knowledge import Knowledge

DOCS = Path(__file__).parents[2] / "docs"
CHUNKERS = (RecursiveChunking, FixedSizeChunking, DocumentChunking)


def chunked(page: str, chunker: Any = RecursiveChunking, size: int = 900, overlap: int = 120) -> list[Document]:
    """A page of this repository, as one of Agno's chunkers cuts it."""
    text = (DOCS / page).read_text("utf-8")
    document = Document(content=text, name=page, id=page, meta_data={"source": "docs", "language": "en"})
    return chunker(chunk_size=size, overlap=overlap).chunk(document)


class Shelf:
    """A knowledge base of one's own: it gives one list after another, the last one for good."""

    max_results = 10
    vector_db = "none; Agno 2.1 asks for one"

    def __init__(self, *found: Sequence[Document]) -> None:
        self.found = [list(documents) for documents in found]
        self.asked: list[dict[str, Any]] = []

    def build_context(self, **kwargs: Any) -> str:
        return "There is a knowledge base."

    def get_tools(self, **kwargs: Any) -> list[Any]:
        return []

    async def aget_tools(self, **kwargs: Any) -> list[Any]:
        return []

    def validate_filters(self, filters: Any) -> tuple[Any, list[str]]:
        return filters, []

    def retrieve(self, query: str, **kwargs: Any) -> list[Document]:
        self.asked.append({"query": query, **kwargs})
        return self.found.pop(0) if len(self.found) > 1 else list(self.found[0])

    async def aretrieve(self, query: str, **kwargs: Any) -> list[Document]:
        return self.retrieve(query, **kwargs)

    # As Agno 2.1 calls them.
    search = retrieve
    async_search = aretrieve


@dataclass
class WordEmbedder(Embedder):
    """A vector that says which words a text has, the same in every process."""

    dimensions: int | None = 96

    def get_embedding(self, text: str) -> list[float]:
        counts = [0.01] * (self.dimensions or 0)
        for word in re.findall(r"\w+", text.lower()):
            counts[zlib.crc32(word.encode()) % len(counts)] += 1.0
        length = sum(count * count for count in counts) ** 0.5
        return [count / length for count in counts]

    def get_embedding_and_usage(self, text: str) -> tuple[list[float], None]:
        return self.get_embedding(text), None

    async def async_get_embedding(self, text: str) -> list[float]:
        return self.get_embedding(text)

    async def async_get_embedding_and_usage(self, text: str) -> tuple[list[float], None]:
        return self.get_embedding_and_usage(text)


def stored(
    folder: Path, *documents: Sequence[Document], store: dict[str, Any] | None = None, **settings: Any
) -> Knowledge:
    """Agno's knowledge over a LanceDB in a folder, with what was chunked."""
    from agno.vectordb.lancedb import LanceDb

    base = LanceDb(uri=str(folder), table_name="pages", embedder=WordEmbedder(), **(store or {}))
    knowledge = Knowledge(vector_db=base, **settings)
    for number, chunks in enumerate(documents):
        base.insert(content_hash=f"page {number}", documents=list(chunks))
    return knowledge
