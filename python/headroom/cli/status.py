"""What the command's exit says."""

from __future__ import annotations

import enum

__all__ = ["Status"]


class Status(enum.IntEnum):
    """The codes that the command exits with. argparse exits with 2 where it cannot read what was asked."""

    DONE = 0
    FAILED = 1
    """What was asked cannot be done, or, of `doctor`, something is wrong; standard error says what."""
    USAGE = 2
    PARTLY = 3
    """A part could not be read and was left out; standard error says which."""
    INTERRUPTED = 130
    """By Ctrl-C. Files that were to be written are as they were."""
    UNREAD = 141
    """Whoever read the output has gone."""
