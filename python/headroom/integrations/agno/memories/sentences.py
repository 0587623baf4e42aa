"""Texts as the sentences that they say, and which texts stand within others.

A text stands within another where all of its sentences stand there, word by word and one after the other. What is not
surely the end of a sentence is none, so that "Lee agrees." does not stand in "Dr. Lee agrees.", which is one sentence.
Nothing else of language is known here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple
from unicodedata import normalize

__all__ = ["holders", "may_hold", "sentences"]

_GAP = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*(?=\S)")
_LONGEST_STEM = 16
_TITLES = frozenset({"Prof", "Capt", "Sept"})
# What is quoted, set apart or introduced may mean something else than the same words by themselves.
_FRAMES = re.compile(r"""["“”„«»‹›「」『』()\[\]{}<>:：`‘]|(?:^|\s)'""")


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


def holders(texts: Sequence[Sequence[Hashable]], holding: Iterable[int]) -> dict[int, int]:
    """Find which texts stand within others: Aho and Corasick's automaton, linear in all sentences together.

    Args:
        texts: Texts as sequences of sentences, each once and none empty.
        holding: The places of those that others may stand in.

    Returns:
        For the place of each text that stands within another that of the longest of these, or else of the first; it
        stands within none itself.
    """
    automaton = _automaton(texts)
    ends, shorter = automaton.ends, automaton.shorter
    found: dict[int, int] = {}
    for place in sorted(holding, key=lambda place: len(texts[place]), reverse=True):
        if place in found:
            continue
        node = 0
        for sentence in texts[place]:
            node = automaton.follow(node, sentence)
            end = shorter[node] if ends[node] in (None, place) else node
            # Whatever ends where a text ends that was found has been found with it.
            while (ended := ends[end]) is not None and ended not in found:
                found[ended] = place
                end = shorter[end]
    return found


class _Automaton(NamedTuple):
    """A node for each beginning of a text, the empty one first."""

    ends: list[int | None]
    """The text that ends there."""
    nexts: list[dict[Hashable, int]]
    """The nodes that go on, by sentence."""
    links: list[int]
    """The node of the longest beginning that it ends with."""
    shorter: list[int]
    """The node of the longest text that it ends with; 0 for none."""

    def follow(self, node: int, sentence: Hashable) -> int:
        """The node of the longest beginning that a node and a sentence end with."""
        while node and sentence not in self.nexts[node]:
            node = self.links[node]
        return self.nexts[node].get(sentence, 0)


def _automaton(texts: Sequence[Sequence[Hashable]]) -> _Automaton:
    ends: list[int | None] = [None]
    nexts: list[dict[Hashable, int]] = [{}]
    for place, text in enumerate(texts):
        node = 0
        for sentence in text:
            node = nexts[node].setdefault(sentence, len(ends))
            if node == len(ends):
                ends.append(None)
                nexts.append({})
        ends[node] = place
    made = _Automaton(ends, nexts, [0] * len(ends), [0] * len(ends))
    waiting = deque(nexts[0].values())
    while waiting:
        node = waiting.popleft()
        for sentence, child in nexts[node].items():
            link = made.links[child] = made.follow(made.links[node], sentence)
            made.shorter[child] = link if ends[link] is not None else made.shorter[link]
            waiting.append(child)
    return made


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
