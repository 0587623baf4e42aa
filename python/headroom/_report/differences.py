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
    """Give the spans of words beyond as many as there are elsewhere; those of a line with but signs between are one."""
    spans, before = list[Span](), -1
    for word in _WORD.finditer(text):
        if elsewhere[word[0]] > 0:
            elsewhere[word[0]] -= 1
            before = -1
            continue
        goes_on = before >= 0 and text.find("\n", before, word.start()) < 0
        spans.append((spans.pop()[0] if goes_on else word.start(), word.end()))
        before = word.end()
    return spans
