"""What the provider's reports have taught of each model's tokens."""

from __future__ import annotations

import threading

from headroom._core import Refinement

__all__ = ["Refinements"]

_MODELS = 16


class Refinements:
    """One refinement for each model id, the most recent 16 of them; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Refinement] = {}

    def of(self, model: str) -> Refinement:
        """Find the refinement of a model.

        Args:
            model: Id of the model that tokens are counted for.

        Returns:
            The one there is, or a new one.
        """
        with self._lock:
            refinement = self._known.pop(model, None) or Refinement(model)
            self._known[model] = refinement
            if len(self._known) > _MODELS:
                del self._known[next(iter(self._known))]
            return refinement
