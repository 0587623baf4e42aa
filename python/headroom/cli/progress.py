"""How far reading has come, on standard error, of what takes more than a second; nothing where that is no terminal."""

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
def progress(total: int, what: str) -> Iterator[Callable[[int], object]]:
    """Show how many bytes of `total` were read.

    Args:
        total: bytes that there are to be read.
        what: what they are, as a terminal may be told or not.

    Yields:
        Takes how many bytes were read, as they are. A bar by tqdm (the extra ``cli``), else a line now and then.
    """
    if not sys.stderr.isatty():
        yield _ignored
        return
    what = printable(what)
    try:
        from tqdm import tqdm
    except ModuleNotFoundError:
        yield _Lines(total, what).take
        return
    with tqdm(total=total, desc=what, unit="B", unit_scale=True, delay=_QUIET_SECONDS, leave=False) as bar:
        yield bar.update


def _ignored(read: int) -> None:
    pass


class _Lines:
    """Says how much was read, after a second and then every two."""

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what, self._read = total, what, 0
        self._next = time.monotonic() + _QUIET_SECONDS

    def take(self, read: int) -> None:
        self._read += read
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _SECONDS_A_LINE
            done, total = self._read / _MEGABYTE, self._total / _MEGABYTE
            print(f"headroom: {self._what}: {done:.1f} of {total:.1f} MB read", file=sys.stderr)
