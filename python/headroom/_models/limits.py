"""Warnings where it is a guess how much a model takes."""

from __future__ import annotations

from headroom._locks import new_lock

__all__ = ["guess_warning", "is_first_guess"]

_MOST_REMEMBERED = 1024
_LONGEST_SHOWN = 100

_guessed: dict[str, None] = {}
_lock = new_lock()


def guess_warning(model: str, tokens: int) -> str:
    """Say of a budget that it rests on a guess: `tokens`, for the model with this id."""
    shown = model if len(model) <= _LONGEST_SHOWN else f"{model[:_LONGEST_SHOWN]}..."
    return (
        f"the context length of the model {shown!r} is not known, {tokens} tokens are assumed; "
        "HeadroomConfig.model_context_limits takes the right number"
    )


def is_first_guess(model: str) -> bool:
    """Tell whether this is the first time that the process asks for this id, as far as it remembers."""
    known = model[: _LONGEST_SHOWN + 1]
    with _lock:
        if known in _guessed:
            return False
        if len(_guessed) >= _MOST_REMEMBERED:
            del _guessed[next(iter(_guessed))]
        _guessed[known] = None
        return True
