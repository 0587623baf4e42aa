"""`python -m headroom.cli` is the command `headroom`."""

from __future__ import annotations

import sys

from headroom.cli import main

if __name__ == "__main__":
    sys.exit(main())
