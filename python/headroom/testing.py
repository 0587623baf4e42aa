"""Test your own agents offline: a scripted Agno model that records what it was sent.

    from headroom.testing import FakeModel, ToolCall

    model = FakeModel([ToolCall("get_orders", {"day": "monday"}), "There are 3 orders."])

See ``FakeModel`` for what a script may hold. Agno is imported when a name is first
used, so that this module can be imported where agno is not installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headroom.integrations.agno.scripted import FakeModel, Reply, SentRequest, ToolCall, Usage

__all__ = ["FakeModel", "Reply", "SentRequest", "ToolCall", "Usage"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from headroom.integrations.agno import scripted

    return getattr(scripted, name)
