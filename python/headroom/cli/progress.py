"""How far something has come, on standard error, if it takes more than a second; nothing where that is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from headroom.cli.output import printable

__all__ = ["progress"]

_QUIET_SECONDS = 1.0
_SECONDS_A_LINE = 2.0
_MEGABYTE = 1e6


@contextmanager
def progress(total: int, what: str, counted: str = "") -> Iterator[Callable[[int], object]]:
    """Show how far something has come.

    Args:
        total: bytes that there are to be read, or things to be done.
        what: what is read or done, as a terminal may be told or not.
        counted: the things that are counted, such as ``questions``; empty for bytes.

    Yields:
        Takes how many were read or done, as they are. A bar by tqdm (the extra ``cli``), else a line now and then.
    """
    if not sys.stderr.isatty():
        yield _ignored
        return
    what = printable(what)
    try:
        from tqdm import tqdm
    except ModuleNotFoundError:
        yield _Lines(total, what, counted).take
        return
    unit = f" {counted}" if counted else "B"
    with tqdm(total=total, desc=what, unit=unit, unit_scale=not counted, delay=_QUIET_SECONDS, leave=False) as bar:
        yield bar.update


def _ignored(read: int) -> None:
    pass


class _Lines:
    """Says how far it is, after a second and then every two."""

    def __init__(self, total: int, what: str, counted: str) -> None:
        self._total, self._what, self._counted, self._done = total, what, counted, 0
        self._next = time.monotonic() + _QUIET_SECONDS

    def take(self, read: int) -> None:
        self._done += read
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _SECONDS_A_LINE
            print(f"headroom: {self._what}: {self._far()}", file=sys.stderr)

    def _far(self) -> str:
        if self._counted:
            return f"{self._done:,} of {self._total:,} {self._counted}"
        return f"{self._done / _MEGABYTE:.1f} of {self._total / _MEGABYTE:.1f} MB read"
