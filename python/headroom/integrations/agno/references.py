"""What a knowledge base has found, shorter, and within a budget of tokens.

Agno writes documents as indented JSON, of each the name, the metadata and the content. All counts here are of that.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from agno.knowledge.document import Document

from headroom._exceptions import CompressionError, ConfigurationError, HeadroomError
from headroom._locks import new_lock
from headroom._tokens import TokenCount, count_tokens

from .callers import run_of_caller
from .left_out import LeftOut, left_out
from .passages import Passage, as_document, distinct, joined
from .providers import tokenizer_id

if TYPE_CHECKING:
    import logging

    from agno.models.base import Model

__all__ = ["KnowledgeSavings", "References"]

_UNTOLD = "gpt-4o"
_LEAST_TOKENS = 100
"""A smaller budget has no room for saying what is left out."""


class KnowledgeSavings(NamedTuple):
    """What was found so far, and what was made of it.

    Attributes:
        searches: Searches that found something.
        chunks: What they found.
        left_out: Chunks of these that did not fit into ``max_tokens``.
        tokens_before: Tokens of what they found.
        tokens_after: Tokens of what was handed on.
        faults: Searches whose chunks were handed on as they were, because something went wrong.
    """

    searches: int = 0
    chunks: int = 0
    left_out: int = 0
    tokens_before: int = 0
    tokens_after: int = 0
    faults: int = 0


class References:
    """Shortens what searches find, and keeps count of it. Safe to share between threads."""

    def __init__(self, max_tokens: int | None, model: Model | str | None, strict: bool) -> None:
        """Take the settings, as ``HeadroomKnowledge`` explains them.

        Raises:
            ConfigurationError: If one has a wrong value.
        """
        if max_tokens is not None and (type(max_tokens) is not int or max_tokens < _LEAST_TOKENS):
            raise ConfigurationError(f"max_tokens is None or a number from {_LEAST_TOKENS} on, not {max_tokens!r}")
        if type(strict) is not bool:
            raise ConfigurationError(f"strict is True or False, not {strict!r}")
        self.max_tokens = max_tokens
        self.model = model
        self.strict = strict
        self._lock = new_lock()
        self._savings = KnowledgeSavings()

    @property
    def savings(self) -> KnowledgeSavings:
        """What was found so far, and what was made of it."""
        with self._lock:
            return self._savings

    def shortened(self, documents: Any, run: Any = None) -> Any:
        """Give what a search has found, each text once and no more than fits.

        Args:
            documents: What was found, best first; it stays as it is.
            run: Agno's run that asks, which says for which model tokens are counted if nobody has.

        Returns:
            A list of documents, in the order of their best chunks: those that were given, passages of several, and last
            a ``LeftOut`` if something did not fit. What is no list of documents comes back as it is.

        Raises:
            CompressionError: Under ``strict`` only: something went wrong.
        """
        if not isinstance(documents, list) or not documents or not all(isinstance(one, Document) for one in documents):
            return documents
        try:
            written = _Written(tokenizer_id(self._model_of(run)))
            found = self._shorter(documents, written)
            self._add(1, len(documents), _count_left_out(found), written.tokens(documents), written.tokens(found))
        except Exception as fault:
            return self._unchanged(documents, fault)
        return found

    def __deepcopy__(self, memo: dict[int, object]) -> References:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return References, (self.max_tokens, self.model, self.strict)

    def _model_of(self, run: Any) -> Model | str:
        if self.model is not None:
            return self.model
        model = getattr(run or run_of_caller(), "model", None)
        return model if isinstance(model, str) and model else _UNTOLD

    def _shorter(self, documents: list[Document], written: _Written) -> list[Document]:
        if any(isinstance(document, LeftOut) for document in documents):
            return documents  # they come from here
        chunks = distinct(documents)
        found = written.documents(chunks)
        if self.max_tokens is not None and written.most_tokens(found) > self.max_tokens:
            return written.fitting(chunks, self.max_tokens)
        return found if len(found) < len(documents) else documents

    def _unchanged(self, documents: list[Document], fault: Exception) -> list[Document]:
        """Hand on what was found, after a fault that is logged and counted."""
        if self.strict:
            if isinstance(fault, HeadroomError):
                raise fault
            raise CompressionError(f"shortening what a search has found failed: {fault!r}") from fault
        _logger().error("headroom: chunks went out as they were: shortening them failed", exc_info=fault)
        self._add(1, len(documents), 0, 0, 0, 1)
        return documents

    def _add(self, *counts: int) -> None:
        with self._lock:
            sums = (had + more for had, more in zip(self._savings, (*counts, 0), strict=False))
            self._savings = KnowledgeSavings(*sums)


class _Written:
    """Documents as agno writes them for a model."""

    def __init__(self, counted_as: str) -> None:
        self._counted_as = counted_as

    def tokens(self, documents: Sequence[Document]) -> int:
        return self._count(documents).value

    def most_tokens(self, documents: Sequence[Document]) -> int:
        return self._count(documents).high

    def _count(self, documents: Sequence[Document]) -> TokenCount:
        told = [document.to_dict() for document in documents]
        return count_tokens(json.dumps(told, indent=2, ensure_ascii=False, default=str), self._counted_as)

    def documents(self, chunks: Sequence[Passage]) -> list[Document]:
        """The chunks in as few documents as take less than they do by themselves."""
        found = [part for passage in joined(chunks) for part in self._worthwhile(passage)]
        return [as_document(passage) for passage in sorted(found, key=lambda passage: passage.rank)]

    def _worthwhile(self, passage: Passage) -> list[Passage]:
        apart = passage.apart()
        is_less = len(apart) > 1 and self.tokens([as_document(passage)]) < self.tokens(list(map(as_document, apart)))
        return [passage] if is_less else apart

    def fitting(self, chunks: Sequence[Passage], most: int) -> list[Document]:
        """The best chunks as far as they fit together, and what is left out; those that never fit are passed over."""

        def with_rest(kept: Sequence[Passage]) -> list[Document]:
            ranks = {passage.rank for passage in kept}
            rest = [as_document(passage) for passage in chunks if passage.rank not in ranks]
            return [*self.documents(kept), self._note(rest, most)]

        room = most - self.most_tokens(with_rest([]))
        small = [chunk for chunk in chunks if self.most_tokens([as_document(chunk)]) <= room]
        counts = range(1, len(small) + 1)
        kept = bisect_right(counts, most, key=lambda count: self.most_tokens(with_rest(small[:count])))
        return with_rest(small[:kept])

    def _note(self, rest: Sequence[Document], most: int) -> LeftOut:
        """What is left out by name and number, or at least how much where that alone would not fit."""
        note = left_out(rest, most, by_name=True)
        return note if self.most_tokens([note]) <= most // 2 else left_out(rest, most, by_name=False)


def _count_left_out(documents: Sequence[Document]) -> int:
    return sum(document.chunks for document in documents if isinstance(document, LeftOut))


def _logger() -> logging.Logger:
    import logging

    return logging.getLogger("headroom")
