"""One judge for all: tokens by tiktoken's o200k_base, what is gone, what comes back, what a prompt cache bills."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

CACHED, WRITTEN = 0.1, 1.25
"""Price of a token that the provider's cache knows, and of one that it stores, relative to a plain one."""

Message = dict[str, Any]


@cache
def encoder() -> Callable[[str], list[int]]:
    import tiktoken

    return tiktoken.get_encoding("o200k_base").encode_ordinary


@lru_cache(maxsize=200_000)
def tokens(text: str) -> tuple[int, ...]:
    return tuple(encoder()(text))


class Loss(NamedTuple):
    """What became of a document's distinctive values."""

    values: int
    gone: int
    """They do not stand in what is sent."""
    irrecoverable: int
    """Nor in what the system's own way back gives."""
    restored: bool
    """The way back, or what is sent itself, gives the very document: types, order of keys and rows, number spelling."""
    equal: bool
    """The same as Python compares values: the order of keys does not matter, 1.0 is 1."""


def loss(original: str, sent: str, restored: Sequence[str]) -> Loss:
    """Compare a document with what is sent for it and with what its expansions or retrievals say."""
    wanted, numbers = distinctive(original), _magnitudes(sent)
    missing = [value for value in wanted if not stands(value, sent, numbers)]
    back = [(text, _magnitudes(text)) for text in restored]
    lost = [value for value in missing if not any(stands(value, text, words) for text, words in back)]
    backs = (sent, *restored)
    same = any(identity(text) == identity(original) for text in backs)
    equal = same or any(plain(text) == plain(original) for text in backs)
    return Loss(len(wanted), len(missing), len(lost), same, equal)


def distinctive(original: str) -> list[str]:
    """Leaf values long enough to be searched for: strings of 8 characters, numbers of 4; of a log its words."""
    value = parsed(original)
    if value is None:
        return sorted({word for word in original.split() if len(word) >= 8})
    return sorted({leaf for leaf in leaves(value) if len(leaf) >= (4 if isinstance(leaf, Number) else 8)})


class Number(str):
    """A number by its spelling, so that 1.0 is not 1."""

    __slots__ = ()


def parsed(text: str) -> Any:
    """The JSON value or Python repr that a text is, numbers by their spelling; None where it is neither."""
    try:
        return json.loads(text, parse_int=Number, parse_float=Number, object_pairs_hook=Fields)
    except ValueError:
        value = _literal(text)
        return None if value is None else parsed(json.dumps(value, ensure_ascii=False))


class Fields(list):  # type: ignore[type-arg]
    """An object as its keys and values in order."""


def _literal(text: str) -> Any:
    if not text.startswith(("[", "{")):
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Fields):
        for _, child in value:
            yield from leaves(child)
    elif isinstance(value, list):
        for child in value:
            yield from leaves(child)
    elif isinstance(value, str):
        yield value


def identity(text: str) -> str:
    """Texts that say the same, spelled apart only in white space and escapes, have the same identity."""
    value = parsed(text)
    return text if value is None else repr(value)


def plain(text: str) -> Any:
    """The value as Python sees it; the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        value = _literal(text)
        return text if value is None else value


_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def _magnitudes(text: str) -> frozenset[float]:
    """Every number in a text, by its size: how it is spelled is for `identity` to judge."""
    return frozenset(float(number) for number in _NUMBER.findall(text))


def stands(value: str, text: str, numbers: frozenset[float]) -> bool:
    """Whether a value stands in a text, a string quoted as JSON or CSV quote or not at all."""
    if isinstance(value, Number):
        return abs(float(value)) in numbers
    quoted = json.dumps(value, ensure_ascii=False)[1:-1]
    forms = (value, quoted, json.dumps(value)[1:-1], value.replace('"', '""'), quoted.replace("\\", "\\\\"))
    return any(form in text for form in forms)


class Bill(NamedTuple):
    """What a conversation's calls send and cost."""

    sent: int
    cost: float
    breaks: int
    """Calls that do not begin with the whole of the call before."""
    orphans: int
    """Tool results without their call."""
    lost_references: int
    """Values that a tool call quotes from an earlier result and that no longer stood in what was sent."""


def bill(calls: Sequence[list[Message]], referred: Sequence[Sequence[str]]) -> Bill:
    """Bill the calls; `referred` names for each the values that the model is about to quote."""
    sent, cost, breaks, orphans, lost = 0, 0.0, 0, 0, 0
    previous: list[str] = []
    for messages, quoted in zip(calls, referred, strict=True):
        prompt = [_billed(message) for message in messages]
        size = sum(len(tokens(text)) for text in prompt)
        known = _common_tokens(previous, prompt)
        sent, cost = sent + size, cost + CACHED * known + WRITTEN * (size - known)
        breaks += prompt[: len(previous)] != previous
        orphans += _orphans(messages)
        lost += sum(not any(stands(value, text, frozenset()) for text in prompt) for value in quoted)
        previous = prompt
    return Bill(sent, cost, breaks, orphans, lost)


def _billed(message: Message) -> str:
    calls = [[call["function"]["name"], call["function"]["arguments"]] for call in message.get("tool_calls") or []]
    content = message.get("content") or ""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return f"{message['role']}\n{text}" + (json.dumps(calls, ensure_ascii=False) if calls else "")


def _common_tokens(previous: list[str], prompt: list[str]) -> int:
    """Tokens of the longest common prefix, to the token, which is kinder to a rewritten message than providers are."""
    common = 0
    for before, now in zip(previous, prompt, strict=False):
        if before == now:
            common += len(tokens(now))
            continue
        pairs = zip(tokens(before), tokens(now), strict=False)
        return common + next(
            (i for i, (a, b) in enumerate(pairs) if a != b), min(len(tokens(before)), len(tokens(now)))
        )
    return common


def _orphans(messages: list[Message]) -> int:
    asked = {call["id"] for message in messages for call in message.get("tool_calls") or []}
    return sum(message["role"] == "tool" and message.get("tool_call_id") not in asked for message in messages)


def references(messages: list[Message]) -> list[list[str]]:
    """For each call: the values that the assistant's answer quotes from earlier tool results and from nothing else."""
    answers = [k for k, message in enumerate(messages) if message["role"] == "assistant" and k]
    return [_quoted(messages[k], messages[:k]) for k in answers]


def _quoted(answer: Message, earlier: list[Message]) -> list[str]:
    results = "\n".join(_billed(message) for message in earlier if message["role"] == "tool")
    said = "\n".join(_billed(message) for message in earlier if message["role"] != "tool")
    values = {leaf for call in answer.get("tool_calls") or [] for leaf in _arguments(call)}
    return sorted(value for value in values if len(value) >= 4 and value in results and value not in said)


def _arguments(call: Message) -> list[str]:
    return [str(leaf) for leaf in leaves(parsed(call["function"]["arguments"]))]
