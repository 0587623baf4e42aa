"""Items of OpenAI's Responses API as rows, and with other texts: calls, outputs, reasoning, and what its own tools did.

Messages among them have a role, and are read as chat messages are. What a tool returned may be rewritten; calls,
reasoning and all that the service made is sent back as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._planning.rows import Call, Image, Row, Text
from headroom._shapes.chat import CHAT_MESSAGES, block_rest, is_data, result_slots, sums_up
from headroom._shapes.documents import blocks_of
from headroom._shapes.images import image_of
from headroom._shapes.slots import Kind, Slot
from headroom._shapes.values import FREE_KEYS, Unread, arguments_text, fixed, misread, unknown, unread

__all__ = ["RESPONSES_ITEMS", "is_responses_item"]

_OUTPUTS = {
    "function_call_output": "output",
    "custom_tool_call_output": "output",
    "local_shell_call_output": "output",
    "shell_call_output": "output",
    "apply_patch_call_output": "output",
    "computer_call_output": "output",
    "program_output": "result",
}
"""What a caller's tool returned, by the type of the item: under which key."""
_CALLS = frozenset(
    {
        "function_call",
        "custom_tool_call",
        "local_shell_call",
        "shell_call",
        "apply_patch_call",
        "computer_call",
        "tool_search_call",
        "program",
    }
)
_OF_THE_SERVICE = frozenset(
    {
        "web_search_call",
        "file_search_call",
        "code_interpreter_call",
        "image_generation_call",
        "mcp_list_tools",
        "mcp_approval_request",
        "mcp_approval_response",
        "mcp_call",
        "tool_search_output",
        "additional_tools",
        "configuration_update",
        "compaction_trigger",
    }
)
_ELSEWHERE = frozenset({"item_reference", None})
_ENCRYPTED = frozenset({"reasoning", "compaction"})
_ITEMS = frozenset(_OUTPUTS) | _CALLS | _OF_THE_SERVICE | _ELSEWHERE | _ENCRYPTED
_FREE_KEYS = FREE_KEYS | {"call_id", "caller", "async", "async_", "fingerprint", "container_id", "max_output_length"}


def is_responses_item(message: Mapping[str, Any]) -> bool:
    """Whether it is an item, rather than a message, which has a role; items of types to come have a type at least."""
    kind = message.get("type")
    if "role" in message:
        return kind == "additional_tools"
    return isinstance(kind, str) or (kind is None and isinstance(message.get("id"), str) and _is_reference(message))


def _is_reference(message: Mapping[str, Any]) -> bool:
    return all(value is None or key == "id" for key, value in message.items())


def _row(item: Mapping[str, Any]) -> Row:
    kind, name = item.get("type"), item.get("name")
    tool = name if isinstance(name, str) else ""
    ids = tuple(found for key in ("call_id", "id") if isinstance(found := item.get(key), str))[:1]
    found = _unread(item)
    return Row(
        "tool" if kind in _OUTPUTS else "assistant",
        tuple(slot.text for slot in _slots(item)),
        tuple(Call(found, tool, arguments_text(item)) for found in ids if kind in _CALLS),
        ids if kind in _OUTPUTS else (),
        tuple(_images(item)),
        False,
        any(part.opaque for part in found),
        tuple(unsure for part in found for unsure in part.parts),
        apart=sums_up([item]),
    )


def _slots(item: Mapping[str, Any]) -> Iterator[Slot]:
    kind = item.get("type")
    if kind in _OUTPUTS:
        yield from _output_slots(item, _OUTPUTS[kind])
    elif kind in _CALLS:
        for key, value in item.items():
            if value not in (None, [], {}) and key not in _FREE_KEYS:
                yield Slot(fixed(value))


def _output_slots(item: Mapping[str, Any], key: str) -> Iterator[Slot]:
    output = item.get(key)
    for index, part in enumerate(blocks_of(output) if item["type"] == "shell_call_output" else ()):
        for stream in ("stdout", "stderr"):
            if isinstance(text := part.get(stream), str):
                yield Slot(Text(text, True, 0), ((key, index, stream),))
    if item["type"] not in ("shell_call_output", "computer_call_output"):
        yield from result_slots(output, (key,), item.get("status") != "failed", 0)


def _images(item: Mapping[str, Any]) -> Iterator[Image]:
    kind, output = item.get("type"), item.get("output")
    if kind == "image_generation_call" and isinstance(item.get("result"), str):
        yield Image(item["result"])
    if kind == "computer_call_output" and isinstance(output, Mapping):
        address = output.get("image_url")
        yield Image(address if isinstance(address, str) else None)
    for part in blocks_of(output):
        if image := image_of(part):
            yield image


def _unread(item: Mapping[str, Any]) -> list[Unread]:
    kind = item.get("type")
    if kind in _ELSEWHERE:
        return [Unread(opaque=True)]
    if kind in _ENCRYPTED:
        return [_encrypted_rest(item)]
    rest = {key: value for key, value in item.items() if value is not None and key not in _FREE_KEYS}
    if kind in _OF_THE_SERVICE:
        rest.pop("result", None)
        return [unread(rest)]
    if kind in _OUTPUTS:
        output = rest.pop(_OUTPUTS[kind], None)
        return [*_output_rest(item, output), unread(rest)]
    return [] if kind in _CALLS else [unknown(rest)]


def _output_rest(item: Mapping[str, Any], output: object) -> Iterator[Unread]:
    if output is None:
        return
    if item["type"] == "computer_call_output":
        if not isinstance(output, Mapping):
            yield unknown(output)
    elif item["type"] == "shell_call_output":
        for part in output if isinstance(output, list | tuple) else [output]:
            if isinstance(part, Mapping):
                yield unread(part.get("outcome"))
                yield from misread(part, "stdout", "stderr")
            else:
                yield unknown(part)
    elif isinstance(output, list | tuple) and not is_data(output):
        yield from map(block_rest, output)


def _encrypted_rest(item: Mapping[str, Any]) -> Unread:
    """What was reasoned or compacted; where it is not in the item, the service keeps it."""
    held, words = item.get("encrypted_content"), {key: item.get(key) for key in ("summary", "content")}
    parts = unread({key: value for key, value in words.items() if value}).parts
    if isinstance(held, str):
        return Unread((*parts, len(held)))
    return Unread(parts, opaque=not item.get("content"))


RESPONSES_ITEMS = Kind(_row, _slots, CHAT_MESSAGES.noted)
