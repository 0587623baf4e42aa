"""Reads texts that refer to earlier messages, as the page on the notation says it is done."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from headroom import SentText
from tests.reader.quoted import came

_FIRST_LINE = re.compile(r"\[([…⋯]) as in .* above\]")
_NOTE = re.compile(r"\[Earlier conversation left out to fit the context window: \d+ messages, \d+ tokens\]")
_NOTE_IN_FRONT = re.compile(rf"\A{_NOTE.pattern}\n\n")
_NOTE_BEHIND = re.compile(rf"\n\n{_NOTE.pattern}\Z")
_NOTE_OF_RESULT = re.compile(
    r"\[result of (?:[\w.:/-]{1,64}|a tool) left out to fit the context window: \d+ tokens\]", re.ASCII
)

_DELIMITER = r""",;"'()\[\]{}<>|=…⋯"""
_SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNIT = re.compile(rf"[{_DELIMITER}]|[{_SPACE}]+|[^{_DELIMITER}{_SPACE}]+")
_TOOL = re.compile(r"[\w.:/-]{1,64}", re.ASCII)
_NO_WORD = re.compile(rf"[{_DELIMITER}{_SPACE}]")

_LEAST_WORDS = 2
_LEAST_BYTES = 8
_LEAST_BYTES_BEHIND = 4

_FREE_BYTES = 256 * 1024
_BYTES_A_BYTE = 4


class UnresolvedError(ValueError):
    """A text refers to what nothing above it says."""


class TooMuchError(UnresolvedError):
    """More of earlier texts would have to be read for a text than may be."""


class Allowance:
    """How many bytes of earlier texts may yet be read for those that refer to them."""

    def __init__(self, left: float) -> None:
        self.left = left

    def take(self, text: str) -> None:
        """Read a text.

        Raises:
            TooMuchError: it is longer than what may be read.
        """
        if _bytes(text) > self.left:
            raise TooMuchError("too much would have to be read")
        self.left -= _bytes(text)


class Origin(NamedTuple):
    """The tool that gave a result, and what it was called with."""

    tool: str
    arguments: str = ""


class Said(NamedTuple):
    """What a text says, where in that it stands in the text as it was sent, and of a result where it comes from."""

    text: str
    literals: list[tuple[int, int]]
    origin: Origin | None = None


def resolve(text: str, above: Sequence[Said]) -> str | None:
    """What the text stands for behind the texts `above`, in their order; None where it refers to nothing.

    Raises:
        UnresolvedError: a mark stands for nothing.
    """
    read = read_on(text, above, Allowance(math.inf))
    return None if read is None else read.text


def read_on(text: str, above: Sequence[Said], allowance: Allowance) -> Said | None:
    """The same, and what of it stands in the text itself."""
    first_line, _, below = text.partition("\n")
    header = _FIRST_LINE.fullmatch(first_line)
    if header is None or header[1] not in below:
        return None
    first, *others = below.split(header[1])
    read, literals = first, [(0, len(first))]
    for number, (before, behind) in enumerate(zip([first, *others], others, strict=False)):
        source, start = _begin(before, above)
        is_last = number == len(others) - 1
        run = source[start:] if is_last and not behind else _until(source[start:], behind, allowance)
        allowance.take(run)
        read += run
        literals.append((len(read), len(read) + len(behind)))
        read += behind
    return Said(read, literals)


def _begin(before: str, above: Sequence[Said]) -> tuple[str, int]:
    """The text that a mark is a run of, and where the run begins: behind the latest place of the words before it."""
    words = _words_at_end(before)
    for source, literals, _ in reversed(above):
        ends = [place + len(words) for place in _places(words, source)]
        if ends := [end for end in ends if any(first <= end - len(words) and end <= last for first, last in literals)]:
            return source, ends[-1]
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


def _until(source: str, behind: str, allowance: Allowance) -> str:
    """The run that ends before the first place of the words behind its mark."""
    words = _words_at_beginning(behind)
    for place in _places(words, source):
        return source[:place]
    allowance.take(source)
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


