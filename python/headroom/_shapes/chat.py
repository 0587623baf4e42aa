"""Chat dicts as rows, and with other texts: OpenAI's shape, Anthropic's content blocks, and mixtures of both.

Every billed text of a message has a path, such as ``("content", 1, "text")``. Results of tools and what users say may
be rewritten; what the system prompt and the model itself said never is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headroom._json_text import json_text
from headroom._planning.rows import Call, Image, Row, Text
from headroom._planning.shape import Changes
from headroom._shapes.slots import Path, Slot, by_message, replaced, replacements, windowed

__all__ = ["CHAT", "ChatReader", "image_of", "rows_of", "sums_up"]

_EDITABLE_ROLES = frozenset({"user", "tool", "function"})
_TOOL_ROLES = frozenset({"tool", "function"})
_PLAIN_KEYS = frozenset({"role", "content", "tool_call_id"})

_COUNTED = frozenset({"text", "input_text", "output_text", "thinking", "tool_use", "tool_result"})

# What services sum up a conversation in: Anthropic's block, OpenAI's item.
_SUMMARIES = ("compaction", "compaction_summary")

_READ_KEYS = frozenset({"role", "content", "name", "refusal", "tool_calls", "tool_call_id"})
# What clients and providers put beside these, and no provider bills. Whatever else a message holds may be billed.
_FREE_KEYS = frozenset({"type", "id", "status", "cache_control", "annotations", "index", "created_at", "metadata"})


class ChatReader:
    """Reads chat messages for the engine."""

    read_keys = _READ_KEYS | {"function_call", "type"}

    def views(self, messages: Sequence[Any]) -> list[Any]:
        """The messages themselves, and the fields of a client's own."""
        return [
            message if type(message) is dict or isinstance(message, Mapping) else _fields(message)
            for message in messages
        ]

    def row(self, message: Any) -> Row:
        """A client's own message objects are counted, never rewritten; anything else is an empty row."""
        return _row(message) if isinstance(message, Mapping) else _row_of_object(message)

    def skip(self, messages: Sequence[Any]) -> None:
        """No message is read otherwise for those before it."""


class ChatShape:
    """Chat dicts."""

    def reader(self) -> ChatReader:
        """Make what reads the messages of one conversation."""
        return ChatReader()

    def apply(self, messages: Sequence[Any], changes: Changes) -> list[Any]:
        """Make the list to send: new dicts only along the paths that change, everything else as it is."""
        sent, others = list(messages), []
        for edit in changes.edits:
            index, _, text = edit
            message = messages[index]
            if type(message) is dict and type(message.get("content")) is str:
                sent[index] = {**message, "content": text}  # all other texts of such a message are fixed
            else:
                others.append(edit)
        for index, texts in by_message(others).items():
            sent[index] = _edited(messages[index], texts)
        return windowed(sent, changes, _noted)


CHAT = ChatShape()


def rows_of(messages: Sequence[Any]) -> list[Row]:
    """One row a message."""
    return list(map(ChatReader().row, messages))


def _edited(message: Any, texts: Mapping[int, str]) -> Any:
    return replaced(message, replacements(list(_slots(message)), texts))


