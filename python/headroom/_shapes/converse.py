"""Messages of Bedrock's Converse API as rows, and with other texts: blocks without a type, named by their key.

In a tool's result a text, ``{"text": ...}``, may stand in place of a value, ``{"json": ...}``: both are its blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._planning.rows import Call, Image, Row, Text
from headroom._shapes.documents import blocks_of, document_rest, document_slots
from headroom._shapes.slots import Kind, Path, Slot
from headroom._shapes.values import FRAME, Unread, arguments_text, beside, data_text, encoded, fixed, misread, unknown

__all__ = ["CONVERSE_MESSAGES", "is_converse_message"]

_DOCUMENTS = ("document", "searchResult")
_READ = frozenset({"text", "image", "toolUse", "toolResult", "reasoningContent", "guardContent", "citationsContent"})
_BILLED = _READ | {*_DOCUMENTS, "video", "audio", "json"}
_OBJECTS = ("toolUse", "toolResult")
_FREE = frozenset({"cachePoint"})


def is_converse_message(message: Mapping[str, Any]) -> bool:
    """Whether one of its blocks is named by a key, and none by a type; results of tools are blocks themselves."""
    content = message.get("content")
    if not isinstance(content, list | tuple) or message.get("role", "tool") in ("tool", "function"):
        return False
    blocks = [block for block in content if isinstance(block, Mapping)]
    return not any("type" in block for block in blocks) and any(_BILLED & block.keys() for block in blocks)


def _row(message: Mapping[str, Any]) -> Row:
    role, content = message.get("role"), message["content"]
    results = [_object(block, "toolResult") for block in blocks_of(content) if "toolResult" in block]
    calls = [_object(block, "toolUse") for block in blocks_of(content) if "toolUse" in block]
    found = [FRAME, *beside(message, "content"), *(part for entry in content for part in _rest(entry))]
    return Row(
        role if isinstance(role, str) else "",
        tuple(slot.text for slot in _slots(message)),
        tuple(Call(_text(call, "toolUseId"), _text(call, "name"), arguments_text(call)) for call in calls),
        tuple(_text(result, "toolUseId") for result in results),
        tuple(_images(content)),
        False,
        any(part.opaque for part in found),
        tuple(unsure for part in found for unsure in part.parts),
    )


def _slots(message: Mapping[str, Any]) -> Iterator[Slot]:
    answered = 0
    for index, block in enumerate(blocks_of(message["content"])):
        path: Path = ("content", index)
        yield from _block_slots(block, path, message.get("role") == "user", None)
        if "toolResult" in block:
            yield from _result_slots(_object(block, "toolResult"), (*path, "toolResult", "content"), answered)
            answered += 1


def _block_slots(block: Mapping[str, Any], path: Path, editable: bool, answers: int | None) -> Iterator[Slot]:
    if isinstance(text := block.get("text"), str):
        yield Slot(Text(text, editable, answers), ((*path, "text"),))
    for key in _DOCUMENTS:
        yield from document_slots(_object(block, key), (*path, key), editable, answers)
    call = _object(block, "toolUse")
    yield from (Slot(fixed(call[key])) for key in ("name", "input") if call.get(key) is not None)
    reasoning = _object(block, "reasoningContent")
    for part in (_object(reasoning, "reasoningText"), _object(_object(block, "guardContent"), "text")):
        if isinstance(text := part.get("text"), str):
            yield Slot(fixed(text))
    for part in blocks_of(_object(block, "citationsContent").get("content")):
        if isinstance(text := part.get("text"), str):
            yield Slot(fixed(text))


def _result_slots(result: Mapping[str, Any], path: Path, answered: int) -> Iterator[Slot]:
    editable = result.get("status") != "error"
    for index, part in enumerate(blocks_of(result.get("content"))):
        yield from _block_slots(part, (*path, index), editable, answered)
        if "json" in part:
            yield Slot(data_text(part["json"], editable, answered), ((*path, index),), under="text")


def _images(content: object) -> Iterator[Image]:
    for block in blocks_of(content):
        source = _object(_object(block, "image"), "source") or _object(
            _object(_object(block, "guardContent"), "image"), "source"
        )
        if "image" in block or source:
            held = source.get("bytes")
            yield Image(held if isinstance(held, str | bytes) else None)
        yield from _images(_object(block, "toolResult").get("content"))


def _rest(entry: Any) -> Iterator[Unread]:
    """What a block may come to beside its texts and images."""
    if not isinstance(entry, Mapping):
        yield unknown(entry)
        return
    yield from misread(entry, "text")
    if any(not isinstance(entry.get(key, {}), Mapping) for key in _OBJECTS):
        yield unknown(entry)
    for key, value in entry.items():
        if key in _DOCUMENTS and isinstance(value, Mapping):
            yield document_rest(value)
        elif key == "reasoningContent" and isinstance(value, Mapping):
            yield encoded(_object(value, "reasoningText").get("signature"))
            yield encoded(value.get("redactedContent"))
        elif key == "toolResult" and isinstance(value, Mapping):
            yield from _result_rest(value.get("content"))
        elif key not in _READ and key not in _FREE and key != "json" and value is not None:
            yield unknown(value)


def _result_rest(parts: object) -> Iterator[Unread]:
    if isinstance(parts, list | tuple):
        for part in parts:
            yield from _rest(part)
    elif parts is not None:
        yield unknown(parts)


def _object(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _noted(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text}]}


CONVERSE_MESSAGES = Kind(_row, _slots, _noted)
