"""Errors that a client may see: they say what was wrong, and nothing of what was said.

A door answers them instead of the agent, with the status that they have.

AgentsError
├── InvalidRequestError   400: the request cannot be answered as it is
├── UnknownAgentError     404: there is no agent of that name
├── ProviderLimitError    429: the provider of the agent's model takes no more for now
└── RunFailedError        500: the agent failed
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from headroom._exceptions import HeadroomError

__all__ = ["AgentsError", "InvalidRequestError", "ProviderLimitError", "RunFailedError", "UnknownAgentError"]


class AgentsError(HeadroomError):
    """An answer that is an error. Its text is for the client, so it never quotes an exception or a conversation.

    Attributes:
        status: the HTTP status.
        kind: the error's type, as OpenAI names it.
        code: the error's code, or None.
        parameter: the field of the request that is wrong, or None.
    """

    status: ClassVar[int] = 500
    kind: ClassVar[str] = "server_error"
    code: ClassVar[str | None] = None

    def __init__(self, text: str, parameter: str | None = None) -> None:
        """Say what is wrong, and with which field of the request."""
        super().__init__(text)
        self.parameter = parameter


class InvalidRequestError(AgentsError, ValueError):
    """A request that cannot be answered as it is; the text says which field and what is expected."""

    status = 400
    kind = "invalid_request_error"


class UnknownAgentError(AgentsError, LookupError):
    """No agent has the name that was asked for; the text lists those that there are."""

    status = 404
    kind = "invalid_request_error"
    code = "model_not_found"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Name what was asked for and what there is."""
        super().__init__(f"there is no agent {name[:100]!r}; there are: {', '.join(sorted(known)) or 'none'}", "model")


class ProviderLimitError(AgentsError):
    """The provider of the agent's model takes no more requests for now."""

    status = 429
    kind = "rate_limit_error"
    code = "rate_limit_exceeded"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the provider of the agent's model has reached a limit; try again later")


class RunFailedError(AgentsError):
    """The agent failed. What happened stands in the log of the server and nowhere else."""

    code = "agent_failed"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the agent failed; the server's log says why")
