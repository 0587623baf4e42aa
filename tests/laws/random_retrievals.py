"""Calls of `headroom_retrieve` and the pages that answer them, put at random into conversations."""

from random import Random
from typing import Any, NamedTuple

from headroom import HeadroomConfig, SentText, _core, retrieve
from headroom._shapes.messages import rows_of
from headroom._views.tool import RETRIEVE

Messages = list[Any]

RETRIEVAL = "retrieval_"
"""How the ids of these calls begin."""
ASKED: list[dict[str, Any]] = [
    {}, {"lines": "2-9"}, {"lines": 3}, {"lines": "5-"}, {"lines": "900-901"}, {"lines": "x"}, {"query": "error 30"},
    {"query": "main id"}, {"query": "nowhere"}, {"rows": "2-5"}, {"rows": "id > 2"}, {"rows": "2-5", "fields": "id"},
    {"rows": "id"}, {"fields": ["id", "name"]}, {"query": "a", "lines": "1-20"},
]  # fmt: skip


class _Asked(NamedTuple):
    """One call: where it stands, what it asks for, and the result that it asks about."""

    place: int
    address: str
    arguments: dict[str, Any]


def with_retrievals(messages: Messages, config: HeadroomConfig, model: str, rng: Random) -> Messages:
    """The conversation with up to three calls for what stands in its results, some made twice, and their pages."""
    asked = [_call_for(messages, rng) for _ in range(rng.choice([0, 1, 2, 3]))]
    asked += [call._replace(place=rng.randint(call.place, len(messages))) for call in asked if rng.random() < 0.2]
    made = list(messages)
    for number, call in enumerate(sorted(asked, key=lambda call: call.place, reverse=True)):
        page = retrieve(call.address, **call.arguments, messages=messages, model=model, config=config)
        made[call.place : call.place] = _round(f"{RETRIEVAL}{number}", call, page, rng)
    return made


def _call_for(messages: Messages, rng: Random) -> _Asked:
    """A call for one of the results, or for what nobody knows, behind it."""
    results = [(index, text.text) for index, row in enumerate(rows_of(messages)) if row.results for text in row.texts]
    index, text = rng.choice([*results, (0, "of another conversation")])
    ends = [place for place in range(index + 1, len(messages)) if messages[place].get("role") == "assistant"]
    return _Asked(rng.choice([*ends, len(messages)]), _core.address(b"", "", text), rng.choice(ASKED))


def _round(identifier: str, call: _Asked, page: SentText, rng: Random) -> Messages:
    """The call and its page, which a session may have kept as any text."""
    said = rng.choice([page, str(page)])
    arguments = {"address": call.address, **call.arguments}
    if rng.random() < 0.5:
        function = {"name": RETRIEVE, "arguments": repr(arguments)}
        calls = [{"id": identifier, "type": "function", "function": function}]
        answer = {"role": "tool", "tool_call_id": identifier, "content": said}
        return [{"role": "assistant", "content": None, "tool_calls": calls}, answer]
    use = {"type": "tool_use", "id": identifier, "name": RETRIEVE, "input": arguments}
    result = {"type": "tool_result", "tool_use_id": identifier, "content": said}
    return [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
