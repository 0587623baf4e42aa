"""Which blocks of a request are marked, so that the next one reads from the provider's cache what it has in common.

A request is written to the cache up to its last breakpoint, and read from it up to the longest beginning that an
earlier one ended in a breakpoint, if one of its own stands no more than 20 blocks behind. Tokens are written once,
whatever the number of breakpoints, so that those beside the last cost nothing, and are read where it finds nothing: the
end of the request before, however many results stand behind it, the system prompt, and the tools, which other
conversations share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from headroom._tokens import count_tokens

from .breakpoint_bodies import Block, Path, blocks_of, text_of

__all__ = ["LOOKBACK", "MOST", "Choice", "Rules", "asked_by_user", "chosen"]

MOST = 4
"""How many breakpoints a request may have; with more it is refused."""
LOOKBACK = 20
"""How many blocks, its own among them, a breakpoint is compared with what is cached."""

_FIELD = "cache_control"
_HOUR = "1h"
# A token stands for fewer characters than these in all but the oddest texts: more need not be counted.
_CHARACTERS_A_TOKEN = 8


class Rules(NamedTuple):
    """What a model's provider says of its cache."""

    smallest_prefix: int
    """Tokens that a prompt's beginning needs to be cached."""
    counted_as: str
    """The id of the model whose tokens are counted."""


class _Breakpoints(NamedTuple):
    """What the user, or agno on the user's behalf, has marked."""

    number: int
    """How many there are."""
    places: frozenset[int]
    """The numbers of the marked blocks."""
    last_hour: int
    """The number of the last block that is to be kept for an hour; -1 where there is none."""


class Choice(NamedTuple):
    """What of a request is marked."""

    paths: Sequence[Path] = ()
    """Where the blocks stand, in the order of the prompt."""
    reads: bool = False
    """Whether the request before was marked at its end."""


def chosen(body: Mapping[str, Any], rules: Rules, *, passing: int = 0) -> Choice:
    """Choose the blocks of a request to mark.

    Args:
        body: The request, as the client is called with it.
        rules: What the model's provider says.
        passing: How many blocks at its end will not be sent again.

    Returns:
        The choice: the provider takes all of them beside the user's own, none is too near to the beginning to be
        cached, and up to each the next request is known to begin alike. None where no other request is to be expected,
        or where the request holds what cannot be seen through.
    """
    if not _goes_on(body) or _is_overridden(body):
        return Choice()
    blocks = blocks_of(body)
    own = _breakpoints_in(body, blocks)
    # Ours last five minutes, and what lasts an hour must stand before what lasts less.
    first = max(_long_enough(blocks, rules), own.last_hour + 1)
    known = blocks[: _changing_from(blocks)]
    ends = _ends_of_messages(body, known, passing)
    places = [place for place in _by_worth(known, ends) if place >= first and place not in own.places]
    paths = [blocks[place].path for place in sorted(places[: max(0, MOST - own.number)])]
    return Choice(paths, len(ends) > 1 and ends[1] >= first and _goes_on(body, answers=2))


def _goes_on(body: Mapping[str, Any], *, answers: int = 1) -> bool:
    """Whether another request is to be expected behind this one: it offers tools, or the model has answered before."""
    roles = [message.get("role") for message in body.get("messages") or ()]
    return bool(body.get("tools")) or roles.count("assistant") >= answers


def asked_by_user(body: Mapping[str, Any]) -> Block | None:
    """Find the last block up to which a request is cached without Headroom's; None where it is not."""
    blocks = blocks_of(body)
    own = _breakpoints_in(body, blocks)
    return blocks[max(own.places)] if own.places else None


def _breakpoints_in(body: Mapping[str, Any], blocks: Sequence[Block]) -> _Breakpoints:
    asked = [(place, one) for place, block in enumerate(blocks) for one in block.asked]
    if whole := body.get(_FIELD) or _extra(body).get(_FIELD):  # the provider marks the last block itself
        asked.append((len(blocks) - 1, whole))
    hours = [place for place, one in asked if one.get("ttl") == _HOUR]
    return _Breakpoints(len(asked), frozenset(place for place, _ in asked), max(hours, default=-1))


def _by_worth(blocks: Sequence[Block], ends: Sequence[int]) -> list[int]:
    """The ends of messages, of the system prompt and of the tools, those first that save most."""
    fixed = [place for section in ("system", "tools") for place in _last(blocks, section)]
    if len(ends) > 1 and ends[0] - ends[1] >= LOOKBACK:  # without the second, nothing of the conversation is read
        return [*ends, *fixed]
    return [*ends[:1], *fixed, *ends[1:]]


def _ends_of_messages(body: Mapping[str, Any], blocks: Sequence[Block], passing: int) -> list[int]:
    """The ends of this request and of the one before: of the words and results in a row that the model answers."""
    roles = [message.get("role") for message in body.get("messages") or ()]
    places = [place for place, block in enumerate(blocks) if block.section == "messages"]
    rows = groupby(places[: len(places) - passing], key=lambda place: roles[int(blocks[place].path[1])])
    answered = [list(row) for role, row in rows if role == "user"]
    return [found for row in answered[:-3:-1] for found in _markable(blocks, row)]


def _last(blocks: Sequence[Block], section: str) -> list[int]:
    return _markable(blocks, [place for place, block in enumerate(blocks) if block.section == section])


def _markable(blocks: Sequence[Block], places: Sequence[int]) -> list[int]:
    """The last of these that may be marked, or is."""
    return [place for place in reversed(places) if blocks[place].may_be_marked or blocks[place].asked][:1]


def _changing_from(blocks: Iterable[Block]) -> int:
    """The number of the first block of the system prompt that is said to change; that of none where none is.

    Agno adds blocks to the prompt that it made itself, marked unless the user wants them not to be cached.
    """
    place = 0
    for place, block in enumerate(blocks):
        if block.section == "system" and block.path[1:] not in ((), (0,)) and not block.asked:
            return place
    return place + 1


def _long_enough(blocks: Sequence[Block], rules: Rules) -> int:
    """The number of the first block up to which the prompt surely has the tokens that a cache asks for."""
    tokens = 0
    for place, block in enumerate(blocks):
        text = text_of(block.value)[: rules.smallest_prefix * _CHARACTERS_A_TOKEN]
        tokens += count_tokens(text, rules.counted_as).low
        if tokens >= rules.smallest_prefix:
            return place
    return len(blocks)


def _is_overridden(body: Mapping[str, Any]) -> bool:
    """Whether the client is told to send other blocks than these."""
    return not _extra(body).keys().isdisjoint({"tools", "system", "messages"})


def _extra(body: Mapping[str, Any]) -> Mapping[str, Any]:
    extra = body.get("extra_body")
    return extra if isinstance(extra, Mapping) else {}
