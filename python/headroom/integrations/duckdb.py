"""Headroom in DuckDB: functions of SQL that count and compress texts.

    import headroom.integrations.duckdb as hr
    hr.register(connection)
    connection.sql("SELECT sum(headroom_count_tokens(content, 'gpt-4o')) FROM 'transcripts.parquet'")

DuckDB hands over some thousand rows at a time and works through what is larger than memory.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from headroom._extras import not_installed

try:
    import duckdb
    import pyarrow as pa
    import pyarrow.compute as pc
except ModuleNotFoundError as missing:
    raise not_installed(str(missing.name), "duckdb") from missing

from headroom._arguments import check_model, checked_threads
from headroom._config import SmartCrusherConfig
from headroom._crusher import SmartCrusher
from headroom._tokens import count_tokens_batch

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["register"]

Column = Any
"""An array of pyarrow, which has no types: DuckDB hands over some 2,000 rows of a column at a time, in one."""


def register(
    connection: duckdb.DuckDBPyConnection,
    *,
    model: str = "gpt-4o",
    config: SmartCrusherConfig | None = None,
    threads: int | None = None,
) -> None:
    """Give a connection the functions ``headroom_count_tokens`` and ``headroom_compress``, in place of those it has.

    ``headroom_count_tokens(text VARCHAR, model VARCHAR) -> BIGINT`` counts as `headroom.count_tokens` does; NULL where
    the text or the model is. ``headroom_compress(text VARCHAR) -> VARCHAR`` gives the text to send, as
    `headroom.SmartCrusher.crush` does, which is the text itself where nothing is shorter; `headroom.expand` reads it.

    Args:
        connection: a connection to DuckDB.
        model: the id of the model that ``headroom_compress`` compresses for.
        config: its settings; ``None`` means the defaults.
        threads: how many work on a batch at once; ``None`` means as many as the process may run.

    Raises:
        ConfigurationError: `config` is something else.
        ValidationError: `model` is no text or `threads` no number of threads.
    """
    check_model(model)
    threads = checked_threads(threads)
    crusher = SmartCrusher(config)

    def counted(texts: Column, models: Column) -> Column:
        return _counted(texts, models.combine_chunks(), threads)

    def compressed(texts: Column) -> Column:
        return pa.array(crusher.crush_batch(texts, model, threads=threads))

    _create(connection, "headroom_count_tokens", counted, ["VARCHAR", "VARCHAR"], "BIGINT")
    _create(connection, "headroom_compress", compressed, ["VARCHAR"], "VARCHAR")


def _create(
    connection: duckdb.DuckDBPyConnection, name: str, function: Callable[..., Column], takes: list[str], gives: str
) -> None:
    with suppress(duckdb.InvalidInputException):  # there is none to be replaced
        connection.remove_function(name)
    connection.create_function(name, function, takes, gives, type="arrow", null_handling="special")


def _counted(texts: Column, models: Column, threads: int | None) -> Column:
    """Count each text in its row's model: most often there is one."""
    each = models.unique()
    if len(each) == 1 and not models.null_count:
        return pa.array(count_tokens_batch(texts, each[0].as_py(), threads=threads))
    counts = pa.nulls(len(texts), pa.int64())
    for model in each.drop_null():  # not by its text, to compare which pyarrow would import pandas: most of a second
        is_its_own = pc.equal(models, model)
        its_own = pa.array(count_tokens_batch(texts.filter(is_its_own), model.as_py(), threads=threads))
        counts = pc.replace_with_mask(counts, is_its_own, its_own)
    return counts
