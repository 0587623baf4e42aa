"""How much of conversations a report shows, so that its size is bounded; all of it is counted all the same."""

from __future__ import annotations

__all__ = ["Room"]

_MOST_MESSAGES = 10_000
_MOST_OF_A_TEXT = 6_000
_MOST_TEXT = 16_000_000
"""Characters of all texts; once they are used up, texts are shown in `_LEAST_OF_A_TEXT`."""
_LEAST_OF_A_TEXT = 400


class Room:
    """What room is left in a report."""

    def __init__(self, *, full: bool) -> None:
        """Make room for everything if `full`, else for as much as a browser shows with ease."""
        self._full, self._messages, self._text = full, _MOST_MESSAGES, _MOST_TEXT

    def messages(self, wanted: int) -> int:
        """Take room for messages. Returns for how many there is."""
        granted = wanted if self._full else min(wanted, self._messages)
        self._messages -= granted
        return granted

    def text(self, length: int) -> int | None:
        """Take room for a text of so many characters. Returns how many may be shown, ``None`` for all."""
        if self._full:
            return None
        most = _MOST_OF_A_TEXT if self._text > 0 else _LEAST_OF_A_TEXT
        self._text -= min(length, most)
        return most
