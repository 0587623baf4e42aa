"""What agno makes of a run's input: the messages that the model is sent for it."""

from __future__ import annotations

import json
from typing import Any

from agno.models.message import Message
from pydantic import BaseModel

from .messages import as_messages

__all__ = ["messages_of"]


def messages_of(run_input: Any, *, of_team: bool = False) -> list[Message]:
    """Give the messages that stand for an input, as agno sends them to the model.

    Args:
        run_input: Agno's ``RunInput``, or the input itself: a text, a message, a list of messages or chat dicts, a
            pydantic model, or anything else.
        of_team: Whether a team is asked, which makes one message of a list.

    Returns:
        The messages, without what the settings of the agent or team add to them.

    Raises:
        ValidationError: If a dict with a role is no message.
    """
    given = getattr(run_input, "input_content", run_input)
    if _is_message(given):
        return as_messages([given])
    if isinstance(given, list) and given:
        if of_team:
            return [Message(role="user", content=_as_teams_send(given))]
        if _is_message(given[0]):
            return as_messages(given)
    return [Message(role="user", content=_text(given))]


def _is_message(given: Any) -> bool:
    return isinstance(given, Message) or (isinstance(given, dict) and "role" in given)


def _as_teams_send(given: list[Any]) -> str | list[Any]:
    if isinstance(given[0], Message):
        from agno.utils.message import get_text_from_message  # imports more than a wrapped model needs

        return get_text_from_message(given)
    return given if isinstance(given[0], dict) and "type" in given[0] else _text(given)


def _text(given: Any) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, BaseModel):
        return given.model_dump_json(indent=2, exclude_none=True)
    if isinstance(given, dict):
        return json.dumps(given, indent=2, ensure_ascii=False)
    if isinstance(given, list) and all(isinstance(item, str) for item in given):
        return "\n".join(given)
    return "" if given is None else str(given)
