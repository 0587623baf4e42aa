"""The type of a chat message, for those who check the types of their programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

__all__ = ["ChatMessage"]


class _Spoken(TypedDict):
    role: str


class ChatMessage(_Spoken, total=False):
    """A chat message as a dict, in OpenAI's or Anthropic's shape.

    Other dicts and the SDKs' own types are taken, too; a checker that is told of this one need not guess what a list of
    literals holds. Only ``role`` is required.
    """

    content: str | Sequence[Mapping[str, Any]] | None
    name: str
    refusal: str | None
    tool_call_id: str
    tool_calls: Sequence[Mapping[str, Any]]
    function_call: Mapping[str, Any]
