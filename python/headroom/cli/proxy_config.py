"""A proxy's configuration, checked before LiteLLM starts, which finds what is wrong with an agent when it is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headroom._exceptions import ConfigurationError

if TYPE_CHECKING:
    from headroom.integrations.agents import Catalogue

__all__ = ["check_agents"]

_HANDLER = "headroom.integrations.litellm.agents"
_AGENTS = "HEADROOM_AGENTS"


def check_agents(path: Path) -> None:
    """Import the agents that a configuration offers, as the proxy will.

    Args:
        path: The configuration. Entries of providers with a handler of their own are not looked at.

    Raises:
        ConfigurationError: The file is no YAML, an entry's agent cannot be imported, or there is no such agent.
        ModuleNotFoundError: agno is not installed, and there are agents.
    """
    config = _read(path)
    entries = list(_entries(config))
    unnamed = [(entry, name) for entry, name, place in entries if place is None]
    for entry, name, place in entries:
        if place is not None:
            _catalogue(f"the entry {entry!r}", {name: place})
    if unnamed:
        _check_names(unnamed, os.environ.get(_AGENTS) or _mapping(config.get("environment_variables")).get(_AGENTS))


def _read(path: Path) -> Mapping[str, Any]:
    import yaml  # comes with LiteLLM, which `headroom --help` does not need

    try:
        return _mapping(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is no YAML: {error}") from error


def _entries(config: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Walk the entries of agents: what clients ask for, the agent's name, and where the entry says that it is."""
    maps = _list(_mapping(config.get("litellm_settings")).get("custom_provider_map"))
    providers = [one.get("provider") for one in map(_mapping, maps) if one.get("custom_handler") == _HANDLER]
    for entry in map(_mapping, _list(config.get("model_list"))):
        params = _mapping(entry.get("litellm_params"))
        provider, _, name = str(params.get("model")).partition("/")
        if provider in providers:
            yield str(entry.get("model_name")), name, params.get("agent")


def _check_names(entries: list[tuple[str, str]], agents: str | None) -> None:
    """Find the agents of the entries that name none among those that the environment names."""
    if not agents:
        raise ConfigurationError(f"the entry {entries[0][0]!r} names no agent, and {_AGENTS} is not set")
    known = [agent.name for agent in _catalogue(_AGENTS, agents).describe()]
    for entry, name in entries:
        if name not in known and "*" not in name:
            raise ConfigurationError(f"the entry {entry!r}: {_AGENTS} has no agent {name!r}, but {', '.join(known)}")


def _catalogue(whose: str, agents: Any) -> Catalogue:
    from headroom.integrations.agents import Catalogue  # needs agno, which a proxy without agents does not

    try:
        return Catalogue(agents, wrap=False)
    except ConfigurationError as error:
        raise ConfigurationError(f"{whose}: {error}") from error
    except Exception as error:  # whatever a module of the user's raises
        raise ConfigurationError(f"{whose}: importing it raised {type(error).__name__}: {error}") from error


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
