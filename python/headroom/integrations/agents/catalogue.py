"""The agents that a door offers, by name."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

from headroom._config import HeadroomConfig
from headroom._exceptions import ConfigurationError
from headroom._models.info import model_info

from .chunks import Chunk, joined
from .errors import UnknownAgentError
from .failures import Failures
from .one_task import Tell, told_by
from .request import ChatRequest
from .runnables import first_model, is_runnable, settled, wrapped
from .runs import Run
from .sources import AgentFactory, named_sources
from .turns import Turns

__all__ = ["Catalogue", "Described"]


@dataclass(frozen=True)
class Described:
    """What is told of an agent before it runs.

    Attributes:
        name: Its name.
        context_tokens: The context length of its model; None where that is not known.
    """

    name: str
    context_tokens: int | None


class Catalogue:
    """Agents, teams and workflows by name, and the one way to ask them. It keeps nothing of what it is asked.

    Args:
        agents: A dict of names, an ``AgentOS``, a list, or ``"module:attribute"``, which names any of these. The values
            of a dict are agents, teams, workflows, functions that make one, ``AgentFactory``, or names of these.
        wrap: Whether their models are wrapped with Headroom. The agents given stay as they are.
        config: Headroom's settings for models that are not wrapped yet; None: the defaults.
        sessions: Whether an agent's database holds the conversation, so that only what is new is passed; else each
            request's messages are the whole conversation. None: as the agent has a database or not.
        tool_progress: Whether the reasoning of an answer says which tools run.

    Raises:
        ConfigurationError: If there are no agents, or one is none.
    """

    def __init__(
        self,
        agents: Any,
        *,
        wrap: bool = True,
        config: HeadroomConfig | None = None,
        sessions: bool | None = None,
        tool_progress: bool = False,
    ) -> None:
        self._wrap = wrap
        self._config = config
        self._sessions = sessions
        self._tool_progress = tool_progress
        self._sources = {name: self._settled(name, source) for name, source in named_sources(agents).items()}
        self._turns = Turns()

    def describe(self) -> list[Described]:
        """Tell what is known of every agent, in the order they were given."""
        return [Described(name, _context_tokens(source)) for name, source in self._sources.items()]

    def stream(self, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        """Ask an agent.

        Args:
            request: The request.

        Returns:
            Its answer in chunks; the last one has a ``finish_reason``. The run stops when the generator is closed, or
            who reads it is cancelled. While it is read it raises an ``AgentsError`` if there is no such agent, the
            request does not fit it, or the run fails. A failed run is not tried again.
        """
        return told_by(partial(self._tell, request))

    async def answer(self, request: ChatRequest) -> Chunk:
        """Ask an agent, and wait for the whole answer; otherwise as ``stream``."""
        return joined([chunk async for chunk in self.stream(request)])

    async def _tell(self, request: ChatRequest, tell: Tell) -> None:
        failures = Failures(request.agent)
        try:
            run = await self._run(request, failures)
            await run.tell(tell)
        except Exception as error:
            raise failures.raised(error) from None  # what it says stands in the log

    async def _run(self, request: ChatRequest, failures: Failures) -> Run:
        source = self._sources.get(request.agent)
        if source is None:
            raise UnknownAgentError(request.agent, self._sources)
        runnable, parameters = await self._made(request.agent, source, request.parameters)
        sessions = getattr(runnable, "db", None) is not None if self._sessions is None else self._sessions
        return Run(request.agent, runnable, request, parameters, sessions, self._tool_progress, self._turns, failures)

    async def _made(self, name: str, source: Any, parameters: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Give the agent, and the parameters that a factory has not taken."""
        if not isinstance(source, AgentFactory):
            return source, dict(parameters)
        if source.per_request:
            taken = source.accepted(parameters)
            made = self._settled(name, await _awaited(source.make(**taken)))
            return made, {key: value for key, value in parameters.items() if key not in taken}
        async with self._turns.of(name):
            if isinstance(self._sources[name], AgentFactory):
                self._sources[name] = self._settled(name, await _awaited(source.make()))
        return self._sources[name], dict(parameters)

    def _settled(self, name: str, source: Any) -> Any:
        if isinstance(source, AgentFactory):
            return source
        if not is_runnable(source):
            raise ConfigurationError(f"the factory of the agent {name!r} made {source!r:.100}")
        made = wrapped(source, self._config) if self._wrap else settled(source)
        if getattr(made, "id", None) is None:
            made = _named(made, name)
        return made


def _named(runnable: Any, name: str) -> Any:
    """Give a copy an id, as agno would: by its name, or at random for each copy of an agent without one."""
    made = copy(runnable)
    made.id = name
    return made


async def _awaited(made: Any) -> Any:
    return await made if inspect.isawaitable(made) else made


def _context_tokens(source: Any) -> int | None:
    model = None if isinstance(source, AgentFactory) else first_model(source)
    info = model_info(str(getattr(model, "id", "")))
    return info.context_tokens if info.limits_known else None
