"""`HeadroomMemoryDb`: an agno database that stores nothing twice that users told, and reads it in an order that stays.

It shares all of the state of the one that it is made of.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from agno.db.base import AsyncBaseDb, BaseDb

from headroom._exceptions import ConfigurationError
from headroom.integrations.agno.databases import AsSubclass, subclass

from .merging import Placed, in_order, placed
from .storable import storable
from .turns import awaited_turn_of, turn_of

if TYPE_CHECKING:
    from agno.db.schemas import UserMemory

__all__ = ["HeadroomMemoryDb"]

logger = logging.getLogger("headroom")

# Behind these places of get_user_memories, or by these names, it is said how many are wanted and in which order.
_FILTERS, _SELECTIONS = 5, ("limit", "page", "sort_by", "sort_order")


class HeadroomMemoryDb(AsSubclass):
    """Any of Agno's databases, with user memories told once.

    ``Agent(db=HeadroomMemoryDb(SqliteDb(db_file="agno.db")), ...)``, or a team's. The object is a ``SqliteDb`` in every
    respect and works on the same connections; the one given goes on as it was. Two things differ.

    A new memory that says nothing but what a stored one of the same user, agent and team says, sentence by sentence, is
    not stored: ``upsert_user_memory`` gives back the one that is, to which topics and inputs are added that it has not,
    and the memory given takes its id. An update of a stored memory is written as it is. Nothing that is stored is
    deleted, and no words of it are changed.

    ``get_user_memories`` without an order or a limit gives memories in the order in which they were created, so that
    the prompt that Agno writes them into begins as before when one of them was updated.
    """

    def __new__(cls, db: Any = None) -> Any:
        """Make a database of an Agno database.

        Args:
            db: Agno's ``BaseDb`` or ``AsyncBaseDb``. One of this class is returned as it is.

        Raises:
            ConfigurationError: If it is none of these.
        """
        if isinstance(db, HeadroomMemoryDb):
            return db
        if not isinstance(db, BaseDb | AsyncBaseDb):
            raise ConfigurationError(f"HeadroomMemoryDb takes one of agno's databases, not {type(db).__name__}")
        made = object.__new__(subclass(_AsyncMemories if isinstance(db, AsyncBaseDb) else _Memories, type(db)))
        made.__dict__ = db.__dict__
        return made


class _Memories(HeadroomMemoryDb):
    """What differs of a database that answers at once."""

    def get_user_memories(self, *args: Any, **kwargs: Any) -> Any:
        db: Any = super()
        return _ordered(db.get_user_memories(*args, **kwargs), args, kwargs)

    def upsert_user_memory(self, memory: UserMemory, *args: Any, **kwargs: Any) -> Any:
        db: Any = super()
        with turn_of(memory.user_id):
            [place] = _placed([memory], self._told_by([memory]))
            found = db.get_user_memory(place.memory.memory_id, *args, **kwargs) if place.is_stored else None
            return db.upsert_user_memory(storable(place.memory), *args, **kwargs) if found is None else found

    def upsert_memories(
        self, memories: list[UserMemory], deserialize: bool | None = True, *args: Any, **kwargs: Any
    ) -> Any:
        db: Any = super()
        new, stored = _apart(_placed(memories, self._told_by(memories)))
        found = [(memory, db.get_user_memory(memory.memory_id, deserialize)) for memory in stored]
        gone = [memory for memory, row in found if row is None]
        rows = db.upsert_memories(list(map(storable, [*new, *gone])), deserialize, *args, **kwargs)
        return [*rows, *(row for _, row in found if row is not None)]

    def _told_by(self, memories: Iterable[UserMemory]) -> list[UserMemory]:
        db: Any = super()
        try:
            return [stored for user in _users(memories) for stored in db.get_user_memories(user_id=user)]
        except Exception:
            return _unread()


class _AsyncMemories(HeadroomMemoryDb):
    """What differs of a database that is awaited."""

    async def get_user_memories(self, *args: Any, **kwargs: Any) -> Any:
        db: Any = super()
        return _ordered(await db.get_user_memories(*args, **kwargs), args, kwargs)

    async def upsert_user_memory(self, memory: UserMemory, *args: Any, **kwargs: Any) -> Any:
        db: Any = super()
        async with awaited_turn_of(memory.user_id):
            [place] = _placed([memory], await self._told_by([memory]))
            found = await db.get_user_memory(place.memory.memory_id, *args, **kwargs) if place.is_stored else None
            return await db.upsert_user_memory(storable(place.memory), *args, **kwargs) if found is None else found

    async def upsert_memories(
        self, memories: list[UserMemory], deserialize: bool | None = True, *args: Any, **kwargs: Any
    ) -> Any:
        db: Any = super()
        new, stored = _apart(_placed(memories, await self._told_by(memories)))
        found = [(memory, await db.get_user_memory(memory.memory_id, deserialize)) for memory in stored]
        gone = [memory for memory, row in found if row is None]
        rows = await db.upsert_memories(list(map(storable, [*new, *gone])), deserialize, *args, **kwargs)
        return [*rows, *(row for _, row in found if row is not None)]

    async def _told_by(self, memories: Iterable[UserMemory]) -> list[UserMemory]:
        db: Any = super()
        try:
            return [stored for user in _users(memories) for stored in await db.get_user_memories(user_id=user)]
        except Exception:
            return _unread()


def _users(memories: Iterable[UserMemory]) -> list[str]:
    return list(dict.fromkeys(memory.user_id for memory in memories if memory.user_id is not None))


def _placed(memories: list[UserMemory], stored: list[UserMemory]) -> list[Placed]:
    """Where memories belong; each by itself where that cannot be found out."""
    try:
        return placed(memories, stored)
    except Exception:
        logger.warning("Headroom stores memories as they are", exc_info=True)
        return [Placed(memory, is_stored=False) for memory in memories]


def _apart(places: list[Placed]) -> tuple[list[UserMemory], list[UserMemory]]:
    """What is to be written, and what is stored already."""
    new, stored = ([place.memory for place in places if place.is_stored is known] for known in (False, True))
    return new, stored


def _unread() -> list[UserMemory]:
    logger.warning("Headroom stores memories as they are: those that are stored could not be read", exc_info=True)
    return []


def _ordered(found: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    selects = len(args) > _FILTERS or any(kwargs.get(name) is not None for name in _SELECTIONS)
    return found if selects or not isinstance(found, list) else in_order(found)
