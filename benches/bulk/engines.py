"""usage: python -m bulk.engines ENGINE WORK SOURCE OUT CORES (such as polars count rows.parquet new.parquet 2)

One piece of work from a file to a file, in a process of its own, by the engine's own means; a line on stdout says
how many seconds it took, without what starts. With ``KILL=1`` an actor of Ray's that is at work is killed, and a line
says so.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

MODEL = "gpt-4o"
_OBJECTS = 400 << 20
"""Bytes that Ray's store of objects may hold."""


def with_polars(work: str, source: Path, out: Path, cores: int) -> Callable[[], object]:
    """Scan, one expression, sink: the streaming engine."""
    os.environ["POLARS_MAX_THREADS"] = str(cores)
    import polars as pl

    import headroom.integrations.polars as hr

    rows = pl.scan_parquet(source) if source.suffix == ".parquet" else pl.scan_ndjson(source / "*.jsonl")
    made = {"count": hr.count_tokens, "compress": hr.compress}[work]("content", MODEL)
    return partial(rows.select("id", made.alias("made")).sink_parquet, out, maintain_order=False)


def with_duckdb(work: str, source: Path, out: Path, cores: int) -> Callable[[], object]:
    """One statement of SQL."""
    import duckdb

    import headroom.integrations.duckdb as hr

    connection = duckdb.connect(config={"threads": cores, "memory_limit": "600MB", "preserve_insertion_order": False})
    hr.register(connection, model=MODEL)
    made = {"count": f"headroom_count_tokens(content, '{MODEL}')", "compress": "headroom_compress(content)"}[work]
    rows = f"read_parquet('{source}')"
    if source.suffix != ".parquet":
        rows = f"read_ndjson('{source}/*.jsonl', columns={{id: 'BIGINT', content: 'VARCHAR'}})"
    copy = f"COPY (SELECT id, {made} AS made FROM {rows}) TO '{out}' (FORMAT parquet, ROW_GROUP_SIZE 20000)"
    return partial(connection.execute, copy)


def with_ray(work: str, source: Path, out: Path, cores: int) -> Callable[[], object]:
    """A dataset through a pool of actors; Ray's own tasks, which list, read and write, have a CPU besides."""
    import ray
    import ray.data

    import headroom.integrations.ray as hr

    ray.init(num_cpus=cores + 1, include_dashboard=False, log_to_driver=False, object_store_memory=_OBJECTS)
    ray.data.DataContext.get_current().target_max_block_size = 32 << 20
    if os.environ.get("KILL"):
        threading.Thread(target=_kill_an_actor, daemon=True).start()
    read = ray.data.read_parquet if source.suffix == ".parquet" else ray.data.read_json
    rows = read(str(source)).select_columns(["id", "content"])
    pool = ray.data.ActorPoolStrategy(size=cores)
    made = {"count": hr.count_tokens, "compress": hr.compress}[work]
    return partial(made(rows, "content", into="made", model=MODEL, compute=pool).write_parquet, str(out))


def _kill_an_actor() -> None:
    """Wait until all actors are at work, give them a while, and kill one."""
    while len(at_work := actors_at_work()) < 2:
        time.sleep(0.2)
    time.sleep(1)
    os.kill(at_work[0], signal.SIGKILL)
    print(f"killed an actor at work: process {at_work[0]}", flush=True)


def actors_at_work() -> list[int]:
    """Processes of actors that have a batch in hand: Ray names a process for what it does."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name = (process / "cmdline").read_text()
        except OSError:  # it has ended
            continue
        if name.startswith("ray::MapWorker") and "_OnColumn" in name and name.rstrip("\0 ").endswith(".submit"):
            found.append(int(process.name))
    return sorted(found)


ENGINES = {"polars": with_polars, "duckdb": with_duckdb, "ray": with_ray}

if __name__ == "__main__":
    engine, work, source, out, cores = sys.argv[1:]
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])  # no more, whatever starts threads
    run = ENGINES[engine](work, Path(source), Path(out), int(cores))
    began = time.monotonic()
    run()
    print(f"took {time.monotonic() - began:.3f} s")
