"""Where agents come from: objects, factories, names of both, and what holds several of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from headroom._exceptions import ConfigurationError

from .runnables import is_runnable

__all__ = ["AgentFactory", "named_sources"]

_SHELVES = ("agents", "teams", "workflows")


@dataclass(frozen=True)
class AgentFactory:
    """A function that makes an agent, a team or a workflow, and when it is to be called.

    Attributes:
        make: The function, such as ``get_agent(temperature=None, max_tokens=None, **model_kwargs)``. It is given the
            sampling parameters of the request that it has names for; what it returns may be awaitable.
        per_request: Whether it is called for each request. Else it is called once, when the first request comes,
            without parameters.
    """

    make: Callable[..., Any]
    per_request: bool

    @classmethod
    def of(cls, make: Callable[..., Any]) -> AgentFactory:
        """Take a plain function: one with parameters is called for each request, one without is called once."""
        return cls(make, per_request=bool(inspect.signature(make).parameters))

    def accepted(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Choose the parameters that the function takes."""
        if not self.per_request:
            return {}
        taken = inspect.signature(self.make).parameters
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values()):
            return dict(parameters)
        return {name: value for name, value in parameters.items() if name in taken}


def named_sources(agents: Any) -> dict[str, Any]:
    """Find the agents and their names.

    Args:
        agents: A dict of names, an ``AgentOS``, a list, a single agent, or ``"module:attribute"``, which names any
            of these. The values of a dict are agents, teams, workflows, factories, or their names.

    Returns:
        Agents, teams, workflows and ``AgentFactory`` by name.

    Raises:
        ConfigurationError: If there are none, if one is none of these, has no name, or the name of another.
    """
    sources: dict[str, Any] = {}
    for name, value in _pairs(_resolved(agents)):
        if name in sources:
            raise ConfigurationError(f"two agents have the name {name!r}")
        sources[name] = _source(name, value)
    if not sources:
        raise ConfigurationError("there are no agents")
    return sources


def _pairs(agents: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(agents, Mapping):
        yield from agents.items()
    elif isinstance(agents, list | tuple):
        yield from ((_name_of(agent), agent) for agent in agents)
    elif is_runnable(agents):
        yield _name_of(agents), agents
    elif any(hasattr(agents, shelf) for shelf in _SHELVES):  # an AgentOS
        yield from _pairs([agent for shelf in _SHELVES for agent in getattr(agents, shelf, None) or ()])
    else:
        raise ConfigurationError(
            f"agents must be a dict, an AgentOS, a list or 'module:attribute', not {agents!r:.100}"
        )


def _name_of(agent: Any) -> str:
    name = getattr(agent, "id", None) or getattr(agent, "name", None)
    if not isinstance(name, str):
        raise ConfigurationError("an agent outside a dict needs an id or a name")
    return name


def _source(name: Any, value: Any) -> Any:
    if not isinstance(name, str) or not name:
        raise ConfigurationError(f"the name of an agent must be a text, not {name!r}")
    found = _resolved(value)
    if is_runnable(found) or isinstance(found, AgentFactory):
        return found
    if callable(found):
        return AgentFactory.of(found)
    raise ConfigurationError(
        f"the agent {name!r} must be an agent, a team, a workflow or a factory, not {found!r:.100}"
    )


def _resolved(value: Any) -> Any:
    """Import what ``module:attribute`` names; anything else is itself."""
    if not isinstance(value, str):
        return value
    module, colon, attribute = value.partition(":")
    if not (module and colon and attribute):
        raise ConfigurationError(f"an agent is named by 'module:attribute', not by {value!r}")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as missing:
        raise ConfigurationError(f"{value!r} cannot be imported: {missing}") from missing
