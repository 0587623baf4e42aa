"""Processes beside the test's own: forked, so that two hundred of them take seconds."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

MOST_SECONDS = 60


def forked(work: Callable[[], object]) -> int:
    """Start a child that does `work` and ends: with 1 if it raises, by a signal if it hangs."""
    child = os.fork()
    if child == 0:
        signal.alarm(MOST_SECONDS)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


def ended(child: int) -> int:
    """How a child ends: 0 if it has done its work."""
    return os.waitpid(child, 0)[1]
