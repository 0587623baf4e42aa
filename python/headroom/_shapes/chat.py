"""Chat dicts as rows, and with other texts: OpenAI's shape, Anthropic's content blocks, and mixtures of both.

Every billed text of a message has a path, such as ``("content", 1, "text")``. Results of tools and what users say may
be rewritten; what the system prompt and the model itself said never is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headroom._planning.rows import Call, Row, Text
from headroom._shapes.documents import blocks_of, document_rest, document_slots
from headroom._shapes.images import image_of
from headroom._shapes.slots import Kind, Path, Slot
from headroom._shapes.values import (
    FREE_KEYS,
    Unread,
    arguments_text,
    data_text,
    encoded,
    fixed,
    misread,
    unknown,
    unread,
)

__all__ = [
    "CHAT_MESSAGES",
    "block_rest",
    "calling_row",
    "is_data",
    "plain_row",
    "result_slots",
    "row_of_object",
    "sums_up",
]

_EDITABLE_ROLES = frozenset({"user", "tool", "function"})
_TOOL_ROLES = frozenset({"tool", "function"})
_PLAIN_KEYS = frozenset({"role", "content", "tool_call_id"})

_TEXTS = frozenset({"text", "input_text", "output_text"})
_COUNTED = frozenset({"tool_use", "tool_result"})
_DOCUMENTS = frozenset({"document", "search_result"})
_OF_THE_SERVICE = frozenset(
    {
        "server_tool_use",
        "web_search_tool_result",
        "web_fetch_tool_result",
        "code_execution_tool_result",
        "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result",
        "tool_search_tool_result",
        "mcp_tool_use",
        "mcp_tool_result",
        "redacted_thinking",
        "compaction",
    }
)
"""Blocks that Anthropic's service made and takes back as they are: counted by what they say, and never rewritten."""

# What services sum up a conversation in: Anthropic's block, OpenAI's item.
_SUMMARIES = ("compaction", "compaction_summary")

_FUNCTION_KEYS = frozenset({"name", "arguments"})
_CALLING_KEYS = frozenset({"role", "content", "tool_calls"})
_FUNCTION_CALL_KEYS = frozenset({"id", "type", "index", "function"})
_CALL_KEYS = frozenset({"id", "type", "index", "function", "custom", "name", "arguments", "input"})
_READ_AS: dict[str, type | tuple[type, ...]] = {"name": str, "refusal": str, "tool_calls": (list, tuple)}
_SURE_KEYS = _PLAIN_KEYS | FREE_KEYS


