"""Everything Headroom raises.

Headroom fails open: while a conversation is rewritten, a fault is logged and the original goes out. These are raised
for wrong settings and wrong arguments, by functions whose only answer would be a wrong one, and under ``strict=True``.

    HeadroomError
    ├── ConfigurationError   a setting with a wrong value
    ├── ValidationError      an argument of a wrong type or shape
    ├── ProviderError        a model that cannot be wrapped
    ├── CompressionError     a text that cannot be compressed or expanded
    ├── BudgetError          a conversation that does not fit
    ├── BudgetExceededError  a request that a run's or a session's budget does not allow
    ├── UnknownSessionError  a session of which no request is recorded
    ├── SessionContentError  a stored session whose texts are not there or not what was written
    ├── EvaluationError      a model that does not answer what it is asked for an evaluation
    └── TranscriptError      a file that holds no conversations that can be read
"""

from __future__ import annotations

__all__ = [
    "BudgetError",
    "BudgetExceededError",
    "CompressionError",
    "ConfigurationError",
    "EvaluationError",
    "HeadroomError",
    "ProviderError",
    "SessionContentError",
    "TranscriptError",
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


class BudgetExceededError(HeadroomError):
    """A request was not sent, as it could have taken a run or a session beyond its budget.

    Attributes:
        scope: whose budget it is, ``"run"`` or ``"session"``.
        unit: what the next four count, ``"tokens"`` or ``"usd"``.
        limit: the budget.
        spent: what was billed of it so far.
        reserved: what requests under way may still take of it.
        needed: the most that this request could have taken; None where nobody knows what the model costs.
        model: id of the model that was to be called.
        member: name of the agent or team that asked, if it is known.
    """

    def __init__(
        self,
        scope: str,
        unit: str,
        limit: float,
        spent: float,
        reserved: float,
        needed: float | None,
        model: str,
        member: str | None = None,
    ) -> None:
        """Name all of it."""
        self.scope, self.unit, self.limit = scope, unit, limit
        self.spent, self.reserved, self.needed = spent, reserved, needed
        self.model, self.member = model, member
        asked = f"this request to {model}" + (f" by {member}" if member else "")
        budget = f"the {scope}'s budget of {self._said(limit)}"
        if needed is None:
            text = f"{budget} cannot be held: nobody knows what {model} costs, input and output; set model_prices"
        else:
            used = f"{self._said(spent)} spent" + (f", {self._said(reserved)} under way" if reserved else "")
            text = f"{budget} is used up: {used}, and {asked} may take {self._said(needed)}"
        super().__init__(text)

    def _said(self, amount: float) -> str:
        return f"{amount:,} tokens" if self.unit == "tokens" else f"{amount:,.6f} USD"

    def __reduce__(self) -> tuple[type[BudgetExceededError], tuple[object, ...]]:
        """Pickle by the parts: they are what `__init__` takes."""
        parts = (self.scope, self.unit, self.limit, self.spent, self.reserved, self.needed, self.model, self.member)
        return type(self), parts


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


class EvaluationError(HeadroomError):
    """A model that is evaluated does not answer; the text says what its service, or its file, says."""


class TranscriptError(HeadroomError, ValueError):
    """A file holds no conversations, or a part of it cannot be read that was asked for; the text says what."""
