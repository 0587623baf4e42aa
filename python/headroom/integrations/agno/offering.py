"""Where a model is offered tools of Headroom's: with every request of a conversation, or with none.

A tool that comes or goes is a prompt that no cache holds, so it goes by what an agent is set to, never by its messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agno.tools.function import Function

from headroom._config import HeadroomConfig, HeadroomMode
from headroom._views.tool import DESCRIPTION, RETRIEVE
from headroom.integrations._bodies import mapping

from .options import options_of

if TYPE_CHECKING:
    from agno.models.base import Model

__all__ = ["is_offered", "is_ours", "may_add", "may_choose", "may_offer", "with_tool"]

# What a model's own options say of tools: which may be called, or which there are instead of the agent's.
_CHOICES = ("tool_choice", "toolChoice", "tool_config", "toolConfig", "functions", "function_call", "tools")
# Agno sends Gemini these of its own in the place of the agent's.
_BUILT_IN = (
    "grounding",
    "search",
    "url_context",
    "vertexai_search",
    "file_search_store_names",
    "parallel_search",
)
_STATED = (*_CHOICES, *_BUILT_IN)
_AUTO: tuple[Any, ...] = (None, "auto", {"type": "auto"})


def may_offer(config: HeadroomConfig, model: Model | str, call: Mapping[str, Any]) -> bool:
    """Tell whether ``headroom_retrieve`` may be offered with a call of ``response`` and the like.

    Args:
        config: Headroom's configuration.
        model: The wrapped model, or its id where no more is known of it.
        call: The arguments, by name.
    """
    return config.views.enabled is not False and may_add(config, model, call, RETRIEVE)


def may_add(config: HeadroomConfig, model: Model | str, call: Mapping[str, Any], name: str) -> bool:
    """Tell whether a tool may be added to those of a call.

    It may where the model calls the agent's own tools as it likes: with none of these there is nothing to leave out,
    and where calls are limited, forbidden or forced they are the agent's.

    Args:
        config: Headroom's configuration.
        model: The wrapped model, or its id where no more is known of it.
        call: The arguments, by name.
        name: The tool's name, which none of the agent's may have.
    """
    tools = call.get("tools") or ()
    run_by_agno = [*tools, *(call.get("functions") or {}).values()]  # agno 2.1 has them apart
    return (
        config.default_mode is HeadroomMode.OPTIMIZE
        and any(isinstance(tool, Function) for tool in run_by_agno)
        and call.get("tool_call_limit") is None
        and may_choose(model, call)
        and not any(_named(tool).get("name") == name for tool in tools if isinstance(tool, Mapping))
        and not any(tool.name == name for tool in run_by_agno if isinstance(tool, Function))
    )


def with_tool(call: Mapping[str, Any], added: Function) -> dict[str, Any]:
    """Make the arguments of a call with one tool more, behind all others."""
    if "functions" not in call:
        return {**call, "tools": [*call["tools"], added]}
    # Agno 2.1 takes what is told and what is run apart.
    told = {"type": "function", "function": added.to_dict()}
    return {**call, "tools": [*call["tools"], told], "functions": {**call["functions"], added.name: added}}


def is_offered(model: Model, call: Mapping[str, Any]) -> bool:
    """Tell whether a request offers ``headroom_retrieve``: Headroom's, nobody else's of that name."""
    return may_choose(model, call) and any(is_ours(tool, RETRIEVE, DESCRIPTION) for tool in call.get("tools") or ())


def is_ours(tool: Any, name: str, description: str) -> bool:
    """Tell whether a tool is the one of Headroom's with this name and description."""
    named = _named(tool)
    return named.get("name") == name and named.get("description") == description


def may_choose(model: Model | str, call: Mapping[str, Any]) -> bool:
    """Tell whether the agent's tools reach the model, and it may call any or none of them."""
    if call.get("tool_choice") not in _AUTO or getattr(model, "_tool_choice", None) not in _AUTO:
        return False
    return all(option in _AUTO if name in _CHOICES else not option for name, option in options_of(model, _STATED))


def _named(tool: Any) -> Mapping[str, Any]:
    """Where a tool's name and description stand, in whichever shape it is offered."""
    return mapping(mapping(tool).get("function", tool))
