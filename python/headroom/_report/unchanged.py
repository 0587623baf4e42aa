"""What went out as it was, and why: messages that the decisions say were kept, by reason and by who speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from headroom._results.decision import Decision

__all__ = ["Reason", "Unchanged"]

_MOST_REASONS = 30


class Reason(NamedTuple):
    """Messages that went out as they were for one reason."""

    reason: str
    label: str
    messages: int
    tokens: int
    to: str
    """The id of the largest of them; empty where it is not shown."""


@dataclass
class _Group:
    messages: int = 0
    tokens: int = 0
    largest: int = -1
    to: str = ""

    def add(self, tokens: int, anchor: str) -> None:
        self.messages += 1
        self.tokens += tokens
        if tokens > self.largest:
            self.largest, self.to = tokens, anchor


class Unchanged:
    """Adds up what went out as it was."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], _Group] = {}

    def add(self, decisions: Iterable[tuple[str, Decision, str]]) -> None:
        """Take in what became of messages: who speaks, the decision, and the id of the message, if it is shown."""
        for label, decision, anchor in decisions:
            if decision.action == "kept":
                self._groups.setdefault((decision.reason, label), _Group()).add(decision.tokens_before, anchor)

    def reasons(self) -> list[Reason]:
        """Give the reasons, the one that keeps the most tokens first."""
        made = [Reason(*key, one.messages, one.tokens, one.to) for key, one in self._groups.items()]
        return sorted(made, key=lambda one: -one.tokens)[:_MOST_REASONS]