def _noted(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _row(message: Mapping[str, Any]) -> Row:
    role, content = message.get("role"), message.get("content")
    if type(role) is str and type(content) is str and message.keys() <= _PLAIN_KEYS:
        return _plain_row(role, content, message.get("tool_call_id"))
    blocks = list(_all_blocks(content))
    images = tuple(image for block in blocks if (image := image_of(block)))
    unread = not (content is None or isinstance(content, str | list | tuple)) or any(_unread_fields(message))
    return Row(
        role if isinstance(role, str) else "",
        tuple(slot.text for slot in _slots(message)),
        tuple(_calls(message)),
        tuple(_results(message)),
        images,
        named=isinstance(message.get("name"), str),
        opaque=unread or len(images) + sum(map(_is_counted, blocks)) < len(blocks),
        apart=sums_up((message, *blocks)),
    )


def _unread_fields(message: Mapping[str, Any]) -> Iterator[bool]:
    """Whether each field holds something that is not counted, or not counted as it is framed."""
    for key, value in message.items():
        yield value is not None and key not in _READ_KEYS and key not in _FREE_KEYS
    calls = _tool_calls(message)
    yield any(not isinstance(call.get("id"), str) for call in calls)  # their framing goes by the id


def _row_of_object(message: Any) -> Row:
    """The row of what a client answered and the caller appended as it was, such as OpenAI's `ChatCompletionMessage`."""
    fields = _fields(message)
    if fields is None:
        return Row("", opaque=True)
    row = _row(fields)
    return row._replace(texts=tuple(text._replace(editable=False) for text in row.texts))


def _fields(message: Any) -> Mapping[str, Any] | None:
    """The fields of a message object; ``None`` for what is none, or fails: nothing is known of it."""
    try:
        fields = message.model_dump()
    except Exception:
        return None
    return fields if isinstance(fields, Mapping) else None


def _plain_row(role: str, content: str, answered: object) -> Row:
    """Most messages are one text; a long conversation is described anew for every call."""
    texts = (Text(content, role in _EDITABLE_ROLES),)
    return Row(role, texts, (), (answered,) if isinstance(answered, str) else ())


def _slots(message: Mapping[str, Any]) -> Iterator[Slot]:
    role = message.get("role")
    editable = isinstance(role, str) and role in _EDITABLE_ROLES
    content = message.get("content")
    answered = 0
    own = None
    if isinstance(message.get("tool_call_id"), str):
        own, answered = 0 if role in _TOOL_ROLES else None, 1
    if isinstance(content, str):
        yield Slot(Text(content, editable, own), (("content",),))
    for index, block in enumerate(_blocks(content)):
        if _answers(block):
            yield from _result_texts(block, ("content", index, "content"), answered)
            answered += 1
        else:
            yield from _block_texts(block, ("content", index), editable, own)
    for block in _blocks(content):
        if isinstance(text := block.get("thinking"), str):
            yield Slot(Text(text, quotable=False))
    for key in ("name", "refusal"):
        if isinstance(text := message.get(key), str):
            yield Slot(Text(text, quotable=False))
    for block in _blocks(content):
        if block.get("type") == "tool_use":
            yield from _call_texts({"name": block.get("name"), "arguments": block.get("input")})
    if isinstance(legacy := message.get("function_call"), Mapping):
        yield from _call_texts(legacy)
    for call in _tool_calls(message):
        function = call.get("function")
        yield from _call_texts(function if isinstance(function, Mapping) else call)


def _block_texts(block: Mapping[str, Any], path: Path, editable: bool, own: int | None) -> Iterator[Slot]:
    kind = block.get("type")
    if kind == "tool_result":
        yield from _result_texts(block, (*path, "content"), None)
    elif kind != "tool_use" and isinstance(text := block.get("text"), str):
        yield Slot(Text(text, editable, own), ((*path, "text"),))


def _result_texts(block: Mapping[str, Any], path: Path, answered: int | None) -> Iterator[Slot]:
    content, editable = block.get("content"), not block.get("is_error")
    if isinstance(content, str):
        yield Slot(Text(content, editable, answered), (path,))
    for index, part in enumerate(_blocks(content)):
        if isinstance(text := part.get("text"), str):
            yield Slot(Text(text, editable, answered), ((*path, index, "text"),))


def _call_texts(call: Mapping[str, Any]) -> Iterator[Slot]:
    """Name and arguments of a call; they are counted, and have no path because they are never rewritten."""
    for value in (call.get("name"), call.get("arguments")):
        if value is not None:
            yield Slot(Text(value if isinstance(value, str) else json_text(value), quotable=False))


def image_of(block: Mapping[str, Any]) -> Image | None:
    """The image that a content block is: OpenAI's two shapes, Anthropic's, Gemini's; ``None`` for any other block."""
    kind = block.get("type")
    if kind in ("image_url", "input_image"):
        place = block.get("image_url")
        return (
            _image(place.get("url"), place.get("detail"))
            if isinstance(place, Mapping)
            else _image(place, block.get("detail"))
        )
    if kind == "image":
        source = block.get("source")
        return _image(source.get("data") or source.get("url")) if isinstance(source, Mapping) else _image(None)
    inline = block.get("inline_data") or block.get("inlineData")
    if not isinstance(inline, Mapping):
        return None
    mime = inline.get("mime_type") or inline.get("mimeType")
    return _image(inline.get("data")) if isinstance(mime, str) and mime.startswith("image/") else None


def sums_up(content: object) -> bool:
    """Whether a block stands for all that was said before it, which services then leave out of the prompt."""
    return any(block.get("type") in _SUMMARIES for block in _blocks(content))


def _image(source: object, detail: object = None) -> Image:
    return Image(source if isinstance(source, str | bytes) else None, detail if isinstance(detail, str) else None)


def _all_blocks(content: object) -> Iterator[Mapping[str, Any]]:
    """A message's content blocks, those inside tool results included."""
    for block in _blocks(content):
        yield block
        if block.get("type") == "tool_result":
            yield from _blocks(block.get("content"))


def _is_counted(block: Mapping[str, Any]) -> bool:
    """Whether all that is billed of a block is among the texts; media and what Headroom has no rule for are not."""
    kind = block.get("type")
    return isinstance(kind, str) and kind in _COUNTED


def _calls(message: Mapping[str, Any]) -> Iterator[Call]:
    for call in _named_calls(message):
        function = call.get("function")
        tool = (function if isinstance(function, Mapping) else call).get("name")
        yield Call(call["id"], tool if isinstance(tool, str) else "")


def _named_calls(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    blocks = [block for block in _blocks(message.get("content")) if block.get("type") == "tool_use"]
    yield from (call for call in (*_tool_calls(message), *blocks) if isinstance(call.get("id"), str))


def _results(message: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(identifier := message.get("tool_call_id"), str):
        yield identifier
    yield from (block["tool_use_id"] for block in _blocks(message.get("content")) if _answers(block))


def _answers(block: Mapping[str, Any]) -> bool:
    return block.get("type") == "tool_result" and isinstance(block.get("tool_use_id"), str)


def _tool_calls(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _blocks(message.get("tool_calls"))


def _blocks(value: object) -> list[Mapping[str, Any]]:
    """A list's entries, an empty one in place of what is no dict, so that indexes stay true."""
    if not isinstance(value, list | tuple):
        return []
    return [entry if isinstance(entry, Mapping) else {} for entry in value]
