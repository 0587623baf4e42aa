"""How much a model takes: what users say, and a warning where it is a guess."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from headroom import _core
from headroom._providers import model_info

__all__ = ["ContextLimits", "guess_warning", "is_first_guess"]

_MOST_REMEMBERED = 1024
_LONGEST_SHOWN = 100

_guessed: dict[str, None] = {}
_lock = Lock()


class ContextLimits:
    """Context lengths by model id, whichever way the id is spelled."""

    def __init__(self, given: Mapping[str, int]) -> None:
        """Take tokens by model id; where two ids are one model's, the smaller number stands."""
        self._given = given
        self._named: dict[tuple[str | None, str], int] = {}
        for model, limit in given.items():
            provider, names = _core.model_names(model)
            name = provider, names[0]
            self._named[name] = min(limit, self._named.get(name, limit))

    def of(self, model: str) -> int | None:
        """The context length that was given for a model, in tokens; ``None`` if none was."""
        limit = self._given.get(model)
        return self._by_name(model) if limit is None and self._named else limit

    def _by_name(self, model: str) -> int | None:
        """An id that names no provider is good for all of them; one that does, for its own."""
        provider, names = _core.model_names(model)
        served = provider or model_info(model).provider
        keys = ((who, name) for name in names for who in (served, None))
        return next((self._named[key] for key in keys if key in self._named), None)


def guess_warning(model: str, tokens: int) -> str:
    """What to say of a budget that rests on a guess: `tokens`, for the model with this id."""
    shown = model if len(model) <= _LONGEST_SHOWN else f"{model[:_LONGEST_SHOWN]}..."
    return (
        f"the context length of the model {shown!r} is not known, {tokens} tokens are assumed; "
        "HeadroomConfig.model_context_limits takes the right number"
    )


def is_first_guess(model: str) -> bool:
    """Whether this is the first time that the process asks for this id, as far as it remembers."""
    known = model[: _LONGEST_SHOWN + 1]
    with _lock:
        if known in _guessed:
            return False
        if len(_guessed) >= _MOST_REMEMBERED:
            del _guessed[next(iter(_guessed))]
        _guessed[known] = None
        return True
