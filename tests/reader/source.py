"""A text and how far it has been read."""

from __future__ import annotations

import re


class CutOffError(ValueError):
    """The text ends before what it says does."""


class Source:
    """A text and the place in it where reading stands."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0

    def ended(self) -> bool:
        return self.at >= len(self.text)

    def next(self) -> str:
        """The character that stands next; empty at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, literal: str) -> bool:
        """Whether `literal` stands next; it is then read."""
        if not self.text.startswith(literal, self.at):
            return False
        self.at += len(literal)
        return True

    def expect(self, literal: str) -> None:
        if not self.take(literal):
            raise self.fault(f"expected {literal!r}")

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What of the text ahead is `pattern`, which is then read."""
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def spaces(self) -> None:
        self.match(_SPACES)

    def fault(self, what: str, at: int | None = None) -> ValueError:
        """The error that says what is wrong, and where: here, or at an earlier place."""
        at = self.at if at is None else at
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        kind = CutOffError if self.ended() else ValueError
        return kind(f"line {line}, column {column}: {what}, found {self.text[at : at + 20]!r}")


_SPACES = re.compile(r"[ \t\r\n]*")
