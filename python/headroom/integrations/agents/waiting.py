"""What a paused run waits for, and what an answer does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .chunks import Asked

__all__ = ["NO", "YES", "Waiting", "chosen", "is_word", "value_of"]

YES = frozenset({"yes", "y", "ok", "okay", "confirm", "confirmed", "approve", "approved", "go ahead", "true"})
NO = frozenset({"no", "n", "reject", "rejected", "deny", "denied", "cancel", "stop", "false"})


@dataclass(frozen=True)
class Waiting:
    """A question and what its answer does.

    Attributes:
        asked: What is asked.
        take: Takes the answer.
        fits: Tells whether an answer is one.
    """

    asked: Asked
    take: Callable[[str], None]
    fits: Callable[[str], bool] = bool


def is_word(answer: str, words: frozenset[str]) -> bool:
    """Tell whether an answer is one of these words."""
    return answer.lower().rstrip(".!") in words


def chosen(answer: str, choices: Sequence[str], several: bool) -> list[str]:
    """Find the choices that an answer names, several with commas between; none where it names anything else."""
    spelled = {choice.lower(): choice for choice in choices}
    parts = [part.strip().lower() for part in (answer.split(",") if several else [answer])]
    return [spelled[part] for part in parts] if all(part in spelled for part in parts) else []


def value_of(answer: str, is_text: bool) -> Any:
    """Read an answer as a value: JSON where it is no text and can be read so."""
    try:
        return answer if is_text else json.loads(answer)
    except ValueError:
        return answer
