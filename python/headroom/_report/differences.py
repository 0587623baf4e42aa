"""What differs between a text and what is sent for it, word by word, in time that grows with both.

The order of words counts for nothing: a table says every value where a list of objects said it, but each key once.
"""

from __future__ import annotations

import re
from collections import Counter

from headroom._report.pieces import Span

__all__ = ["differences"]

_WORD = re.compile(r"\w+")


def differences(given: str, sent: str) -> tuple[list[Span], list[Span]]:
    """Find the words of a text that are sent fewer times, and the words that are sent more often than it says them."""
    return _more_often(given, Counter(_WORD.findall(sent))), _more_often(sent, Counter(_WORD.findall(given)))


def _more_often(text: str, elsewhere: Counter[str]) -> list[Span]:
    """Give the spans of words beyond as many as there are elsewhere; with nothing but signs between they are one."""
    spans, is_next = list[Span](), False
    for word in _WORD.finditer(text):
        if elsewhere[word[0]] > 0:
            elsewhere[word[0]] -= 1
            is_next = False
            continue
        start = spans.pop()[0] if is_next else word.start()
        spans.append((start, word.end()))
        is_next = True
    return spans
