"""The form in which each tool result of a conversation is sent, for agno's own field: ``Message.compressed_content``.

Agno stores that field and gives it back with a session's history, whose first runs may be gone by then. So every
request is planned from what the tools returned, never from forms of earlier requests: what a form refers to stands in
the prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from headroom import _core
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.sent import Sent
from headroom._planning.workers import completed, off_loop
from headroom._sent_text import SentText

from .messages import AgnoReader, AgnoShape
from .prompts import AS_SENT, Prompt, prompt_of
from .providers import get_model_name_from_agno, service_of, tokenizer_id

if TYPE_CHECKING:
    from agno.models.base import Model
    from agno.models.message import Message

    from headroom._config import HeadroomConfig
    from headroom._planning.rows import Row
    from headroom._planning.shape import Changes

__all__ = ["NewForm", "ResultForms"]

_QUOTED = "quoted"


class NewForm(NamedTuple):
    """A result that is to be sent otherwise than its message says so far."""

    message: Message
    form: SentText | None
    """What is sent; ``None`` for what the tool returned."""
    original_tokens: int
    tokens: int


class ResultForms:
    """Plans the tool results of conversations under one configuration. Safe to share between threads."""

    def __init__(self, config: HeadroomConfig | None) -> None:
        """Take the settings; ``None`` means the defaults.

        Raises:
            ConfigurationError: If ``config`` is something else.
        """
        self._engine = Engine(config)

    def new(
        self, messages: Sequence[Message], model: Model | str, start: Callable[[], int] | None = None
    ) -> list[NewForm]:
        """Find the results whose form is not yet what their messages say.

        Args:
            messages: A conversation that is about to be sent; what the tools returned in it is only read.
            model: The model that it is sent to, or its id.
            start: Finds the first message that may be rewritten, and may take its time; None: all may be.

        Returns:
            Their forms, in order. What another compressor wrote for a result stays, and counts as what it says.

        Raises:
            HeadroomError: Under ``strict`` only.
        """
        return _new_forms(messages, *completed(self._planned(messages, model, start, may_wait=False)))

    async def anew(
        self, messages: Sequence[Message], model: Model | str, start: Callable[[], int] | None = None
    ) -> list[NewForm]:
        """Find them as ``new`` does, off the event loop when there is much to plan."""
        return _new_forms(messages, *await self._planned(messages, model, start, may_wait=True))

    async def _planned(
        self, messages: Sequence[Message], model: Model | str, start: Callable[[], int] | None, *, may_wait: bool
    ) -> tuple[list[Message], Sent]:
        """Give the conversation without our forms, and as it is planned from that."""
        returned, first = list(messages), 0
        try:
            returned = [self._as_returned(message, model) for message in messages]
            if start is not None:
                first = await off_loop(start) if may_wait else start()
            shape, ask = self._asked(model, first)
        except Exception as fault:
            return returned, self._engine.unchanged(returned, fault)
        if first >= len(returned):
            return returned, Sent(returned)
        if may_wait:
            return returned, await self._engine.asend(returned, shape, ask)
        return returned, self._engine.send(returned, shape, ask)

    def _asked(self, model: Model | str, first: int) -> tuple[_ResultsShape, Ask]:
        name, counted_as = get_model_name_from_agno(model), tokenizer_id(model)
        if isinstance(model, str):
            return _ResultsShape(first), Ask(name, counted_as, may_leave=False, can_retrieve=False)
        service = service_of(type(model))
        # Agno sends what is in its list, so that no chain is cut here.
        prompt = prompt_of(model, service, self._engine.context_given(name, service))._replace(may_be_cut=False)
        return _ResultsShape(first, prompt), Ask(name, counted_as, service, may_leave=False, can_retrieve=False)

    def _as_returned(self, message: Message, model: Model | str) -> Message:
        """The message without a form of ours; a summary of somebody else's stays."""
        form = message.compressed_content
        if form is None or not _may_bear_form(message):
            return message
        if type(form) is SentText or self._is_ours(form, str(message.content), tokenizer_id(model)):
            return message.model_copy(update={"compressed_content": None})
        return message

    def _is_ours(self, form: str, content: str, model: str) -> bool:
        """Whether a form that came from a database reads like one of ours, or is what we make of the content alone.

        One that somebody else has made to read like ours is dropped with that, for a form of what the tool returned.
        """
        crusher = self._engine.config.smart_crusher
        return _core.crush(form, model, crusher)[1] == _QUOTED or _core.crush(content, model, crusher)[0] == form


class _ResultsShape(NamedTuple):
    """Agno messages of which nothing but tool results is rewritten."""

    first: int
    """Index of the first message that may be."""
    prompt: Prompt = AS_SENT

    def reader(self) -> _ResultsReader:
        return _ResultsReader(self.first, self.prompt)

    def apply(self, messages: Sequence[Message], changes: Changes) -> list[Message]:
        return AgnoShape(True, self.prompt).apply(messages, changes)


class _ResultsReader(AgnoReader):
    """Reads somebody else's summary where there is one, and lets no other message be rewritten than a result."""

    def __init__(self, first: int, prompt: Prompt) -> None:
        super().__init__(True, prompt)
        self._before_first = first

    def row(self, message: Message) -> Row:
        row = super().row(message)
        self._before_first -= 1
        if self._before_first < 0 and _may_bear_form(message):
            return row
        return row._replace(texts=tuple(text._replace(editable=False) for text in row.texts))

    def skip(self, messages: Sequence[Message]) -> None:
        super().skip(messages)
        self._before_first -= len(messages)


def _may_bear_form(message: Message) -> bool:
    """Whether agno sends ``compressed_content`` in the place of one text that a tool returned."""
    return message.role == "tool" and isinstance(message.content, str) and not message.tool_calls


def _new_forms(messages: Sequence[Message], returned: Sequence[Message], sent: Sent) -> list[NewForm]:
    planned = [
        (index, cast("SentText | None", after.content if after is not before else None))
        for index, (before, after) in enumerate(zip(returned, sent.messages, strict=True))
        if before.compressed_content is None and _may_bear_form(before)
    ]
    new = [(index, form) for index, form in planned if _becomes(messages[index], form)]
    decisions = sent.decisions() if new else []
    return [NewForm(messages[index], form, *_tokens(decisions, index)) for index, form in new]


def _becomes(message: Message, form: SentText | None) -> bool:
    """Whether a message is to be sent in another form; where it came from a database, the form is told to be ours."""
    if message.compressed_content != form:
        return True
    message.compressed_content = form
    return False


def _tokens(decisions: Sequence[tuple[str, str | None, bool, int, int]], index: int) -> tuple[int, int]:
    """Tokens of a message before and after; none are known after a fault."""
    *_, before, after = decisions[index] if decisions else ("", None, False, 0, 0)
    return before, after
