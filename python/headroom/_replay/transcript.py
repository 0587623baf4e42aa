"""A conversation that was had: its messages, and the requests that were made in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from headroom._account.bill import Tokens

__all__ = ["Message", "Request", "Transcript", "answered"]

Message = Mapping[str, Any]

_FROM_CALLERS = ("_output", "_response", "_reference", "additional_tools")
"""How types of Responses items end that the caller sends; all others the model has made."""


class Request(NamedTuple):
    """One request of a conversation.

    Attributes:
        end: how many of the conversation's messages were sent, from the first on.
        model: the id of the model that was asked, where the transcript says.
        tools: the tool schemas that went with it, where the transcript has them.
        reported: the input tokens that the provider reported, by how it bills them.
        answer_id: what the provider calls its answer, where the transcript says: a session that was copied has it too.
    """

    end: int
    model: str | None = None
    tools: Sequence[Mapping[str, Any]] | None = None
    reported: Tokens | None = None
    answer_id: str | None = None


@dataclass(frozen=True)
class Transcript:
    """One conversation.

    Attributes:
        name: what the source calls it, or its place in there.
        kind: the kind of source, such as ``openai`` or ``claude-code``.
        source: the file, and the line that it begins in where there is one.
        messages: all messages, as providers take them; the system prompt is the first of them.
        requests: the requests that were made, in order, at least one; their prompts begin alike.
    """

    name: str
    kind: str
    source: str
    messages: Sequence[Message]
    requests: tuple[Request, ...]


def answered(messages: Sequence[Message]) -> Iterator[int]:
    """Give the places where the model begins to speak: what stands before each was a request's prompt.

    Items of the Responses API that follow each other are one answer; messages of the assistant are one each.
    """
    spoke, item = True, True  # what stands before the first message is no prompt
    for place, message in enumerate(messages):
        is_item = "role" not in message
        speaks = _is_of_the_model(message)
        if speaks and place and not (spoke and (item or is_item)):
            yield place
        spoke, item = speaks, is_item


def _is_of_the_model(message: Message) -> bool:
    role = message.get("role")
    if role is not None:
        return role in ("assistant", "model")
    kind = message.get("type")
    return isinstance(kind, str) and not kind.endswith(_FROM_CALLERS)
