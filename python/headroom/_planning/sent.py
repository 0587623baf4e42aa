"""What is sent, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

__all__ = ["RawDecision", "Retrieved", "Sent"]

RawDecision = tuple[str, str | None, bool, int, int]
"""(action, name of what was done, editable, tokens before, tokens after) of a message."""


class Retrieved(NamedTuple):
    """What the model has asked for, in its last answer, of what views left out."""

    pages: int = 0
    tokens: int = 0
    """What the pages come to."""
    alone: bool = False
    """Whether nothing else stands behind that answer: without them there would be no request."""


class Sent(NamedTuple):
    """A conversation to send. Under AUDIT and SIMULATE it is the one given; the counts say what OPTIMIZE would do."""

    messages: list[Any]
    """A new list; messages that did not change are the very objects that were given."""
    tokens_before: int = 0
    """Without what is there for Headroom's sake: its tool, calls of it and their pages."""
    tokens_after: int = 0
    cached_before: int = 0
    """Of `tokens_before`, what the last call of the same conversation began with too: a provider may have it cached."""
    cached_after: int = 0
    """The same of what OPTIMIZE sends."""
    most_tokens: int = 0
    """The most that what goes out may come to, by our counts; 0 where it was not counted."""
    exact: bool = False
    """Whether the counts are exact, rather than estimates."""
    transforms_applied: Sequence[str] = ()
    warnings: Sequence[str] = ()
    """What the caller should know: a conversation that does not fit, texts sent as they were, a guessed limit."""
    faults: int = 0
    """Texts, or whole conversations, that go out as they are because something failed inside."""
    retrieved: Retrieved = Retrieved()
    """What of it answers the model's calls for what was left out."""
    decisions: Callable[[], list[RawDecision]] = list
    """Gives what happened to each message; nothing where a fault let all of them through."""
    optimized: Callable[[], list[Any]] | None = None
    """Makes the messages that OPTIMIZE would send; ``None`` where they are `messages`."""
    observe: Callable[[int], None] | None = None
    """Takes how many tokens the provider counted of what was sent; ``None`` where nothing is to be learnt from it."""

    @property
    def tokens_saved(self) -> int:
        """Tokens that are not sent."""
        return self.tokens_before - self.tokens_after

    @property
    def dropped(self) -> int:
        """Messages that left with the window."""
        return sum(action == "dropped" for action, *_ in self.decisions())

    @property
    def savings_percent(self) -> float:
        """The same in percent of what there was."""
        return 100.0 * self.tokens_saved / self.tokens_before if self.tokens_before else 0.0
