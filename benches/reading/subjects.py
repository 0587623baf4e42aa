"""What a model is asked about: a conversation with tool results in JSON, and questions with one exact answer each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from headroom._reading.subject import spelled
from peers.documents import Source

Value = Any
"""JSON as Python reads it."""

SYSTEM = (
    "You answer questions about the results of tools. Reply with the exact value only, without quotes and without any "
    "other words. Where the value is null, reply: null. Where there is no such field, reply: absent."
)
READY = "I have the result. What do you want to know?"


class Question(NamedTuple):
    """A question about what the messages hold, and the one right answer."""

    text: str
    answer: str


class Subject(NamedTuple):
    """A conversation that shows one form of the notation at one level, and what is asked about it."""

    form: str
    level: str
    name: str
    messages: list[Any]
    questions: list[Question]


class Family(NamedTuple):
    """Makes subjects of one form. `sign` is a pattern that what is sent matches where the form is taken."""

    form: str
    level: str
    sign: str
    make: Callable[[Source], tuple[list[Any], list[Question]]]


def subjects(families: Sequence[Family], copies: int, seed: int) -> Iterator[Subject]:
    """Yields `copies` subjects of each family, the same for the same seed."""
    for family in families:
        for copy in range(copies):
            source = Source(f"{seed} {family.form} {copy}")
            messages, questions = family.make(source)
            yield Subject(family.form, family.level, f"{family.form} {copy}", messages, questions)


def called(*results: tuple[str, Any, str]) -> list[Any]:
    """A conversation in which tools are called one after the other: (tool, arguments, what it returned)."""
    messages: list[Any] = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": "Please look it up."}]
    for number, (tool, arguments, text) in enumerate(results):
        function = {"name": tool, "arguments": json.dumps(arguments)}
        call = {"id": f"call_{number}", "type": "function", "function": function}
        messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": f"call_{number}", "content": text})
    return [*messages, {"role": "assistant", "content": READY}]


def asked_last(messages: Sequence[Any], question: str) -> list[Any]:
    """A conversation that ends with a question."""
    return [*messages, {"role": "user", "content": question}]


def of_row(row: Any, key: str, *fields: str) -> Question:
    """Asks for a value in the row of a list that has this value at `key`."""
    return _of(f'the entry whose "{key}" is {spelled(row[key])}', row, fields)


def of_rows(source: Source, rows: Sequence[Any], key: str, count: int, *fields: str) -> list[Question]:
    """Asks for each of these fields in so many of the rows."""
    return [of_row(row, key, field) for row in source.sample(rows, count) for field in fields]


def of_entry(entries: Any, key: str, *fields: str) -> Question:
    """Asks for a value in an entry of a map."""
    return _of(f'the entry "{key}"', entries[key], fields)


def of_object(value: Any, *fields: str) -> Question:
    """Asks for a value in one object."""
    return _of("", value, fields)


def _of(place: str, value: Any, fields: Sequence[str]) -> Question:
    for field in fields:
        value = value.get(field, "absent") if isinstance(value, dict) else value
    path = " of ".join([*(f'"{field}"' for field in reversed(fields)), *([place] if place else [])])
    return Question(f"In the latest result, what is {path}?", spelled(value))
