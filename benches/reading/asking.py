"""Asks a model behind an OpenAI-compatible endpoint, one question a request, and keeps what it answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from headroom import HeadroomConfig, RollingWindowConfig, SmartCrusherConfig, compress, count_tokens
from headroom._reading.asking import Model
from reading.subjects import Subject, asked_last

COUNTED_BY = "gpt-4o"


class Answer(NamedTuple):
    """What the model answered where the results stood as JSON, or as they are sent."""

    subject: str
    is_json: bool
    number: int
    text: str


def sent(subject: Subject) -> list[Any]:
    """The messages in the subject's form."""
    config = HeadroomConfig(
        smart_crusher=SmartCrusherConfig(level=subject.level), rolling_window=RollingWindowConfig(enabled=False)
    )
    return [*compress(subject.messages, COUNTED_BY, config=config).messages]


def tokens(messages: list[Any]) -> int:
    return count_tokens([message for message in messages if message["role"] == "tool"], COUNTED_BY).value


def ask(model: Model, subjects: list[Subject], kept: Path) -> Iterator[Answer]:
    """Yields the answers, those that the file holds already first; new ones are added to it."""
    known = [Answer(*json.loads(line)) for line in kept.read_text().splitlines()] if kept.exists() else []
    yield from known
    asked = {answer[:3] for answer in known}
    with kept.open("a") as file:
        for subject in subjects:
            for is_json, messages in ((True, subject.messages), (False, sent(subject))):
                for number, question in enumerate(subject.questions):
                    if (subject.name, is_json, number) not in asked:
                        text = model.answer(asked_last(messages, question.text))
                        answer = Answer(subject.name, is_json, number, text)
                        file.write(json.dumps(answer) + "\n")
                        file.flush()
                        yield answer
