"""Why a run failed, as far as a client may know.

Agno gives a failed run back with the exception's text as its content. The text says neither what kind of failure it was
nor may a client read it, so the models of a run note what their providers refused.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

from .errors import AgentsError, InvalidRequestError, ProviderLimitError, RunFailedError

__all__ = ["Failures"]

logger = logging.getLogger(__name__)

_LIMIT_STATUSES = (429, 529)
_REFUSED_INPUT = "input_check_error"


class Failures:
    """What went wrong in one run."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._last: BaseException | None = None

    def watch(self, model: Any) -> None:
        """Note what the provider of a model refuses. The model must be the run's own."""
        for name, watched in (("ainvoke", self._answering), ("ainvoke_stream", self._streaming)):
            setattr(model, name, watched(getattr(model, name)))

    def error(self, kind: str | None = None) -> AgentsError:
        """Tell what a client is to know of the failed run.

        Args:
            kind: The type of agno's error event, if there was one.

        Returns:
            The error to raise.
        """
        if kind == _REFUSED_INPUT:
            return InvalidRequestError("messages: a check of the agent's refuses what is said", "messages")
        if getattr(self._last, "status_code", None) in _LIMIT_STATUSES:
            return ProviderLimitError()
        logger.error("the agent %r failed: %s", self._agent, kind or type(self._last).__name__)
        return RunFailedError()

    def raised(self, error: Exception) -> AgentsError:
        """Tell what a client is to know of a run that raised."""
        if isinstance(error, AgentsError):
            return error
        self._last = self._last or error
        logger.error("the agent %r raised", self._agent, exc_info=error)
        return self.error(getattr(error, "type", None) or type(error).__name__)

    def _answering(self, invoke: Any) -> Any:
        async def ainvoke(*args: Any, **kwargs: Any) -> Any:
            try:
                return await invoke(*args, **kwargs)
            except Exception as error:
                self._last = error
                raise

        return ainvoke

    def _streaming(self, invoke_stream: Any) -> Any:
        async def ainvoke_stream(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            try:
                async for delta in invoke_stream(*args, **kwargs):
                    yield delta
            except Exception as error:
                self._last = error
                raise

        return ainvoke_stream
