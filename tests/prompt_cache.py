"""Anthropic's prompt cache on this machine: what it refuses, what it reads and what it writes, by its documented rules.

The rules are those of platform.claude.com/docs/en/build-with-claude/prompt-caching, read 2026-11. It knows nothing of
Headroom's code: where the two differ, one of them is wrong. It has no clock: nothing expires. A mark is a breakpoint.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

Body = dict[str, Any]

MOST, LOOKBACK = 4, 20
_NO_MARKS = ("thinking", "redacted_thinking")


class Taken(NamedTuple):
    """Input tokens of a request, by how they are billed."""

    uncached: int
    cache_read: int
    cache_write: int


class Marked(NamedTuple):
    """A mark, the block that carries it, and the number of the block that it is a part of."""

    place: int
    block: Any
    ttl: str


class PromptCache:
    """What requests have written, by the beginnings of their prompts.

    Args:
        smallest: tokens that a beginning needs to be cached.
        tokens: counts those of a block, given without its marks.
    """

    def __init__(self, smallest: int, tokens: Callable[[Any], int]) -> None:
        self._smallest = smallest
        self._tokens = tokens
        self._written: set[bytes] = set()

    def take(self, body: Body) -> Taken:
        """Take in a request that is not refused."""
        blocks = [without_marks(block) for block in prompt_of(body)]
        sizes, keys, digest, size = [], [], sha256(str(body.get("model")).encode()), 0
        for block in blocks:
            digest.update(json.dumps(block, sort_keys=True).encode())
            size += self._tokens(block)
            sizes.append(size)
            keys.append(digest.digest())
        marks = sorted({mark.place for mark in marks_in(body) if sizes[mark.place] >= self._smallest})
        seen = {place for mark in marks for place in range(max(0, mark - LOOKBACK + 1), mark + 1)}
        read = max((sizes[place] for place in seen if keys[place] in self._written), default=0)
        self._written.update(keys[mark] for mark in marks)
        end = sizes[marks[-1]] if marks else 0
        return Taken(size - max(read, end), read, max(0, end - read))


def refusal_of(body: Body) -> str | None:
    """What the provider says of a request that it refuses; None where it takes it."""
    marks = list(marks_in(body))
    if len(marks) > MOST:
        return f"A maximum of {MOST} blocks with cache_control may be provided. Found {len(marks)}."
    if any(isinstance(mark.block, dict) and mark.block.get("type") in _NO_MARKS for mark in marks):
        return "cache_control cannot be set on thinking blocks"
    if any(is_empty_text(mark.block) for mark in marks):
        return "cache_control cannot be set for empty text blocks"
    if any(isinstance(mark.block, dict) and mark.block.get("defer_loading") for mark in marks):
        return "tools that are loaded later cannot be cached"
    ttls = [mark.ttl for mark in marks]
    if any(ttl not in ("5m", "1h") for ttl in ttls):
        return "cache_control.ttl: Input should be '5m' or '1h'"
    if ttls != sorted(ttls):  # "1h" stands before "5m"
        return "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block"
    return None


def is_empty_text(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "text" and not block["text"].strip()


def prompt_of(body: Body) -> list[Any]:
    """The blocks of a prompt in the order in which it is cached."""
    tools, system = body.get("tools") or [], body.get("system") or []
    contents = [as_blocks(message["content"]) for message in body["messages"]]
    said = [
        {"role": message["role"], "block": block}
        for message, content in zip(body["messages"], contents, strict=True)
        for block in content
    ]
    return [*tools, *as_blocks(system), *said]


def as_blocks(content: Any) -> list[Any]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def marks_in(body: Body) -> Iterator[Marked]:
    """The marks of a request in the order of its prompt; that of all of it at the end."""
    blocks = prompt_of(body)
    for place, block in enumerate(blocks):
        yield from (Marked(place, marked, mark.get("ttl", "5m")) for marked, mark in _marked(block))
    if whole := body.get("cache_control"):
        yield Marked(len(blocks) - 1, None, whole.get("ttl", "5m"))


def without_marks(value: Any) -> Any:
    """The same without its marks."""
    if isinstance(value, dict):
        return {key: without_marks(part) for key, part in value.items() if key != "cache_control"}
    return [without_marks(part) for part in value] if isinstance(value, list) else value


def _marked(value: Any) -> Iterator[tuple[Any, Any]]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _marked(part)
    if isinstance(value, dict) and value.get("cache_control"):
        yield value, value["cache_control"]
