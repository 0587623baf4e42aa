"""Texts as the sentences that they say, and which texts stand within others.

A text stands within another where all of its sentences stand there, word by word and one after the other. What is not
surely the end of a sentence is none, so that "Lee agrees." does not stand in "Dr. Lee agrees.", which is one sentence.
Nothing else of language is known here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable, Iterable
from typing import TypeVar
from unicodedata import normalize

__all__ = ["holders", "may_hold", "sentences"]

_GAP = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*(?=\S)")
_LONGEST_STEM = 16
_TITLES = frozenset({"Prof", "Capt", "Sept"})
# What is quoted, set apart or introduced may mean something else than the same words by themselves.
_FRAMES = re.compile(r"""["“”„«»‹›「」『』()\[\]{}<>:：`‘]|(?:^|\s)'""")

Text = TypeVar("Text", bound=tuple[Hashable, ...])


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences, in the form in which they are compared.

    Args:
        text: Any text.

    Returns:
        The sentences in Unicode's NFC, without white space around them and without the full stop at their end, so that
        a last sentence that has none is the same; none for a text of white space alone.
    """
    whole = normalize("NFC", text).strip()
    parts, start = [], 0
    for gap in _GAP.finditer(whole):
        if _ends_surely(whole, gap):
            parts.append(whole[start : gap.start()])
            start = gap.end()
    parts.append(whole[start:])
    return tuple(_without_stop(part) for part in parts if part)


def may_hold(text: str) -> bool:
    """Tell whether a sentence of the text says what it says by itself, as far as that can be seen."""
    return _FRAMES.search(text) is None


def holders(texts: Iterable[Text], holding: Iterable[Text]) -> dict[Text, Text]:
    """Find which texts stand within others: Aho and Corasick's automaton, linear in all sentences together.

    Args:
        texts: Texts as tuples of sentences, each once.
        holding: Those that others may stand in.

    Returns:
        For each text that stands within another the longest of these, or else the first; it stands within none itself.
    """
    ends, nexts, links, shorter = _automaton(texts)
    found: dict[Text, Text] = {}
    for text in sorted(holding, key=len, reverse=True):
        if text in found:
            continue
        node = 0
        for sentence in text:
            while node and sentence not in nexts[node]:
                node = links[node]
            node = nexts[node].get(sentence, 0)
            end = node if ends[node] not in (None, text) else shorter[node]
            # Whatever ends where a text ends that was found has been found with it.
            while (ended := ends[end]) is not None and ended not in found:
                found[ended] = text
                end = shorter[end]
    return found


def _automaton(
    texts: Iterable[Text],
) -> tuple[list[Text | None], list[dict[Hashable, int]], list[int], list[int]]:
    """Make a node for each beginning of a text, the empty one first.

    Returns:
        For each node: the text that ends there; the nodes that go on, by sentence; the node of the longest beginning
        that it ends with; and the node of the longest text that it ends with.
    """
    ends: list[Text | None] = [None]
    nexts: list[dict[Hashable, int]] = [{}]
    for text in texts:
        node = 0
        for sentence in text:
            node = nexts[node].setdefault(sentence, len(ends))
            if node == len(ends):
                ends.append(None)
                nexts.append({})
        ends[node] = text
    links, shorter = [0] * len(ends), [0] * len(ends)
    waiting = deque(nexts[0].values())
    while waiting:
        node = waiting.popleft()
        for sentence, child in nexts[node].items():
            link = links[node]
            while link and sentence not in nexts[link]:
                link = links[link]
            links[child] = nexts[link].get(sentence, 0)
            shorter[child] = links[child] if ends[links[child]] is not None else shorter[links[child]]
            waiting.append(child)
    return ends, nexts, links, shorter


def _ends_surely(text: str, gap: re.Match[str]) -> bool:
    """Whether a sentence ends before the gap: not behind what may be short for something, nor before a small letter."""
    after = text[gap.end()]
    if after.islower() or after.isdigit():
        return False
    if text[gap.start() - 1] != ".":
        return True
    stem = text[max(0, gap.start() - _LONGEST_STEM) : gap.start() - 1].rsplit(None, 1)[-1:]
    return bool(stem) and not _may_be_short(stem[0])


def _may_be_short(word: str) -> bool:
    return "." in word or len(word) <= 2 or (len(word) == 3 and word[0].isupper()) or word in _TITLES


def _without_stop(sentence: str) -> str:
    return sentence[:-1] if sentence.endswith(".") and not sentence.endswith("..") else sentence
