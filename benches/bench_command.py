"""What starting costs: `import headroom` and `headroom --help`, each a process of its own, beside Python alone.

Times are of the processor, so that other processes do not count. The goals are 30 ms over Python for the import, and
150 ms for the help. What a name of the package needs is imported with the name, so that is a row too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

import pytest

STARTS = {
    "python": ["-c", "pass"],
    "import headroom": ["-c", "import headroom"],
    "from headroom import compress": ["-c", "from headroom import compress"],
    "headroom --help": ["-m", "headroom", "--help"],
}
ROUNDS = 15


def cpu_seconds(arguments: Sequence[str]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("start", STARTS)
def bench_start(start: str, say: Callable[[str], None]):
    cpu_seconds(STARTS[start])  # so that no file is read for the first time
    times = [cpu_seconds(STARTS[start]) for _ in range(ROUNDS)]
    say(f"{start}: {1000 * median(times):.0f} ms")
