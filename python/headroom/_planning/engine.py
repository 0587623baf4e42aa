"""One conversation in, one to send out: the only way from Python to the core's plan.

Whoever has messages of some kind gives them to the engine with their `Shape`, which says how they are read and written
back, and an `Ask`, which says what else the request is. The engine fails open, in one place: on a fault the messages go
out as they are, unless ``strict`` is set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar, cast

from headroom import _core
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import BudgetError, CompressionError, ConfigurationError, HeadroomError, ValidationError
from headroom._json_text import output_schema_text, schema_text
from headroom._models.by_model import ByModel
from headroom._models.info import model_info
from headroom._models.limits import guess_warning, is_first_guess
from headroom._planning.history import Conversations, History
from headroom._planning.sent import Retrieved, Sent
from headroom._planning.shape import Changes
from headroom._planning.workers import LARGE_CHARACTERS, completed, is_large, off_loop
from headroom._sent_text import SentText

if TYPE_CHECKING:
    import logging

    from headroom._planning.ask import Ask
    from headroom._planning.left_out import LeftOut
    from headroom._planning.shape import Edit, Shape

__all__ = ["Engine"]

LONG_BYTES = 1 << 20
"""Conversations with more text than this are planned off the event loop even where little of it is new."""

Message = TypeVar("Message")


class Engine:
    """Plans conversations under one configuration. Safe to share between threads."""

    def __init__(self, config: HeadroomConfig | None = None) -> None:
        """Take the settings; ``None`` means the defaults.

        Raises:
            ConfigurationError: `config` is something else.
        """
        if config is not None and not isinstance(config, HeadroomConfig):
            raise ConfigurationError(f"config is a HeadroomConfig, not {type(config).__name__}")
        self.config = config if config is not None else HeadroomConfig()
        self._applies = self.config.default_mode is HeadroomMode.OPTIMIZE
        self._settings: dict[tuple[bool, bool], _core.Settings] = {}
        self._limits = ByModel(self.config.model_context_limits, size=int)
        self._conversations: Conversations[Any] = Conversations()

    def send(self, messages: Sequence[Message], shape: Shape[Message], ask: Ask) -> Sent:
        """Read a conversation, plan it, and write the plan back.

        Args:
            messages: the whole conversation; neither it nor anything in it is changed.
            shape: what kind of messages they are.
            ask: whom they are for, and what goes with them.

        Raises:
            ValidationError: one of them is no message of the shape.
            HeadroomError: under ``strict`` only: CompressionError for a fault inside, BudgetError for a conversation
                that does not fit.
        """
        return completed(self._send(list(messages), shape, ask, may_wait=False))

    def context_given(self, model: str, service: str | None) -> int | None:
        """The context length in tokens that the settings give for a model; ``None`` if they give none."""
        return self._limits.of(model, service)

    async def asend(self, messages: Sequence[Message], shape: Shape[Message], ask: Ask) -> Sent:
        """`send`, off the event loop when there is more than `LARGE_CHARACTERS` of text to plan.

        Others may change the list meanwhile: then it is planned once more, as it is by then.
        """
        taken = list(messages)
        sent = await self._send(taken, shape, ask, may_wait=True)
        if len(taken) == len(messages) and all(map(is_, taken, messages)):
            return sent
        return await self._send(list(messages), shape, ask, may_wait=True)

    async def _send(self, messages: Sequence[Message], shape: Shape[Message], ask: Ask, *, may_wait: bool) -> Sent:
        """Plan a list that nobody else has while this waits, or one that is not waited for."""
        try:
            given = self._context_tokens(ask)
            views = self.shows_views(ask)
            planned = await self._planned(messages, shape, ask, given, views=views, may_wait=may_wait)
            if planned is None:  # no address, no omission: what cannot be kept is sent as a whole
                planned = await self._planned(messages, shape, ask, given, views=False, may_wait=may_wait)
            plan, edits = cast("tuple[_core.Plan, list[Edit]]", planned)
            unsure = [*_uncounted(plan), *(_guess(plan, ask) if given is None else [])]
            warnings = [*self._warnings(plan), *unsure] if plan.faults or plan.over_budget else unsure
            notes = [(before, role, SentText(text)) for before, role, text in plan.notes]
            optimized = partial(shape.apply, messages, Changes(edits, plan.dropped, notes, plan.cuts_chain))
            if self._applies:
                return self._sent(optimized(), plan, ask, warnings)
            return self._sent(shape.apply(messages, Changes()), plan, ask, warnings, optimized)
        except ValidationError:
            raise  # what is given are no messages
        except Exception as error:
            return self.unchanged(messages, error)

    def shows_views(self, ask: Ask) -> bool:
        """Whether parts of large results may be left out of what is sent."""
        enabled = self.config.views.enabled
        return self._applies and (
            ask.can_retrieve is True if enabled == "auto" else enabled and ask.can_retrieve is not False
        )

    def settings_for(self, *, views: bool, window: bool = True) -> _core.Settings:
        """The core's view of the settings, made once."""
        key = (views, window)
        if key not in self._settings:
            self._settings[key] = self.config.settings(views=views, window=window)
        return self._settings[key]

    @cached_property
    def left_out(self) -> LeftOut:
        """What keeps what views leave out."""
        from headroom._planning.left_out import LeftOut  # for conversations with views alone

        return LeftOut(self.config.views)

    def _context_tokens(self, ask: Ask) -> int | None:
        """The context as it is given, by the caller or the settings; ``None`` where the table is to decide."""
        given = ask.model_limit if ask.model_limit is not None else self.context_given(ask.model, ask.service)
        return min((limit for limit in (given, ask.stated_limit) if limit is not None), default=None)

    async def _planned(
        self,
        messages: Sequence[Message],
        shape: Shape[Message],
        ask: Ask,
        context_tokens: int | None,
        *,
        views: bool,
        may_wait: bool,
    ) -> tuple[_core.Plan, list[Edit]] | None:
        planned_for = (ask.model, ask.counted, ask.may_leave, views, ask.scope if views else "")
        history = self._conversations.take(messages, planned_for, shape)
        work = partial(self._plan, history, ask, context_tokens, views=views)
        return await off_loop(work) if may_wait and _is_long(history) else work()

    def _plan(
        self, history: History[Any], ask: Ask, context_tokens: int | None, *, views: bool
    ) -> tuple[_core.Plan, list[Edit]] | None:
        """Plan what was read; ``None`` where something would be left out that cannot be kept."""
        plan = _core.plan(
            history.rows,
            ask.model,
            self.settings_for(views=views, window=ask.may_leave),
            counted_as=ask.counted_as,
            context_tokens=context_tokens,
            answer_tokens=ask.answer_tokens,
            tools=schema_text(ask.tools),
            sent_tools=schema_text(ask.sent_tools),
            output_schema=output_schema_text(ask.output_schema),
            calibration=ask.calibration,
            conversation=history.conversation,
            known=history.known,
            secret=self.config.views.secret,
            scope=ask.scope if views else "",
        )
        if views and not self.left_out.keep(plan, ask.scope, history):
            return None
        edits = history.planned(plan)
        self._conversations.put(history)
        return plan, edits

    def _sent(
        self,
        messages: list[Any],
        plan: _core.Plan,
        ask: Ask,
        warnings: list[str],
        optimized: Callable[[], list[Any]] | None = None,
    ) -> Sent:
        learns = ask.calibration
        return Sent(
            messages=messages,
            tokens_before=plan.tokens_before,
            tokens_after=plan.tokens_after,
            cached_before=plan.cached_before,
            cached_after=plan.cached_after,
            most_tokens=plan.most_tokens_after if self._applies else plan.most_tokens_before,
            exact=plan.exact,
            transforms_applied=plan.transforms,
            warnings=warnings,
            faults=plan.faults,
            retrieved=Retrieved(*plan.retrieved),
            decisions=plan.decisions,
            optimized=optimized,
            observe=None if learns is None else partial(learns.observe, plan, applied=self._applies),
        )

    def _warnings(self, plan: _core.Plan) -> list[str]:
        """Log what went wrong in a plan; raise it under ``strict``, where the plan is to be sent."""
        errors: list[HeadroomError] = []
        if plan.faults:
            errors.append(CompressionError(f"{plan.faults} texts went out as they were: rewriting them failed"))
        if plan.over_budget:
            errors.append(BudgetError(plan.most_tokens_after, plan.budget or 0))
        if self.config.strict and self._applies:
            raise errors[0]
        for error in errors:
            _logger().warning("headroom: %s", error)
        return [str(error) for error in errors]

    def unchanged(self, messages: Sequence[Any], error: Exception) -> Sent:
        """Send what was given, after a fault that is logged: the one way in which Headroom fails.

        Raises:
            HeadroomError: under ``strict``, the fault itself or a CompressionError around it.
        """
        if self.config.strict:
            if isinstance(error, HeadroomError):
                raise error
            raise CompressionError(f"planning failed: {error!r}") from error
        what = "a conversation went out as it was: planning it failed"
        _logger().error("headroom: %s", what, exc_info=error)
        return Sent(list(messages), warnings=[what], faults=1)


def _is_long(history: History[Any]) -> bool:
    """Whether planning may take so long that an event loop should not wait for it."""
    # Where the window moves, or something known has changed, all of a conversation is written anew.
    return (
        is_large(history.rows) or history.bytes > LONG_BYTES or (history.replans and history.bytes > LARGE_CHARACTERS)
    )


def _uncounted(plan: _core.Plan) -> list[str]:
    """Warn of what is billed and cannot be counted: files, what stands elsewhere, and what is not known at all."""
    if not plan.opaque:
        return []
    return [f"what messages {plan.opaque} hold is not counted in full: the request may take any number of tokens"]


def _guess(plan: _core.Plan, ask: Ask) -> list[str]:
    """Warn of a budget that rests on a guess: every result says it, the log says it once. It is no fault."""
    if plan.budget is None or model_info(ask.model).limits_known:
        return []
    warning = guess_warning(ask.model, model_info(ask.counted).context_tokens)
    if is_first_guess(ask.model):
        _logger().warning("headroom: %s", warning)
    return [warning]


@cache
def _logger() -> logging.Logger:
    import logging  # an eighth of what importing headroom would cost, and needed only when something goes wrong

    return logging.getLogger("headroom")
