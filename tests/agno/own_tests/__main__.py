"""Run Agno's unit tests with every model wrapped and with none: `python -m tests.agno.own_tests SOURCE [TEST …]`.

SOURCE is a checkout of Agno's repository, as its packages hold no tests. It says how each test ended in both runs, and
fails where wrapping changes what `known.py` does not name, or where it names what is not so any longer. Tests that end
otherwise when wrapped are run once more, alone: some hang on what ran before them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .comparison import Comparison
from .known import KNOWN
from .running import Checkout


def compared(checkout: Checkout, tests: list[str]) -> Comparison:
    """Run tests of a checkout in both ways."""
    first = Comparison(checkout.run(tests, wrapped=False), checkout.run(tests, wrapped=True), KNOWN)
    again = [test for test in {*first.only_wrapped, *first.newly_passing} if "::" in test]
    if not again:
        return first
    return first.settled(checkout.run(again, wrapped=False), checkout.run(again, wrapped=True))


def main(source: str, *tests: str) -> int:
    """Compare, and say what came of it."""
    checkout = Checkout(Path(source))
    print(f"agno {checkout.version}, every model wrapped and none", flush=True)
    comparison = compared(checkout, list(tests) or ["tests/unit"])
    print(*comparison.lines(), sep="\n")
    return 0 if comparison.holds else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
