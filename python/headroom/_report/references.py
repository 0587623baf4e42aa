"""What of a text that Headroom has sent stands for something else: references, views, and what has left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headroom._report.above import Above, words_before
from headroom._report.pieces import Link

__all__ = ["is_apart", "is_left", "links", "note_links", "note_of"]

_VIEW = re.compile(r"\[view of .*: \d+ of \d+ lines; the rest by headroom_retrieve\(\"\w+\"\)\]\n")
_GAP = re.compile(r"^\[… lines? \d+(?:-\d+)? left out\]$", re.M)
_RUNS = re.compile(r"\[([…⋯]) as in .* above\]\n")
_CHANGES = re.compile(r"\[as in (.*) above, (?:except:\]\n|unchanged\]\Z)")
_NOTE = r"\[Earlier conversation left out to fit the context window: [^\]\n]*\]"
_NOTES = re.compile(rf"(?:\A|(?<=\n\n)){_NOTE}(?=\n\n|\Z)")
_AS_IT_CAME = "[text as it came]\n"
_LEFT = re.compile(r"\[result of .* left out to fit the context window: [^\]\n]*\]")


def links(text: str, above: Above, given: str) -> list[Link]:
    """Find what a text that Headroom has written refers to.

    Args:
        text: the text.
        above: what stands above it, as it was sent.
        given: the id of the text as it was, which views and results that have left stand for.
    """
    if _LEFT.fullmatch(text):
        return [Link(0, len(text), given, "the result that left with the window")]
    view = _VIEW.match(text)
    start = view.end() if view else 0
    found = [*_views(text, given), *_runs(text, start, above), *_changes(text, above)]
    return list(_apart(sorted(found)))


def note_of(text: str) -> re.Match[str] | None:
    """Find the window's note that a text of ours is, as a whole."""
    return re.fullmatch(_NOTE, text)


def is_left(text: str) -> bool:
    """Tell whether a text of ours stands for a result that has left."""
    return bool(_LEFT.fullmatch(text))


def is_apart(text: str) -> bool:
    """Tell whether a text of ours is one that nothing refers to: a note, or what stands as it came."""
    return text.startswith(_AS_IT_CAME) or is_left(text) or note_of(text) is not None


def note_links(text: str, to: str) -> list[Link]:
    """Find the window's notes in a text that Headroom has added them to; `to` is the id of what has left."""
    return [Link(*note.span(), to, "the messages that left with the window") for note in _NOTES.finditer(text)]


def _views(text: str, given: str) -> Iterator[Link]:
    head = _VIEW.match(text)
    if head:
        yield Link(0, head.end() - 1, given, "the whole result")
        for gap in _GAP.finditer(text):
            yield Link(*gap.span(), given, "the whole result, with what is left out here")


def _runs(text: str, start: int, above: Above) -> Iterator[Link]:
    head = _RUNS.match(text, start)
    if not head:
        return
    part, first = head.end(), ""
    for mark in re.finditer(head[1], text[part:]):
        place = head.end() + mark.start()
        words = words_before(text[part:place], place - part)
        to = above.saying(words) if words else None
        if words and to:
            first = first or to
            yield Link(place - len(words), place + 1, to, "what the mark stands for, said above")
        part = place + 1
    if first:
        yield Link(head.start(), head.end() - 1, first, "the first of what is said above")


def _changes(text: str, above: Above) -> Iterator[Link]:
    head = _CHANGES.match(text)
    to = above.result(head[1]) if head else None
    if head and to:
        yield Link(0, len(head[0].rstrip("\n")), to, "the result that this one changes")


def _apart(found: list[Link]) -> Iterator[Link]:
    """Leave out links that begin within another."""
    end = 0
    for link in found:
        if link.start >= end:
            yield link
            end = link.end
