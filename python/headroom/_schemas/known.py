"""Tools of requests, remembered by the very list that is handed on from one request of a run to the next.

Comparing a list with a copy takes a tenth of the time of writing it out as JSON, which counting needs. Providers change
what they are handed in place: then it is read, or made, anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from headroom._locks import new_lock

from .sent import SentTools, parsed

__all__ = ["KnownTools", "RequestTools"]

_LISTS = 16


class RequestTools(NamedTuple):
    """The tools of one request."""

    texts: SentTools
    sent: list[Any]
    """Those to send. Who changes them changes no later request's."""


class _Known(NamedTuple):
    given: Any
    as_given: list[Any]
    tools: RequestTools
    as_sent: list[Any]


class KnownTools:
    """What is sent of the last 16 lists of tools. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = new_lock()
        self._lists: OrderedDict[Hashable, _Known] = OrderedDict()

    def of(self, tools: Any, terms: Hashable, make: Callable[[], SentTools]) -> RequestTools:
        """Find what is sent of a list, or make it.

        Args:
            tools: the list, by its identity.
            terms: all else that decides.
            make: decides on it.
        """
        place = (id(tools), terms)
        with self._lock:
            known = self._lists.get(place)
        if known is not None and known.given is tools and tools == known.as_given:
            if known.tools.sent == known.as_sent:
                return known.tools
            texts = known.tools.texts
        else:
            texts = make()
        return self._keep(place, tools, RequestTools(texts, texts.put_into(tools)))

    def _keep(self, place: Hashable, tools: Any, made: RequestTools) -> RequestTools:
        as_given, as_sent = (list(map(parsed, texts)) for texts in (made.texts.given, made.texts.sent))
        with self._lock:
            self._lists.pop(place, None)
            self._lists[place] = _Known(tools, as_given, made, as_sent)
            if len(self._lists) > _LISTS:
                self._lists.popitem(last=False)
        return made
