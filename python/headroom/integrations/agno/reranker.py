"""`HeadroomReranker`: what `HeadroomKnowledge` does, for those who keep their knowledge base."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

from agno.knowledge.document import Document
from agno.knowledge.reranker.base import Reranker
from pydantic import PrivateAttr

from .references import KnowledgeSavings, References

if TYPE_CHECKING:
    from agno.models.base import Model

__all__ = ["HeadroomReranker"]


class HeadroomReranker(Reranker):
    """Gives each text that a search has found once, neighbours that overlap in one piece, and no more than fits.

    ``Knowledge(reranker=HeadroomReranker(max_tokens=2000))`` where this Agno's knowledge bases take one, as those of
    3.1.10 do; else ``LanceDb(reranker=...)``, or another store that takes one. `HeadroomKnowledge` says what becomes of
    the documents. Whatever goes wrong in here is logged, and they stay as they are.

    Args:
        reranker: One that puts the documents in order first; None: they stay in the store's.
        max_tokens: As `HeadroomKnowledge` takes it.
        model: As `HeadroomKnowledge` takes it.

    Raises:
        ConfigurationError: If a setting has a wrong value.
    """

    reranker: Reranker | None = None
    max_tokens: int | None = None
    model: Any = None
    _references: References = PrivateAttr()

    def __init__(
        self,
        *,
        reranker: Reranker | None = None,
        max_tokens: int | None = None,
        model: Model | str | None = None,
        **fields: Any,
    ) -> None:
        references = References(max_tokens, model, strict=False)
        super().__init__(**{"reranker": reranker, "max_tokens": max_tokens, "model": model, **fields})
        self._references = references

    @property
    def savings(self) -> KnowledgeSavings:
        """What was found so far, and what was made of it, in tokens as Agno writes documents as JSON."""
        return self._references.savings

    def search_limit(self, max_results: int) -> int:
        """Say how many candidates the store is to find: as many as are asked for, or as the first reranker takes."""
        return self.reranker.search_limit(max_results) if self.reranker else max_results

    def rerank(self, query: str, documents: list[Document], limit: int | None = None) -> list[Document]:
        """Put documents in order, and shorten the best of them.

        Args:
            query: What was asked.
            documents: What was found.
            limit: How many are kept; None: all.

        Returns:
            As many or fewer, best first.
        """
        if self.reranker is not None:
            takes_limit = "limit" in signature(self.reranker.rerank).parameters
            documents = self.reranker.rerank(query, documents, **({"limit": limit} if takes_limit else {}))
        return self._shortened(documents, limit)

    async def arerank(self, query: str, documents: list[Document], limit: int | None = None) -> list[Document]:
        """Do what ``rerank`` does; the first reranker may wait for a service."""
        if self.reranker is not None:
            documents = await self.reranker.arerank(query, documents, limit)
        return self._shortened(documents, limit)

    def _shortened(self, documents: list[Document], limit: int | None) -> list[Document]:
        shorter: list[Document] = self._references.shortened(documents if limit is None else documents[:limit])
        return shorter
