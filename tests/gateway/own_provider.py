"""A provider with settings of its own, in a module of a user's."""

from __future__ import annotations

from tests.gateway.scripted_agents import helper

from headroom.integrations.litellm import AgentProvider

provider = AgentProvider({"helper": helper}, wrap=False, sessions=False, tool_progress=True)
