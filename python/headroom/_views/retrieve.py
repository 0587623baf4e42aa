"""What ``headroom_retrieve`` answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from headroom import _core
from headroom._arguments import check_model
from headroom._config import HeadroomConfig
from headroom._exceptions import ValidationError
from headroom._planning.engine import Engine
from headroom._planning.engines import engine_for
from headroom._planning.rows import Row
from headroom._sent_text import SentText
from headroom._shapes.messages import rows_of

__all__ = ["aretrieve", "original_in", "original_of", "page_of", "retrieve", "unknown", "wanted"]

_LONGEST_ADDRESS = 24


def retrieve(
    address: str,
    query: str | None = None,
    rows: str | int | None = None,
    fields: str | Sequence[str] | None = None,
    lines: str | int | None = None,
    *,
    messages: Sequence[Mapping[str, Any]] = (),
    model: str = "gpt-4o",
    config: HeadroomConfig | None = None,
    scope: str = "",
) -> SentText:
    """Give a page of a result that was shown in part: what a model's call of ``headroom_retrieve`` is answered with.

    Lines are numbered as in the view. With neither lines nor rows nor fields nor a query, the first lines come. What
    cannot be answered is said in a sentence, for the model to read.

    Args:
        address: as it stands in the view.
        query: words to look for; with `lines` among these.
        rows: of the records in the result those with these numbers from 1, ``"3-40"``, or those that fit a condition,
            ``"status = failed and order.total > 100"``.
        fields: the fields of the rows to show, in one text with commas or as a list; dotted where they are nested.
        lines: numbers of lines, ``"12-40"``.
        messages: the conversation as it is kept, before compression: what is not in the store is looked up there.
        model: the model that the view was made for.
        config: the settings that it was made under.
        scope: the scope that it was made in.

    Returns:
        At most ``config.views.page_tokens`` tokens; a text of Headroom's own, which stays as it is when it is sent.

    Raises:
        ValidationError: `address` or `model` is no text, or `messages` are none.
    """
    engine = _checked(address, model, config)
    text = original_of(address, scope, engine, partial(rows_of, messages))
    return page_of(text, address, wanted(query, rows, fields, lines), engine, model)


async def aretrieve(
    address: str,
    query: str | None = None,
    rows: str | int | None = None,
    fields: str | Sequence[str] | None = None,
    lines: str | int | None = None,
    *,
    messages: Sequence[Mapping[str, Any]] = (),
    model: str = "gpt-4o",
    config: HeadroomConfig | None = None,
    scope: str = "",
) -> SentText:
    """`retrieve`, from stores that are waited for off the event loop."""
    engine = _checked(address, model, config)
    text = await engine.left_out.originals.aget(scope, address)
    text = text or original_in(rows_of(messages), engine, scope, address)
    return page_of(text, address, wanted(query, rows, fields, lines), engine, model)


def original_of(address: str, scope: str, engine: Engine, rows: Callable[[], Sequence[Row]]) -> str | None:
    """Find what an address stands for in the store, or else among the results of a conversation."""
    return engine.left_out.originals.get(scope, address) or original_in(rows(), engine, scope, address)


def original_in(rows: Sequence[Row], engine: Engine, scope: str, address: str) -> str | None:
    """Find what an address stands for among the results of a conversation, the newest first. Linear in them."""
    results = (text for row in reversed(rows) if row.results for text in row.texts if text.editable)
    is_it = engine.left_out.originals.address
    return next((text.text for text in results if not text.ours and is_it(scope, text.text) == address), None)


def page_of(
    text: str | None,
    address: str,
    wanted: Mapping[str, str | None],
    engine: Engine,
    model: str,
    counted_as: str | None = None,
) -> SentText:
    """Write the page of an original, or say that there is none."""
    if text is None:
        return unknown(address)
    settings, tokens = engine.settings_for(views=True), engine.config.views.page_tokens
    return SentText(_core.page(text, model, settings, counted_as=counted_as, address=address, tokens=tokens, **wanted))


def unknown(address: str) -> SentText:
    """Say that an address leads nowhere; whether it is unknown, expired or of another conversation is not told."""
    named = (
        address
        if address.isalnum() and address.isascii() and len(address) <= _LONGEST_ADDRESS
        else "what is no address"
    )
    return SentText(
        f"[page of {named}: nothing is kept here under this address; it stands in the first line of a view]"
    )


def _checked(address: object, model: object, config: HeadroomConfig | None) -> Engine:
    if not isinstance(address, str):
        raise ValidationError(f"address is a text, not {type(address).__name__}")
    check_model(model)
    return engine_for(config)


def wanted(query: object, rows: object, fields: object, lines: object) -> dict[str, str | None]:
    """Read the arguments of a call as models write them: texts, numbers, lists; nothing where they are empty."""
    return {"query": _text(query), "rows": _text(rows), "fields": _text(fields), "lines": _text(lines)}


def _text(value: object) -> str | None:
    if isinstance(value, list | tuple):
        value = ",".join(map(str, value))
    return str(value).strip() or None if value is not None else None
