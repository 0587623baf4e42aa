"""Runs of Agno's unit tests, each in a process of its own, in an environment that has what they import."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.agno_matrix import ROOT, environment

PLUGIN = Path(__file__).parent / "plugin"
_OPTIONS = ["-p", "wrapping_every_model", "-p", "no:cacheprovider", "--quiet", "--continue-on-collection-errors"]
# Tests that wait for a network shall end; what takes as long on a busy machine is run again, alone.
_SETTINGS = {"PYTEST_TIMEOUT": "60", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Run:
    """How the tests ended.

    Attributes:
        ended: By each test's id ``passed``, ``skipped`` or ``failed``, and the first line of what it says then. A file
            that cannot be imported is one that failed.
        counts: Of a run with models wrapped, how many were, how many requests went through them, and how many of
            these went out as they were because something failed inside; with databases wrapped, how many were.
    """

    ended: dict[str, tuple[str, str]]
    counts: dict[str, int]

    def outcome(self, test: str) -> str:
        """Tell how a test ended; what did not run has failed."""
        return self.ended.get(test, ("failed", ""))[0]


class Checkout:
    """A checkout of Agno, and an environment for its tests."""

    def __init__(self, source: Path) -> None:
        """Take a checkout.

        Raises:
            SystemExit: If there is none of Agno's, or it has no unit tests.
        """
        self._library = source.resolve() / "libs" / "agno"
        if not (self._library / "tests" / "unit").is_dir():
            raise SystemExit(f"{source} is no checkout of Agno: it has no libs/agno/tests/unit")
        project = (self._library / "pyproject.toml").read_text("utf-8")
        self.version = re.search(r'^version = "(.+)"', project, flags=re.MULTILINE)[1]

    def run(self, tests: list[str], *, wrap: str | None) -> Run:
        """Run tests, by their ids or the folders that they stand in.

        Args:
            tests: These.
            wrap: What is wrapped whenever it is made: ``models``, ``databases`` or nothing.
        """
        with tempfile.TemporaryDirectory() as folder:
            outcomes = Path(folder) / "outcomes.json"
            options = [*_OPTIONS, "--outcomes", outcomes, *(["--wrap", wrap] if wrap else [])]
            with (Path(folder) / "log").open("w+") as log:
                asked = [self._interpreter(), "-m", "pytest", *options, *tests]
                subprocess.run(
                    asked, cwd=self._library, env=self._environment(folder), stdout=log, stderr=log, check=False
                )
                if not outcomes.exists():
                    raise SystemExit(f"pytest did not run:\n{log.seek(0) or log.read()[-2000:]}")
            told = json.loads(outcomes.read_text())
        return Run({test: (ended, said) for test, (ended, said) in told["ended"].items()}, told["counts"])

    def _environment(self, home: str) -> dict[str, str]:
        paths = os.pathsep.join(map(str, (self._library, ROOT / "python", PLUGIN)))
        return {**os.environ, **_SETTINGS, "PYTHONPATH": paths, "HOME": home}

    def _interpreter(self) -> Path:
        """Of an environment with the packages of this version; the code is the checkout's."""
        return environment(f".venv-agno-own-{self.version}", "--group", "agno-own", f"agno[dev]=={self.version}")
