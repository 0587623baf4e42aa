"""What a request may take of a budget at the most, and what it took."""

import pytest

from headroom import ModelPrice, RunBudget
from headroom._account.bill import Caching, Terms, Tokens
from headroom._account.budget import billed_amount, limits_of, most_of
from headroom._account.usage import Usage
from headroom._models.price import price_of

GPT = Terms(price_of("gpt-4o"), Caching.WHOLE)  # 2.50 USD a million, 1.25 from the cache, 10 for output
CLAUDE = Terms(price_of("claude-sonnet-4-6"), Caching.WHOLE)  # 3, 0.30 from the cache, 3.75 into it, 15 for output


def test_limits_are_by_run_and_by_session():
    budget = RunBudget(tokens=10, usd=0.5, session_usd=2)
    assert limits_of(budget) == ((10, 500_000_000_000), (None, 2_000_000_000_000))


def test_at_the_most_nothing_comes_from_the_cache_and_all_goes_into_it():
    assert most_of(1_000, 100, GPT) == (1_100, 2_500_000_000 + 1_000_000_000)
    assert most_of(1_000, 100, CLAUDE) == (1_100, 3_750_000_000 + 1_500_000_000)
    assert most_of(1_000, 0, CLAUDE._replace(hour=True)) == (1_000, 6_000_000_000)


def test_what_was_billed_is_what_was_reported_input_and_output():
    assert billed_amount(Usage(Tokens(500, 500, 0), 1_000, 100), GPT) == (1_100, 1_250_000_000 + 625_000_000 + 10**9)
    assert billed_amount(Usage(Tokens(0, 900, 100), 1_000, 0), CLAUDE) == (1_000, 270_000_000 + 375_000_000)
    assert billed_amount(Usage(None, 0, 50), GPT) is None


def test_a_long_request_has_a_dearer_answer():
    terms = Terms(price_of("gpt-5.4"))  # 2.50 and 15; twice and one and a half times as much over 272,000
    assert most_of(272_001, 1_000, terms).picodollars == 272_001 * 5_000_000 + 1_000 * 22_500_000
    steps = Terms(ModelPrice(1.0, output=2.0, steps=((1_000, 2.0),)))
    assert most_of(1_001, 10, steps).picodollars == 1_001 * 2_000_000 + 10 * 4_000_000


@pytest.mark.parametrize("terms", [Terms(), Terms(ModelPrice(1.0))], ids=["no price", "no price of output"])
def test_without_a_price_of_both_nobody_knows_what_it_costs(terms):
    assert most_of(10, 5, terms) == (15, None)
    assert billed_amount(Usage(Tokens(10, 0, 0), 10, 5), terms) == (15, None)


def test_what_costs_nothing_is_known_to_cost_nothing():
    free = Terms(ModelPrice(0.0, output=0.0))
    assert most_of(10, 5, free) == (15, 0)
