"""Agno's databases with something added: objects of a subclass of the database's own class.

Agno asks databases for their class, reads fields off them and keeps several under one id. So there is no holder with an
inner database, and what is added by two stands in one object, in either order.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    AsGiven = Any  # what is made is of the given database's class, which checkers know only there
else:
    AsGiven = object

__all__ = ["AsGiven", "AsSubclass", "subclass"]


class AsSubclass(AsGiven):  # type: ignore[misc]
    """What an object of such a subclass needs, so that it is copied and pickled as it is."""

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        _, _, *state = cast("tuple[Any, ...]", super().__reduce_ex__(max(int(protocol), 2)))
        return (_rebuilt, type(self).__bases__, *state)


@lru_cache(maxsize=64)
def subclass(seam: Any, provider: Any) -> type[Any]:
    """Make the one subclass of a database's class that has the seam, under the name by which agno knows it.

    Args:
        seam: A class with the methods that are added or differ.
        provider: The database's class.
    """
    namespace = {
        "__module__": provider.__module__,
        "__qualname__": provider.__qualname__,
        "__doc__": provider.__doc__,
        "__new__": lambda cls, *args, **kwargs: object.__new__(cls),
        "__init__": _init,
    }
    made: type[Any] = type(provider)(provider.__name__, (seam, provider), namespace)
    return made


def _rebuilt(seam: Any, provider: Any) -> Any:
    """Make an object without state, for unpickling."""
    return object.__new__(subclass(seam, provider))


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    provider: Any = type(self).__bases__[1]
    if not self.__dict__:  # else it has just been given another's state
        provider.__init__(self, *args, **kwargs)
