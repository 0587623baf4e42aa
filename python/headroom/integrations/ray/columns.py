"""Datasets whose texts actors count and compress."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
from ray.data import Dataset

from headroom._arguments import check_model
from headroom._config import SmartCrusherConfig
from headroom._crusher import SmartCrusher
from headroom._tokens import count_tokens_batch

__all__ = ["compress", "count_tokens"]

Work = Callable[[Any], Any]
"""What is done to a column of a batch."""


def count_tokens(
    dataset: Dataset, column: str, *, into: str = "tokens", model: str = "gpt-4o", **options: Any
) -> Dataset:
    """Add a column with the tokens of each text of another, as `headroom.count_tokens` counts them; null where that is.

    Args:
        dataset: a dataset with a column of strings.
        column: the column's name.
        into: the name of the column of counts, ``int64``; one that is there is replaced.
        model: the id of the model whose tokens are counted.
        options: what else ``Dataset.map_batches`` is to be told, such as ``compute`` or ``batch_size``.

    Returns:
        The dataset; nothing is done before it is read.

    Raises:
        ValidationError: `model` is no text; when the dataset is read, that `column` holds no strings.
    """
    check_model(model)
    return _mapped(dataset, column, into, partial(count_tokens_batch, model=model, threads=1), options)


def compress(
    dataset: Dataset,
    column: str,
    *,
    into: str | None = None,
    model: str = "gpt-4o",
    config: SmartCrusherConfig | None = None,
    **options: Any,
) -> Dataset:
    """Write each text of a column in fewer tokens, as `headroom.SmartCrusher.crush` does; `headroom.expand` reads it.

    Args:
        dataset: a dataset with a column of strings.
        column: the column's name.
        into: the name of the column of texts to send, ``large_string``; ``None`` replaces `column`.
        model: the id of the model that they are for.
        config: settings; ``None`` means the defaults.
        options: what else ``Dataset.map_batches`` is to be told, such as ``compute`` or ``batch_size``.

    Returns:
        The dataset; nothing is done before it is read.

    Raises:
        ConfigurationError: `config` is something else.
        ValidationError: `model` is no text; when the dataset is read, that `column` holds no strings.
    """
    check_model(model)
    crushed = partial(SmartCrusher(config).crush_batch, model=model, threads=1)
    return _mapped(dataset, column, into or column, crushed, options)


def _mapped(dataset: Dataset, column: str, into: str, work: Work, options: dict[str, Any]) -> Dataset:
    arguments = {"column": column, "into": into, "work": work}
    chosen = {"batch_format": "pyarrow", "udf_modifying_row_count": False, **options}
    return dataset.map_batches(_OnColumn, fn_constructor_kwargs=arguments, **chosen)


class _OnColumn:
    """An actor: does something to a column of each batch."""

    def __init__(self, column: str, into: str, work: Work) -> None:
        self.column, self.into, self.work = column, into, work

    def __call__(self, batch: pa.Table) -> pa.Table:
        made = pa.array(self.work(batch[self.column]))
        if self.into in batch.column_names:
            return batch.set_column(batch.column_names.index(self.into), self.into, made)
        return batch.append_column(self.into, made)
