"""`compress` and `expand`: a conversation in fewer tokens, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from headroom import _core
from headroom._arguments import check_model, check_model_limit
from headroom._config import HeadroomConfig
from headroom._exceptions import CompressionError, ValidationError
from headroom._planning.ask import Ask
from headroom._planning.engines import engine_for
from headroom._planning.sent import Sent
from headroom._planning.shape import Changes
from headroom._results.outcome import CompressResult
from headroom._shapes.messages import MESSAGES, rows_of
from headroom._views.tool import tools_by_shape

if TYPE_CHECKING:
    from headroom.stores import Store

__all__ = ["acompress", "compress", "expand", "expand_messages", "result_of"]

Messages = Sequence[Mapping[str, Any]]


def compress(
    messages: Messages,
    model: str = "gpt-4o",
    *,
    config: HeadroomConfig | None = None,
    model_limit: int | None = None,
    scope: str = "",
) -> CompressResult:
    """Rewrite a conversation in fewer tokens, losing nothing.

    Args:
        messages: messages as OpenAI (chat or Responses), Anthropic, Gemini or Bedrock (Converse) take them. They are
            not changed.
        model: the id of the model they are for; decides how tokens are counted and how much fits.
        config: settings; ``None`` means the defaults.
        model_limit: the model's context length in tokens, where the built-in table is not to decide.
        scope: whose conversation it is, such as ``"user/session"``: with views, what is left out of it is given back
            under the same scope alone.

    Raises:
        ValidationError: `messages` is no sequence of messages, `model` no text or `model_limit` no positive number.
        HeadroomError: under ``config.strict`` only, see `HeadroomConfig`.
    """
    _check(messages, model, model_limit)
    engine, ask = engine_for(config), Ask(model, model_limit=model_limit, scope=scope)
    return result_of(engine.send(messages, MESSAGES, ask), views=engine.shows_views(ask))


async def acompress(
    messages: Messages,
    model: str = "gpt-4o",
    *,
    config: HeadroomConfig | None = None,
    model_limit: int | None = None,
    scope: str = "",
) -> CompressResult:
    """`compress`, off the event loop when there is much to do."""
    _check(messages, model, model_limit)
    engine, ask = engine_for(config), Ask(model, model_limit=model_limit, scope=scope)
    return result_of(await engine.asend(messages, MESSAGES, ask), views=engine.shows_views(ask))


def expand(
    text: str, messages: Messages = (), *, store: Store | None = None, secret: bytes | None = None, scope: str = ""
) -> str:
    """Give back what a text that was sent stands for: the words and the values of what was given.

    A form of Headroom's own comes back as JSON, minified, and a reference as the words it refers to, which may be a
    Python repr where one was sent. All else comes back as it is.

    Args:
        text: a text as it was sent.
        messages: the messages as they were sent before it, ``result.messages[:i]`` for a text of message i: a tool's
            result may refer to them.
        store: where the originals of views are, if not in this process's memory.
        secret: what their addresses were made with.
        scope: the scope that they were made in.

    Raises:
        CompressionError: `text` is a view of what the store does not hold, refers to what `messages` do not say, or a
            table does not hold what its header announces.
        ValidationError: `text` is no text or `messages` no sequence.
    """
    if not isinstance(text, str):
        raise ValidationError(f"expand takes a text, not {type(text).__name__}")
    _check_messages(messages)
    address = _address_in(text)
    if address is not None:
        return _original(address, store, secret, scope)
    try:
        expanded = _core.expand(text, rows_of(messages))
    except UnicodeEncodeError:  # Headroom writes no lone surrogates, so this is no text of ours
        return text
    return text if expanded is None else expanded


def _address_in(text: str) -> str | None:
    try:
        return _core.address_in(text)
    except UnicodeEncodeError:  # Headroom writes no lone surrogates, so this is no text of ours
        return None


def _original(address: str, store: Store | None, secret: bytes | None, scope: str) -> str:
    from headroom._planning.left_out import default_store  # for views alone
    from headroom.stores import Originals

    original = Originals(store or default_store(), secret).get(scope, address)
    if original is None:
        raise CompressionError(f"what the view leaves out is not in the store, or not of this scope: {address}")
    return original


def expand_messages(
    messages: Messages, *, store: Store | None = None, secret: bytes | None = None, scope: str = ""
) -> list[Any]:
    """Give back a conversation that was sent as it was given: every text that may have been rewritten, expanded.

    What left with the window is not there to be given back. Its notes come off the user's words that bear them; those
    that are messages by themselves stay. A text that was given in a form of Headroom's own comes back expanded, too.

    Args:
        messages: all messages as they were sent, in order: ``result.messages``. They are not changed.
        store: where the originals of views are, if not in this process's memory.
        secret: what their addresses were made with.
        scope: the scope that they were made in.

    Returns:
        A new list; messages without an expanded text are the very objects that were given.

    Raises:
        CompressionError: a text is a view of what the store does not hold, refers to what the messages before it do
            not say, or a table does not hold what its header announces; the message is named by its index.
        ValidationError: `messages` is no sequence.
    """
    _check_messages(messages)
    rows = rows_of(messages)
    views = [
        (index, number, _original(address, store, secret, scope))
        for index, row in enumerate(rows)
        for number, text in enumerate(row.texts)
        if text.editable and (address := _address_in(text.text)) is not None
    ]
    return MESSAGES.apply(messages, Changes(sorted([*_core.expand_all(rows), *views])))


def result_of(sent: Sent, *, views: bool = False) -> CompressResult:
    """The result that says what was sent, and, with views, what tool the model is to be offered."""
    return CompressResult.of(sent, messages=sent.messages, tools=tools_by_shape() if views else {})


def _check(messages: object, model: object, model_limit: object) -> None:
    _check_messages(messages)
    check_model(model)
    if model_limit is not None:
        check_model_limit(model_limit)


def _check_messages(messages: object) -> None:
    if not isinstance(messages, Sequence) or isinstance(messages, str | bytes):
        raise ValidationError(f"messages is a list of chat messages, not {type(messages).__name__}")