def _noted(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": text}


def _row(message: Mapping[str, Any]) -> Row:
    return plain_row(message) or _any_row(message)


def _any_row(message: Mapping[str, Any]) -> Row:
    role, blocks = message.get("role"), list(_all_blocks(message))
    rest = [found for found in _unread(message, blocks) if found.parts or found.opaque]
    return Row(
        role if isinstance(role, str) else "",
        tuple(slot.text for slot in _slots(message)),
        tuple(_calls(message)),
        tuple(_results(message)),
        tuple(image for block in blocks if isinstance(block, Mapping) and (image := image_of(block))),
        isinstance(message.get("name"), str),
        any(found.opaque for found in rest),
        tuple(part for found in rest for part in found.parts),
        apart=sums_up((message, *blocks)),
        tool=_named_tool(message),
    )


def _named_tool(message: Mapping[str, Any]) -> str:
    """The tool whose result a message says it is."""
    role, name = message.get("role"), message.get("name")
    return name if isinstance(role, str) and role in _TOOL_ROLES and isinstance(name, str) else ""


def _unread(message: Mapping[str, Any], blocks: Sequence[Any]) -> Iterator[Unread]:
    """What each part of a message may come to that is not counted, or not counted as it is framed."""
    content = message.get("content")
    if not (content is None or isinstance(content, str | list | tuple) or _is_result(message)):
        yield unknown(content)
    yield from map(block_rest, blocks)
    for key in message.keys() - _SURE_KEYS:
        if (value := message[key]) is not None and not isinstance(value, _READ_AS.get(key, ())):
            yield Unread(opaque=True) if key == "function_call" else unknown(value)
    for call in _tool_calls(message):
        if not isinstance(call.get("id"), str):
            yield Unread(opaque=True)  # its framing goes by the id
        if not call.keys() <= _CALL_KEYS:
            yield unread({key: call[key] for key in call.keys() - _CALL_KEYS})


def block_rest(block: Any) -> Unread:
    """What a content block may come to beside the texts and the image that are read of it."""
    kind = _kind(block) if isinstance(block, Mapping) else None
    if kind == "thinking":
        said = block.get("thinking")
        return encoded(block.get("signature")) if said is None or isinstance(said, str) else unread(block)
    if kind in _TEXTS or kind == "refusal":
        return next(misread(block, "refusal" if kind == "refusal" else "text"), Unread())
    if kind in _OF_THE_SERVICE:
        return unread(block)
    if kind in _DOCUMENTS:
        return document_rest(block)
    is_counted = kind in _COUNTED or (isinstance(block, Mapping) and image_of(block))
    return Unread() if is_counted else unknown(block)


def row_of_object(message: Any) -> Row:
    """The row of an object that cannot be copied with other texts in it, as far as it tells its fields."""
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


def plain_row(message: Mapping[str, Any]) -> Row | None:
    """The row of a message that is one text, as most are; ``None`` for any other."""
    role, content = message.get("role"), message.get("content")
    if type(role) is not str or not isinstance(content, str) or not message.keys() <= _PLAIN_KEYS:
        return None
    answered = message.get("tool_call_id")
    texts = (Text(content, role in _EDITABLE_ROLES),)
    return Row(role, texts, (), (answered,) if isinstance(answered, str) else ())


def calling_row(message: Mapping[str, Any]) -> Row | None:
    """The row of a message that calls functions, as an agent's every other does; ``None`` for any other.

    What holds no client's objects is told here in a tenth of the time.
    """
    role, content, calls = message.get("role"), message.get("content"), message.get("tool_calls")
    if type(role) is not str or type(calls) is not list or not message.keys() <= _CALLING_KEYS:
        return None
    if content is not None and not isinstance(content, str):
        return None
    texts = [] if content is None else [Text(content, role in _EDITABLE_ROLES)]
    made = []
    for call in calls:
        function = call.get("function") if type(call) is dict and call.keys() <= _FUNCTION_CALL_KEYS else None
        if type(function) is not dict or function.keys() != _FUNCTION_KEYS:
            return None
        identifier, name, arguments = call.get("id"), function["name"], function["arguments"]
        if not (type(identifier) is type(name) is type(arguments) is str):
            return None
        made.append(Call(identifier, name, arguments))
        texts += (Text(name, quotable=False), Text(arguments, quotable=False))
    return Row(role, tuple(texts), tuple(made))


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
    elif _is_result(message) and is_data(content):
        yield Slot(data_text(content, editable, own), (("content",),))
        content = None
    blocks = blocks_of(content)
    for index, block in enumerate(blocks):
        if _answers(block):
            yield from _result_texts(block, ("content", index, "content"), answered)
            answered += 1
        else:
            yield from _block_texts(block, ("content", index), editable, own)
    for block in blocks:
        if isinstance(text := block.get("thinking"), str):
            yield Slot(Text(text, quotable=False))
    for key in ("name", "refusal"):
        if isinstance(text := message.get(key), str):
            yield Slot(Text(text, quotable=False))
    for block in blocks:
        if block.get("type") == "tool_use":
            yield from _call_texts(block)
    if isinstance(legacy := message.get("function_call"), Mapping):
        yield from _call_texts(legacy)
    for call in _tool_calls(message):
        yield from _call_texts(_called(call))


def _block_texts(block: Mapping[str, Any], path: Path, editable: bool, own: int | None) -> Iterator[Slot]:
    kind = _kind(block)
    if kind == "tool_result":
        yield from _result_texts(block, (*path, "content"), None)
    elif kind in _DOCUMENTS:
        yield from document_slots(block, path, editable, own)
    elif kind == "refusal" and isinstance(text := block.get("refusal"), str):
        yield Slot(Text(text))
    elif kind != "tool_use" and kind not in _OF_THE_SERVICE and isinstance(text := block.get("text"), str):
        yield Slot(Text(text, editable, own), ((*path, "text"),))


def _kind(block: Mapping[str, Any]) -> str | None:
    kind = block.get("type")
    return kind if isinstance(kind, str) else None


def _result_texts(block: Mapping[str, Any], path: Path, answered: int | None) -> Iterator[Slot]:
    yield from result_slots(block.get("content"), path, not block.get("is_error"), answered)


def result_slots(content: object, path: Path, editable: bool, answers: int | None) -> Iterator[Slot]:
    """The texts of what a tool returned: a text, blocks, or a value, in whose place a text may stand."""
    if isinstance(content, str):
        yield Slot(Text(content, editable, answers), (path,))
    elif is_data(content):
        yield Slot(data_text(content, editable, answers), (path,))
    else:
        for index, part in enumerate(blocks_of(content)):
            yield from _block_texts(part, (*path, index), editable, answers)


def is_data(content: object) -> bool:
    """Whether what a tool returned is a value: neither text nor blocks, which have a type."""
    if isinstance(content, list | tuple):
        return bool(content) and not any(map(_is_block, content))
    return content is not None and not isinstance(content, str)


def _is_block(entry: object) -> bool:
    return isinstance(entry, Mapping) and isinstance(entry.get("type"), str)


def _call_texts(call: Mapping[str, Any]) -> Iterator[Slot]:
    """Name and arguments of a call; they are counted, and have no path because they are never rewritten."""
    for key in ("name", "arguments", "input"):
        if (value := call.get(key)) is not None:
            yield Slot(fixed(value))


def _called(call: Mapping[str, Any]) -> Mapping[str, Any]:
    """What tells the name and the arguments of a call: its function, its custom tool, or the call itself."""
    for key in ("function", "custom"):
        if isinstance(found := call.get(key), Mapping):
            return found
    return call


def sums_up(content: object) -> bool:
    """Whether a block stands for all that was said before it, which services then leave out of the prompt."""
    return any(block.get("type") in _SUMMARIES for block in blocks_of(content))


def _all_blocks(message: Mapping[str, Any]) -> Iterator[Any]:
    """The entries of a message's content, those inside tool results included, whatever they are."""
    content = message.get("content")
    for block in _entries(content, _is_result(message)):
        yield block
        if isinstance(block, Mapping) and block.get("type") == "tool_result":
            yield from _entries(block.get("content"), True)


def _entries(content: object, is_result: bool) -> Sequence[Any]:
    is_value = is_result and is_data(content)
    return content if isinstance(content, list | tuple) and not is_value else ()


def _is_result(message: Mapping[str, Any]) -> bool:
    role = message.get("role")
    return isinstance(role, str) and role in _TOOL_ROLES


def _calls(message: Mapping[str, Any]) -> Iterator[Call]:
    for call in _named_calls(message):
        called = _called(call)
        tool = called.get("name")
        yield Call(call["id"], tool if isinstance(tool, str) else "", arguments_text(called))


def _named_calls(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    blocks = [block for block in blocks_of(message.get("content")) if block.get("type") == "tool_use"]
    yield from (call for call in (*_tool_calls(message), *blocks) if isinstance(call.get("id"), str))


def _results(message: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(identifier := message.get("tool_call_id"), str):
        yield identifier
    yield from (block["tool_use_id"] for block in blocks_of(message.get("content")) if _answers(block))


def _answers(block: Mapping[str, Any]) -> bool:
    return block.get("type") == "tool_result" and isinstance(block.get("tool_use_id"), str)


def _tool_calls(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return blocks_of(message.get("tool_calls"))


CHAT_MESSAGES = Kind(_row, _slots, _noted)