def said(messages: Sequence[Any]) -> list[Said]:
    """All that messages say as they were sent, in order, what refers to others written out."""
    above: list[Said] = []
    allowance = Allowance(_FREE_BYTES)
    calls: dict[str, Origin] = {}
    for message in messages:
        calls |= dict(_calls(message))
        of_message = [(_written_out(text, tuple(above), allowance), call) for text, call in _texts(message)]
        above += [text._replace(origin=_origin(message, call, calls)) for text, call in of_message]
    return above


def _origin(message: dict[str, Any], call: str | None, calls: dict[str, Origin]) -> Origin | None:
    """Where a text comes from that answers a call, if it does; a message may say of what tool it is."""
    if call is None:
        return None
    of_tool = message.get("role") in ("tool", "function")
    origin = calls.get(call) or Origin(message.get("name") or "" if of_tool else "")
    return origin._replace(tool=origin.tool if _TOOL.fullmatch(origin.tool) else "a tool")


def _calls(message: dict[str, Any]) -> Iterator[tuple[str, Origin]]:
    content = message.get("content")
    blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
    used = [block for block in blocks if block.get("type") == "tool_use"]
    listed = [call for call in message.get("tool_calls") or [] if isinstance(call, dict)]
    for call in [*listed, *used]:
        function = call.get("function") or call
        if not isinstance(function, dict):
            continue
        arguments = function.get("arguments") or function.get("input") or ""
        if isinstance(call.get("id"), str):
            text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
            yield call["id"], Origin(function.get("name") or "", text)


def _written_out(text: str, above: Sequence[Said], allowance: Allowance) -> Said:
    allowance.left += _BYTES_A_BYTE * _bytes(text)
    try:
        read = read_on(text, above, allowance)
    except TooMuchError:
        allowance.left, read = 0, None
    except UnresolvedError:
        read = None
    return read or Said(text, [(0, len(text))])


def _texts(message: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The texts of a message but the notes of the window, and what is no text a provider can be sent as it is.

    With each stands the id of the call that it answers, if it is a result.
    """
    content = message.get("content")
    of_tool = message.get("role") in ("tool", "function")
    call = message.get("tool_call_id") or "" if of_tool else None
    texts = [(content, call)] if isinstance(content, str) else list(_texts_of_blocks(content, call))
    named = [*texts, *([""] if isinstance(message.get("name"), str) else [])]
    speaks = message.get("role") in ("user", "assistant") and not message.get("tool_calls")
    if speaks and len(named) == 1 and _is_ours(texts[0][0]) and _NOTE.fullmatch(texts[0][0]):
        return []
    is_line = [call is not None and _is_ours(text) and bool(_NOTE_OF_RESULT.fullmatch(text)) for text, call in texts]
    is_told = [
        _is_sound(text) and came(text) is None and not line for (text, _), line in zip(texts, is_line, strict=True)
    ]
    return [(_without_note(text), call) for (text, call), told in zip(texts, is_told, strict=True) if told]


def _is_ours(text: str) -> bool:
    """Whether Headroom wrote it: notes by anybody else are text."""
    return isinstance(text, SentText)


def _without_note(text: str) -> str:
    if not _is_ours(text):
        return text
    return _NOTE_IN_FRONT.sub("", text) if _NOTE_IN_FRONT.match(text) else _NOTE_BEHIND.sub("", text)


def _is_sound(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


def _texts_of_blocks(blocks: Any, call: str | None) -> Iterator[tuple[str, str | None]]:
    for block in blocks if isinstance(blocks, list) else []:
        if block.get("type") == "tool_result":
            inner = block.get("content")
            answered = block.get("tool_use_id") or ""
            yield from [(inner, answered)] if isinstance(inner, str) else _texts_of_blocks(inner, answered)
        elif block.get("type") != "tool_use" and isinstance(block.get("text"), str):
            yield block["text"], call
