"""Agno messages as rows, and with other texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from agno.models.message import Message

from headroom._account.usage import reported_tokens
from headroom._exceptions import ValidationError
from headroom._objects import plain
from headroom._planning.rows import Image, Row, Text, told
from headroom._schemas.describe import DESCRIBE
from headroom._sent_text import SentText
from headroom._shapes.chat import CHAT_MESSAGES, sums_up
from headroom._shapes.slots import by_message, replaced, replacements, windowed

from .calls import answered_calls, calls_by_id
from .looked_up import LookedUp, looked_up
from .message_texts import beside_texts, content_texts, slots
from .prompts import AS_SENT, Prompt
from .resent import resent, resent_values

if TYPE_CHECKING:
    from headroom._planning.shape import Changes

__all__ = ["AgnoReader", "AgnoShape", "as_messages", "rows_of"]

_AGNOS = frozenset({Message})
_SHAPE = "a message has a role and content, as in {'role': 'user', 'content': 'Hi'}"

_READ = (
    "content",
    "role",
    "tool_calls",
    "tool_call_id",
    "tool_name",
    "tool_call_error",
    "name",
    "reasoning_content",
    "redacted_reasoning_content",
    "temporary",
)
_MEDIA = ("images", "provider_data", "audio", "videos", "files", "audio_output", "image_output")
_fields = attrgetter(*(name for name in _READ if name in Message.model_fields))
_media = attrgetter(*(name for name in _MEDIA if name in Message.model_fields))


class AgnoReader:
    """Reads the messages of one conversation for the engine, in order.

    Args:
        compress_tool_results: Agno's flag of the same name: tool results that it has
            compressed itself are sent from ``compressed_content``.
        prompt: What the service makes of them.
        describes: Whether ``describe_tool`` is Headroom's: its answers are sent as they are.
        system_is_data: Whether the system message holds the conversation that is asked about.
    """

    free_keys: frozenset[str] = frozenset()

    def __init__(
        self,
        compress_tool_results: bool = False,
        prompt: Prompt = AS_SENT,
        describes: bool = False,
        system_is_data: bool = False,
    ) -> None:
        self._compress = compress_tool_results
        self._prompt = prompt
        self._describes = describes
        self._system_is_data = system_is_data
        self._ids: dict[str, str] = {}
        self._asked: tuple[str, ...] = ()

    def views(self, messages: Sequence[Message]) -> list[Any]:
        """Give all that is read of each message, as values that can be compared.

        Args:
            messages: The messages.

        Returns:
            Tuples; messages whose tuples are equal are read alike.
        """
        return [self._view(message) for message in messages]

    def _view(self, message: Message) -> tuple[Any, ...]:
        view: tuple[Any, ...] = _fields(message)
        images, data, *media = _media(message)
        if images or data or any(media):
            shown = tuple(tuple(_image(image)) for image in images or ())
            view += (shown, resent_values(data), *map(bool, media), *self._place(message))
        return (*view, getattr(message, "compressed_content", None)) if self._compress else view

    def row(self, message: Message) -> Row:
        """Describe the next message.

        Args:
            message: The message.

        Returns:
            Its row.
        """
        row = _row(message, self._compress, self._ids, self._asked)
        self._asked = tuple(call.id for call in row.calls) or self._asked
        if self._describes and _is_description(row):
            row = row._replace(ours=True, texts=tuple(text._replace(editable=False) for text in row.texts))
        if self._system_is_data and message.role == "system":
            row = row._replace(texts=tuple(text._replace(editable=True) for text in row.texts))
        apart, link = self._place(message)
        return row._replace(apart=True, link=None if link is None else int(link)) if apart else row

    def _place(self, message: Message) -> tuple[bool, str | None]:
        """Whether the message stands apart, and the link that it is, in digits: views compare numbers one by one."""
        data, content, key = message.provider_data or {}, message.content, self._prompt.chained_by
        if key and data and message.role == "assistant" and data.get(key):
            return True, str(_reported(message)) if self._prompt.may_be_cut else None
        is_apart = self._prompt.edited or (type(content) is list and sums_up(content))
        return is_apart or (bool(data) and sums_up(data.get("content_blocks"))), None

    def skip(self, messages: Sequence[Message]) -> None:
        """Take in the first messages of the conversation, whose rows are known.

        Args:
            messages: The messages.
        """
        for message in messages:
            if message.role != "tool" and message.tool_calls:
                self._asked = tuple(calls_by_id(message, self._ids)) or self._asked


class AgnoShape(NamedTuple):
    """Agno messages."""

    compress_tool_results: bool = False
    """As ``AgnoReader`` takes it."""
    prompt: Prompt = AS_SENT
    """As ``AgnoReader`` takes it."""
    describes: bool = False
    """As ``AgnoReader`` takes it."""
    system_is_data: bool = False
    """As ``AgnoReader`` takes it."""

    def reader(self) -> AgnoReader:
        """Make what reads the messages of one conversation.

        Returns:
            The reader.
        """
        return AgnoReader(*self)

    def apply(self, messages: Sequence[Message], changes: Changes) -> list[Message]:
        """Make the list to send: changed messages are copied, all others are the same objects.

        Args:
            messages: The conversation.
            changes: What is sent otherwise.

        Returns:
            A new list. Neither ``messages`` nor anything in it is changed.
        """
        sent = list(messages)
        for index, texts in by_message(changes.edits).items():
            sent[index] = _edited(messages[index], texts, self.compress_tool_results)
        if changes.cuts_chain and self.prompt.chained_by:
            sent = [_unlinked(message, self.prompt.chained_by) for message in sent]
        return windowed(sent, changes, _noted)


def as_messages(messages: Iterable[Any]) -> list[Message]:
    """Make agno's messages of chat dicts.

    Args:
        messages: Agno messages, dicts with ``role`` and ``content`` as OpenAI has them, a client's objects that stand
            for such dicts, or all of these.

    Returns:
        The list that was given if it holds agno's messages alone, as agno adds to it; else a new one.

    Raises:
        ValidationError: If these are no messages.
    """
    if isinstance(messages, list) and _AGNOS.issuperset(map(type, messages)):
        return messages
    if isinstance(messages, str | bytes | Mapping) or not isinstance(messages, Iterable):
        raise ValidationError(f"messages is a list of messages, not {type(messages).__name__}")
    given = messages if isinstance(messages, list) else list(messages)
    made = list(map(_message, given))
    return given if all(map(is_, given, made)) else made


def _message(given: Any) -> Message:
    """Make one message; what tells no fields is left to agno."""
    fields = given if isinstance(given, Message) else plain(given)
    if isinstance(fields, str | bytes | None):
        raise ValidationError(f"a message is agno's Message or a dict, not {type(given).__name__}")
    if not isinstance(fields, Mapping):
        return cast("Message", fields)
    try:
        made = Message.from_dict({**fields})
    except ValueError as fault:
        raise ValidationError(f"{_SHAPE}: {fault}") from fault
    if isinstance(content := fields.get("content"), SentText):
        made = made.model_copy(update={"content": content})  # validation makes it any text
    if "content" not in fields and not fields.keys() <= Message.model_fields.keys():
        # Agno would send it without what stands there.
        raise ValidationError(f"{_SHAPE}; this one has {', '.join(map(repr, fields))}")
    return made


def rows_of(messages: Iterable[Any]) -> list[Row]:
    """Describe messages to the engine, one row each, in order.

    Args:
        messages: The conversation as agno is about to send it, or as ``as_messages`` takes it.

    Returns:
        As many rows as messages.

    Raises:
        ValidationError: If these are no messages.
    """
    return [told(row) for row in map(AgnoReader().row, as_messages(messages))]


def _row(message: Message, compress: bool, ids: dict[str, str], asked: tuple[str, ...]) -> Row:
    role, content = message.role, message.content
    images = tuple(_image(image) for image in message.images) if message.images else ()
    opaque = bool(message.audio or message.videos or message.files or message.audio_output or message.image_output)
    if isinstance(content, str) and not (message.tool_calls or message.name or message.provider_data or compress):
        # Most messages are one text, and a conversation is described anew for every call.
        answered = message.tool_call_id if role == "tool" else None
        results: tuple[str, ...] = () if answered is None else (ids.get(answered, answered),)
        texts = tuple(content_texts(message, role, content))
        return Row(role, texts, (), results, images, opaque=opaque, tool=message.tool_name or "")
    beside = CHAT_MESSAGES.row(beside_texts(role, content)) if type(content) is list else Row(role)
    rest = list(resent(message))
    results = answered_calls(message, role, ids, asked)
    calls = calls_by_id(message, ids) if role != "tool" else {}
    return Row(
        "tool" if results else role,
        tuple(_text(slot.text, results) for slot in slots(message, role, compress)),
        (*calls.values(), *beside.calls),
        results + beside.results,
        images + beside.images,
        bool(message.name),
        opaque or beside.opaque or any(part.opaque for part in rest),
        beside.unread + tuple(unsure for part in rest for unsure in part.parts),
        tool=message.tool_name or "",
    )


def _is_description(row: Row) -> bool:
    """Whether a message asks for tools in full and nothing else, or gives them."""
    if row.results:
        return row.tool == DESCRIBE
    return bool(row.calls) and all(call.tool == DESCRIBE for call in row.calls)


def _text(text: Text, results: tuple[str, ...]) -> Text:
    """A text that says which result it is only where there are several."""
    return text if text.answers is None or len(results) > 1 else text._replace(answers=None)


def _image(image: Any) -> Image:
    """An agno image as far as it is at hand: neither the disk nor the network is asked for one that is elsewhere."""
    source = image.content or image.url
    return Image(source if isinstance(source, str | bytes) else None, image.detail)


def _edited(message: Message, texts: Mapping[int, str], compress: bool) -> Message:
    if isinstance(message.content, str) and not message.tool_calls:
        parts = looked_up(message.content) if message.role == "user" else None
        whole = parts or (message.content,)
        sent = [texts.get(number, text) for number, text in enumerate(whole)]
        return message.model_copy(update={"content": LookedUp(*sent).joined() if parts else sent[0]})
    changes = replacements(list(slots(message, message.role, compress)), texts)
    fields = {field: getattr(message, field) for field, *_ in changes}
    return message.model_copy(update=replaced(fields, changes))


def _reported(message: Message) -> int:
    """The input tokens that the service reported for an answer; 0 for none."""
    return reported_tokens(getattr(message.metrics, "input_tokens", 0))


def _unlinked(message: Message, key: str) -> Message:
    """An answer that no service goes on from."""
    given = message.provider_data or {}
    if message.role != "assistant" or key not in given:
        return message
    data = {name: value for name, value in given.items() if name != key}
    return message.model_copy(update={"provider_data": data or None})


def _noted(role: str, text: str) -> Message:
    return Message(role=role).model_copy(update={"content": text})  # validation would make it any text
