"""What goes into a row: values with marks in place of large texts, and the texts."""

from __future__ import annotations

import json
from typing import Any

from .marks import BEGIN, digest, mark, quoted
from .values import changed
from .written import replaced

__all__ = ["Writing"]


class Writing:
    """Writes values of one session.

    Args:
        session_id: The session; ``None`` if it is not known, so that nothing is kept apart.
        smallest: How many characters the smallest text has that is kept apart.

    Attributes:
        contents: By its key each text that a mark was written for, as JSON has it, in ASCII.
    """

    def __init__(self, session_id: str | None, smallest: int) -> None:
        self.session_id = session_id
        self.contents: dict[str, bytes] = {}
        self._smallest = smallest
        self._done: dict[int, tuple[Any, Any]] = {}

    def value(self, value: Any) -> Any:
        """Write a value of a row: JSON as Python has it, or as text, as agno 2 gives it to SQLite."""
        if id(value) not in self._done:  # one statement may bind a value twice
            write = self._json if type(value) is str else self._object
            self._done[id(value)] = (value, write(value))
        return self._done[id(value)][1]

    def _object(self, value: Any) -> Any:
        return changed(value, self._text)

    def _json(self, text: str) -> str:
        return replaced(text, self._token, 0 if BEGIN in text else self._smallest)

    def _token(self, token: str) -> str:
        """Write a string of JSON."""
        length = len(token) - 2 if "\\" not in token else len(json.loads(token, strict=False))
        if self._stays(length) or not token.isascii():
            return f'"{quoted(token[1:-1])}"'
        return f'"{self._mark(token, length)}"'

    def _text(self, text: str) -> str:
        return quoted(text) if self._stays(len(text)) else self._mark(json.dumps(text), len(text))

    def _stays(self, length: int) -> bool:
        return length < self._smallest or self.session_id is None

    def _mark(self, token: str, length: int) -> str:
        content = token.encode("ascii")
        key = digest(str(self.session_id), content)
        self.contents[key] = content
        return mark(key, length)
