"""`compress` and `expand`: a conversation in fewer tokens, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from headroom import _core
from headroom._arguments import check_model, check_model_limit
from headroom._config import HeadroomConfig
from headroom._exceptions import ValidationError
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.sent import RawDecision, Sent
from headroom._shapes.messages import MESSAGES, rows_of

__all__ = ["CompressResult", "Decision", "acompress", "compress", "engine_for", "expand", "result_of"]

Messages = Sequence[Mapping[str, Any]]

_REASONS = dict(_core.transforms())
"""What was done to a message, in words, by its name."""


@dataclass(frozen=True)
class Decision:
    """What happened to one message.

    Attributes:
        index: the message's place in the conversation that was given.
        action: ``kept``, ``rewritten``, ``masked`` (its results left) or ``dropped``.
        reason: why, in words.
        tokens_before: its tokens as given, framing included.
        tokens_after: its tokens as sent.
        lossless: whether everything it says is still sent.
    """

    index: int
    action: str
    reason: str
    tokens_before: int
    tokens_after: int
    lossless: bool


@dataclass(frozen=True)
class CompressResult:
    """A conversation to send, and what became of it.

    Attributes:
        messages: what to send: a new list; messages that did not change are the very objects that were given.
        tokens_before: tokens of the conversation as given, request framing included.
        tokens_after: tokens of what OPTIMIZE sends; SIMULATE says what it would be and sends the original.
        transforms_applied: names of what was done, as docs/notation.md lists them, e.g. ``["table", "repeats"]``.
        exact: whether the counts are exact for the model, rather than estimates.
        warnings: what the caller should know, such as a conversation that does not fit, or a context length that is a
            guess since nobody gave the model's.
    """

    messages: list[Any]
    tokens_before: int
    tokens_after: int
    transforms_applied: list[str]
    exact: bool
    warnings: list[str]
    _sent: Sent = field(repr=False, compare=False)

    @property
    def tokens_saved(self) -> int:
        """Tokens that are not sent."""
        return self._sent.tokens_saved

    @property
    def savings_percent(self) -> float:
        """The same in percent of what there was."""
        return self._sent.savings_percent

    @cached_property
    def decisions(self) -> list[Decision]:
        """One decision a message, in order; empty when a fault let everything through as it was."""
        return [_decision(index, raw) for index, raw in enumerate(self._sent.decisions())]


def compress(
    messages: Messages,
    model: str = "gpt-4o",
    *,
    config: HeadroomConfig | None = None,
    model_limit: int | None = None,
) -> CompressResult:
    """Rewrite a conversation in fewer tokens, losing nothing.

    Args:
        messages: messages as OpenAI (chat or Responses), Anthropic, Gemini or Bedrock (Converse) take them. They are
            not changed.
        model: the id of the model they are for; decides how tokens are counted and how much fits.
        config: settings; ``None`` means the defaults.
        model_limit: the model's context length in tokens, where the built-in table is not to decide.

    Raises:
        ValidationError: `messages` is no sequence of messages, `model` no text or `model_limit` no positive number.
        HeadroomError: under ``config.strict`` only, see `HeadroomConfig`.
    """
    _check(messages, model, model_limit)
    return result_of(engine_for(config).send(messages, MESSAGES, Ask(model, model_limit=model_limit)))


async def acompress(
    messages: Messages,
    model: str = "gpt-4o",
    *,
    config: HeadroomConfig | None = None,
    model_limit: int | None = None,
) -> CompressResult:
    """`compress`, off the event loop when there is much to do."""
    _check(messages, model, model_limit)
    return result_of(await engine_for(config).asend(messages, MESSAGES, Ask(model, model_limit=model_limit)))


def expand(text: str, messages: Messages = ()) -> str:
    """Give back what a text that was sent stands for: the words and the values of what was given.

    A form of Headroom's own comes back as JSON, minified, and a reference as the words it refers to, which may be a
    Python repr where one was sent. All else comes back as it is.

    Args:
        text: a text as it was sent.
        messages: the messages as they were sent before it, ``result.messages[:i]`` for a text of message i: a tool's
            result may refer to them.

    Raises:
        CompressionError: `text` refers to what `messages` do not say, or a table does not hold what its header
            announces.
        ValidationError: `text` is no text or `messages` no sequence.
    """
    if not isinstance(text, str):
        raise ValidationError(f"expand takes a text, not {type(text).__name__}")
    _check_messages(messages)
    try:
        expanded = _core.expand(text, rows_of(messages))
    except UnicodeEncodeError:  # Headroom writes no lone surrogates, so this is no text of ours
        return text
    return text if expanded is None else expanded


def engine_for(config: HeadroomConfig | None) -> Engine:
    """The engine for a configuration; those of the last few are kept, for the conversations that they remember."""
    return _engine(config) if config is None or isinstance(config, HeadroomConfig) else Engine(config)


@lru_cache(maxsize=4)
def _engine(config: HeadroomConfig | None) -> Engine:
    return Engine(config)


def result_of(sent: Sent) -> CompressResult:
    """The result that says what was sent."""
    return CompressResult(
        messages=sent.messages,
        tokens_before=sent.tokens_before,
        tokens_after=sent.tokens_after,
        transforms_applied=list(sent.transforms_applied),
        exact=sent.exact,
        warnings=list(sent.warnings),
        _sent=sent,
    )


def _decision(index: int, raw: RawDecision) -> Decision:
    action, transform, editable, before, after = raw
    if action == "dropped":
        reason = _REASONS["window"]
    elif action == "masked":
        reason = "its results left with the window"
    elif transform is not None:
        reason = _REASONS[transform]
    else:
        reason = "no shorter form" if editable else "never rewritten"
    return Decision(index, action, reason, before, after, lossless=action not in ("dropped", "masked"))


def _check(messages: object, model: object, model_limit: object) -> None:
    _check_messages(messages)
    check_model(model)
    if model_limit is not None:
        check_model_limit(model_limit)


def _check_messages(messages: object) -> None:
    if not isinstance(messages, Sequence) or isinstance(messages, str | bytes):
        raise ValidationError(f"messages is a list of chat messages, not {type(messages).__name__}")
