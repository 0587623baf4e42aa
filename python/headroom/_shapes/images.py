"""Images in content blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom._planning.rows import Image

__all__ = ["image_of"]


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
        held = source if isinstance(source, Mapping) else block
        return _image(held.get("data") or held.get("url"))
    inline = block.get("inline_data") or block.get("inlineData")
    if not isinstance(inline, Mapping):
        return None
    mime = inline.get("mime_type") or inline.get("mimeType")
    return _image(inline.get("data")) if isinstance(mime, str) and mime.startswith("image/") else None


def _image(source: object, detail: object = None) -> Image:
    return Image(source if isinstance(source, str | bytes) else None, detail if isinstance(detail, str) else None)
