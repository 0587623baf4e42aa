"""Counting tokens: of a text, of many, of a whole request, or only as far as a limit needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from headroom import _core
from headroom._arguments import check_model, check_text, checked_threads, checked_tokens
from headroom._arrow import ArrowColumn, is_arrow
from headroom._core import ArrowArray
from headroom._exceptions import ValidationError
from headroom._json_text import output_schema_text, schema_text
from headroom._models.info import model_info
from headroom._models.vocabularies import prepare, prepared
from headroom._planning.ask import Ask
from headroom._planning.rows import Row
from headroom._shapes.messages import rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["TokenCount", "count_request", "count_till_limit", "count_tokens", "count_tokens_batch", "fits"]


class TokenCount(NamedTuple):
    """How many tokens something is.

    Attributes:
        value: the count, or the best estimate.
        exact: whether it is the provider's own number, as far as the provider documents how it counts.
        low: the least it should be; equals `value` when exact.
        high: the most it should be, which budgets are held against; equals `value` when exact. It is `sys.maxsize`
            where nothing is known to bound it, as for a file that stands elsewhere.
        method: how it was found.
    """

    value: int
    exact: bool
    low: int
    high: int
    method: str


# Ids are names, paths and ARNs, perhaps with a tag or a file; a text has blanks, quotes or letters of other alphabets.
_in_no_id = re.compile(r"[^\w./:@+~#=,%|-]", re.ASCII).search

# A short text is counted in less time than names are looked up and `TokenCount(*...)` takes.
_new, _count = tuple.__new__, _core.count


def count_tokens(
    text_or_messages: str | Sequence[Mapping[str, Any]],
    model: str = "gpt-4o",
    *,
    tools: Sequence[Mapping[str, Any]] | None = None,
) -> TokenCount:
    """Count the tokens of a text, or of a request with its framing, tools and images. Offline.

    Args:
        text_or_messages: a text, or messages as `compress` takes them. Images are counted by their size where they
            stand in the message; nothing is fetched.
        model: the id of the model whose tokens are counted; an unknown one gets an estimate.
        tools: tool schemas that go with the messages, in the shape of any provider. They, images and tool calls make
            the count an estimate: no provider documents more than examples of how it writes them out.

    Raises:
        ValidationError: what is given is neither a text nor a sequence of messages, `model` is no text, tools
            are given with a text, or the text is a model's id and the model surely none: they were swapped.
    """
    if type(text_or_messages) is str and type(model) is str and not tools and model in prepared:
        return _new(TokenCount, _count(text_or_messages, model))
    check_model(model)
    if isinstance(text_or_messages, str):
        if tools:
            raise ValidationError("tools go with messages: a text alone is no request")
        _prepare(text_or_messages, model)
        return TokenCount(*_count(text_or_messages, model))
    if not isinstance(text_or_messages, Sequence) or isinstance(text_or_messages, bytes):
        raise ValidationError(f"text_or_messages is a text or messages, not {type(text_or_messages).__name__}")
    return count_request(rows_of(text_or_messages), Ask(model, tools=tools))


def count_till_limit(text: str, limit: int, model: str = "gpt-4o") -> int | None:
    """Count the tokens of a text if they are at most `limit`. Counts no further than it takes to know.

    Args:
        text: what is counted.
        limit: the most tokens that are of interest, 0 or more.
        model: the id of the model whose tokens are counted. For one whose count is an estimate, the number and what
            is held against the limit is the estimate's `value`, which the real count may exceed: see `fits`.

    Returns:
        `count_tokens(text, model).value` if that is at most `limit`, else None.

    Raises:
        ValidationError: `text` or `model` is no text or they were swapped, or `limit` is no int or negative.
    """
    check_text(text)
    check_model(model)
    _prepare(text, model)
    return _core.count_till_limit(text, checked_tokens(limit, "limit"), model)


def fits(
    text_or_messages: str | Sequence[Mapping[str, Any]],
    budget: int,
    model: str = "gpt-4o",
    *,
    tools: Sequence[Mapping[str, Any]] | None = None,
) -> bool:
    """Whether a text or a request fits a budget: whether the `high` of its count is at most `budget`.

    A text of no more bytes than the budget has tokens is not counted, a longer one no further than it takes to know.
    Messages with media or fields in them that cannot be counted do not fit any budget.

    Args:
        text_or_messages: a text, or chat messages, counted as by `count_tokens`.
        budget: tokens, 0 or more.
        model: the id of the model whose tokens are counted; for an estimate, its upper bound must fit.
        tools: tool schemas that go with the messages.

    Raises:
        ValidationError: `budget` is no int or negative; and whatever `count_tokens` raises.
    """
    budget = checked_tokens(budget, "budget")
    if isinstance(text_or_messages, str) and isinstance(model, str) and not tools:
        _prepare(text_or_messages, model)
        return _core.fits(text_or_messages, budget, model)
    return count_tokens(text_or_messages, model, tools=tools).high <= budget


@overload
def count_tokens_batch(texts: ArrowColumn, model: str = ..., *, threads: int | None = ...) -> ArrowArray: ...
@overload
def count_tokens_batch(
    texts: Iterable[str | None], model: str = ..., *, threads: int | None = ...
) -> NDArray[np.int64]: ...
def count_tokens_batch(
    texts: ArrowColumn | Iterable[str | None], model: str = "gpt-4o", *, threads: int | None = None
) -> ArrowArray | NDArray[np.int64]:
    """Count the tokens of many texts at once, on all cores. Other threads run meanwhile.

    Args:
        texts: texts, each counted by itself; None counts as None. Of a column of Arrow (pyarrow, Polars, pandas 3,
            ...), in one piece or several, no row becomes a Python object.
        model: the id of the model whose tokens are counted.
        threads: how many work at once; ``None`` means as many as the process may run.

    Returns:
        An array of shape (number of texts,) and dtype int64: `count_tokens(text, model).value` of each, in order.
        It is the caller's own and may be written to. With None among the texts it is a ``numpy.ma.MaskedArray``, masked
        there. Of a column of Arrow, one of Arrow, of type ``int64`` and with its nulls.

    Raises:
        ValidationError: `texts` is one text or no iterable, one of them is no text (its index is named), or `model`
            is no text; a column is of something else, was released, or holds what is no UTF-8.
    """
    check_model(model)
    threads = checked_threads(threads)
    if is_arrow(texts):
        prepare(model)
        return _core.count_column(texts, model, threads)
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise ValidationError(f"texts is an iterable of texts, not {type(texts).__name__}")
    prepare(model)
    return _as_numpy(*_core.count_batch(list(texts), model, threads))


def _as_numpy(values: bytearray, missing: bytearray | None) -> NDArray[np.int64]:
    import numpy as np  # takes longer than all of headroom, and nothing else needs it

    counts = np.frombuffer(values, dtype=np.int64)
    if missing is None:
        return counts
    return np.ma.MaskedArray(counts, np.frombuffer(missing, np.bool_))  # type: ignore[no-untyped-call,unused-ignore]


def count_request(rows: Sequence[Row], ask: Ask) -> TokenCount:
    """Count a request whose messages are given as rows, by what was learnt of the model's tokens if anything was."""
    prepare(ask.counted)
    texts = {"tools": schema_text(ask.tools), "output_schema": output_schema_text(ask.output_schema)}
    return TokenCount(*_core.count_rows(rows, ask.counted, **texts, calibration=ask.calibration))


def _prepare(text: str, model: str) -> None:
    if model not in prepared:
        _refuse_swapped(text, model)
        prepare(model)


def _refuse_swapped(text: str, model: str) -> None:
    """Refuse a model's id to be counted for what cannot be one: unknown, and with characters that no id has."""
    if _in_no_id(model.strip()) and not model_info(model).limits_known:
        known = model_info(text)
        if known.limits_known and not _in_no_id(text):
            raise ValidationError(f"the text comes first, then the model: {text!r} is a model's id")
