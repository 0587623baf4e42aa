"""What a store could not do: logged and counted, since a conversation goes on without it."""

from __future__ import annotations

from headroom._locks import new_lock

__all__ = ["Faults"]


class Faults:
    """The faults of one store."""

    def __init__(self, store: object) -> None:
        """Name the store in the log by its class."""
        self._store = type(store).__name__
        self._lock = new_lock()
        self._count = 0

    @property
    def count(self) -> int:
        """How many there were."""
        return self._count

    def add(self) -> None:
        """Count a fault whose reason is in the log already."""
        with self._lock:
            self._count += 1

    def note(self, what: str, error: Exception | None = None) -> None:
        """Count a fault and log what could not be done, and why."""
        import logging  # an eighth of what importing headroom would cost, and needed only when something goes wrong

        self.add()
        reason = "" if error is None else f": {type(error).__name__}: {error}"
        logging.getLogger("headroom").warning("headroom: %s %s%s", self._store, what, reason)
