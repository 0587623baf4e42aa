"""One conversation in, one decision out: the only way from Python to the core's plan.

Whoever has messages of some shape (OpenAI dicts, Agno messages) describes each as a `Row`, asks the engine, and applies
the `Outcome` to its own objects. The engine fails open: on a fault nothing changes, unless ``strict`` is set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom import _core
from headroom._by_model import ByModel
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import BudgetError, CompressionError, ConfigurationError, HeadroomError
from headroom._history import Call, Conversations, Edit, Reader
from headroom._json_text import output_schema_text, schema_text
from headroom._limits import guess_warning, is_first_guess
from headroom._providers import model_info
from headroom._workers import LARGE_CHARACTERS, is_large, off_loop

if TYPE_CHECKING:
    import logging

__all__ = [
    "Engine",
    "Image",
    "Outcome",
    "Row",
]

RawDecision = tuple[str, str | None, bool, int, int]

LONG_BYTES = 1 << 20
"""Conversations with more text than this are planned off the event loop even where little of it is new."""


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


def _ignore(tokens: int) -> None:
    """Nothing is learnt from a report."""


@dataclass(frozen=True)
class Outcome:
    """What to send. Under AUDIT and SIMULATE there is nothing to apply; the counts say what OPTIMIZE would do."""

    edits: list[Edit] = field(default_factory=list)
    """(row, text, replacement) in row order."""
    dropped: list[int] = field(default_factory=list)
    """Rows that leave with the window, ascending."""
    note: str | None = None
    """What stands as a user message in place of the first dropped row."""
    tokens_before: int = 0
    tokens_after: int = 0
    cached_before: int = 0
    """Of `tokens_before`, what the last call of the same conversation began with too: a provider may have it cached."""
    cached_after: int = 0
    """The same of what OPTIMIZE sends."""
    exact: bool = False
    """Whether the counts are exact, rather than estimates."""
    transforms_applied: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """What the caller should know: a conversation that does not fit, texts sent as they were, a guessed limit."""
    faults: int = 0
    """Texts, or whole conversations, that go out as they are because something failed inside."""
    raw_decisions: Callable[[], list[RawDecision]] = list
    observe: Callable[[int], None] = _ignore
    """Takes how many tokens the provider counted of what was sent, where the plan was made with a calibration."""

    @property
    def tokens_saved(self) -> int:
        """Tokens that are not sent."""
        return self.tokens_before - self.tokens_after

    @property
    def savings_percent(self) -> float:
        """The same in percent of what there was."""
        return 100.0 * self.tokens_saved / self.tokens_before if self.tokens_before else 0.0


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
        self._settings = self.config.settings()
        self._limits = ByModel(self.config.model_context_limits, size=int)
        self._conversations: Conversations[Any] = Conversations()

    def read(self, messages: Sequence[Any], reader: Callable[[], Reader[Any]], model: str) -> Call[Any]:
        """Read a conversation, or what is new in it.

        Args:
            messages: the whole conversation.
            reader: makes what reads its messages.
            model: the model's id.
        """
        return self._conversations.take(messages, model, reader)

    def plan(
        self,
        rows: Sequence[Row] | Call[Any],
        *,
        model: str,
        named: str | None = None,
        seller: str | None = None,
        model_limit: int | None = None,
        tools: Sequence[Mapping[str, object]] | None = None,
        output_schema: object = None,
        calibration: _core.Calibration | None = None,
    ) -> Outcome:
        """What to send for `rows`.

        Args:
            rows: the conversation, as rows or as `read` gave it.
            model: the model's id; decides vocabulary and context length.
            named: the model's own id, where `model` is only what its tokens are counted as.
            seller: who serves it, where something else than its id tells.
            model_limit: the context length in tokens, where neither the settings nor the built-in table are to decide.
            tools: tool schemas that go with the request; they are billed, never changed.
            output_schema: the schema that the answer is to have, JSON or a pydantic model; counted, never changed.
            calibration: what was learnt of the model's tokens; it changes what is reported, never what is sent.

        Raises:
            HeadroomError: under ``strict`` only: CompressionError for a fault inside, BudgetError for a conversation
                that does not fit.
        """
        try:
            name = model if named is None else named
            given = model_limit if model_limit is not None else self._limits.of(name, seller)
            call, new = (rows, rows.rows) if isinstance(rows, Call) else (None, rows)
            plan = _core.plan(
                new,
                model,
                self._settings,
                named=named,
                context_tokens=given,
                tools=schema_text(tools),
                output_schema=output_schema_text(output_schema),
                calibration=calibration,
                conversation=call.conversation if call else None,
                known=call.known if call else 0,
            )
            edits = call.planned(plan) if call else plan.edits
            if call:
                self._conversations.put(call)
            guess = _guess(plan, name, model) if given is None else []
            return self._outcome(plan, edits, calibration, guess)
        except Exception as error:
            return self.failed(error)

    async def aplan(
        self,
        rows: Sequence[Row] | Call[Any],
        *,
        model: str,
        named: str | None = None,
        seller: str | None = None,
        model_limit: int | None = None,
        tools: Sequence[Mapping[str, object]] | None = None,
        output_schema: object = None,
        calibration: _core.Calibration | None = None,
    ) -> Outcome:
        """The same, off the event loop when there is more than `LARGE_CHARACTERS` of text."""
        work = partial(
            self.plan,
            rows,
            model=model,
            named=named,
            seller=seller,
            model_limit=model_limit,
            tools=tools,
            output_schema=output_schema,
            calibration=calibration,
        )
        return await off_loop(work) if _is_long(rows) else work()

    def _outcome(
        self, plan: _core.Plan, edits: list[Edit], calibration: _core.Calibration | None, guess: list[str]
    ) -> Outcome:
        applies = self.config.default_mode is HeadroomMode.OPTIMIZE
        return Outcome(
            edits=edits if applies else [],
            dropped=plan.dropped if applies else [],
            note=plan.note if applies else None,
            tokens_before=plan.tokens_before,
            tokens_after=plan.tokens_after,
            cached_before=plan.cached_before,
            cached_after=plan.cached_after,
            exact=plan.exact,
            transforms_applied=plan.transforms,
            warnings=[*self._warnings(plan), *guess] if plan.faults or plan.over_budget else guess,
            faults=plan.faults,
            raw_decisions=plan.decisions,
            observe=_ignore if calibration is None else partial(calibration.observe, plan, applied=applies),
        )

    def _warnings(self, plan: _core.Plan) -> list[str]:
        errors: list[HeadroomError] = []
        if plan.faults:
            errors.append(CompressionError(f"{plan.faults} texts went out as they were: rewriting them failed"))
        if plan.over_budget:
            errors.append(BudgetError(plan.most_tokens_after, plan.budget or 0))
        if self.config.strict and self.config.default_mode is HeadroomMode.OPTIMIZE:
            raise errors[0]
        for error in errors:
            _logger().warning("headroom: %s", error)
        return [str(error) for error in errors]

    def failed(self, error: Exception) -> Outcome:
        """The outcome that changes nothing, for a fault that is logged.

        Raises:
            HeadroomError: under ``strict``, the fault itself or a CompressionError around it.
        """
        if self.config.strict:
            if isinstance(error, HeadroomError):
                raise error
            raise CompressionError(f"planning failed: {error!r}") from error
        what = "a conversation went out as it was: planning it failed"
        _logger().error("headroom: %s", what, exc_info=error)
        return Outcome(warnings=[what], faults=1)


def _is_long(rows: Sequence[Row] | Call[Any]) -> bool:
    """Whether planning may take so long that an event loop should not wait for it."""
    if not isinstance(rows, Call):
        return is_large(rows)
    # Where the window moves, or something known has changed, all of a conversation is written anew.
    return is_large(rows.rows) or rows.bytes > LONG_BYTES or (rows.replans and rows.bytes > LARGE_CHARACTERS)


def _guess(plan: _core.Plan, name: str, model: str) -> list[str]:
    """What to say of a budget that rests on a guess: every outcome says it, the log says it once. It is no fault."""
    if plan.budget is None or model_info(name).limits_known:
        return []
    warning = guess_warning(name, model_info(model).context_tokens)
    if is_first_guess(name):
        _logger().warning("headroom: %s", warning)
    return [warning]


@cache
def _logger() -> logging.Logger:
    import logging  # an eighth of what importing headroom would cost, and needed only when something goes wrong

    return logging.getLogger("headroom")
