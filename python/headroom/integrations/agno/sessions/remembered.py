"""Runs as text that were read last, so that a session that goes on costs what is new in it.

Agno 3 reads a session's runs as text and makes objects of those alone whose text it has not seen. A row names its texts
by their digests: the same row stands for the same text, whoever has written it, so that nothing here is ever stale.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from headroom._locks import new_lock

__all__ = ["Remembered"]


class Remembered:
    """Texts by the rows that they were read from, for each session those of its last read.

    Args:
        most: How many characters are held at most, rows and texts together; the sessions read last are.
    """

    def __init__(self, most: int = 1 << 26) -> None:
        self._most = most
        self._sessions: OrderedDict[str, tuple[int, Sequence[tuple[str, str]]]] = OrderedDict()
        self._lock = new_lock()

    def of(self, session_id: str) -> Mapping[str, str]:
        """Give what is remembered of a session: by each row its text."""
        return dict(self._sessions.get(session_id, (0, ()))[1])  # made here, as many sessions are read once

    def put(self, session_id: str, texts: Sequence[tuple[str, str]]) -> None:
        """Remember a session's rows with their texts, and nothing else of it."""
        with self._lock:
            self._sessions[session_id] = (sum(len(row) + len(text) for row, text in texts), texts)
            self._sessions.move_to_end(session_id)
            while sum(size for size, _ in self._sessions.values()) > self._most:
                self._sessions.popitem(last=False)

    def forget(self, session_id: str) -> None:
        """Forget a session."""
        with self._lock:
            self._sessions.pop(session_id, None)
