"""Agno agents as a provider of LiteLLM: models that its proxy and its programs ask like any other."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from litellm.llms.custom_llm import CustomLLM
from litellm.types.utils import ModelResponse, ModelResponseStream

from headroom._config import HeadroomConfig
from headroom._exceptions import ConfigurationError
from headroom.integrations.agents import AgentsError, Catalogue, ChatRequest, RunFailedError, UnknownAgentError

from .agent_answers import Stream, refusal, whole
from .agent_calls import agent_of, chat_request
from .background import Background

__all__ = ["AGENTS", "AgentProvider", "agents"]

logger = logging.getLogger(__name__)

AGENTS = "HEADROOM_AGENTS"
"""The variable that names the agents of `agents`, as ``"module:attribute"``."""


class AgentProvider(CustomLLM):
    """Offers agents, teams and workflows to LiteLLM, each as the model that has its name.

    A failed run is not tried again here; set ``num_retries: 0``, or LiteLLM's router runs an agent, with its tools,
    three times. Agents that model entries name, ``litellm_params: {model: agno/helper, agent: "my_agents:helper"}``,
    are imported when they are asked first.

    Args:
        agents: A dict of names, an ``AgentOS``, a list, or ``"module:attribute"``, which names any of these. The values
            of a dict are agents, teams, workflows, functions that make one, ``AgentFactory``, or names of these. None:
            what ``HEADROOM_AGENTS`` names, where it is set, and what model entries name.
        wrap: Whether their models are wrapped with Headroom. The agents given stay as they are.
        config: Headroom's settings for models that are not wrapped yet; None: the defaults.
        sessions: Whether an agent's database holds the conversation, so that only what is new is passed; else each
            request's messages are the whole conversation. None: as the agent has a database or not.
        tool_progress: Whether ``reasoning_content`` says which tools run.

    Raises:
        ConfigurationError: If there are no agents in what is named, or one is none.
    """

    def __init__(
        self,
        agents: Any = None,
        *,
        wrap: bool = True,
        config: HeadroomConfig | None = None,
        sessions: bool | None = None,
        tool_progress: bool = False,
    ) -> None:
        super().__init__()
        self._settings: dict[str, Any] = {
            "wrap": wrap,
            "config": config,
            "sessions": sessions,
            "tool_progress": tool_progress,
        }
        named = agents if agents is not None else os.environ.get(AGENTS) or None
        self._catalogue = None if named is None else Catalogue(named, **self._settings)
        self._entries: dict[tuple[str, str], Catalogue] = {}
        self._background = Background()

    async def acompletion(self, **call: Any) -> ModelResponse:
        """Ask an agent and wait for the whole answer.

        Args:
            **call: What LiteLLM calls a provider with.

        Raises:
            BadRequestError: If a field is wrong, or asks for what agents do not give. Like those that follow it is
                LiteLLM's, has the status that the client is to have, and quotes nothing.
            NotFoundError: If there is no such agent.
            RateLimitError: If the provider of the agent's model has reached a limit.
            InternalServerError: If the agent fails.
        """
        try:
            catalogue, request = self._read(call)
            return whole(await catalogue.answer(request), call["model_response"], request.agent)
        except AgentsError as error:
            raise refusal(error, str(call.get("model"))) from None

    async def astreaming(self, **call: Any) -> AsyncGenerator[ModelResponseStream, None]:
        """Ask an agent and give its answer as it comes; otherwise as ``acompletion``."""
        try:
            catalogue, request = self._read(call)
            stream = Stream(request.agent)
            async with aclosing(catalogue.stream(request)) as chunks:
                async for chunk in chunks:
                    for part in stream.parts(chunk):
                        yield part
        except AgentsError as error:
            raise refusal(error, str(call.get("model"))) from None

    def completion(self, **call: Any) -> ModelResponse:
        """Ask as ``acompletion`` does, for a program without an event loop."""
        return self._background.wait(self.acompletion(**call))

    def streaming(self, **call: Any) -> Iterator[ModelResponseStream]:
        """Ask as ``astreaming`` does, for a program without an event loop; each part is given as it comes."""
        yield from self._background.each(self.astreaming(**call))

    def _read(self, call: dict[str, Any]) -> tuple[Catalogue, ChatRequest]:
        request, place = chat_request(call), agent_of(call)
        catalogue = self._catalogue if place is None else self._entry(request.agent, place)
        if catalogue is None:
            raise UnknownAgentError(request.agent, [name for name, _ in self._entries])
        return catalogue, request

    def _entry(self, name: str, place: str) -> Catalogue:
        found = self._entries.get((name, place))
        try:
            return found or self._entries.setdefault((name, place), Catalogue({name: place}, **self._settings))
        except ConfigurationError as error:
            logger.error("the agent %r cannot be offered", name, exc_info=error)
            raise RunFailedError from None


agents = AgentProvider()
"""The provider that a proxy's configuration names."""
