"""usage: python -m bulk (in benches/, or with it on PYTHONPATH). `make bulk` sets up what it needs.

Generates an archive of transcripts, counts and compresses it through each engine, checks that all made the same rows,
and prints how fast, on how much memory, and what a second core is worth, of a part of it: from file to file, and in
memory alone. What starts an engine is not counted: Ray's pace is that from the first file it has written to the last.
SIZE is the megabytes of text, 4000 by default, SEED draws another archive, ENGINES names those to run. It stays in
target/bulk and is used again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import duckdb

from bulk.engines import ENGINES
from bulk.transcripts import Archive, archive
from bulk.watching import Watched, watched

FOLDER = Path("target/bulk")
CORES = os.cpu_count() or 1
WORKS = ("count", "compress")
_PART = 500_000_000
"""Bytes of text that are done on one core and on all of them, if there are as many."""
_TIMES = {"count": 3, "compress": 2}
"""How often each is done so; Ray's runs take long enough to be done once."""


def main(size: int, seed: int, engines: list[str]) -> None:
    """Run everything and print the tables."""
    whole = archive(FOLDER, size, seed)
    print(f"{whole.text_bytes() / 1e9:.2f} GB of text in messages, {CORES} cores\n")
    if "ray" in engines:
        idle = _watched("ray-idle", "count", whole.parquet, CORES)
        print(f"Ray, with {CORES} actors and no rows: {idle.peak_bytes / 1e6:,.0f} MB\n")
    _through_all(whole, engines)
    print()
    _scaled(archive(FOLDER, min(size, _PART), seed), engines)


def _through_all(whole: Archive, engines: list[str]) -> None:
    print(f"{'engine':<8}{'work':<10}{'from':<9}{'GB/min':>8}{'CPU s':>8}{'peak MB':>9}  rows")
    for work in WORKS:
        digests = set()
        for engine in engines:
            for source in whole:
                done, digest = _run(engine, work, source)
                print(_row(whole, engine, work, source, done, digest[0]), flush=True)
                digests.add(digest)
        print(f"{'':<18}{'the same rows' if len(digests) == 1 else f'THEY DIFFER: {digests}'}")


def _row(whole: Archive, engine: str, work: str, source: Path, done: Watched, rows: int) -> str:
    speed = whole.text_bytes() / 1e9 / _seconds(done) * 60
    figures = f"{speed:>8.1f}{done.cpu_seconds:>8.0f}{done.peak_bytes / 1e6:>9,.0f}"
    of_ray = _of_ray(work, done) if engine == "ray" else ""
    return f"{engine:<8}{work:<10}{source.suffix[1:]:<9}{figures}  {rows:,}{of_ray}"


def _of_ray(work: str, done: Watched) -> str:
    [start] = re.findall(r"^the first file after ([\d.]+) s$", done.said, re.MULTILINE)
    killed = "a worker was killed" if "killed" in done.said else "NO WORKER WAS KILLED, it was done before"
    return f"; from its first file on, which took {start} s{f'; {killed}' if work == 'compress' else ''}"


def _scaled(part: Archive, engines: list[str]) -> None:
    print(f"the best of some, of {part.text_bytes() / 1e9:.2f} GB; Ray's from its first file on, with no worker killed")
    print(f"{'engine':<16}{'work':<10}{'1 core s':>10}{f'{CORES} cores s':>12}{'times':>7}")
    for engine in (*engines, *(f"{engine}-memory" for engine in engines if f"{engine}-memory" in ENGINES)):
        for work in WORKS:
            print(_scaled_row(part, engine, work), flush=True)


def _scaled_row(part: Archive, engine: str, work: str) -> str:
    """Runs on one core and on all of them in turn, so that neither has the quieter machine."""
    seconds: dict[int, list[float]] = {1: [], CORES: []}
    for _ in range(1 if engine == "ray" else _TIMES[work]):
        for cores, taken in seconds.items():
            taken.append(_seconds(_watched(engine, work, part.parquet, cores)))
    one, all_of_them = min(seconds[1]), min(seconds[CORES])
    return f"{engine:<16}{work:<10}{one:>10.2f}{all_of_them:>12.2f}{one / all_of_them:>7.2f}"


def _run(engine: str, work: str, source: Path) -> tuple[Watched, tuple[int, int]]:
    """What it took on all cores, and (rows, digest) of what it made, which depends on no order."""
    kill = {"KILL": "1"} if engine == "ray" and work == "compress" else {}
    out = _out(engine, work)
    done = _watched(engine, work, source, CORES, keep=True, **kill)
    made = f"{out}/*.parquet" if out.is_dir() else str(out)
    [digest] = duckdb.sql(f"SELECT count(*), sum(hash(id, made)) FROM read_parquet('{made}')").fetchall()
    _remove(out)
    return done, digest


def _watched(engine: str, work: str, source: Path, cores: int, *, keep: bool = False, **environment: str) -> Watched:
    out = _out(engine, work)
    _remove(out)
    command = [sys.executable, "-m", "bulk.engines", engine, work, str(source), str(out.resolve()), str(cores)]
    done = watched(command, f"{engine} {work} {source.name} on {cores}", **environment)
    if not keep:
        _remove(out)
    return done


def _out(engine: str, work: str) -> Path:
    return FOLDER / f"{engine}-{work}.out"


def _seconds(done: Watched) -> float:
    return float(re.findall(r"^took ([\d.]+) s$", done.said, re.MULTILINE)[-1])


def _remove(out: Path) -> None:
    shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)


if __name__ == "__main__":
    chosen = os.environ.get("ENGINES", "polars duckdb ray").split()
    main(int(float(os.environ.get("SIZE", "4000")) * 1e6), int(os.environ.get("SEED", "1")), chosen)
