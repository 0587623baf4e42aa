"""What a run and a session may cost."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headroom._arguments import MOST_TOKENS
from headroom._checks import member
from headroom._exceptions import ConfigurationError

__all__ = ["OnExceed", "RunBudget"]

_MOST_USD = 1e9


class OnExceed(str, enum.Enum):
    """What becomes of a request that a budget does not allow."""

    WARN = "warn"
    """It is sent; the log and the run say so."""
    STOP = "stop"
    """It is not sent: `BudgetExceededError` ends the run."""


@dataclass(frozen=True)
class RunBudget:
    """What the requests of agno's wrapped models may cost, input and output, by run and by session.

    Args:
        tokens: tokens that a run may take, with the runs of a team's members and of a workflow's steps.
        usd: USD that a run may cost; for models with a price of input and of output.
        session_tokens: tokens that all runs of a session may take together.
        session_usd: USD that they may cost together.
        on_exceed: what becomes of a request that one of these does not allow; the choice's name as text works too.

    Raises:
        ConfigurationError: a value has the wrong type, is not above 0, or nothing is limited.
    """

    tokens: int | None = None
    usd: float | None = None
    session_tokens: int | None = None
    session_usd: float | None = None
    on_exceed: OnExceed = OnExceed.STOP

    if TYPE_CHECKING:  # a choice is given by name, too, and always read as a member

        def __init__(
            self,
            tokens: int | None = ...,
            usd: float | None = ...,
            session_tokens: int | None = ...,
            session_usd: float | None = ...,
            on_exceed: OnExceed | str = ...,
        ) -> None: ...

    def __post_init__(self) -> None:
        limits = {name: getattr(self, name) for name in ("tokens", "session_tokens", "usd", "session_usd")}
        if all(limit is None for limit in limits.values()):
            raise ConfigurationError(f"RunBudget limits nothing: give one of {', '.join(limits)}")
        for name, limit in limits.items():
            if limit is not None and not (_is_usd(limit) if name.endswith("usd") else _is_tokens(limit)):
                raise ConfigurationError(f"RunBudget.{name} does not take {limit!r}")
        object.__setattr__(self, "on_exceed", member(OnExceed, "on_exceed", self.on_exceed))


def _is_tokens(limit: object) -> bool:
    return type(limit) is int and 1 <= limit <= MOST_TOKENS


def _is_usd(limit: object) -> bool:
    return type(limit) in (int, float) and 0 < limit <= _MOST_USD  # type: ignore[operator]
