"""Memories that say the same, made one. The words that stay are a memory's own, as they stand; no other is changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from .sentences import holders, may_hold, sentences

if TYPE_CHECKING:
    from agno.db.schemas import UserMemory

__all__ = ["Placed", "in_order", "merged", "placed"]

_Told = tuple[Hashable, ...]
"""The sentences of a memory, each with whose it is: no other user's, agent's or team's is the same."""


class Placed(NamedTuple):
    """Where a memory that is to be stored belongs."""

    memory: UserMemory
    """What is stored then."""
    is_stored: bool
    """Whether it is stored already, as it is."""


def merged(memories: Sequence[UserMemory]) -> list[UserMemory]:
    """Make memories that say the same one memory.

    Those of one user, agent and team, with one feedback, are made one where all that one says stands in the other. It
    has the words of the one that says all, the id and time of the first, the topics and inputs of both.

    Args:
        memories: Memories of any users; none of them is changed.

    Returns:
        As many or fewer, in the order of ``in_order``; those that stay as they are are the very objects.
    """
    ordered = in_order(memories)
    alike: dict[int, tuple[UserMemory, list[UserMemory]]] = {}
    for memory, home in zip(ordered, _homes(ordered), strict=True):
        alike.setdefault(id(home), (home, []))[1].append(memory)
    return in_order([_united(same, home.memory) for home, same in alike.values()])


def placed(memories: Sequence[UserMemory], stored: Iterable[UserMemory]) -> list[Placed]:
    """Find where memories belong that are to be stored.

    A new one whose sentences all stand in a stored one, or in another new one, goes into that: topics and inputs that
    are new are added there. One whose id is stored already is written as it is.

    Args:
        memories: What is to be stored; a new one that goes into another takes its id.
        stored: What is stored of the same users.

    Returns:
        What to store, each once, in order.
    """
    held = list(stored)
    ids = {memory.memory_id for memory in held if memory.memory_id is not None}
    new = [memory for memory in memories if memory.memory_id not in ids]
    homes = {id(memory): home for memory, home in zip(new, _homes([*held, *new])[len(held) :], strict=True)}
    joining: dict[int, list[UserMemory]] = {}
    for memory in memories:
        home = homes.get(id(memory), memory)
        joining.setdefault(id(home), [home]).extend([] if memory is home else [memory])
    given = set(map(id, memories))
    return [_placed(same, is_held=key not in given) for key, same in joining.items()]


def in_order(memories: Sequence[UserMemory]) -> list[UserMemory]:
    """Order memories by when they were created, and then by id; as given where one of them does not say when."""
    created = [_seconds(getattr(memory, "created_at", None)) for memory in memories]
    if None in created:
        return list(memories)
    keyed = zip(created, [str(memory.memory_id or "") for memory in memories], memories, strict=True)
    return [memory for *_, memory in sorted(keyed, key=lambda place: place[:2])]


def _placed(memories: Sequence[UserMemory], *, is_held: bool) -> Placed:
    home, *joined = memories
    whole = _united(memories, home.memory)
    for memory in joined:
        memory.memory_id = whole.memory_id
    return Placed(whole, is_stored=is_held and whole is home)


def _homes(memories: Sequence[UserMemory]) -> list[UserMemory]:
    """For each memory the one that it goes into: the first to say the same, or all of the longest that holds it."""
    told = list(map(_told, memories))
    places: dict[_Told, int] = {}
    first: list[UserMemory] = []
    at = []
    for memory, said in zip(memories, told, strict=True):
        at.append(places.setdefault(said, len(places)) if said else None)
        first.extend([memory] if len(first) < len(places) else [])
    found = _held(list(places), [may_hold(memory.memory) for memory in first])
    return [
        memory if place is None else first[found.get(place, place)] for memory, place in zip(memories, at, strict=True)
    ]


def _held(texts: Sequence[_Told], holding: Sequence[bool]) -> dict[int, int]:
    """Where each stands that stands in another: checked once more, by its sentences alone."""
    found = holders(texts, [place for place, holds in enumerate(holding) if holds])
    whole = {home: frozenset(texts[home]) for home in set(found.values())}
    return {place: home for place, home in found.items() if whole[home].issuperset(texts[place])}


def _told(memory: Any) -> _Told:
    """What a memory says and for whom; nothing where that is not known, and it is left alone."""
    words, user, topics = (getattr(memory, name, None) for name in ("memory", "user_id", "topics"))
    listed = topics is None or (isinstance(topics, list) and all(isinstance(topic, str) for topic in topics))
    if not isinstance(words, str) or not isinstance(user, str) or not listed:
        return ()
    owner = (user, memory.agent_id, memory.team_id, memory.feedback)
    return tuple((owner, sentence) for sentence in sentences(words))


def _united(memories: Sequence[UserMemory], words: str) -> UserMemory:
    """The first of these memories with the words of one that says all, and with what else the others have."""
    first = memories[0]
    if len(memories) == 1:
        return first
    fields: dict[str, Any] = {
        "memory": words,
        "memory_id": next((memory.memory_id for memory in memories if memory.memory_id), None),
        "topics": _topics(memories),
        "input": _inputs(memories),
    }
    if all(getattr(first, name) == value for name, value in fields.items()):
        return first
    return replace(first, **fields, updated_at=_newest(memories))


def _topics(memories: Sequence[UserMemory]) -> list[str] | None:
    known = [memory.topics for memory in memories if memory.topics is not None]
    return list(dict.fromkeys(topic for topics in known for topic in topics)) if known else None


def _inputs(memories: Sequence[UserMemory]) -> str | None:
    """What users said that is remembered, each paragraph that is not there already with the text that it is of."""
    told: list[str] = []
    seen: set[str] = set()
    for text in (memory.input for memory in memories):
        if isinstance(text, str) and not seen.issuperset(paragraphs := text.split("\n\n")):
            told.append(text)
            seen.update(paragraphs)
    return "\n\n".join(told) if told else None


def _newest(memories: Sequence[UserMemory]) -> Any:
    times = [memory.updated_at for memory in memories if memory.updated_at is not None]
    return max(times, default=None, key=lambda time: _seconds(time) or 0)


def _seconds(time: object) -> float | None:
    if isinstance(time, datetime):
        return time.timestamp()
    return time if isinstance(time, int | float) else None
