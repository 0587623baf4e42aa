"""A message as the core sees it, whatever shape it has."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Image", "Row"]


class Image(NamedTuple):
    """One image as the core sees it; its size is read from the head of its data where that is at hand."""

    source: str | bytes | None
    """A data URL, base64, an address or the file's bytes; ``None`` where it is none of these."""
    detail: str | None = None
    """How closely the model is asked to look, in OpenAI's words."""


class Row(NamedTuple):
    """One message as the core sees it."""

    role: str
    texts: tuple[str, ...]
    """Every text that is billed."""
    editable: tuple[bool, ...]
    """Which of the texts may be rewritten; as long as `texts`."""
    calls: tuple[str, ...] = ()
    """Ids of the tool calls it makes."""
    results: tuple[str, ...] = ()
    """Ids of the tool calls it answers."""
    images: tuple[Image, ...] = ()
    named: bool = False
    """Whether one of the texts is the speaker's name, which some providers frame."""
    opaque: bool = False
    """Whether it holds something billed that is not counted here."""
    tools: tuple[str, ...] = ()
    """Names of the tools called; as long as `calls`."""
    unquoted: int = 0
    """How many of the texts, at the end, nothing may refer to: calls, sent as JSON, and what may not be sent at all."""
    answers: tuple[int | None, ...] = ()
    """Which of the `results` each text is, if any; empty where all texts are the one result of a tool."""
