"""Contents of Gemini's API as rows, and with other texts: parts, whose fields are spelled like this or likeThis.

A function's response is an object. "If 'output' and 'error' keys are not specified, then whole 'response' is treated as
function output" (google-genai, ``FunctionResponse``): so a text may stand in place of the output, of the object's one
value, or as the output in place of all its values.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from headroom._planning.rows import Call, Image, Row, Text
from headroom._shapes.documents import blocks_of
from headroom._shapes.slots import Kind, Path, Slot
from headroom._shapes.values import (
    FRAME,
    Unread,
    arguments_text,
    beside,
    data_text,
    encoded,
    fixed,
    misread,
    unknown,
    unread,
)

__all__ = ["GEMINI_CONTENTS", "Order", "is_gemini_content"]

_READ = frozenset({"text", "function_call", "function_response", "thought_signature"})
_OBJECTS = frozenset({"function_call", "function_response"})
_MEDIA = ("inline_data", "file_data")
_OF_THE_SERVICE = frozenset({"executable_code", "code_execution_result", "tool_call", "tool_response"})
_FREE = frozenset({"thought", "type", "part_metadata", "video_metadata", "media_resolution"})
_SNAKE = {
    "functionCall": "function_call",
    "functionResponse": "function_response",
    "thoughtSignature": "thought_signature",
    "inlineData": "inline_data",
    "fileData": "file_data",
    "executableCode": "executable_code",
    "codeExecutionResult": "code_execution_result",
    "toolCall": "tool_call",
    "toolResponse": "tool_response",
    "partMetadata": "part_metadata",
    "videoMetadata": "video_metadata",
    "mediaResolution": "media_resolution",
}


class Order:
    """Ties responses to calls without ids: to the newest calls, by their names, in order."""

    def __init__(self) -> None:
        self._made = 0
        self._open: set[str] = set()
        self._named: dict[str, deque[str]] = {}

    def tied(self, row: Row, content: Mapping[str, Any]) -> Row:
        """The row with ids in place of those that the calls and the responses of its content do not have."""
        if row.calls:
            calls = [call if call.id else self._numbered(call) for call in row.calls]
            self._open, self._named = {call.id for call in calls}, {}
            for call in calls:
                self._named.setdefault(call.tool, deque()).append(call.id)
            return row._replace(calls=tuple(calls))
        responses = [response for _, response in _responses(content)]
        answered = [self._answered(given, _name(found)) for given, found in zip(row.results, responses, strict=True)]
        return row._replace(results=tuple(answered))

    def _numbered(self, call: Call) -> Call:
        self._made += 1
        return call._replace(id=f"{call.tool} {self._made}")

    def _answered(self, given: str, name: str) -> str:
        named = self._named.get(name, deque())
        while not given and named:
            first = named.popleft()
            given = first if first in self._open else ""
        self._open.discard(given)
        return given


def is_gemini_content(message: Mapping[str, Any]) -> bool:
    """Whether it has parts."""
    return isinstance(message.get("parts"), list | tuple)


def _row(content: Mapping[str, Any]) -> Row:
    role = content.get("role")
    parts = [_snake(part) for part in content["parts"]]
    calls = [_object(part, "function_call") for part in parts if "function_call" in part]
    found = [FRAME, *beside(content, "parts"), *(rest for part in parts for rest in _rest(part))]
    return Row(
        role if isinstance(role, str) else "user",
        tuple(slot.text for slot in _slots(content)),
        tuple(Call(_id(call), _name(call), arguments_text(call)) for call in calls),
        tuple(_id(response) for _, response in _responses(content)),
        tuple(image for part in parts for image in _images(part)),
        False,
        any(rest.opaque for rest in found),
        tuple(unsure for rest in found for unsure in rest.parts),
    )


def _slots(content: Mapping[str, Any]) -> Iterator[Slot]:
    editable = content.get("role") != "model"
    for index, part in enumerate(content["parts"]):
        if isinstance(part, str):
            yield Slot(Text(part, editable), (("parts", index),))
        elif isinstance(part, Mapping) and isinstance(text := part.get("text"), str):
            is_thought = bool(part.get("thought"))
            yield Slot(fixed(text) if is_thought else Text(text, editable), (("parts", index, "text"),))
        call = _object(_snake(part), "function_call")
        yield from (Slot(fixed(call[key])) for key in ("name", "args") if call.get(key) is not None)
    for number, (path, response) in enumerate(_responses(content)):
        yield Slot(fixed(_name(response)))
        yield from _response_slots(response.get("response"), (*path, "response"), number)


def _responses(content: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for index, part in enumerate(blocks_of(content["parts"])):
        for key in ("function_response", "functionResponse"):
            if isinstance(found := part.get(key), Mapping):
                yield ("parts", index, key), found


def _response_slots(response: object, path: Path, answered: int) -> Iterator[Slot]:
    if not isinstance(response, Mapping) or not response:
        return
    editable = "error" not in response
    key = "output" if "output" in response else next(iter(response))
    if len(response) > 1 and (key != "output" or not editable):
        yield Slot(data_text(response, editable, answered), (path,), under="output")
        return
    value = response[key]
    text = Text(value, editable, answered) if isinstance(value, str) else data_text(value, editable, answered)
    yield Slot(text, ((*path, key),))
    yield from (Slot(fixed(other)) for name, other in response.items() if name != key)


def _images(part: Mapping[str, Any]) -> Iterator[Image]:
    for media in map(_snake, _media(part)):
        if _mime(media).startswith("image/"):
            data = media.get("data")
            yield Image(data if isinstance(data, str | bytes) else None)


def _media(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is no text in a part, and in the parts of a function's response."""
    inner = map(_snake, blocks_of(_object(part, "function_response").get("parts")))
    return [found for each in (part, *inner) for key in _MEDIA if (found := _object(each, key))]


def _mime(media: Mapping[str, Any]) -> str:
    kind = media.get("mime_type") or media.get("mimeType")
    return kind if isinstance(kind, str) else ""


def _rest(part: Mapping[str, Any]) -> Iterator[Unread]:
    """What a part may come to beside its texts and images."""
    yield from (unknown(media) for media in _media(part) if not _mime(media).startswith("image/"))
    yield encoded(part.get("thought_signature"))
    yield from misread(part, "text")
    response = _object(part, "function_response").get("response")
    if response is not None and not isinstance(response, Mapping):
        yield unknown(response)
    for key, value in part.items():
        if key in _OBJECTS and not isinstance(value, Mapping):
            yield unknown(value)
        elif key in _OF_THE_SERVICE:
            yield unread(value)
        elif value is not None and key not in _READ and key not in _MEDIA and key not in _FREE:
            yield unknown(value)


def _snake(part: Any) -> Mapping[str, Any]:
    """A part with its fields in one spelling, and no empty ones."""
    if isinstance(part, str):
        return {"text": part}
    if not isinstance(part, Mapping):
        return {"unknown": part}
    return {_SNAKE.get(str(key), str(key)): value for key, value in part.items() if value is not None}


def _object(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _id(call: Mapping[str, Any]) -> str:
    found = call.get("id")
    return found if isinstance(found, str) else ""


def _name(call: Mapping[str, Any]) -> str:
    found = call.get("name")
    return found if isinstance(found, str) else ""


def _noted(role: str, text: str) -> dict[str, Any]:
    return {"role": "model" if role == "assistant" else role, "parts": [{"text": text}]}


GEMINI_CONTENTS = Kind(_row, _slots, _noted)
