"""The examples of gateways run as others do; LiteLLM is installed here alone."""

from __future__ import annotations

import pytest
from tests.examples import OF_GATEWAYS, check


@pytest.mark.parametrize("name", OF_GATEWAYS)
def test_an_example_runs_and_says_what_it_saved(name):
    check(name, OF_GATEWAYS[name])
