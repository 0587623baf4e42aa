"""The setting: what a budget may be, and where it stands."""

import pickle
from math import inf, nan

import pytest

from headroom import (
    BudgetExceededError,
    ConfigurationError,
    HeadroomConfig,
    HeadroomError,
    OnExceed,
    RunBudget,
    compress,
)

LIMITS = ("tokens", "session_tokens", "usd", "session_usd")


def test_it_stops_unless_it_is_to_warn():
    assert RunBudget(tokens=1).on_exceed is OnExceed.STOP
    assert RunBudget(tokens=1, on_exceed="WARN").on_exceed is OnExceed.WARN


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("wrong", [0, -1, True, False, "10", nan, inf, -inf, [], 10**400])
def test_wrong_limits_are_refused(name, wrong):
    with pytest.raises(ConfigurationError, match=f"RunBudget.{name} "):
        RunBudget(**{name: wrong})


@pytest.mark.parametrize("name", ["tokens", "session_tokens"])
def test_tokens_are_whole(name):
    with pytest.raises(ConfigurationError, match=name):
        RunBudget(**{name: 1.5})


@pytest.mark.parametrize("wrong", ["", "raise", None, 1, True])
def test_it_stops_or_warns_and_does_nothing_else(wrong):
    with pytest.raises(ConfigurationError, match="on_exceed is one of warn, stop"):
        RunBudget(tokens=1, on_exceed=wrong)


def test_a_budget_limits_something():
    with pytest.raises(ConfigurationError, match="limits nothing"):
        RunBudget()


@pytest.mark.parametrize("wrong", [1000, {"tokens": 1000}, "stop", RunBudget])
def test_the_setting_takes_a_budget(wrong):
    with pytest.raises(ConfigurationError, match="budget"):
        HeadroomConfig(budget=wrong)


def test_it_changes_nothing_that_is_sent():
    config = HeadroomConfig(budget=RunBudget(tokens=1, usd=0.01, session_tokens=2, session_usd=0.02))
    assert config.fingerprint() == HeadroomConfig().fingerprint()
    assert pickle.loads(pickle.dumps(config)) == config != HeadroomConfig()
    assert hash(config) != hash(HeadroomConfig())
    messages = [{"role": "user", "content": "Hi, how are you? " * 20}]
    assert compress(messages, config=config).messages == messages  # who sends nothing stops nothing


@pytest.mark.parametrize("needed", [2_500, None])
def test_the_error_says_it_all_and_is_pickled(needed):
    error = BudgetExceededError("session", "tokens", 10_000, 8_000, 1_000, needed, "gpt-4o", "Clerk")
    assert isinstance(error, HeadroomError)
    back = pickle.loads(pickle.dumps(error))
    names = ("scope", "unit", "limit", "spent", "reserved", "needed", "model", "member")
    assert [getattr(back, name) for name in names] == [getattr(error, name) for name in names]
    assert str(back) == str(error)


def test_the_error_reads_as_a_sentence():
    tokens = BudgetExceededError("run", "tokens", 10_000, 8_000, 1_000, 2_500, "gpt-4o", "Clerk")
    assert str(tokens) == (
        "the run's budget of 10,000 tokens is used up: 8,000 tokens spent, 1,000 tokens under way, "
        "and this request to gpt-4o by Clerk may take 2,500 tokens"
    )
    usd = BudgetExceededError("session", "usd", 0.5, 0.49, 0.0, 0.0125, "gpt-4o")
    assert str(usd) == (
        "the session's budget of 0.500000 USD is used up: 0.490000 USD spent, "
        "and this request to gpt-4o may take 0.012500 USD"
    )
    unpriced = BudgetExceededError("run", "usd", 0.5, 0.0, 0.0, None, "mine")
    assert str(unpriced) == (
        "the run's budget of 0.500000 USD cannot be held: nobody knows what mine costs, input and output; "
        "set model_prices"
    )
