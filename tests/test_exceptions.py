"""Everything Headroom raises has one root, and fits what Python raises for the same mistake."""

import inspect
import pickle

import pytest

import headroom
from headroom import (
    BudgetError,
    BudgetExceededError,
    ConfigurationError,
    HeadroomError,
    SessionContentError,
    ValidationError,
    _exceptions,
)

ALL = [getattr(_exceptions, name) for name in _exceptions.__all__]


@pytest.mark.parametrize("error", ALL)
def test_every_error_is_public_and_has_the_one_root(error: type[Exception]):
    assert issubclass(error, HeadroomError)
    assert getattr(headroom, error.__name__) is error
    assert inspect.getdoc(error)


def test_wrong_settings_are_value_errors_and_wrong_arguments_type_errors():
    assert issubclass(ConfigurationError, ValueError)
    assert issubclass(ValidationError, TypeError)


def test_a_budget_error_carries_its_numbers():
    error = BudgetError(500, 100)
    assert (error.tokens, error.budget) == (500, 100)
    assert str(error) == "what is sent needs up to 500 tokens, the window allows 100"


EXCEEDED = BudgetExceededError("run", "usd", 0.5, 0.4, 0.0, 0.2, "gpt-4o", "Clerk")
OF_PARTS = (BudgetError(500, 100), EXCEEDED, SessionContentError("a text is gone", "s"))
SAID = [kind("text") for kind in ALL if kind not in map(type, OF_PARTS)]


@pytest.mark.parametrize("error", [*OF_PARTS, *SAID])
def test_errors_survive_pickling(error: HeadroomError):
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_the_docstring_draws_the_tree():
    assert all(kind.__name__ in (_exceptions.__doc__ or "") for kind in ALL)
