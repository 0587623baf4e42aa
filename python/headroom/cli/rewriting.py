"""Conversations with other messages in the places where they stood, and all else as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, NamedTuple

from headroom._exceptions import TranscriptError
from headroom.cli.output import json_text
from headroom.cli.progress import progress

__all__ = ["WRITTEN_BACK", "Conversation", "rewritten_file"]

WRITTEN_BACK = ("openai", "anthropic", "responses")
"""Kinds whose messages stand in the file as a provider takes them."""
_AROUND = ("body", "request")

Messages = list[Mapping[str, Any]]


class Conversation(NamedTuple):
    """Messages of one conversation, the system prompt first."""

    messages: Messages
    model: str | None


Rewrite = Callable[[Conversation], list[Any]]
"""Gives as many messages or fewer, the system prompt still first."""


def rewritten_file(file: IO[bytes], source: str, rewrite: Rewrite, problems: Callable[[Any], None]) -> Iterator[bytes]:
    """Give a file with its conversations rewritten, part by part: what is no JSON and what holds no messages as it was.

    Raises:
        TranscriptError: it is no JSON at all, or nested too deep to be written again.
    """
    from headroom.transcripts.records import document_in, is_document, not_too_deep, shown, size_of

    with progress(size_of(file), shown(source)) as advance, not_too_deep(source):
        if is_document(file, source):
            yield _written(_document(document_in(file, source, read=advance), rewrite), indent=2)
            return
        yield from _lines(file, source, rewrite, problems, advance)


def _lines(
    file: IO[bytes], source: str, rewrite: Rewrite, problems: Callable[[Any], None], advance: Callable[[int], object]
) -> Iterator[bytes]:
    """Rewrite lines: each a conversation, or all that follow each other one message each."""
    from headroom.transcripts.records import Problem, lines_in
    from headroom.transcripts.values import is_message

    pending: list[Mapping[str, Any] | bytes] = []  # messages, and between them lines that are none

    def keep(problem: Problem) -> None:
        problems(problem)
        pending.append(problem.content.rstrip(b"\r\n") + b"\n")

    for record in lines_in(file, source, keep, read=advance):
        if is_message(record.value):
            pending.append(record.value)
            continue
        yield from _loose(pending, rewrite)
        pending.clear()
        yield _written(_document(record.value, rewrite))
    yield from _loose(pending, rewrite)


def _loose(pending: list[Mapping[str, Any] | bytes], rewrite: Rewrite) -> Iterator[bytes]:
    messages = [one for one in pending if not isinstance(one, bytes)]
    sent = rewrite(Conversation(messages, None)) if messages else []
    if len(sent) != len(messages):  # some have left: what stood between them has no place
        yield from (one for one in pending if isinstance(one, bytes))
        yield from map(_written, sent)
        return
    new = iter(sent)
    yield from (one if isinstance(one, bytes) else _written(next(new)) for one in pending)


def _written(value: Any, indent: int | None = None) -> bytes:
    return f"{json_text(value, indent)}\n".encode()


def _document(value: Any, rewrite: Rewrite) -> Any:
    """Rewrite the conversations of a value: messages, an object that has them, or a list of such objects."""
    from headroom.transcripts.values import are_messages

    if are_messages(value):
        return rewrite(Conversation(list(value), None))
    if isinstance(value, list):
        return [_document(item, rewrite) for item in value]
    if not isinstance(value, Mapping):
        return value
    if isinstance(value.get("data"), list):
        return {**value, "data": _document(value["data"], rewrite)}
    for key in ("messages", "input"):
        if are_messages(value.get(key)):
            return _with_messages(value, key, rewrite)
    around = next((key for key in _AROUND if isinstance(value.get(key), Mapping)), None)
    return value if around is None else {**value, around: _document(value[around], rewrite)}


def _with_messages(value: Mapping[str, Any], key: str, rewrite: Rewrite) -> dict[str, Any]:
    from headroom.transcripts.values import text_of

    stated = value.get("system") or value.get("instructions")
    system: Messages = [{"role": "system", "content": stated}] if isinstance(stated, str | list) and stated else []
    given = Conversation([*system, *value[key]], text_of(value.get("model")))
    sent = rewrite(given)
    if sent[: len(system)] != system:
        raise TranscriptError("the system prompt cannot be written back")
    return {**value, key: sent[len(system) :]}
