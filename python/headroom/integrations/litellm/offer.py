"""Offering ``headroom_retrieve`` with the requests of a proxy's clients, behind their own tools.

Where it is offered, parts of large results may be left out of what the model is sent. The clients do not know it: what
the model calls is answered in `rounds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom._views.tool import RETRIEVE, tools_by_shape
from headroom.integrations._bodies import tool_name

from .requests import CHAT, MESSAGES, RESPONSES, Request, mapping

__all__ = ["may_offer", "scope_of", "tool_for"]

_SHAPES = {CHAT: "openai", MESSAGES: "anthropic", RESPONSES: "responses"}
"""The APIs whose answers the proxy shows to hooks in a form that is read here, and the shape of their tools."""
_CHOOSES_ITSELF = (None, "auto")
_OWNERS = ("user_api_key_hash", "user_api_key_end_user_id", "session_id")


def may_offer(request: Request) -> bool:
    """Tell whether a model may be offered the tool with a request.

    It may where a proxy shows its answer to the hook, and the client's own tools are offered for the model to choose
    from. Not where the client asks for several answers, or for one in a form of its own; and not where the provider
    signs what the model thinks: clients give it back beside calls that they never saw. Nor where a service keeps the
    conversation: then a later request does not hold what was left out.
    """
    fields = request.fields
    tools = fields.get("tools")
    return (
        request.noted is not None
        and request.api in _SHAPES
        and isinstance(tools, list)
        and bool(tools)
        and not any(tool_name(tool) == RETRIEVE for tool in tools)
        and _choice(fields) in _CHOOSES_ITSELF
        and fields.get("n") in (None, 1)
        and not _has_form(fields)
        and (request.api != RESPONSES or fields.get("store") is False)
        and not (fields.get("previous_response_id") or fields.get("conversation") or fields.get("background"))
        and not _is_signed(request)
        and not fields.get("_agentic_loop_depth")  # another callback of LiteLLM's has taken the conversation over
    )


def tool_for(request: Request) -> dict[str, Any]:
    """The tool as the request's API takes it."""
    [tool] = tools_by_shape()[_SHAPES[request.api]]
    return tool


def scope_of(request: Request) -> str:
    """Name the conversation that a request belongs to, by its key, end user and session, as far as they are known."""
    known = (str(mapping(request.noted).get(owner) or "") for owner in _OWNERS)
    return "/".join(f"{len(name)}:{name}" for name in known)


def _choice(fields: Mapping[str, Any]) -> Any:
    choice = fields.get("tool_choice")
    return choice.get("type") if isinstance(choice, Mapping) else choice


def _has_form(fields: Mapping[str, Any]) -> bool:
    """Whether the answer is to have a form that the client gives."""
    form = mapping(mapping(fields.get("text")).get("format")).get("type", "text")
    return bool(fields.get("response_format")) or form != "text"


def _is_signed(request: Request) -> bool:
    fields = request.fields
    thinks = mapping(fields.get("thinking")).get("type", "disabled") != "disabled"
    return thinks or ("claude" in request.model and bool(fields.get("reasoning_effort") or fields.get("reasoning")))
