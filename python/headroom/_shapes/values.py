"""Values in messages that are no texts: what a tool returned, and what is billed in a way nobody documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from headroom._json_text import json_text
from headroom._planning.rows import Text

__all__ = [
    "FRAME",
    "FREE_KEYS",
    "Unread",
    "arguments_text",
    "beside",
    "data_text",
    "encoded",
    "fixed",
    "misread",
    "unknown",
    "unread",
]

_DEEPEST = 24
_SHORTEST_ENCODED = 64
"""Shorter signatures are marks, and hold nothing that could be billed."""
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{256,}").fullmatch
"""So many letters without a blank are base64, or no words at least."""


class Unread(NamedTuple):
    """What may be billed of a message beside its texts."""

    parts: tuple[str | int, ...] = ()
    """As `Row.unread` has them."""
    opaque: bool = False
    """Whether nothing bounds what else is."""


FREE_KEYS = frozenset(
    {"type", "id", "status", "phase", "cache_control", "annotations", "index", "created_at", "metadata"}
)
"""What clients and providers put into messages, and no provider bills. Whatever else a message holds may be billed."""

FRAME = Unread((4,))
"""How a message is framed whose shape no service documents for: not much otherwise than those of chats."""


def fixed(value: object) -> Text:
    """A value as a text that is counted, and neither rewritten nor quoted: it is sent as JSON, or not at all."""
    return Text(value if isinstance(value, str) else json_text(value), quotable=False)


def arguments_text(call: Mapping[str, Any]) -> str:
    """What a call, in whose shape ever, is made with, as text: JSON as it came or as it is counted."""
    for key in ("arguments", "input", "args"):
        if (value := call.get(key)) is not None:
            return value if isinstance(value, str) else json_text(value)
    return ""


def data_text(value: object, editable: bool, answers: int | None) -> Text:
    """A value that a tool returned, as JSON text; one that JSON cannot hold is never rewritten.

    How it is spaced in the prompt nobody says, so that others may refer to it only where it is rewritten.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except Exception:
        return fixed(value)._replace(answers=answers)
    return Text(text, editable, answers, quotable=False)


def unread(value: object) -> Unread:
    """What a value may come to as the JSON it is sent as: words by their tokens, what is encoded by its bytes.

    What is empty comes to nothing, and so does a number by itself.
    """
    if not value or not isinstance(value, str | bytes | Mapping | Sequence):
        return Unread()
    encoded: list[int] = []
    media: list[str] = []
    text = fixed(_readable(value, encoded, media)).text
    return Unread((text, sum(encoded)) if encoded else (text,), bool(media))


def misread(fields: Mapping[Any, Any], *keys: str) -> Iterator[Unread]:
    """What stands in fields that are read as texts, and is none."""
    for key in keys:
        if (value := fields.get(key)) is not None and not isinstance(value, str):
            yield unknown(value)


def beside(message: Mapping[str, Any], content: str) -> Iterator[Unread]:
    """What a message holds beside its role and its content, which stands under this key."""
    for key in message.keys() - FREE_KEYS - {"role", content}:
        if (value := message[key]) is not None:
            yield unknown(value)


def encoded(value: object) -> Unread:
    """What encrypted reasoning, or a signature that may hold some, comes to: at most a token for each of its bytes."""
    if not isinstance(value, str | bytes) or len(value) < _SHORTEST_ENCODED:
        return Unread()
    return Unread((len(value),))


def unknown(value: object) -> Unread:
    """The same of what Headroom has no rule for: it may stand for anything."""
    return unread(value)._replace(opaque=True)


def _readable(value: Any, encoded: list[int], media: list[str], depth: int = 0) -> Any:
    """A value without what is encoded in it, whose lengths go to `encoded`; types of media in it go to `media`."""
    if isinstance(value, bytes) or (isinstance(value, str) and _ENCODED(value)):
        encoded.append(len(value))
        return ""
    if depth == _DEEPEST:
        return value
    if isinstance(value, Mapping):
        media.extend(_media_types(value))
        return {key: _readable(part, encoded, media, depth + 1) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_readable(part, encoded, media, depth + 1) for part in value]
    return value


def _media_types(value: Mapping[Any, Any]) -> Iterator[str]:
    """The type of what is in an object and is no text: how much that comes to its bytes do not tell."""
    for key in ("media_type", "mime_type", "mimeType"):
        kind = value.get(key)
        if isinstance(kind, str) and not kind.startswith("text/"):
            yield kind
