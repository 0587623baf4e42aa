"""Files that are written as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

__all__ = ["replacing"]


@contextmanager
def replacing(path: Path, mode: int | None = None) -> Iterator[IO[bytes]]:
    """Open a file to be written that is there as a whole afterwards or, where anything goes wrong, as it was.

    Args:
        path: the file.
        mode: who may read and write it; ``None`` for those who might, or for whom the process makes files.

    Raises:
        OSError: it cannot be written.
    """
    # A name that nobody can foresee, opened where there is none: in a folder of many, no link of another's is followed.
    beside = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    file = open(beside, "xb", opener=None if mode is None else partial(os.open, mode=mode))  # noqa: SIM115
    try:
        with file:
            if mode is None and path.exists():
                beside.chmod(path.stat().st_mode & 0o777)  # before anything is in it
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
