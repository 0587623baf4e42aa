"""usage: python -m bulk (in benches/, or with it on PYTHONPATH). `make bulk` sets up what it needs.

Generates an archive of transcripts, counts and compresses it through each engine, checks that all made the same rows,
and prints how fast, on how much memory, and what a second core is worth. SIZE is the archive's megabytes of text, 4000
by default, SEED draws another one, ENGINES names those to run. The archive stays in target/bulk and is used again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import duckdb

from bulk.transcripts import Archive, archive
from bulk.watching import Watched, watched

FOLDER = Path("target/bulk")
CORES = os.cpu_count() or 1
WORKS = ("count", "compress")
_SCALING = 4
"""The part of the archive that is done on one core and on all of them."""


def main(size: int, seed: int, engines: list[str]) -> None:
    """Run everything and print the tables."""
    whole = archive(FOLDER, size, seed)
    print(f"{whole.text_bytes() / 1e9:.2f} GB of text in messages, {CORES} cores\n")
    _through_all(whole, engines)
    print()
    _scaled(archive(FOLDER, max(size // _SCALING, 1), seed), engines)


def _through_all(whole: Archive, engines: list[str]) -> None:
    print(f"{'engine':<8}{'work':<10}{'from':<9}{'GB/min':>8}{'CPU s':>8}{'peak MB':>9}  rows")
    for work in WORKS:
        digests = set()
        for engine in engines:
            for source in whole:
                done, digest = _run(engine, work, source, CORES)
                print(_row(whole, engine, work, source, done, digest[0]))
                digests.add(digest)
        print(f"{'':<18}{'the same rows' if len(digests) == 1 else f'THEY DIFFER: {digests}'}")


def _row(whole: Archive, engine: str, work: str, source: Path, done: Watched, rows: int) -> str:
    speed = whole.text_bytes() / 1e9 / _seconds(done) * 60
    figures = f"{speed:>8.1f}{done.cpu_seconds:>8.0f}{done.peak_bytes / 1e6:>9,.0f}"
    killed = "; a worker was killed" if "killed" in done.said else ""
    return f"{engine:<8}{work:<10}{source.suffix[1:]:<9}{figures}  {rows:,}{killed}"


def _scaled(part: Archive, engines: list[str]) -> None:
    print(f"{'engine':<8}{'work':<10}{'1 core s':>10}{f'{CORES} cores s':>12}{'times':>7}")
    for engine in engines:
        for work in WORKS:
            one, all_of_them = (_seconds(_run(engine, work, part.parquet, cores)[0]) for cores in (1, CORES))
            print(f"{engine:<8}{work:<10}{one:>10.1f}{all_of_them:>12.1f}{one / all_of_them:>7.2f}")


def _run(engine: str, work: str, source: Path, cores: int) -> tuple[Watched, tuple[int, int]]:
    """What it took, and (rows, digest) of what it made, which depends on no order."""
    out = FOLDER / f"{engine}-{work}.out"
    _remove(out)
    command = [sys.executable, "-m", "bulk.engines", engine, work, str(source), str(out.resolve()), str(cores)]
    kill = {"KILL": "1"} if engine == "ray" and cores > 1 and work == "compress" else {}
    done = watched(command, f"{engine} {work} {source.name} on {cores}", **kill)
    made = f"{out}/*.parquet" if out.is_dir() else str(out)
    [digest] = duckdb.sql(f"SELECT count(*), sum(hash(id, made)) FROM read_parquet('{made}')").fetchall()
    _remove(out)
    return done, digest


def _seconds(done: Watched) -> float:
    return float(re.findall(r"^took ([\d.]+) s$", done.said, re.MULTILINE)[-1])


def _remove(out: Path) -> None:
    shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)


if __name__ == "__main__":
    chosen = os.environ.get("ENGINES", "polars duckdb ray").split()
    main(int(float(os.environ.get("SIZE", "4000")) * 1e6), int(os.environ.get("SEED", "1")), chosen)
