"""An Agno agent over a knowledge base: what a search finds, and what is sent of it when it is found again.

    python examples/knowledge.py

It needs no key and no network. Chunks are kept in LanceDB, which runs in this process, or in a list where that is not
installed; a scripted model stands in for a provider.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agno.agent import Agent
from agno.knowledge.chunking.recursive import RecursiveChunking
from agno.knowledge.document import Document
from agno.knowledge.embedder.base import Embedder
from agno.knowledge.knowledge import Knowledge

from headroom.integrations.agno import HeadroomAgnoModel, HeadroomKnowledge
from headroom.testing import FakeModel, ToolCall

GUIDES = Path(__file__).parents[1] / "docs"
QUESTIONS = ["Which sessions does an agent keep?", "Which sessions does a client name, and which does an agent keep?"]


@dataclass
class WordEmbedder(Embedder):
    """A vector that says which words a text has: a stand-in for a model that is asked over the network."""

    dimensions: int | None = 256

    def get_embedding(self, text: str) -> list[float]:
        """Count the words of a text."""
        vector = [0.001] * (self.dimensions or 0)
        for word in re.findall(r"\w{4,}", text.lower()):
            vector[zlib.crc32(word.encode()) % len(vector)] += 1.0
        return vector

    def get_embedding_and_usage(self, text: str) -> tuple[list[float], dict[str, Any] | None]:
        """Count them, at no cost."""
        return self.get_embedding(text), None


class Chunks:
    """What Agno takes in a knowledge base's place: chunks in a list, the likest first."""

    max_results = 6
    vector_db = None

    def __init__(self, chunks: list[Document]) -> None:
        self._embedder = WordEmbedder()
        self._chunks = [(self._embedder.get_embedding(chunk.content), chunk) for chunk in chunks]

    def build_context(self, **kwargs: Any) -> str:
        """Tell the model of the knowledge base."""
        return "Look into the guides with search_knowledge_base."

    def get_tools(self, **kwargs: Any) -> list[Any]:
        """Give no tool beside Agno's own."""
        return []

    async def aget_tools(self, **kwargs: Any) -> list[Any]:
        """Give no tool beside Agno's own."""
        return []

    def retrieve(self, query: str, **kwargs: Any) -> list[Document]:
        """Find the chunks whose words are likest."""
        asked = self._embedder.get_embedding(query)

        def likeness(kept: tuple[list[float], Document]) -> float:
            return sum(one * other for one, other in zip(asked, kept[0], strict=True))

        found = sorted(self._chunks, key=likeness, reverse=True)[: self.max_results]
        return [chunk for _, chunk in found]

    async def aretrieve(self, query: str, **kwargs: Any) -> list[Document]:
        """Find them in the same way."""
        return self.retrieve(query)


def chunks() -> list[Document]:
    """Two guides, as Agno cuts them: the end of each chunk begins the next."""
    chunker = RecursiveChunking(chunk_size=900, overlap=120)
    return [
        chunk
        for name in ("agents.md", "stores.md")
        for chunk in chunker.chunk(Document(content=(GUIDES / name).read_text("utf-8"), name=name, id=name))
    ]


def library(folder: str) -> Any:
    """The guides in LanceDB, where that is installed, else in a list."""
    try:
        from agno.vectordb.lancedb import LanceDb
    except ImportError:
        print("LanceDB is not installed: chunks are kept in a list\n")
        return Chunks(chunks())
    store = LanceDb(uri=folder, table_name="guides", embedder=WordEmbedder())
    knowledge = Knowledge(vector_db=store, max_results=6)
    store.insert(content_hash="guides", documents=chunks())
    return knowledge


def main() -> None:
    """Search twice, and show what was found and what was sent."""
    with tempfile.TemporaryDirectory() as folder:
        knowledge = HeadroomKnowledge(library(folder), max_tokens=2000)
        script = FakeModel(
            [*(ToolCall("search_knowledge_base", {"query": query}) for query in QUESTIONS), "(scripted)"]
        )
        model = HeadroomAgnoModel(script)
        Agent(model=model, knowledge=knowledge, telemetry=False).run(QUESTIONS[0])
    found = knowledge.savings
    print(f"{found.searches} searches found {found.chunks} chunks: {found.tokens_before:,} tokens as Agno writes them,")
    print(f"{found.tokens_after:,} with each text once; {found.left_out} chunks did not fit and are named\n")
    for message in script.requests[-1].messages:
        if message.role == "tool":
            print(message.get_content_string()[:400], "...\n", sep="")
    total = model.get_savings_summary()
    saved, before = total["tokens_saved"], total["tokens_before"]
    print(f"saved {saved:,} of {before:,} tokens ({100 * saved / before:.0f} %)")


if __name__ == "__main__":
    main()
