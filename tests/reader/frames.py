"""Lines of text in which objects stood: what is around an object, with marks for what differs."""

from __future__ import annotations

from dataclasses import dataclass

OBJECT = "<object>"


@dataclass(frozen=True)
class Frame:
    """A line as a header shows it: what stands before its object and behind it."""

    before: str
    behind: str

    @property
    def marks(self) -> list[str]:
        """The marks that stand in it, and name the first columns."""
        return [mark for mark, side in self._sides if mark in side]

    @property
    def _sides(self) -> list[tuple[str, str]]:
        return [("<before>", self.before), ("<behind>", self.behind)]

    def around(self, texts: list[str]) -> tuple[str, str]:
        """What stood around an object whose row says these texts."""
        following = iter(texts)
        before, behind = (
            side.replace(mark, next(following), 1) if mark in side else side for mark, side in self._sides
        )
        return before, behind


def frame(shown: str) -> Frame | None:
    """The line that is shown so, if it has an object in it."""
    before, is_there, behind = shown.partition(OBJECT)
    return Frame(before, behind) if is_there else None
