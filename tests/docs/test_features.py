"""The table of Agno's features names tests that there are, or says plainly that Agno has no place for it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "agno-features.md").read_text("utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", PAGE, flags=re.MULTILINE)
SHOWN = [row for row in ROWS if row[2] != "shown by"]
UNSHOWN = "no seam"


def tests_of(file: str) -> set[str]:
    """The names of the tests in a file of tests/."""
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    defined = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in defined if node.name.startswith("test_")}


@pytest.mark.parametrize("shown", sorted({shown for _, _, shown in SHOWN} - {UNSHOWN}))
def test_a_feature_is_shown_by_a_test_that_there_is(shown):
    file, name = re.fullmatch(r"`(\S+\.py)::(\w+)`", shown).groups()
    assert name in tests_of(file)


def test_every_line_of_the_tables_is_a_row():
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(lines) == len(ROWS) > 80
    assert len({feature for feature, _, _ in SHOWN}) == len(SHOWN)
