"""Agno's own tests with every model wrapped, where a checkout of Agno is at hand; and what is said of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.agno.own_tests.__main__ import compared as compared_runs
from tests.agno.own_tests.comparison import Comparison
from tests.agno.own_tests.running import Checkout, Run

SOURCE = os.environ.get("HEADROOM_TEST_AGNO_SOURCE")
COUNTS = {"models": 3, "requests": 2, "faults": 0}


@pytest.mark.skipif(
    not SOURCE, reason="HEADROOM_TEST_AGNO_SOURCE names no checkout of Agno, and its packages hold no tests"
)
def test_agnos_own_tests_end_alike_with_every_model_wrapped():
    command = [sys.executable, "-m", "tests.agno.own_tests", SOURCE]
    told = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def compared(plain, wrapped, known=(), counts=COUNTS):
    """A comparison of runs that are told as what failed; test a, b and c ran."""
    runs = [
        Run({test: ("failed", "Oh") if test in failed else ("passed", "") for test in "abc"}, counts)
        for failed in (plain, wrapped)
    ]
    return Comparison(*runs, dict.fromkeys(known, "by design"))


@pytest.mark.parametrize(
    ("plain", "wrapped", "known", "unknown", "needless"),
    [
        ("", "", "", [], []),
        ("a", "a", "", [], []),
        ("a", "", "", [], []),
        ("", "ab", "a", ["b"], []),
        ("", "a", "ab", [], ["b"]),
        ("b", "b", "b", [], ["b"]),
        ("", "a", "ad", [], []),  # d is not among these tests
    ],
)
def test_what_fails_only_when_wrapped_is_known_or_an_error(plain, wrapped, known, unknown, needless):
    comparison = compared(plain, wrapped, known)

    assert (comparison.unknown, comparison.needless) == (unknown, needless)
    assert comparison.holds == (not unknown and not needless)


def test_databases_are_counted_as_such():
    assert list(compared("", "", counts={"databases": 2}).lines())[1] == "2 databases were wrapped"
    assert compared("", "", counts={"databases": 2}).holds


def test_a_fault_inside_is_an_error():
    assert not compared("", "", counts={**COUNTS, "faults": 1}).holds


def test_what_ends_alike_alone_hung_on_what_ran_before():
    first = compared("", "ab")
    alone = Run({"a": ("passed", "")}, {}), Run({"a": ("passed", "")}, COUNTS)

    assert first.settled(*alone).unknown == ["b"]


def test_each_test_that_differs_is_said_with_its_error_or_its_reason():
    said = list(compared("c", "ab", "a").lines())

    assert said[:2] == [
        "0 passed in both runs, 0 failed in both",
        "3 models were wrapped; 2 requests went through them, 0 with a fault inside",
    ]
    assert {"    a: by design", "    b: Oh", "1 FAILED ONLY WHEN WRAPPED", "1 newly passing"} <= set(said)


OWN = """
from headroom.testing import FakeModel


class Own(FakeModel):
    pass


def test_is_its_own_class():
    assert type(Own([])) is Own


def test_is_of_its_class():
    assert isinstance(Own([]), Own)


def test_answers():
    from agno.agent import Agent

    assert Agent(model=Own(["Hi"]), telemetry=False).run("Hello").content == "Hi"


def test_fails():
    assert not Own([]).id
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of an Agno with four tests, which run where these run."""
    unit = tmp_path / "libs" / "agno" / "tests" / "unit"
    unit.mkdir(parents=True)
    (unit / "test_own.py").write_text(OWN)
    (unit / "test_broken.py").write_text("import a_package_that_is_not_there")
    (tmp_path / "libs" / "agno" / "pyproject.toml").write_text('[project]\nversion = "9.9.9"\n')
    monkeypatch.setattr(Checkout, "_interpreter", lambda self: sys.executable)
    return Checkout(tmp_path)


def test_every_model_that_a_test_makes_is_wrapped(checkout):
    comparison = compared_runs(checkout, ["tests/unit"])

    assert checkout.version == "9.9.9"
    assert comparison.only_wrapped == ["tests/unit/test_own.py::test_is_its_own_class"]
    assert comparison.wrapped.ended[comparison.only_wrapped[0]][1].startswith("AssertionError: assert <class 'test_own")
    assert comparison.wrapped.counts == {"models": 4, "requests": 1, "faults": 0}
    assert next(comparison.lines()) == "2 passed in both runs, 2 failed in both"


OF_DATABASES = """
from agno.db.in_memory import InMemoryDb
from agno.db.sqlite import SqliteDb


def test_is_its_own_class(tmp_path):
    assert type(SqliteDb(db_file=str(tmp_path / "agno.db"))) is SqliteDb


def test_is_of_its_class(tmp_path):
    assert isinstance(SqliteDb(db_file=str(tmp_path / "agno.db")), SqliteDb)


def test_is_of_another_class():
    assert type(InMemoryDb()) is InMemoryDb
"""


def test_every_database_that_a_test_makes_is_wrapped(checkout, tmp_path):
    (tmp_path / "libs" / "agno" / "tests" / "unit" / "test_own.py").write_text(OF_DATABASES)
    comparison = compared_runs(checkout, ["tests/unit/test_own.py"], "databases")

    assert comparison.only_wrapped == ["tests/unit/test_own.py::test_is_its_own_class"]
    assert comparison.wrapped.counts["databases"] == 2


def test_what_is_no_checkout_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="no checkout of Agno"):
        Checkout(tmp_path)
