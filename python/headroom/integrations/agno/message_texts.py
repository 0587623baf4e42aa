"""The texts of an agno message that are really sent.

Providers do not all send ``Message.content``: agno before 2.3 packs parallel Gemini
and Bedrock results into one message, and agno's own compression sends
``compressed_content`` instead. A slot is one text that is really sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from headroom._planning.rows import Text
from headroom._shapes.chat import CHAT_MESSAGES
from headroom._shapes.documents import blocks_of
from headroom._shapes.slots import Path, Slot

from .calls import are_bedrock_results, calls_listed
from .looked_up import hides_tags, looked_up

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["beside_texts", "content_texts", "slots"]

_READ_BACK_TOOLS = frozenset({"read_result", "search_result"})
# An offloaded result's envelope; and how agno and its toolkits begin an error, which they do not mark as one.
_LEFT_ALONE = ("<result id=", "Error: ", "Error while ")
_COMPACTED = "Summary of earlier conversation (compacted):"


def content_texts(message: Message, role: str, content: str) -> Iterator[Text]:
    """A content as the texts that it is made of: what agno has looked up for the user is one by itself."""
    editable = _may_edit(message, role, content)
    parts = looked_up(content) if editable and role == "user" else None
    if parts is None:
        yield Text(content, editable)
    else:
        yield Text(parts.words, editable)
        yield Text(parts.found, editable, looked_up=True)
        yield Text(parts.rest, editable)


def slots(message: Message, role: str, compress: bool) -> Iterator[Slot]:
    """Give the texts of a message that are sent, and where each of them stands."""
    if role == "tool" and message.tool_calls:
        yield from _combined_slots(message)
        return
    yield from _content_slots(message, role, compress)
    if message.name:
        yield Slot(Text(message.name, quotable=False))
    if message.reasoning_content and message.provider_data:
        # Providers that sign their reasoning want it back, and bill it again; the others are not sent it.
        yield Slot(Text(message.reasoning_content, quotable=False))
    for call in calls_listed(message):
        function = call.get("function") or {}
        for text in (function.get("name"), function.get("arguments")):
            if isinstance(text, str):
                yield Slot(Text(text, quotable=False))


def _content_slots(message: Message, role: str, compress: bool) -> Iterator[Slot]:
    content = message.content
    compressed = getattr(message, "compressed_content", None)
    if role == "tool" and compress and compressed is not None:
        # Agno's own summary is what goes out: it is neither data nor ours.
        yield Slot(Text(compressed))
    elif isinstance(content, str):
        yield from (Slot(text, (("content",),)) for text in content_texts(message, role, content))
    elif isinstance(content, list):
        yield from _list_slots(message, role, content)


def _list_slots(message: Message, role: str, content: list[Any]) -> Iterator[Slot]:
    texts = [(path, text) for index, block in enumerate(content) for path, text in _block_texts(index, block)]
    # A block without text is media or something of the provider's: then nothing of the list is touched.
    whole = len(texts) == len(content)
    role = "tool" if are_bedrock_results(content) else role
    for path, text in texts:
        yield Slot(Text(text, whole and _may_edit(message, role, text), int(path[0])), (("content", *path),))
    if not whole:
        for slot in CHAT_MESSAGES.slots(beside_texts(message.role, content)):
            yield Slot(Text(slot.text.text, quotable=False))


def beside_texts(role: str, content: list[Any]) -> dict[str, Any]:
    """What a list content holds beside its texts, as a chat message: sent as it stands, and counted as chats' is."""
    return {"role": role, "content": [block for block in content if not any(True for _ in _block_texts(0, block))]}


def _block_texts(index: int, block: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(block, str):
        yield (index,), block
    elif isinstance(block, dict) and block.get("type") == "text" and isinstance(block.get("text"), str):
        yield (index, "text"), block["text"]
    elif isinstance(block, dict) and isinstance(block.get("toolResult"), dict):
        for place, part in enumerate(blocks_of(block["toolResult"].get("content"))):
            held = part.get("json")
            if isinstance(held, dict) and isinstance(result := held.get("result"), str):
                yield (index, "toolResult", "content", place, "json", "result"), result


def _combined_slots(message: Message) -> Iterator[Slot]:
    """Gemini's parallel results in one message: the texts stand in the calls and in the content."""
    content = message.content if isinstance(message.content, list) else []
    for index, call in enumerate(calls_listed(message)):
        text = call.get("content")
        if not isinstance(text, str):
            continue
        paths: tuple[Path, ...] = (("tool_calls", index, "content"),)
        twin = content[index] if index < len(content) else text
        if index < len(content):
            paths += (("content", index),)
        editable = twin == text and call.get("tool_name") not in _READ_BACK_TOOLS
        yield Slot(Text(text, editable and _may_edit(message, "tool", text), index), paths)


def _may_edit(message: Message, role: str, text: str) -> bool:
    if role == "user":
        return not _frozen(message) and not text.startswith(_COMPACTED) and not hides_tags(text)
    return (
        role == "tool"
        and not _frozen(message)
        and not text.startswith(_LEFT_ALONE)
        and message.tool_name not in _READ_BACK_TOOLS
    )


def _frozen(message: Message) -> bool:
    return bool(getattr(message, "temporary", False) or message.tool_call_error)
