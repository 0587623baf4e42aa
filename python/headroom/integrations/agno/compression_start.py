"""From which request on tool results are compressed, where agno's limits leave small conversations as they are.

Agno compresses backwards when a limit is reached, and so rewrites what was sent. Here the limit is found anew in every
request, by what stood in the requests before: a result has the form in which it was first sent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["first_compressed"]

_ANSWERS = frozenset({"assistant", "model"})


def first_compressed(
    messages: Sequence[Message], results: int | None, tokens: int | None, count: Callable[[int], int]
) -> int:
    """Find the first message that is sent compressed. Counts as often as the number of requests has digits, in bits.

    Args:
        messages: A conversation that is about to be sent.
        results: How many tool results a request holds that is compressed; None: any number.
        tokens: How many tokens it takes; None: any number.
        count: Counts the tokens of so many of the messages.

    Returns:
        The index of the first message that no request has held before either limit was reached, so that 0 stands for
        no limit and the number of messages for none reached.
    """
    if results is None and tokens is None:
        return 0

    def is_reached(end: int) -> bool:
        enough = results is not None and sum(message.role == "tool" for message in messages[:end]) >= results
        return enough or (tokens is not None and count(end) >= tokens)

    requests = [index for index, message in enumerate(messages) if message.role in _ANSWERS] + [len(messages)]
    place = bisect_left(requests, True, key=is_reached)
    if place == len(requests):
        return len(messages)
    return requests[place - 1] + 1 if place else 0
