"""Where Headroom keeps what it leaves out of a prompt, so that it can be had again.

    from headroom.stores import SQLiteStore
    store = SQLiteStore("originals.db", expires_after=7 * 24 * 3600)

Nothing is written anywhere unless a store that writes is given. ``RedisStore`` needs redis-py
(the extra ``redis``) and ``Encrypted`` needs cryptography (the extra ``encryption``). Each is imported when it is first
asked for; ``from headroom.stores import *`` needs both.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headroom.stores.memory import MemoryStore
from headroom.stores.originals import Originals
from headroom.stores.store import Lease, Store

if TYPE_CHECKING:
    from headroom.stores.encrypted import Encrypted
    from headroom.stores.redis import RedisStore
    from headroom.stores.sqlite import SQLiteStore

__all__ = ["Encrypted", "Lease", "MemoryStore", "Originals", "RedisStore", "SQLiteStore", "Store"]

_ON_DEMAND = {"Encrypted": ".encrypted", "RedisStore": ".redis", "SQLiteStore": ".sqlite"}


def __getattr__(name: str) -> Any:
    if name not in _ON_DEMAND:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ON_DEMAND[name], __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
