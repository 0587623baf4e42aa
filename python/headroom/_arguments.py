"""Checks of arguments that several functions take."""

from __future__ import annotations

from operator import index

from headroom._exceptions import ValidationError

__all__ = ["MOST_TOKENS", "check_model", "check_model_limit", "check_text", "checked_threads", "checked_tokens"]

MOST_TOKENS = 2**53
"""No conversation has more, and sums of less cannot overflow in the core."""


def check_model(model: object) -> None:
    """Refuse what is no model id."""
    if not isinstance(model, str):
        raise ValidationError(f"model is a model's id as text, not {type(model).__name__}")


def check_model_limit(model_limit: object) -> None:
    """Refuse what is no context length."""
    if type(model_limit) is not int or not 1 <= model_limit <= MOST_TOKENS:
        raise ValidationError(f"model_limit is a positive number of tokens, at most {MOST_TOKENS}, not {model_limit!r}")


def check_text(text: object) -> None:
    """Refuse what is no text."""
    if not isinstance(text, str):
        raise ValidationError(f"text is a str, not {type(text).__name__}")


def checked_tokens(tokens: object, name: str) -> int:
    """A number of tokens that the core takes, from any integer, NumPy's included; refuse what is none."""
    if type(tokens) is not int and hasattr(tokens, "__index__") and not isinstance(tokens, bool):
        tokens = index(tokens)
    if type(tokens) is not int or tokens < 0:
        raise ValidationError(f"{name} is a number of tokens, 0 or more, not {tokens!r}")
    return min(tokens, MOST_TOKENS)


def checked_threads(threads: object) -> int | None:
    """A number of threads, or ``None`` for as many as the process may run at once; refuse what is none."""
    if threads is None or (type(threads) is int and threads > 0):
        return threads
    raise ValidationError(f"threads is a positive number of threads or None, not {threads!r}")
