"""The conversation of a request: whose it is, and what of it the agent has not heard yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from agno.models.message import Message
from pydantic import ValidationError

from .content import Content, read_content
from .errors import InvalidRequestError
from .request import ChatRequest

__all__ = ["Heard", "heard", "session_key"]

_LONGEST_KEY = 128
_INSTRUCTIONS = ("system", "developer")


@dataclass(frozen=True)
class Heard:
    """What an agent is told in one run.

    Attributes:
        instructions: What the client's system messages say; empty where there are none.
        earlier: The messages before the last one.
        last: What the user says.
    """

    instructions: str
    earlier: list[Message]
    last: Content


def session_key(agent: str, request: ChatRequest) -> str:
    """Name the session of a request in the agent's database.

    The agent and the user are part of the name, so that the id of a conversation says nothing to another user, and a
    chat that changes agents has a session with each. Each part is quoted: no id can spell another's.

    Args:
        agent: The agent's name.
        request: The request.

    Returns:
        ``agent/user/session``, or a digest of it where it is longer than databases allow; where the client names no
        session, or asks for a task beside it, the name of a new one.
    """
    if request.session_id is None or request.task is not None:
        return str(uuid4())
    key = "/".join(quote(part or "", safe="") for part in (agent, request.user_id, request.session_id))
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def heard(request: ChatRequest, known: bool) -> Heard:
    """Tell what an agent is to hear.

    Args:
        request: The request.
        known: Whether the agent's session holds what was said before the last answer. Then only what is new is told.

    Returns:
        The instructions, the messages before the user's last one, and that one.

    Raises:
        InvalidRequestError: If a message cannot be read.
    """
    told = list(enumerate(request.messages))
    instructions = [_text(message, index) for index, message in told if message["role"] in _INSTRUCTIONS]
    said = [(index, message) for index, message in told if message["role"] not in _INSTRUCTIONS]
    *earlier, (last, message) = _new(said) if known else said
    content = read_content(message.get("content"), f"messages[{last}]")
    if not content.text and not content.media:
        raise InvalidRequestError(f"messages[{last}]: says nothing", f"messages[{last}]")
    told_before = [_message(message, index) for index, message in earlier]
    return Heard("\n\n".join(filter(None, instructions)), told_before, content)


def _new(said: Sequence[tuple[int, Mapping[str, Any]]]) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """What came after the last answer."""
    answers = [place for place, (_, message) in enumerate(said) if message["role"] != "user"]
    return said[answers[-1] + 1 :] if answers else said


def _text(message: Mapping[str, Any], index: int) -> str:
    return read_content(message.get("content"), f"messages[{index}]").text


def _message(message: Mapping[str, Any], index: int) -> Message:
    place = f"messages[{index}]"
    content = read_content(message.get("content"), place)
    calls = {name: message[name] for name in ("tool_calls", "tool_call_id", "name") if message.get(name) is not None}
    fields = {"role": message["role"], "content": content.text or None, **calls, **content.media}
    try:
        return Message.model_validate(fields)
    except ValidationError:  # its text quotes the message
        raise InvalidRequestError(f"{place}: is no {message['role']} message", place) from None
