"""What the laws say of an agent's requests on the wire."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

from tests.clients.apis import orders, results_in, without_results
from tests.provider_stub import Body

import headroom


def check_wire(plain: Sequence[Body], sent: Sequence[Body]) -> None:
    """Results alone differ from what a plain agent sends, hold the same, and stay as they were sent once."""
    assert len(plain) == len(sent) == 3
    for given, compressed in zip(plain, sent, strict=True):
        assert without_results(compressed) == without_results(given)
    first, second = results_in(sent[2])
    assert results_in(plain[2]) == [orders(0), orders(5)]
    assert first.startswith("[40 rows: id,placed_at,state,total")
    assert json.loads(headroom.expand(first)) == json.loads(orders(0))
    assert len(second) < 300  # 35 of its 40 rows stand above
    check_prefix(sent)


def check_prefix(sent: Sequence[Body]) -> None:
    """Each request begins with the bytes of the one before."""
    texts = [json.dumps(body.get("messages") or body["input"]) for body in sent]
    for before, after in pairwise(texts):
        assert after.startswith(before[:-1])
