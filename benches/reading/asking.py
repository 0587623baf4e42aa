"""Asks a model behind an OpenAI-compatible endpoint, one question a request, and keeps what it answered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from headroom import HeadroomConfig, RollingWindowConfig, SmartCrusherConfig, compress, count_tokens
from reading.subjects import Subject

TIMEOUT = 600  # seconds: a small machine reads a prompt slowly
COUNTED_BY = "gpt-4o"


class Answer(NamedTuple):
    """What the model answered where the results stood as JSON, or as they are sent."""

    subject: str
    is_json: bool
    number: int
    text: str


class Endpoint(NamedTuple):
    """An OpenAI-compatible service, such as `llama-server`, Ollama, vLLM or a provider's own."""

    url: str
    model: str

    def answer(self, messages: list[Any], question: str, most_tokens: int = 32) -> str:
        """Asks; the answer is greedy. An `httpx.HTTPError` says what went wrong."""
        asked = [*messages, {"role": "user", "content": question}]
        body = {"model": self.model, "messages": asked, "temperature": 0, "max_tokens": most_tokens}
        headers = {"authorization": f"Bearer {os.environ.get('OPENAI_API_KEY', 'none')}"}
        reply = httpx.post(f"{self.url.rstrip('/')}/chat/completions", json=body, headers=headers, timeout=TIMEOUT)
        return str(reply.raise_for_status().json()["choices"][0]["message"]["content"] or "")


def sent(subject: Subject) -> list[Any]:
    """The messages in the subject's form."""
    config = HeadroomConfig(
        smart_crusher=SmartCrusherConfig(level=subject.level), rolling_window=RollingWindowConfig(enabled=False)
    )
    return [*compress(subject.messages, COUNTED_BY, config=config).messages]


def tokens(messages: list[Any]) -> int:
    return count_tokens([message for message in messages if message["role"] == "tool"], COUNTED_BY).value


def ask(endpoint: Endpoint, subjects: list[Subject], kept: Path) -> Iterator[Answer]:
    """Yields the answers, those that the file holds already first; new ones are added to it."""
    known = [Answer(*json.loads(line)) for line in kept.read_text().splitlines()] if kept.exists() else []
    yield from known
    asked = {answer[:3] for answer in known}
    with kept.open("a") as file:
        for subject in subjects:
            for is_json, messages in ((True, subject.messages), (False, sent(subject))):
                for number, question in enumerate(subject.questions):
                    if (subject.name, is_json, number) not in asked:
                        answer = Answer(subject.name, is_json, number, endpoint.answer(messages, question.text))
                        file.write(json.dumps(answer) + "\n")
                        file.flush()
                        yield answer
