"""What differs between a text and what is sent for it, word by word, in time that grows with both.

The order of words counts for nothing: a table says every value where a list of objects said it, but each key once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from headroom._report.pieces import Span

__all__ = ["differences"]

_WORD = re.compile(r"\w+")
_ONE_MARK = re.compile(r"[^\w\n]*")


def differences(given: str, sent: str) -> tuple[list[Span], list[Span]]:
    """Find the words of a text that are sent fewer times, and the words that are sent more often than it says them."""
    said, goes = list(_WORD.finditer(given)), list(_WORD.finditer(sent))
    gone = _beyond(said, _counts(goes))
    new = _beyond(goes[::-1], _counts(said))[::-1]  # the first of them: what Headroom adds mostly stands in headers
    return list(_spans(given, gone)), list(_spans(sent, new))


def _counts(words: Iterable[re.Match[str]]) -> Counter[str]:
    return Counter(word[0] for word in words)


def _beyond(words: Iterable[re.Match[str]], elsewhere: Counter[str]) -> list[Span]:
    """Give the words beyond as many as there are elsewhere."""
    beyond = list[Span]()
    for word in words:
        if elsewhere[word[0]] > 0:
            elsewhere[word[0]] -= 1
        else:
            beyond.append(word.span())
    return beyond


def _spans(text: str, words: Iterable[Span]) -> Iterator[Span]:
    """Make one span of words of a line that have nothing but signs between them."""
    start, end = -1, -1
    for word in words:
        if start >= 0 and _ONE_MARK.fullmatch(text, end, word[0]):
            end = word[1]
            continue
        if start >= 0:
            yield start, end
        start, end = word
    if start >= 0:
        yield start, end
