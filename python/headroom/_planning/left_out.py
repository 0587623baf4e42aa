"""What views leave out is kept where it can be had again, before it is left out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from headroom.stores import MemoryStore, Originals

if TYPE_CHECKING:
    from headroom import _core
    from headroom._planning.history import History
    from headroom._view_config import ViewConfig
    from headroom.stores import Store

__all__ = ["LeftOut", "default_store"]


@cache
def default_store() -> Store:
    """Where originals are kept unless the settings name another place: this process's memory."""
    return MemoryStore()


class LeftOut:
    """Keeps originals under one configuration. Safe to share between threads."""

    def __init__(self, views: ViewConfig) -> None:
        """Keep them in the store of `views`, or in the process's."""
        self.originals = Originals(views.store or default_store(), views.secret)

    def keep(self, plan: _core.Plan, scope: str, history: History[object]) -> bool:
        """Keep what a plan leaves out for the first time. Returns whether all of it can be had again.

        It is held while the conversation is remembered.
        """
        left_out = plan.left_out
        addresses = set(left_out)
        new = addresses - history.left_out
        if not new:
            return True
        lease = self.originals.hold(scope, addresses)
        for place, address in enumerate(left_out):
            if address in new:
                self.originals.put(scope, plan.original(place))
        history.left_out, history.lease = addresses, lease
        return all(self.originals.get(scope, address) is not None for address in new)
