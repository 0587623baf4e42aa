"""A text that is read from its beginning to its end, and where it is malformed."""

from __future__ import annotations

import re

SHOWN = 20
"""So many characters of what was found are shown."""


class MalformedError(ValueError):
    """A text that is not what the page says; line and column are counted only where somebody asks."""

    def __init__(self, text: str, position: int, what: str) -> None:
        super().__init__(what)
        self.text, self.position, self.what = text, position, what

    def __str__(self) -> str:
        line = self.text.count("\n", 0, self.position) + 1
        column = self.position - self.text.rfind("\n", 0, self.position)
        return f"line {line}, column {column}: {self.what}"


class Source:
    """A text and how far it has been read."""

    def __init__(self, text: str, position: int = 0) -> None:
        self.text, self.position = text, position

    @property
    def is_at_end(self) -> bool:
        return self.position == len(self.text)

    def next(self, length: int = 1) -> str:
        """The characters that come next, which stay to be read."""
        return self.text[self.position : self.position + length]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read what the pattern matches here, if it does."""
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()
        return found

    def words(self, pattern: re.Pattern[str]) -> str:
        """Read as much as the pattern matches here, which may be nothing."""
        found = self.match(pattern)
        return found[0] if found else ""

    def skip(self, words: str) -> bool:
        """Read these words, if they stand here."""
        is_here = self.text.startswith(words, self.position)
        self.position += len(words) * is_here
        return is_here

    def expect(self, words: str) -> None:
        """Read these words, which have to stand here."""
        if not self.skip(words):
            raise self.expected(repr(words))

    def expected(self, what: str) -> MalformedError:
        """The fault that something else stands here than what was expected."""
        found = self.next(SHOWN)
        return self.fault(f"expected {what}, found {found!r}" if found else f"expected {what}, found the end")

    def fault(self, what: str, position: int | None = None) -> MalformedError:
        return MalformedError(self.text, self.position if position is None else position, what)
