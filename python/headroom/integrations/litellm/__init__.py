"""Headroom for LiteLLM: every request of any client to any model, compressed, and Agno agents offered as models.

    litellm_settings:
      callbacks: ["headroom.integrations.litellm.hook"]
      custom_provider_map: [{provider: agno, custom_handler: headroom.integrations.litellm.agents}]
      num_retries: 0

`agents` offers what ``HEADROOM_AGENTS="module:attribute"`` names, and what model entries name as their ``agent``; it
and `AgentProvider` need agno. `hook` takes its settings from the environment, see docs/gateway.md. For others, make one
in a module of your own and name that:

    hook = Hook(config=HeadroomConfig(rolling_window=RollingWindowConfig(enabled=False)))

Needs litellm 1.108 or later.
"""

from headroom._extras import not_installed

try:
    import litellm  # noqa: F401 - only whether it is there
except ModuleNotFoundError as missing:
    raise not_installed("litellm", "litellm") from missing

from typing import TYPE_CHECKING, Any

from .account import GatewaySavings
from .callback import Hook

if TYPE_CHECKING:
    from .provider import AgentProvider, agents

__all__ = ["AgentProvider", "GatewaySavings", "Hook", "agents", "hook"]

hook = Hook()
"""The callback that a proxy's configuration names."""


def __getattr__(name: str) -> Any:
    """Make the provider when it is first named: it needs agno, which the hook does not."""
    if name not in ("AgentProvider", "agents"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import provider

    return getattr(provider, name)
