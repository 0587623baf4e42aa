"""Headroom in Polars: expressions that count and compress a column of texts, on all cores.

    import headroom.integrations.polars as hr
    pl.scan_parquet("transcripts.parquet").with_columns(tokens=hr.count_tokens("content", "gpt-4o"))

Each row by itself, so that the streaming engine works through what is larger than memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from headroom._extras import not_installed

try:
    import polars as pl
except ModuleNotFoundError as missing:
    raise not_installed("polars", "polars") from missing

from headroom._arguments import check_model, checked_threads
from headroom._config import SmartCrusherConfig
from headroom._core import ArrowArray
from headroom._crusher import SmartCrusher
from headroom._tokens import count_tokens_batch

__all__ = ["compress", "count_tokens"]

Work = Callable[[pl.Series], ArrowArray]
"""What is done to a column."""


def count_tokens(text: str | pl.Expr, model: str = "gpt-4o", *, threads: int | None = None) -> pl.Expr:
    """Count the tokens of each text of a column, as `headroom.count_tokens` does.

    Args:
        text: a column of strings, categories or nothing but nulls, by its name or as an expression.
        model: the id of the model whose tokens are counted.
        threads: how many work on a batch at once; ``None`` means as many as the process may run.

    Returns:
        An expression of type ``Int64``, null where the text is.

    Raises:
        ValidationError: `model` is no text or `threads` no number of threads.
    """
    check_model(model)
    return _each(text, partial(count_tokens_batch, model=model, threads=checked_threads(threads)), pl.Int64())


def compress(
    text: str | pl.Expr, model: str = "gpt-4o", *, config: SmartCrusherConfig | None = None, threads: int | None = None
) -> pl.Expr:
    """Write each text of a column in fewer tokens, as `headroom.SmartCrusher.crush` does; `headroom.expand` reads it.

    Args:
        text: a column of strings, categories or nothing but nulls, by its name or as an expression.
        model: the id of the model that they are for.
        config: settings; ``None`` means the defaults.
        threads: how many work on a batch at once; ``None`` means as many as the process may run.

    Returns:
        An expression of type ``String``: the text to send, which is the text itself where nothing is shorter, and null
        where that is.

    Raises:
        ConfigurationError: `config` is something else.
        ValidationError: `model` is no text or `threads` no number of threads.
    """
    check_model(model)
    work = partial(SmartCrusher(config).crush_batch, model=model, threads=checked_threads(threads))
    return _each(text, work, pl.String())


def _each(text: str | pl.Expr, work: Work, kind: pl.DataType) -> pl.Expr:
    column = pl.col(text) if isinstance(text, str) else text
    return column.map_batches(partial(_worked, work=work), return_dtype=kind, is_elementwise=True)


def _worked(texts: pl.Series, *, work: Work) -> pl.Series:
    return pl.Series(texts.name, work(texts))
