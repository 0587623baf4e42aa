"""`HeadroomKnowledge`: any of Agno's knowledge bases, whose searches give each text once, within a budget of tokens."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from types import MethodType
from typing import TYPE_CHECKING, Any

from agno.knowledge.knowledge import Knowledge

from headroom._exceptions import ConfigurationError

from .references import KnowledgeSavings, References

if TYPE_CHECKING:
    from agno.knowledge.document import Document
    from agno.models.base import Model

__all__ = ["HeadroomKnowledge"]

_SEARCHES = frozenset({"search", "asearch", "async_search", "retrieve", "aretrieve"})
_TOOLS = frozenset({"get_tools", "aget_tools", "_create_search_tool", "_create_search_tool_with_filters"})
"""Of Agno's own class: the tools that these make search what they are called on."""


class HeadroomKnowledge:
    """A knowledge base whose searches give each text once, neighbours that overlap in one piece, and no more than fits.

    ``Agent(knowledge=HeadroomKnowledge(knowledge, max_tokens=2000))``, for agents and teams, searched by the model or
    before it is asked. What the searches of ``knowledge`` find is shortened on its way to Agno, and so stands in run
    output and sessions as it is sent. All else is the knowledge base's own: its attributes, read and set, its methods,
    its class for ``isinstance``.

    Chunks of one document that overlap come as one document, and so does a text that was found several times. Its
    metadata says what its chunks have in common, and under ``chunks`` the rest of each, with its characters in the
    content. What does not fit is named in a last document, a chunk as a whole.

    Args:
        knowledge: An ``agno.knowledge.knowledge.Knowledge``, or what Agno takes in its place.
        max_tokens: How many tokens a search may give, at least 100, as Agno writes documents as JSON, which is its
            default; None: any number. The best chunks are kept.
        model: The model that tokens are counted for, or its id. None: that of the run that asks, as far as it can be
            told, else as for gpt-4o.
        strict: Raise what goes wrong in here, rather than log it and give the documents as they are.

    Raises:
        ConfigurationError: If a setting has a wrong value, or ``knowledge`` has no search.
    """

    __slots__ = ("_knowledge", "_references")

    _knowledge: Any
    _references: References

    def __init__(
        self, knowledge: Any, *, max_tokens: int | None = None, model: Model | str | None = None, strict: bool = False
    ) -> None:
        if type(knowledge) is HeadroomKnowledge or not any(
            callable(getattr(knowledge, name, None)) for name in _SEARCHES
        ):
            raise ConfigurationError(f"knowledge is a knowledge base of Agno's, not a {type(knowledge).__name__}")
        object.__setattr__(self, "_knowledge", knowledge)
        object.__setattr__(self, "_references", References(max_tokens, model, strict))

    if TYPE_CHECKING:  # what Agno's type of a knowledge base asks for: here it is the knowledge base's own

        def build_context(self, **kwargs: Any) -> str:
            """Tell the model of the knowledge base."""

        def get_tools(self, **kwargs: Any) -> list[Callable[..., Any]]:
            """Make tools that search it."""

        async def aget_tools(self, **kwargs: Any) -> list[Callable[..., Any]]:
            """Make tools that search it later."""

        def retrieve(self, query: str, **kwargs: Any) -> list[Document]:
            """Search it for what goes into a user's message."""

        async def aretrieve(self, query: str, **kwargs: Any) -> list[Document]:
            """Search it later for what goes into a user's message."""

    @property
    def wrapped_knowledge(self) -> Any:
        """The knowledge base as it was given."""
        return self._knowledge

    @property
    def savings(self) -> KnowledgeSavings:
        """What its searches have found so far, and what was made of it, in tokens as Agno writes documents as JSON."""
        return self._references.savings

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Agno asks its knowledge bases for their class."""
        return type(self._knowledge)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # how an object is copied and pickled is its own
        found = getattr(self._knowledge, name)
        if name in _SEARCHES and callable(found):
            return self._shortening(found)
        if name in _TOOLS and isinstance(self._knowledge, Knowledge) and isinstance(found, MethodType):
            return MethodType(found.__func__, self)
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._knowledge, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._knowledge, name)

    def __dir__(self) -> list[str]:
        return sorted({*dir(self._knowledge), "savings", "wrapped_knowledge"})

    def __repr__(self) -> str:
        return f"HeadroomKnowledge({self._knowledge!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self._knowledge, self._references)

    def _shortening(self, search: Callable[..., Any]) -> Callable[..., Any]:
        """A search that takes what the knowledge base's own takes: Agno asks for its parameters."""

        @wraps(search)
        def found(*args: Any, **kwargs: Any) -> Any:
            return self._references.shortened(search(*args, **kwargs), kwargs.get("run_response"))

        @wraps(search)
        async def found_later(*args: Any, **kwargs: Any) -> Any:
            return self._references.shortened(await search(*args, **kwargs), kwargs.get("run_response"))

        return found_later if iscoroutinefunction(search) else found


def _made(knowledge: Any, references: References) -> HeadroomKnowledge:
    made = object.__new__(HeadroomKnowledge)
    object.__setattr__(made, "_knowledge", knowledge)
    object.__setattr__(made, "_references", references)
    return made
