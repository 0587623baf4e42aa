"""What random conversations have to contain, or their laws would hold of little."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.laws.conversations import calls_of, results_of
from tests.laws.random_conversations import conversation
from tests.laws.random_texts import OURS, STRANGE

Messages = list[Any]
SEEDS = range(3000)
KNOWN_ROLES = ("system", "developer", "user", "assistant", "tool", "function")


@pytest.fixture(scope="module")
def conversations() -> list[Messages]:
    return [conversation(seed) for seed in SEEDS]


def blocks(messages: Messages) -> Iterator[dict[str, Any]]:
    for message in messages:
        content = message.get("content")
        yield from (block for block in content if block) if isinstance(content, list) else ()


def asked(messages: Messages) -> list[str]:
    return [name for message in messages for name in calls_of(message)]


def answered(messages: Messages) -> list[str]:
    return [name for message in messages for name in results_of(message)]


def results(messages: Messages) -> Iterator[str]:
    """What tools returned, in order, as far as it is one text."""
    for message in messages:
        said = [block for block in blocks([message]) if block.get("type") == "tool_result"]
        of_tool = [message] if message.get("role") in ("tool", "function") else said
        yield from (entry["content"] for entry in of_tool if isinstance(entry.get("content"), str))


def repeated_lines(messages: Messages) -> int:
    """Lines of results, at least 20 characters long, that stood in an earlier result."""
    seen: set[str] = set()
    count = 0
    for text in results(messages):
        lines = {line for line in text.split("\n") if len(line) >= 20}
        count += len(lines & seen)
        seen |= lines
    return count


def answered_early(messages: Messages) -> bool:
    calls, early = asked(messages), set()
    made: set[str] = set()
    for message in messages:
        early |= {name for name in results_of(message) if name not in made}
        made |= set(calls_of(message))
    return bool(early & set(calls))


def between(messages: Messages) -> bool:
    """Whether somebody speaks between a call and its result."""
    callers = {name: index for index, message in enumerate(messages) for name in calls_of(message)}
    return any(
        name in callers and any(m.get("role") in ("user", "system") for m in messages[callers[name] + 1 : index])
        for index, message in enumerate(messages)
        for name in results_of(message)
    )


def holds(*roles: object) -> Callable[[Messages], bool]:
    return lambda messages: any(message.get("role") in roles for message in messages)


FEATURES: dict[str, tuple[Callable[[Messages], object], int]] = {
    "nothing at all": (lambda messages: not messages, 5),
    "parallel calls": (lambda messages: any(len(calls_of(message)) > 1 for message in messages), 500),
    "calls that are never answered": (lambda messages: set(asked(messages)) - set(answered(messages)), 300),
    "answers that nobody asked for": (lambda messages: set(answered(messages)) - set(asked(messages)), 100),
    "answers before their calls": (answered_early, 50),
    "words between a call and its result": (between, 30),
    "ids of several calls": (lambda messages: max(Counter(asked(messages)).values(), default=0) > 1, 100),
    "ids of several results": (lambda messages: max(Counter(answered(messages)).values(), default=0) > 1, 100),
    "the empty id": (lambda messages: "" in asked(messages), 20),
    "no content": (lambda messages: any(message.get("content") is None for message in messages), 100),
    "empty contents": (lambda messages: any(message.get("content") in ("", []) for message in messages), 100),
    "unknown roles": (lambda messages: any(message.get("role") not in KNOWN_ROLES for message in messages), 50),
    "functions": (holds("function"), 50),
    "several system messages": (lambda messages: [m.get("role") for m in messages].count("system") > 1, 20),
    "OpenAI's shape": (lambda messages: any(message.get("tool_calls") for message in messages), 1000),
    "Anthropic's shape": (lambda messages: any(b.get("type") == "tool_use" for b in blocks(messages)), 1000),
    "failed tools": (lambda messages: any(block.get("is_error") for block in blocks(messages)), 100),
    "cached blocks": (lambda messages: any("cache_control" in block for block in blocks(messages)), 100),
    "results of blocks": (lambda messages: any(isinstance(b.get("content"), list) for b in blocks(messages)), 300),
    "results that repeat earlier ones": (lambda messages: repeated_lines(messages) > 3, 500),
    "results that repeat much": (lambda messages: repeated_lines(messages) > 30, 50),
    "results that are the same": (lambda messages: max(Counter(results(messages)).values(), default=0) > 1, 300),
    "words of ours in results": (lambda messages: set(OURS) & set(results(messages)), 100),
    "strange words in results": (lambda messages: set(STRANGE) & set(results(messages)), 50),
    "lone surrogates": (lambda messages: "\\ud800" in repr(messages) or "\\ud83d" in repr(messages), 50),
}


@pytest.mark.parametrize(("has", "least"), FEATURES.values(), ids=FEATURES.keys())
def test_it_occurs(conversations: list[Messages], has: Callable[[Messages], object], least: int):
    assert sum(bool(has(messages)) for messages in conversations) >= least


def test_they_are_small_with_a_tail(conversations: list[Messages]):
    lengths = sorted(map(len, conversations))
    sizes = sorted(len(repr(messages)) for messages in conversations)
    assert 8 <= sum(lengths) / len(lengths) <= 18
    assert lengths[-1] > 60
    assert sizes[len(sizes) // 2] < 8_000 < 60_000 < sizes[-1]


def test_a_seed_gives_one_conversation_only(conversations: list[Messages]):
    assert [conversation(seed) for seed in SEEDS[:200]] == conversations[:200]
    assert len({repr(messages) for messages in conversations}) > 0.9 * len(conversations)
