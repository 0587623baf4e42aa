"""Answers what a model retrieves, and asks it again, until the answer is the client's.

The extra requests go to the deployment that has answered, through LiteLLM: each is planned, logged and billed as a
request of its own. What the client has of the conversation does not hold them; its next request goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._planning.workers import off_loop
from headroom._shapes.messages import rows_of
from headroom._views.retrieve import original_in, page_of, wanted

from .chat_rounds import ChatAnswers
from .messages_rounds import MessagesAnswers
from .requests import CHAT, MESSAGES, RESPONSES
from .responses_rounds import ResponsesAnswers

if TYPE_CHECKING:
    from headroom._planning.engine import Engine

    from .dialect import Call, Dialect
    from .requests import Request

__all__ = ["ROUND", "Offered", "Round", "Rounds"]

logger = logging.getLogger("headroom")

_DIALECTS: Mapping[str, Dialect] = {
    CHAT: ChatAnswers(),
    MESSAGES: MessagesAnswers(),
    RESPONSES: ResponsesAnswers(),
}
_OF_THE_FIRST = ("litellm_logging_obj", "litellm_call_id")
_NOTED = ("metadata", "litellm_metadata")
"""What the proxy notes of a request, to which hooks add: each round has its own."""


class Round(NamedTuple):
    """An extra request."""

    offers: bool
    """Whether the model may retrieve once more."""


ROUND: ContextVar[Round | None] = ContextVar("headroom_round", default=None)
"""The extra request that is made at present; None for clients' own."""


class Offered(NamedTuple):
    """A client's request, with which the tool was offered."""

    dialect: Dialect
    model: str
    conversation: list[Any]
    place: str
    """The field that the messages stand in."""
    messages: list[Any]
    """The conversation without a system prompt that stands in a field of its own."""
    scope: str
    fields: Mapping[str, Any]
    """What LiteLLM's function was called with, before it was changed, without its object for the request."""

    @classmethod
    def of(cls, request: Request, scope: str) -> Offered:
        """Keep what asking again takes."""
        fields = {name: value for name, value in request.fields.items() if name not in _OF_THE_FIRST}
        asked = (request.model, request.conversation, request.place, request.messages)
        return cls(_DIALECTS[request.api], *asked, scope, fields)


class Rounds:
    """What is asked beyond a client's request."""

    def __init__(self, engine: Engine, most: int, on_fault: Callable[[], None]) -> None:
        """Take what plans the conversations, how often a model may retrieve for one answer, and who counts faults."""
        self._on_fault = on_fault
        self._made = partial(_Conversation, engine, most, on_fault)

    async def whole(self, offered: Offered, answer: Any) -> Any:
        """Give the answer that the client is to have, or None where that is the one given."""
        if not self._retrieves(offered.dialect, answer):
            return None
        answers, conversation = [answer], self._made(offered)
        while (following := await conversation.following(answers[-1])) is not None:
            answers.append(following)
        return offered.dialect.joined(answers)

    async def stream(self, offered: Offered, chunks: Any) -> AsyncGenerator[Any, None]:
        """Give the stream that the client is to have."""
        relay, conversation = offered.dialect.relay(), self._made(offered)
        while chunks is not None:
            try:
                async for chunk in chunks:
                    for told in relay.take(chunk):
                        yield told
            finally:
                await _close(chunks)
            answer = relay.answer()
            chunks = None if answer is None else await conversation.following(answer)
        for told in relay.end():
            yield told

    def _retrieves(self, dialect: Dialect, answer: Any) -> bool:
        """Whether an answer calls the tool; not where it is none that can be read."""
        try:
            return bool(dialect.calls(answer))
        except Exception as fault:
            self._on_fault()
            logger.error("headroom: an answer went to the client as it was: reading it failed", exc_info=fault)
            return False


class _Conversation:
    """A client's conversation, and what the model has retrieved since."""

    def __init__(self, engine: Engine, most: int, on_fault: Callable[[], None], offered: Offered) -> None:
        self._engine, self._left, self._on_fault, self._offered = engine, most, on_fault, offered
        self._since: list[Any] = []
        self._is_whole = False

    async def following(self, answer: Any) -> Any:
        """Ask again where an answer only retrieves; None where it is the client's turn.

        The client cannot be asked what its tools return before it has the calls: of an answer that calls both, it gets
        its own, and the model may retrieve once it has their results.
        """
        dialect, calls = self._offered.dialect, self._offered.dialect.calls(answer)
        if self._is_whole or not calls or dialect.has_others(answer):
            return None
        pages = await self._pages(calls) if self._left else None
        if pages is None:
            return await self._ask_with_all()
        self._left -= 1
        self._since += dialect.exchange(answer, pages)
        return await self._ask(self._since, Round(offers=True))

    async def _ask_with_all(self) -> Any:
        """Ask once more with all results as a whole, which is the answer to whatever a model may want to retrieve."""
        self._is_whole = True
        return await self._ask([], Round(offers=False))

    async def _ask(self, since: list[Any], round_: Round) -> Any:
        offered, fields = self._offered, self._offered.fields
        noted = {name: {**value} for name in _NOTED if isinstance(value := fields.get(name), Mapping)}
        token = ROUND.set(round_)
        try:
            return await offered.dialect.ask({**fields, **noted, offered.place: [*offered.messages, *since]})
        finally:
            ROUND.reset(token)

    async def _pages(self, calls: list[Call]) -> dict[str, str] | None:
        """Write the pages by the ids of their calls; None where that fails."""
        try:
            return {call.id: await off_loop(partial(self._page, call)) for call in calls}
        except Exception as fault:
            self._on_fault()
            logger.error("headroom: a page could not be written; the model is sent all results", exc_info=fault)
            return None

    def _page(self, call: Call) -> str:
        """Write a page of what the client's own messages hold: nobody else's originals can be had."""
        offered, given = self._offered, call.arguments
        address = str(given.get("address"))
        text = original_in(rows_of(offered.conversation), self._engine, offered.scope, address)
        asked = wanted(*(given.get(name) for name in ("query", "rows", "fields", "lines")))
        return page_of(text, address, asked, self._engine, offered.model)


async def _close(chunks: Any) -> None:
    if (close := getattr(chunks, "aclose", None)) is not None:
        await close()
