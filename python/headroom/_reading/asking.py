"""Asks a model, one question after the other, and keeps what it answered, so that a run that was cut off goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from headroom._reading.subject import Subject
from headroom._reading.writings import Writing, tokens_of

__all__ = ["Answered", "Model", "Prompt", "ask", "prompts"]


class Model(Protocol):
    """What answers questions about a conversation."""

    name: str

    def answer(self, messages: list[Any]) -> str:
        """Answer the last of the messages.

        Raises:
            EvaluationError: it does not.
        """


class Prompt(NamedTuple):
    """A question about a subject in one way to write it."""

    subject: str
    writing: str
    messages: list[Any]
    """All of it, the question last: what the questions on one document have in common stands first, so that it is read
    once where the service keeps the beginning of a prompt."""
    expected: str
    kind: str
    tokens: int
    """Of the results, as they stand there."""


class Answered(NamedTuple):
    """A question and what the model answered."""

    prompt: Prompt
    answer: str


def prompts(subjects: Sequence[Subject], writings: Sequence[Writing]) -> list[Prompt]:
    """Put every question about every subject in every way, in the order in which they are asked."""
    return [
        Prompt(subject.name, writing.name, [*messages, asked], question.answer, question.kind, tokens)
        for subject in subjects
        for writing in writings
        for messages in [writing.write(subject)]
        for tokens in [tokens_of(messages)]
        for question in subject.questions
        for asked in [{"role": "user", "content": question.text}]
    ]


def ask(
    model: Model, asked: Sequence[Prompt], kept: Path | None, on_answer: Callable[[int], object] = int
) -> Iterator[Answered]:
    """Ask a model.

    Args:
        model: the model.
        asked: the questions. A prompt that comes again, as two ways write a subject alike, is asked once.
        kept: a file of answers, a line each: those that it holds are not asked for again, and new ones are added.
        on_answer: takes a 1 for each question that is answered.

    Yields:
        The answers, in the order of the questions.

    Raises:
        EvaluationError: the model does not answer.
        OSError: the file cannot be read or written.
    """
    answers = _Answers(model.name, kept)
    for prompt in asked:
        answer = answers.of(prompt)
        if answer is None:
            answer = model.answer(prompt.messages)
            answers.add(prompt, answer)
        on_answer(1)
        yield Answered(prompt, answer)


class _Answers:
    """The answers of one model, in memory and in a file that others' answers may stand in, too."""

    def __init__(self, model: str, path: Path | None) -> None:
        self._model, self._path = model, path
        content = path.read_bytes() if path is not None and path.exists() else b""
        self._known = dict(filter(None, map(_kept, content.splitlines())))
        self._before = b"" if not content or content.endswith(b"\n") else b"\n"  # a line that was cut off

    def of(self, prompt: Prompt) -> str | None:
        """Find the answer to a prompt."""
        return self._known.get(self._key(prompt))

    def add(self, prompt: Prompt, answer: str) -> None:
        """Keep an answer."""
        key = self._key(prompt)
        self._known[key] = answer
        if self._path is None:
            return
        told = {"key": key, "subject": prompt.subject, "writing": prompt.writing, "expected": prompt.expected}
        with self._path.open("ab") as file:
            file.write(self._before + json.dumps({**told, "answer": answer}).encode() + b"\n")
        self._before = b""

    def _key(self, prompt: Prompt) -> str:
        """Tell prompts and models apart: an answer stands for nothing else than what was asked."""
        said = json.dumps([self._model, prompt.messages])
        return blake2b(said.encode(), digest_size=12).hexdigest()


def _kept(line: bytes) -> tuple[str, str] | None:
    """Read a line; of one that was cut off, nothing."""
    try:
        value = json.loads(line)
        return str(value["key"]), str(value["answer"])
    except (ValueError, TypeError, KeyError):
        return None
