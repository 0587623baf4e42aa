"""What agno sends again as a provider gave it: blocks of its own tools, signatures, encrypted reasoning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from headroom._objects import plain
from headroom._shapes.chat import block_rest
from headroom._shapes.responses import RESPONSES_ITEMS
from headroom._shapes.values import Unread, encoded, unread

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["resent", "resent_values"]

_BLOCKS = ("content_blocks", "server_tool_blocks")
_SIGNATURES = ("signature", "thought_signature")
_RESENT = (*_BLOCKS, *_SIGNATURES, "reasoning_output", "reasoning_details", "response_id")


def resent_values(data: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """Pick what ``resent`` reads of ``Message.provider_data``.

    Args:
        data: The provider's data; None or empty where there are none.

    Returns:
        The values, or none at all where there are no data.
    """
    return tuple(map(data.get, _RESENT)) if data else ()


def resent(message: Message) -> Iterator[Unread]:
    """Tell what a message costs beside its own fields. None of it is ever rewritten.

    Args:
        message: The message.

    Yields:
        What each part may come to: another provider than the one that gave it is not sent it.
    """
    data = message.provider_data or {}
    for block in next((stored for key in _BLOCKS if isinstance(stored := data.get(key), list) and stored), ()):
        yield from _of_block(plain(block), message)
    yield from (encoded(data.get(key)) for key in _SIGNATURES)
    yield from _of_reasoning(plain(data.get("reasoning_output")), is_chained="response_id" in data)
    yield unread(data.get("reasoning_details"))
    yield encoded(getattr(message, "redacted_reasoning_content", None))
    for call in plain(message.tool_calls) or ():
        yield encoded(call.get("thought_signature") if isinstance(call, Mapping) else None)


def _of_block(block: Any, message: Message) -> Iterator[Unread]:
    """A block's cost where agno keeps no more of it than the block: texts and calls stand in fields, too."""
    fields = {"text": message.content, "thinking": message.reasoning_content}
    kind = block.get("type") if isinstance(block, Mapping) else None
    if isinstance(kind, str) and kind in fields:
        said, field = block.get(kind), fields[kind]
        is_counted = isinstance(said, str) and isinstance(field, str) and said in field
        yield Unread() if is_counted else unread(said)
    yield block_rest(block)


def _of_reasoning(item: Any, is_chained: bool) -> Iterator[Unread]:
    """An item of OpenAI's; in a chain of responses the service has it, and is not sent it."""
    if isinstance(item, Mapping) and (item.get("encrypted_content") or not is_chained):
        row = RESPONSES_ITEMS.row({"type": "reasoning", **item})
        yield Unread(row.unread, row.opaque)
