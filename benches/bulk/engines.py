"""usage: python -m bulk.engines ENGINE WORK SOURCE OUT CORES (such as polars count rows.parquet new.parquet 2)

One piece of work from a file to a file, in a process of its own, by the engine's own means; with polars-memory and
duckdb-memory from memory to a number, so that nothing is read or written meanwhile; with ray-idle there are no rows. A
line on stdout says how many seconds it took, without what starts.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bulk.on_ray import idle_ray, with_ray
from headroom import SmartCrusher, count_tokens

MODEL = "gpt-4o"

Run = Callable[[], float | None]
"""Does the work; says how long it took where that is not by the clock."""


def with_polars(work: str, source: Path, out: Path, cores: int) -> Run:
    """Scan, one expression, sink: the streaming engine."""
    made = _expression(work, cores)
    import polars as pl

    rows = pl.scan_parquet(source) if source.suffix == ".parquet" else pl.scan_ndjson(source / "*.jsonl")
    return partial(rows.select("id", made.alias("made")).sink_parquet, out, maintain_order=False)


def polars_in_memory(work: str, source: Path, _out: Path, cores: int) -> Run:
    """The streaming engine over a frame."""
    made = _expression(work, cores)
    import polars as pl

    rows = pl.read_parquet(source, columns=["content"]).lazy()
    return partial(rows.select(made.count()).collect, engine="streaming")


def _expression(work: str, cores: int) -> Any:
    os.environ["POLARS_MAX_THREADS"] = str(cores)  # before Polars is imported
    import headroom.integrations.polars as hr

    return {"count": hr.count_tokens, "compress": hr.compress}[work]("content", MODEL)


def with_duckdb(work: str, source: Path, out: Path, cores: int) -> Run:
    """One statement of SQL."""
    connection, made = _connection(work, cores, memory_limit="600MB", preserve_insertion_order=False)
    rows = f"read_parquet('{source}')"
    if source.suffix != ".parquet":
        rows = f"read_ndjson('{source}/*.jsonl', columns={{id: 'BIGINT', content: 'VARCHAR'}})"
    copy = f"COPY (SELECT id, {made} AS made FROM {rows}) TO '{out}' (FORMAT parquet, ROW_GROUP_SIZE 20000)"
    return partial(connection.execute, copy)


def duckdb_in_memory(work: str, source: Path, _out: Path, cores: int) -> Run:
    """A statement over a table."""
    connection, made = _connection(work, cores)
    connection.execute(f"CREATE TABLE texts AS SELECT content FROM read_parquet('{source}')")
    return connection.sql(f"SELECT count({made}) FROM texts").fetchall


def _connection(work: str, cores: int, **config: Any) -> tuple[Any, str]:
    import duckdb

    import headroom.integrations.duckdb as hr

    connection = duckdb.connect(config={"threads": cores, **config})
    hr.register(connection, model=MODEL)
    made = {"count": f"headroom_count_tokens(content, '{MODEL}')", "compress": "headroom_compress(content)"}
    return connection, made[work]


ENGINES = {
    "polars": with_polars,
    "duckdb": with_duckdb,
    "ray": partial(with_ray, model=MODEL),
    "polars-memory": polars_in_memory,
    "duckdb-memory": duckdb_in_memory,
    "ray-idle": partial(idle_ray, model=MODEL),
}


def main(engine: str, work: str, source: str, out: str, cores: str) -> None:
    """Start, work, and say how long it took."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])  # no more, whatever starts threads
    count_tokens("the vocabulary is read", MODEL)
    SmartCrusher().crush('[{"id": 1}]', model=MODEL)
    run = ENGINES[engine](work, Path(source), Path(out), int(cores))
    began = time.monotonic()
    told = run()
    seconds = told if isinstance(told, float) else time.monotonic() - began
    print(f"took {seconds:.3f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
