"""What became of one message, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headroom import _core

if TYPE_CHECKING:
    from headroom._planning.sent import RawDecision

__all__ = ["Decision", "decisions_of"]

_REASONS = dict(_core.transforms())
"""What was done to a message, in words, by its name."""


@dataclass(frozen=True)
class Decision:
    """What happened to one message.

    Attributes:
        index: the message's place in the conversation that was given.
        action: ``kept``, ``rewritten``, ``masked`` (its results left) or ``dropped``.
        reason: why, in words.
        tokens_before: its tokens as given, framing included.
        tokens_after: its tokens as sent.
        lossless: whether everything it says is still sent. Of what a view leaves out it is not, though it can be had.
    """

    index: int
    action: str
    reason: str
    tokens_before: int
    tokens_after: int
    lossless: bool


def decisions_of(raws: Iterable[RawDecision]) -> list[Decision]:
    """Put the core's decisions, one a message, in words."""
    return [_decision(index, raw) for index, raw in enumerate(raws)]


def _decision(index: int, raw: RawDecision) -> Decision:
    action, transform, editable, before, after = raw
    if action == "dropped":
        reason = _REASONS["window"]
    elif action == "masked":
        reason = "its results left with the window"
    elif transform is not None:
        reason = _REASONS[transform]
    else:
        reason = "no shorter form" if editable else "never rewritten"
    is_whole = action not in ("dropped", "masked") and transform != "view"
    return Decision(index, action, reason, before, after, lossless=is_whole)
