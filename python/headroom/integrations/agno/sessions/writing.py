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
        contents: By its key each text that a mark was written for, in UTF-8, with lone surrogates as they are.
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
        return replaced(text, self._token, self._smallest if BEGIN not in text else 0)

    def _token(self, token: str) -> str:
        """Write a string of JSON, if its marks can be read back to the letter."""
        text = json.loads(token, strict=False)
        stored = self._text(text)
        return json.dumps(stored) if stored is not text and json.dumps(text) == token else token

    def _text(self, text: str) -> str:
        if len(text) < self._smallest or self.session_id is None:
            return quoted(text)
        content = text.encode("utf-8", "surrogatepass")
        key = digest(self.session_id, content)
        self.contents[key] = content
        return mark(key, len(text))
