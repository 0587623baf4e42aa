"""Bodies of requests to a provider: where the conversation stands in them, and what else Headroom reads.

Three APIs, whoever speaks them: OpenAI's chat completions and Responses, and Anthropic's messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_
from typing import Any, NamedTuple

from headroom._arguments import MOST_TOKENS
from headroom._planning.ask import Ask

__all__ = ["CHAT", "MESSAGES", "RESPONSES", "Body", "Route", "listed", "mapping", "tool_name", "whole_tokens"]


class Route(NamedTuple):
    """Where requests to one API have what."""

    api: str
    messages: str
    """The field that the messages stand in."""
    system: str | None
    """The system prompt, where it is no message."""
    answer_tokens: tuple[str, ...]
    output_schema: str | None


CHAT = Route("chat", "messages", None, ("max_completion_tokens", "max_tokens"), "response_format")
MESSAGES = Route("messages", "messages", "system", ("max_tokens",), None)
RESPONSES = Route("responses", "input", "instructions", ("max_output_tokens",), "text")


class Body:
    """What a request says.

    Attributes:
        fields: all of it, by name.
        route: the API that it is made to.
        messages: its messages, as a list.
        system: the system prompt as a message, where it is none in `messages`; else nothing.
        conversation: both, the system prompt first.
    """

    def __init__(self, fields: Mapping[str, Any], route: Route, messages: list[Any]) -> None:
        self.fields = fields
        self.route = route
        self.messages = messages
        system = fields.get(route.system) if route.system else None
        self.system = [{"role": "system", "content": system}] if system else []
        self.conversation = [*self.system, *messages]

    @property
    def goes_on(self) -> bool:
        """Whether the service holds more of the conversation, which is not known here."""
        return bool(self.fields.get("previous_response_id") or self.fields.get("conversation"))

    def asked(self, model: str, service: str | None) -> Ask:
        """Tell what the request is beside its messages.

        Args:
            model: the id of the model that answers.
            service: who serves it, where that is known.
        """
        fields, route = self.fields, self.route
        return Ask(
            model=model,
            service=service,
            answer_tokens=next(filter(None, (whole_tokens(fields.get(name)) for name in route.answer_tokens)), None),
            tools=self.tools,
            output_schema=fields.get(route.output_schema) if route.output_schema else None,
            may_leave=not self.goes_on,
        )

    @property
    def tools(self) -> list[Any] | None:
        """The tools that are offered; ``None`` where none are."""
        tools = self.fields.get("tools")
        return tools if isinstance(tools, list) else None

    def with_conversation(self, sent: list[Any]) -> dict[str, Any] | None:
        """Make the fields that ask the same of the conversation as it is sent; ``None`` where nothing changes."""
        if len(sent) == len(self.conversation) and all(map(is_, sent, self.conversation)):
            return None
        messages = sent[1:] if self.system and sent and sent[0] is self.system[0] else sent
        as_text = isinstance(self.fields[self.route.messages], str)
        return {**self.fields, self.route.messages: messages[0]["content"] if as_text else messages}


def listed(messages: object) -> list[Any] | None:
    """The messages of a field as a list, a text as the user's; ``None`` where they are no conversation."""
    if isinstance(messages, str):
        return [{"role": "user", "content": messages}]
    return messages if isinstance(messages, list) and messages else None


def tool_name(tool: object) -> Any:
    """The name of a tool, as any of the APIs takes it; ``None`` for what has none."""
    schema = mapping(tool)
    return schema.get("name") or mapping(schema.get("function")).get("name")


def mapping(value: object) -> Mapping[str, Any]:
    """The value, where it is one of names and values; else none of them."""
    return value if isinstance(value, Mapping) else {}


def whole_tokens(value: object) -> int | None:
    """A number of tokens; ``None`` for what is none."""
    return value if type(value) is int and 0 < value <= MOST_TOKENS else None
