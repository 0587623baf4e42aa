"""`python -m headroom` is the command `headroom`."""

from __future__ import annotations

import sys

from headroom.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
