"""Everything Headroom raises.

Headroom fails open: while a conversation is rewritten, a fault is logged and the original goes out. These are raised
for wrong settings and wrong arguments, by functions whose only answer would be a wrong one, and under ``strict=True``.

    HeadroomError
    ├── ConfigurationError   a setting with a wrong value
    ├── ValidationError      an argument of a wrong type or shape
    ├── ProviderError        a model that cannot be wrapped
    ├── CompressionError     a text that cannot be compressed or expanded
    ├── BudgetError          a conversation that does not fit
    ├── UnknownSessionError  a session of which no request is recorded
    └── SessionContentError  a stored session whose texts are not there or not what was written
"""

from __future__ import annotations

__all__ = [
    "BudgetError",
    "CompressionError",
    "ConfigurationError",
    "HeadroomError",
    "ProviderError",
    "SessionContentError",
    "UnknownSessionError",
    "ValidationError",
]


class HeadroomError(Exception):
    """The root of everything Headroom raises."""


class ConfigurationError(HeadroomError, ValueError):
    """A setting has a wrong value; the text names the setting, the value and what is allowed."""


class ValidationError(HeadroomError, TypeError):
    """An argument has a wrong type or shape; the text says which and what is expected."""


class ProviderError(HeadroomError):
    """A model cannot be wrapped; the text says what was given."""


class CompressionError(HeadroomError):
    """A text cannot be compressed or expanded; nothing was changed."""


class BudgetError(HeadroomError):
    """What is sent of a conversation exceeds what the window allows.

    Attributes:
        tokens: what is sent, in tokens; the most it may be where it is an estimate.
        budget: what the window allows, in tokens.
    """

    def __init__(self, tokens: int, budget: int) -> None:
        """Name both numbers."""
        super().__init__(f"what is sent needs up to {tokens} tokens, the window allows {budget}")
        self.tokens = tokens
        self.budget = budget

    def __reduce__(self) -> tuple[type[BudgetError], tuple[int, int]]:
        """Pickle by the numbers: they are what `__init__` takes."""
        return BudgetError, (self.tokens, self.budget)


class UnknownSessionError(HeadroomError, LookupError):
    """No request of a session is recorded; the text names the session."""


class SessionContentError(HeadroomError):
    """A text of a stored session that is kept apart is not there, or is not what was written.

    Attributes:
        session_id: the session; ``None`` if it cannot be told.
        reason: what is wrong.
    """

    def __init__(self, reason: str, session_id: str | None = None) -> None:
        """Name the session."""
        super().__init__(f"session {session_id!r}: {reason}" if session_id is not None else reason)
        self.session_id = session_id
        self.reason = reason

    def __reduce__(self) -> tuple[type[SessionContentError], tuple[str, str | None]]:
        """Pickle by what `__init__` takes."""
        return SessionContentError, (self.reason, self.session_id)
