"""A process and all that it starts, watched while it works: how long, how much of the processor, how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

_EVERY = 0.3
_TICKS = os.sysconf("SC_CLK_TCK")


class Watched(NamedTuple):
    """What it took.

    Attributes:
        seconds: by the clock.
        cpu_seconds: of all its processes together, but for their last moments.
        peak_bytes: of memory at a time, files that are mapped aside; what processes share is counted once.
        said: what it wrote on stdout.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    said: str


def watched(command: list[str], name: str, **environment: str) -> Watched:
    """Run a command to its end, with a line on stderr that says how far it is.

    Raises:
        RuntimeError: It failed; with the end of what it wrote.
    """
    began, peak = time.monotonic(), 0
    cpu: dict[int, float] = {}
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        while True:
            try:
                said, errors = process.communicate(timeout=_EVERY)
                break
            except subprocess.TimeoutExpired:
                family = _family(process.pid)
                cpu.update(family)
                held = sum(map(_held_bytes, family))
                peak = max(peak, held)
                line = f"\r{name}: {time.monotonic() - began:5.0f} s, {held / 1e6:6,.0f} MB"
                print(line, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if process.returncode:
        raise RuntimeError(f"{name} failed: {errors[-2000:]}")
    return Watched(time.monotonic() - began, sum(cpu.values()), peak, said)


def _family(first: int) -> dict[int, float]:
    """Seconds that the process and its descendants have worked; what Ray starts is of its session, or a child."""
    parents, seconds = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[int(process.name)] = (int(fields[1]), int(fields[3]))
        seconds[int(process.name)] = (int(fields[11]) + int(fields[12])) / _TICKS
    family = {process for process, (_, session) in parents.items() if session == first}
    while more := {process for process, (parent, _) in parents.items() if parent in family} - family:
        family |= more
    return {process: seconds[process] for process in family}


def _held_bytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    sizes = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
    return 1024 * (int(sizes["Pss_Anon"]) + int(sizes["Pss_Shmem"]))
