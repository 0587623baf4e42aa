"""What the provider's reports have taught of each model's tokens."""

from __future__ import annotations

from headroom._core import Calibration
from headroom._locks import new_lock

__all__ = ["Calibrations"]

_MODELS = 16


class Calibrations:
    """One calibration for each model id, the most recent 16 of them; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = new_lock()
        self._known: dict[str, Calibration] = {}

    def of(self, model: str) -> Calibration:
        """Find the calibration of a model.

        Args:
            model: id of the model whose tokens are counted.

        Returns:
            The one there is, or a new one.
        """
        with self._lock:
            calibration = self._known.pop(model, None) or Calibration(model)
            self._known[model] = calibration
            if len(self._known) > _MODELS:
                del self._known[next(iter(self._known))]
            return calibration
