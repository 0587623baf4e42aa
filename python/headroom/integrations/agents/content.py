"""What a message of a client says: its text, and the images, recordings and files in it as agno's media."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agno.media import Audio, File, Image

from .errors import InvalidRequestError

__all__ = ["Content", "read_content"]


@dataclass(frozen=True)
class Content:
    """The content of one message.

    Attributes:
        text: Its texts, a line each.
        media: Its images, recordings and files, by the names that agno takes them by; only what there is.
    """

    text: str = ""
    media: Mapping[str, list[Any]] = field(default_factory=dict)


def read_content(content: Any, place: str) -> Content:
    """Read the content of a message.

    Args:
        content: A text, a list of OpenAI's content parts, or None.
        place: What the client calls the message, for errors.

    Returns:
        What it says.

    Raises:
        InvalidRequestError: If a part is of an unknown type or cannot be read.
    """
    if content is None or isinstance(content, str):
        return Content(content or "")
    if not isinstance(content, list):
        raise InvalidRequestError(f"{place}.content: must be a text or a list of parts", f"{place}.content")
    texts: list[str] = []
    media: dict[str, list[Any]] = {}
    for index, part in enumerate(content):
        _read_part(part, texts, media, f"{place}.content[{index}]")
    return Content("\n".join(texts), media)


def _read_part(part: Any, texts: list[str], media: dict[str, list[Any]], place: str) -> None:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind == "text" and isinstance(part.get("text"), str):
        texts.append(part["text"])
        return
    if not isinstance(kind, str) or kind not in _MEDIA:
        raise InvalidRequestError(f"{place}: must be a part of type text, {', '.join(_MEDIA)}", place)
    name, read, shape = _MEDIA[kind]
    try:
        media.setdefault(name, []).append(read(part.get(kind)))
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ):  # pydantic's errors are ValueErrors and quote what is sent
        raise InvalidRequestError(f"{place}: {kind} must be {shape}", place) from None


def _image(given: Any) -> Image:
    url = given if isinstance(given, str) else given["url"]
    detail = None if isinstance(given, str) else given.get("detail")
    if url.startswith("data:"):
        mime_type, content = _data_url(url)
        return Image(content=content, mime_type=mime_type, format=mime_type.partition("/")[2] or None, detail=detail)
    if not url.startswith(("http://", "https://")):
        raise ValueError("other schemes would reach into the server")
    return Image(url=url, detail=detail)


def _audio(given: Any) -> Audio:
    return Audio(content=_decoded(given["data"]), format=str(given["format"]))


def _file(given: Any) -> File:
    data, name = given["file_data"], given.get("filename")
    mime_type, content = _data_url(data) if data.startswith("data:") else (None, _decoded(data))
    return File(content=content, mime_type=mime_type or None, filename=name)


def _data_url(url: str) -> tuple[str, bytes]:
    head, comma, data = url.partition(",")
    if not comma or not head.endswith(";base64"):
        raise ValueError("not a data URL in base64")
    return head.removeprefix("data:").split(";")[0], _decoded(data)


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as wrong:
        raise ValueError("not base64") from wrong


_MEDIA: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "image_url": ("images", _image, '{"url"}, an http(s) URL or a data URL in base64'),
    "input_audio": ("audio", _audio, '{"data", "format"}, with the data in base64'),
    "file": ("files", _file, '{"file_data", "filename"}, with the data in base64 or as a data URL of a known type'),
}
"""What agno calls each kind of part, what reads it, and what it must look like."""
