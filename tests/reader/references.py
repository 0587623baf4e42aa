"""Reads texts that refer to earlier messages, as the page on the notation says it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

_FIRST_LINE = re.compile(r"\[([…⋯]) as in .* above\]")
_NOTE = re.compile(r"\[Earlier conversation left out to fit the context window: \d+ messages, \d+ tokens\]")
_NOTE_OF_RESULT = re.compile(r"\[result of .* left out to fit the context window: \d+ tokens\]")

_DELIMITER = r""",;"'()\[\]{}<>|=…⋯"""
_SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNIT = re.compile(rf"[{_DELIMITER}]|[{_SPACE}]+|[^{_DELIMITER}{_SPACE}]+")
_NO_WORD = re.compile(rf"[{_DELIMITER}{_SPACE}]")

_LEAST_WORDS = 2
_LEAST_BYTES = 8
_LEAST_BYTES_BEHIND = 4


class UnresolvedError(ValueError):
    """A text refers to what nothing above it says."""


def resolve(text: str, above: Sequence[str]) -> str | None:
    """What the text stands for behind the texts `above`, in their order; None where it refers to nothing.

    Raises:
        UnresolvedError: a mark stands for nothing.
    """
    first_line, _, below = text.partition("\n")
    header = _FIRST_LINE.fullmatch(first_line)
    if header is None or header[1] not in below:
        return None
    first, *others = below.split(header[1])
    read = [first]
    for number, (before, behind) in enumerate(zip([first, *others], others, strict=False)):
        source, start = _begin(before, above)
        is_last = number == len(others) - 1
        end = len(source) if is_last and not behind else _end(source, start, behind)
        read += [source[start:end], behind]
    return "".join(read)


def _begin(before: str, above: Sequence[str]) -> tuple[str, int]:
    """The text that a mark is a run of, and where the run begins: behind the latest place of the words before it."""
    words = _words_at_end(before)
    for source in reversed(above):
        if places := list(_places(words, source)):
            return source, places[-1] + len(words)
    raise UnresolvedError(f"nothing above says {words!r}")


def _words_at_end(text: str) -> str:
    units = _UNIT.findall(text)
    if not units or not _is_word(units[-1]):
        raise UnresolvedError("no word stands at a mark")
    words, taken = 0, ""
    for unit in reversed(units):
        taken = unit + taken
        words += _is_word(unit)
        if _is_word(unit) and words >= _LEAST_WORDS and _bytes(taken) >= _LEAST_BYTES:
            return taken
    raise UnresolvedError(f"{text!r} is too little before a mark")


def _end(source: str, start: int, behind: str) -> int:
    """Where a run ends: before the first place of the words behind its mark."""
    words = _words_at_beginning(behind)
    for place in _places(words, source):
        if place >= start:
            return place
    raise UnresolvedError(f"{words!r} does not follow")


def _words_at_beginning(text: str) -> str:
    units = _UNIT.findall(text)
    if not units or not _is_word(units[0]):
        raise UnresolvedError("no word stands behind a mark")
    for taken in accumulate(units):
        if _bytes(taken) >= _LEAST_BYTES_BEHIND:
            return taken
    raise UnresolvedError(f"{text!r} is too little behind a mark")


def _places(words: str, source: str) -> Iterator[int]:
    """Where `words` stand in the text, whole."""
    if words not in source:
        return
    ends = {0, *(unit.end() for unit in _UNIT.finditer(source))}
    place = source.find(words)
    while place >= 0:
        if place in ends and place + len(words) in ends:
            yield place
        place = source.find(words, place + 1)


def _is_word(unit: str) -> bool:
    return not _NO_WORD.match(unit)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def said(messages: Sequence[Any]) -> list[str]:
    """All that messages say as they were sent, in order, what refers to others written out."""
    above: list[str] = []
    for message in messages:
        above += [_written_out(text, above) if is_result else text for text, is_result in _texts(message)]
    return above


def _written_out(text: str, above: Sequence[str]) -> str:
    try:
        resolved = resolve(text, above)
    except UnresolvedError:
        return text
    return text if resolved is None else resolved


def _texts(message: dict[str, Any]) -> list[tuple[str, bool]]:
    """The texts of a message but the notes of the window, and whether each is the result of a tool."""
    content = message.get("content")
    of_tool = message.get("role") in ("tool", "function")
    texts = [(content, of_tool)] if isinstance(content, str) else list(_texts_of_blocks(content, of_tool))
    texts += [(message[key], False) for key in ("name", "refusal") if isinstance(message.get(key), str)]
    if message.get("role") == "user" and len(texts) == 1 and _NOTE.fullmatch(texts[0][0]):
        return []
    return [(text, is_result) for text, is_result in texts if not (is_result and _NOTE_OF_RESULT.fullmatch(text))]


def _texts_of_blocks(blocks: Any, is_result: bool) -> Iterator[tuple[str, bool]]:
    for block in blocks if isinstance(blocks, list) else []:
        if block.get("type") == "tool_result":
            inner, succeeded = block.get("content"), not block.get("is_error")
            yield from [(inner, succeeded)] if isinstance(inner, str) else _texts_of_blocks(inner, succeeded)
        elif block.get("type") != "tool_use":
            yield from ((block[key], is_result) for key in ("text", "thinking") if isinstance(block.get(key), str))
