"""A pytest plugin for Agno's own tests: wraps every model or database that they make, and writes down how each ended.

It stands in a folder of its own, as Agno's tests are a package ``tests`` too, which nothing of ours may hide.
"""

from __future__ import annotations

import json
from abc import ABCMeta
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from agno.agent import Agent
from agno.db.base import AsyncBaseDb, BaseDb
from agno.models.base import Model
from agno.team import Team
from agno.workflow import Workflow

from headroom import ConfigurationError, HeadroomConfig
from headroom._account.ledger import SavingsLedger
from headroom.integrations.agno import HeadroomAgnoModel, HeadroomDb, wrap

_RUNS = ("run", "arun", "continue_run", "acontinue_run")
_WORST_LAST = ("passed", "skipped", "failed")


class _Wrapping:
    """Wraps each model when it is made, as a user would, whoever makes it; all of them keep one account."""

    def __init__(self) -> None:
        self._ledger = SavingsLedger()
        self._models = 0

    def start(self) -> None:
        """Have the metaclass of agno's models hand out wrapped ones from now on."""
        wrapping, make = self, ABCMeta.__call__

        def call(cls: type, *args: Any, **kwargs: Any) -> Any:
            made = make(cls, *args, **kwargs)
            return wrapping._wrapped(made) if Model in cls.__mro__ else made

        ABCMeta.__call__ = call  # type: ignore[method-assign]
        for actor in (Agent, Team, Workflow):
            for name in filter(actor.__dict__.__contains__, _RUNS):
                setattr(actor, name, _with_its_tree_wrapped(getattr(actor, name)))

    def counts(self) -> dict[str, int]:
        """Tell what was wrapped, and what became of it."""
        summary = self._ledger.summary().as_dict()
        return {"models": self._models, "requests": summary["total_requests"], "faults": summary["total_faults"]}

    def _wrapped(self, made: Any) -> Any:
        # A copy of a wrapped model is made wrapped; a class's __new__ may give back what is no model at all.
        if isinstance(made, HeadroomAgnoModel) or Model not in type(made).__mro__:
            return made
        wrapped = HeadroomAgnoModel(made, HeadroomConfig(strict=True))  # a fault inside shall fail the test
        wrapped._headroom.report_to(self._ledger)
        self._models += 1
        return wrapped


class _WrappingDatabases:
    """Makes each database that can keep texts apart one that does, small ones too, whoever makes it."""

    def __init__(self) -> None:
        self._databases = 0

    def start(self) -> None:
        """Have the metaclass of agno's databases hand out wrapped ones from now on."""
        wrapping, make = self, ABCMeta.__call__

        def call(cls: type, *args: Any, **kwargs: Any) -> Any:
            made = make(cls, *args, **kwargs)
            return wrapping._wrapped(made) if {BaseDb, AsyncBaseDb} & {*cls.__mro__} else made

        ABCMeta.__call__ = call  # type: ignore[method-assign]

    def counts(self) -> dict[str, int]:
        """Tell what was wrapped."""
        return {"databases": self._databases}

    def _wrapped(self, made: Any) -> Any:
        try:
            wrapped = HeadroomDb(made, smallest=256)
        except ConfigurationError:  # it is of another kind
            return made
        self._databases += 1
        return wrapped


def _with_its_tree_wrapped(run: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap what hangs together before it runs: models are wrapped already, so that this changes nothing."""

    @wraps(run)
    def running(self: Any, *args: Any, **kwargs: Any) -> Any:
        wrap(self)
        return run(self, *args, **kwargs)

    return running


_WRAPPING: dict[str, type[_Wrapping | _WrappingDatabases]] = {"databases": _WrappingDatabases, "models": _Wrapping}


class _Outcomes:
    """How each test ended, by its id, with the first line of what it says where it failed."""

    def __init__(self, file: Path, wrapping: _Wrapping | _WrappingDatabases | None) -> None:
        self._file = file
        self._wrapping = wrapping
        self._ended: dict[str, tuple[str, str]] = {}

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of set-up, call and tear-down."""
        before = self._ended.get(report.nodeid, (_WORST_LAST[0], ""))
        if _WORST_LAST.index(report.outcome) >= _WORST_LAST.index(before[0]):
            self._ended[report.nodeid] = (report.outcome, _first_line(report))

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count a file that cannot be imported as one test that failed."""
        if report.failed:
            self._ended[report.nodeid] = ("failed", _first_line(report))

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Write all of it to the file."""
        counts = self._wrapping.counts() if self._wrapping else {}
        self._file.write_text(json.dumps({"ended": self._ended, "counts": counts}))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take what the run is told."""
    parser.addoption("--outcomes", type=Path, help="the file to write the outcomes to")
    parser.addoption("--wrap", choices=sorted(_WRAPPING), help="what to wrap whenever it is made")


def pytest_configure(config: pytest.Config) -> None:
    """Start wrapping before any test is imported."""
    asked = config.getoption("--wrap")
    wrapping = _WRAPPING[asked]() if asked else None
    if wrapping:
        wrapping.start()
    config.pluginmanager.register(_Outcomes(config.getoption("--outcomes"), wrapping))


def _first_line(report: Any) -> str:
    if not report.failed:
        return ""
    crash = getattr(report.longrepr, "reprcrash", None)
    said = crash.message if crash else report.longreprtext.strip().rpartition("\n")[2]
    return str(said).strip().partition("\n")[0]
