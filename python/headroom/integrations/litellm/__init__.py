"""Headroom for LiteLLM: every request of any client to any model, compressed in the proxy's own process.

    litellm_settings:
      callbacks: ["headroom.integrations.litellm.hook"]

`hook` takes its settings from the environment, see docs/gateway.md. For others, make one in a module of your own and
name that:

    hook = Hook(config=HeadroomConfig(rolling_window=RollingWindowConfig(enabled=False)))

Needs litellm 1.108 or later.
"""

try:
    import litellm  # noqa: F401 - only whether it is there
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError("litellm is not installed: pip install 'litellm[proxy]'", name="litellm") from missing

from .account import GatewaySavings
from .callback import Hook

__all__ = ["GatewaySavings", "Hook", "hook"]

hook = Hook()
"""The callback that a proxy's configuration names."""
