"""Run Agno's tests with every model wrapped and with none: `python -m tests.agno.own_tests SOURCE [TEST …]`.

SOURCE is a checkout of Agno's repository, as its packages hold no tests. It says how each test ended in both runs, and
fails where wrapping changes what `known.py` does not name, or where it names what is not so any longer. Tests that end
otherwise when wrapped are run once more, alone: some hang on what ran before them.

With `--databases` every SQLite and PostgreSQL database is wrapped, and the tests are those of databases. They ask for
PostgreSQL on port 5532 of this machine, which is started for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.postgres_server import PROGRAMS, postgres

from .comparison import Comparison
from .known import KNOWN, KNOWN_OF_DATABASES
from .running import Checkout

_KNOWN = {"models": KNOWN, "databases": KNOWN_OF_DATABASES}
_TESTS = {
    "models": ["tests/unit"],
    "databases": [
        *(f"tests/integration/db/{kind}" for kind in ("sqlite", "postgres", "async_postgres")),
        "tests/unit/db",
    ],
}
_PORT = 5532


def compared(checkout: Checkout, tests: list[str], wrap: str = "models") -> Comparison:
    """Run tests of a checkout in both ways."""
    first = Comparison(checkout.run(tests, wrap=None), checkout.run(tests, wrap=wrap), _KNOWN[wrap])
    again = [test for test in {*first.only_wrapped, *first.newly_passing} if "::" in test]
    if not again:
        return first
    return first.settled(checkout.run(again, wrap=None), checkout.run(again, wrap=wrap))


@contextmanager
def agnos_postgres() -> Iterator[None]:
    """The database that Agno's own tests connect to."""
    if PROGRAMS is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    with postgres(_PORT) as server:
        server.ask("CREATE ROLE ai SUPERUSER LOGIN")
        server.ask("CREATE DATABASE ai OWNER ai")
        yield


def main(source: str, *tests: str) -> int:
    """Compare, and say what came of it."""
    wrap = "databases" if "--databases" in tests else "models"
    checkout = Checkout(Path(source))
    print(f"agno {checkout.version}, all {wrap} wrapped and none", flush=True)
    with agnos_postgres() if wrap == "databases" else nullcontext():
        comparison = compared(checkout, [test for test in tests if test != "--databases"] or _TESTS[wrap], wrap)
    print(*comparison.lines(), sep="\n")
    return 0 if comparison.holds else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
