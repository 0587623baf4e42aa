"""Work through Ray Data: what it is worth without its start, and an actor that is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_OBJECTS = 200 << 20
"""Bytes that Ray's store of objects may hold."""


def with_ray(work: str, source: Path, out: Path, cores: int, *, model: str) -> Callable[[], float]:
    """A dataset through a pool of actors; Ray's own tasks, which list, read and write, have a CPU besides.

    With ``KILL=1`` an actor that is at work is killed once something was written, and a line on stdout says so.
    """
    import ray.data

    import headroom.integrations.ray as hr

    _start(cores)
    if source.suffix == ".parquet":
        dataset = hr.read_parquet(source, ["id", "content"])
    else:
        dataset = hr.read_json_lines(source, {"id": "int64", "content": "string"})
    pool = ray.data.ActorPoolStrategy(size=cores)
    made = {"count": hr.count_tokens, "compress": hr.compress}[work]
    write = made(dataset, "content", into="made", model=model, compute=pool).select_columns(["id", "made"])
    if os.environ.get("KILL"):
        threading.Thread(target=_kill_an_actor, args=(out,), daemon=True).start()
    return partial(_seconds_without_the_start, partial(write.write_parquet, str(out)), out)


def idle_ray(work: str, _source: Path, _out: Path, cores: int, *, model: str) -> Callable[[], None]:
    """Actors that are given a word each, and have nothing more to do."""
    import ray.data

    import headroom.integrations.ray as hr

    _start(cores)
    words = ray.data.from_items([{"content": "word"}] * cores, override_num_blocks=cores)
    pool = ray.data.ActorPoolStrategy(size=cores)
    made = {"count": hr.count_tokens, "compress": hr.compress}[work](words, "content", model=model, compute=pool)
    return partial(_drain, made)


def _drain(dataset: Any) -> None:
    for _ in dataset.iter_rows():
        time.sleep(1)  # so that its peak is seen


def _start(cores: int) -> None:
    import ray

    ray.init(num_cpus=cores + 1, include_dashboard=False, log_to_driver=False, object_store_memory=_OBJECTS)


def _seconds_without_the_start(write: Callable[[], object], out: Path) -> float:
    """What all rows would have taken at the pace from the first file written to the last, starting processes aside."""
    began = time.time()
    write()
    files = sorted((path.stat().st_mtime, pq.read_metadata(path).num_rows) for path in out.glob("*.parquet"))
    (first, before), (last, _) = files[0], files[-1]
    rows = sum(number for _, number in files)
    print(f"the first file after {first - began:.1f} s", flush=True)
    return (last - first) * rows / (rows - before) if rows > before else time.time() - began


def _kill_an_actor(out: Path) -> None:
    while not (out.is_dir() and any(out.iterdir()) and (at_work := actors_at_work())):
        time.sleep(0.02)
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
