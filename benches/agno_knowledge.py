"""What an agent with a knowledge base sends: as it is, with the model wrapped, the knowledge base, and both.

    python benches/agno_knowledge.py [FOLDER]

The pages are the Markdown files of FOLDER, or this repository's own guides, cut by one of Agno's chunkers with an
overlap. An agent is asked about the sections of each page in a session of its own, and searches twice for each; or Agno
looks before it asks, as `add_knowledge_to_context` has it. Chunks are ranked by their words. A scripted model stands in
for the provider, and no result is shown in part, so that all prompts say the same. It needs no key, no network and no
store. The table stands in docs/agno-knowledge.md.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from agno.agent import Agent
from agno.db.in_memory import InMemoryDb
from agno.knowledge.chunking.recursive import RecursiveChunking
from agno.knowledge.document import Document
from tests.agno.knowledge_bases import Shelf, WordEmbedder

from headroom import HeadroomConfig, ViewConfig, count_tokens
from headroom.integrations.agno import HeadroomAgnoModel, HeadroomKnowledge
from headroom.testing import FakeModel, SentRequest, ToolCall

GUIDES = Path(__file__).parents[1] / "docs"
CHUNK_CHARACTERS, OVERLAP_CHARACTERS = 1200, 150
WHOLE = HeadroomConfig(views=ViewConfig(enabled=False))
"""No result is shown in part, so that all prompts say the same."""
FOUND = 10
"""Chunks that a search gives, as Agno has it unless it is told otherwise."""
QUESTIONS = 6
"""Of each page, at most."""


class Page(NamedTuple):
    """A page and what it is asked about."""

    name: str
    text: str

    @property
    def questions(self) -> list[str]:
        """Its headings, each with the page's own and the line below it."""
        title = self.text.partition("\n")[0].strip("# ")
        sections = re.findall(r"^##+ (.+)\n+(.+)$", self.text, flags=re.MULTILINE)
        return [f"{title}, {heading}: {line}" for heading, line in sections][:QUESTIONS]

    @property
    def chunks(self) -> list[Document]:
        """It as it is kept."""
        chunker = RecursiveChunking(chunk_size=CHUNK_CHARACTERS, overlap=OVERLAP_CHARACTERS)
        meta_data = {"source": "guides", "path": f"docs/{self.name}", "language": "en"}
        return chunker.chunk(Document(content=self.text, name=self.name, id=self.name, meta_data=meta_data))


class Library(Shelf):
    """A knowledge base that ranks all chunks by their words."""

    def __init__(self, pages: list[Page]) -> None:
        super().__init__()
        self._embedder = WordEmbedder(dimensions=2048)
        chunks = [chunk for page in pages for chunk in page.chunks]
        self._kept = [(self._embedder.get_embedding(chunk.content), chunk) for chunk in chunks]

    def retrieve(self, query: str, **kwargs: Any) -> list[Document]:
        asked = self._embedder.get_embedding(query)

        def likeness(kept: tuple[list[float], Document]) -> float:
            return sum(one * other for one, other in zip(asked, kept[0], strict=True))

        return [chunk for _, chunk in sorted(self._kept, key=likeness, reverse=True)[:FOUND]]

    search = retrieve


def pages_of(folder: Path) -> list[Page]:
    """The pages of a folder that have headings."""
    pages = [Page(path.name, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))]
    return [page for page in pages if page.questions]


def searcher(request: SentRequest) -> Any:
    """A model that searches twice for each question: for it, and for more of the same."""
    turn = [place for place, message in enumerate(request.messages) if message.role == "user"][-1]
    done = sum(message.role == "tool" for message in request.messages[turn:])
    asked = request.messages[turn].get_content_string()
    if done < 2 and request.tools:
        return ToolCall("search_knowledge_base", {"query": asked if done == 0 else f"{asked}: settings and examples"})
    return "This is what the guides say of it."


def sent(library: Library, pages: list[Page], model: Any, *, in_context: bool) -> int:
    """The tokens of all that goes to the model."""
    for page in pages:
        agent = Agent(
            model=model,
            knowledge=library,
            add_knowledge_to_context=in_context,
            search_knowledge=not in_context,
            db=InMemoryDb(),
            add_history_to_context=True,
            num_history_runs=QUESTIONS,
            telemetry=False,
        )
        for question in page.questions:
            agent.run(question, session_id=page.name)
    script = getattr(model, "wrapped_model", model)
    texts = (message.get_content_string() for request in script.requests for message in request.messages)
    return sum(count_tokens(text).value for text in texts)


def rows(pages: list[Page]) -> Iterator[tuple[str, list[int]]]:
    """What is sent, by what is wrapped: found by the tool, and before the model is asked."""
    for name, wraps_model, wraps_knowledge in (
        ("nothing", False, False),
        ("the model", True, False),
        ("the knowledge base", False, True),
        ("both", True, True),
    ):
        counts = []
        for in_context in (False, True):
            script = FakeModel(searcher)
            library: Any = HeadroomKnowledge(Library(pages)) if wraps_knowledge else Library(pages)
            model = HeadroomAgnoModel(script, WHOLE) if wraps_model else script
            counts.append(sent(library, pages, model, in_context=in_context))
        yield name, counts


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GUIDES
    pages = pages_of(folder)
    print(f"{len(pages)} pages of {folder.name}, {sum(len(page.questions) for page in pages)} questions\n")
    print(
        "| wrapped | tokens sent, by the tool | saved | in the user's message | saved |",
        "|---|--:|--:|--:|--:|",
        sep="\n",
    )
    whole: list[int] = []
    for name, counts in rows(pages):
        whole = whole or counts
        cells = (f"{count:,} | {100 * (1 - count / before):.1f} %" for count, before in zip(counts, whole, strict=True))
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
