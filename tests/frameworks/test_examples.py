"""The examples of the frameworks run as those of Agno do; their packages are installed here alone."""

from __future__ import annotations

import pytest
from tests.examples import OF_FRAMEWORKS, check


@pytest.mark.parametrize("name", OF_FRAMEWORKS)
def test_an_example_runs_and_says_what_it_saved(name):
    check(name, OF_FRAMEWORKS[name])
