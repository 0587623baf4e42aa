"""`compress` and `expand`: a conversation in fewer tokens, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from headroom import _core
from headroom._arguments import check_model, check_model_limit
from headroom._config import HeadroomConfig
from headroom._exceptions import ValidationError
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.sent import Sent
from headroom._planning.shape import Changes
from headroom._results.outcome import CompressResult
from headroom._shapes.messages import MESSAGES, rows_of

__all__ = ["acompress", "compress", "engine_for", "expand", "expand_messages", "result_of"]

Messages = Sequence[Mapping[str, Any]]


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


def expand_messages(messages: Messages) -> list[Any]:
    """Give back a conversation that was sent as it was given: every text that may have been rewritten, expanded.

    What left with the window is not there to be given back. Its notes come off the user's words that bear them; those
    that are messages by themselves stay. A text that was given in a form of Headroom's own comes back expanded, too.

    Args:
        messages: all messages as they were sent, in order: ``result.messages``. They are not changed.

    Returns:
        A new list; messages without an expanded text are the very objects that were given.

    Raises:
        CompressionError: a text refers to what the messages before it do not say, or a table does not hold what its
            header announces; the message is named by its index.
        ValidationError: `messages` is no sequence.
    """
    _check_messages(messages)
    return MESSAGES.apply(messages, Changes(_core.expand_all(rows_of(messages))))


def engine_for(config: HeadroomConfig | None) -> Engine:
    """The engine for a configuration; those of the last few are kept, for the conversations that they remember."""
    return _engine(config) if config is None or isinstance(config, HeadroomConfig) else Engine(config)


@lru_cache(maxsize=4)
def _engine(config: HeadroomConfig | None) -> Engine:
    return Engine(config)


def result_of(sent: Sent) -> CompressResult:
    """The result that says what was sent."""
    return CompressResult.of(sent, messages=sent.messages)


def _check(messages: object, model: object, model_limit: object) -> None:
    _check_messages(messages)
    check_model(model)
    if model_limit is not None:
        check_model_limit(model_limit)


def _check_messages(messages: object) -> None:
    if not isinstance(messages, Sequence) or isinstance(messages, str | bytes):
        raise ValidationError(f"messages is a list of chat messages, not {type(messages).__name__}")
