"""A request to Anthropic's Messages API as a row of blocks, in the order in which its prompt is cached.

The order is the provider's: tools, then the system prompt, then the messages. Rules and words are those of its page on
prompt caching (platform.claude.com/docs/en/build-with-claude/prompt-caching, read 2026-11).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["BREAKPOINT", "Block", "blocks_of", "marked", "text_of"]

BREAKPOINT = {"type": "ephemeral"}
"""What asks for the prompt to be cached up to a block, for five minutes."""

_FIELD = "cache_control"
# Kinds of blocks of users' messages that may be marked. Others may be too, but agno writes none of them there.
_MARKABLE = frozenset({"text", "image", "document", "tool_result"})

Path = tuple[str | int, ...]


class Block(NamedTuple):
    """A tool, a block of the system prompt or a block of a message."""

    path: Path
    """Where it stands: ``("system", 0)``, ``("messages", 4, "content", 1)``."""
    value: Any
    """A dict, a text that stands for one, or an object of the client's."""

    @property
    def section(self) -> str | int:
        """``"tools"``, ``"system"`` or ``"messages"``."""
        return self.path[0]

    @property
    def asked(self) -> list[Mapping[str, Any]]:
        """The breakpoints that it, or a part of it, has already, in order."""
        return list(_asked(self.value))

    @property
    def may_be_marked(self) -> bool:
        """Whether the provider takes a breakpoint on it: not on thinking, empty texts, tools that are loaded later."""
        if not isinstance(self.value, dict) or self.value.get(_FIELD):
            return False
        if self.section == "tools":
            return not self.value.get("defer_loading")
        kind = self.value.get("type")
        if kind == "text":
            return bool(str(self.value.get("text") or "").strip())
        return kind in _MARKABLE and (kind != "tool_result" or bool(self.value.get("content")))


def blocks_of(body: Mapping[str, Any]) -> list[Block]:
    """Take a request apart.

    Args:
        body: What the client is called with: ``tools``, ``system`` and ``messages`` among others.

    Returns:
        Its blocks, in the order in which the prompt is cached.
    """
    parts = [block for section in ("tools", "system") for block in _blocks((section,), body.get(section))]
    for number, message in enumerate(body.get("messages") or ()):
        parts += _blocks(("messages", number, "content"), message.get("content"))
    return parts


def marked(body: Mapping[str, Any], paths: Collection[Path]) -> dict[str, Any]:
    """Mark blocks of a request.

    Args:
        body: The request, which stays as it is.
        paths: Where the blocks stand that are to be marked.

    Returns:
        The request with the breakpoints: what holds none of them are the very objects that were given.
    """
    made: dict[str, Any] = dict(body)
    for path in paths:
        _copied_to(made, path)[_FIELD] = dict(BREAKPOINT)
    return made


def text_of(value: Any) -> str:
    """Give what a block says, to be counted; nothing of what is no text."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        value = vars(value) if hasattr(value, "__dict__") else {}
    if "input_schema" in value or "name" in value:
        return json.dumps({key: part for key, part in value.items() if key != _FIELD}, ensure_ascii=False, default=str)
    content = value.get("text") or value.get("content") or ""
    return "\n".join(map(text_of, content)) if isinstance(content, list | tuple) else text_of(content)


def _blocks(path: Path, value: Any) -> Iterator[Block]:
    if isinstance(value, str):
        yield Block(path, value)
    elif isinstance(value, Sequence):
        yield from (Block((*path, number), part) for number, part in enumerate(value))


def _asked(value: Any) -> Iterator[Mapping[str, Any]]:
    """The breakpoints within a block: those of what its content holds stand before its own."""
    if isinstance(value, Mapping):
        content = value.get("content")
        for part in content if isinstance(content, list) else ():
            yield from _asked(part)
        if isinstance(value.get(_FIELD), Mapping):
            yield value[_FIELD]


def _copied_to(made: Any, path: Path) -> dict[str, Any]:
    """Copy the containers on the way to a block, and the block."""
    for step in path:
        made[step] = made[step].copy()
        made = made[step]
    found: dict[str, Any] = made
    return found
