"""Memories that say the same, made one. The words that stay are a memory's own, as they stand; no other is changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
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
    told = [(memory, _told(memory)) for memory in in_order(memories)]
    first = _first(told)
    homes = _homes(first)
    alike: dict[_Told, list[UserMemory]] = {}
    for memory, said in told:
        if said:
            alike.setdefault(homes.get(said, said), []).append(memory)
    kept = [memory for memory, said in told if not said]
    return in_order([*kept, *(_united(same, first[said].memory) for said, same in alike.items())])


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
    told = [(memory, () if memory.memory_id in ids else _told(memory)) for memory in memories]
    first = _first([*((memory, _told(memory)) for memory in held), *told])
    homes = _homes(first)
    joining: dict[int, list[UserMemory]] = {}
    for memory, said in told:
        home = first[homes.get(said, said)] if said else memory
        joining.setdefault(id(home), [home]).extend([memory] if memory is not home else [])
    given = set(map(id, memories))
    return [_placed(same, is_held=home not in given) for home, same in joining.items()]


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


def _first(told: Iterable[tuple[UserMemory, _Told]]) -> dict[_Told, UserMemory]:
    """The first memory that says each."""
    first: dict[_Told, UserMemory] = {}
    for memory, said in told:
        if said:
            first.setdefault(said, memory)
    return first


def _homes(first: Mapping[_Told, UserMemory]) -> dict[_Told, _Told]:
    """Where each stands that stands in another: checked once more, by its sentences alone."""
    found = holders(first, [said for said, memory in first.items() if may_hold(memory.memory)])
    whole = {home: frozenset(home) for home in found.values()}
    return {said: home for said, home in found.items() if whole[home].issuperset(said)}


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
    fields: dict[str, Any] = {
        "memory": words,
        "memory_id": next((memory.memory_id for memory in memories if memory.memory_id), None),
        "topics": _topics(memories),
        "input": _inputs(memories),
    }
    if len(memories) == 1 or all(getattr(first, name) == value for name, value in fields.items()):
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
