"""Conversations of every shape that callers hand over, from well-formed to hardly a conversation at all."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.laws.strategies import any_texts, documents

Message = Any

call_ids = st.sampled_from(["call_0", "call_1", "call_2", ""])
plain = st.sampled_from(["Hello", "", "What is the status?", "Done.", "a b c " * 30])
contents = plain | any_texts | documents


def call(identifier: str) -> dict[str, Any]:
    return {"id": identifier, "type": "function", "function": {"name": "look", "arguments": '{"x": 1}'}}


def user(content: Any) -> Message:
    return {"role": "user", "content": content}


def openai_round(identifiers: list[str], results: list[str]) -> list[Message]:
    """Parallel calls and their results; fewer results than calls leave some unanswered."""
    asked = {"role": "assistant", "content": None, "tool_calls": [call(identifier) for identifier in identifiers]}
    answers = zip(identifiers, results, strict=False)
    return [asked, *({"role": "tool", "tool_call_id": identifier, "content": text} for identifier, text in answers)]


def anthropic_round(identifiers: list[str], results: list[str]) -> list[Message]:
    asked = [
        {"type": "tool_use", "id": identifier, "name": "look", "input": {"x": [1, 2]}} for identifier in identifiers
    ]
    answers = [
        {
            "type": "tool_result",
            "tool_use_id": identifier,
            "content": text if index else [{"type": "text", "text": text}],
        }
        for index, (identifier, text) in enumerate(zip(identifiers, results, strict=False))
    ]
    return [{"role": "assistant", "content": asked}, {"role": "user", "content": answers}]


def _turn(question: str, rounds: list[list[Message]], answer: str) -> list[Message]:
    return [user(question), *(message for part in rounds for message in part), {"role": "assistant", "content": answer}]


Round = Callable[[list[str], list[str]], list[Message]]


@st.composite
def well_formed(
    draw: st.DrawFn,
    texts: st.SearchStrategy[str] = contents,
    most: int = 5,
    shapes: Sequence[Round] = (openai_round, anthropic_round),
) -> list[Message]:
    """A system prompt and turns whose every call is answered at once, ids never used twice."""
    counter = iter(range(1000))

    def one_round() -> list[Message]:
        results = draw(st.lists(texts, min_size=1, max_size=3))
        shape = draw(st.sampled_from(shapes))
        return shape([f"call_{next(counter)}" for _ in results], results)

    turns = draw(st.integers(1, most))
    spoken = [
        _turn(draw(texts), [one_round() for _ in range(draw(st.integers(0, 2)))], draw(plain)) for _ in range(turns)
    ]
    return [{"role": "system", "content": "You are helpful."}, *(message for turn in spoken for message in turn)]


@st.composite
def gathered(draw: st.DrawFn) -> list[Message]:
    """Anthropic's shape: calls that wait while others are made and answered, until one message answers all of them."""
    counter = iter(range(1000))

    def turn() -> list[Message]:
        waiting: list[str] = []
        messages = [user(draw(plain))]
        for _ in range(draw(st.integers(1, 4))):
            names = [f"call_{next(counter)}" for _ in range(draw(st.integers(1, 2)))]
            asked, answered = anthropic_round(names, [draw(plain) for _ in names])
            at_once = draw(st.integers(0, len(names)))
            waiting += names[at_once:]
            now = answered["content"][:at_once]
            messages += [asked, {**answered, "content": now}] if now else [asked]
        return [*messages, *anthropic_round(waiting, [draw(plain) for _ in waiting])[1:]] if waiting else messages

    return [message for _ in range(draw(st.integers(1, 3))) for message in turn()]


@st.composite
def answered_late(draw: st.DrawFn) -> list[Message]:
    """OpenAI's shape: parallel calls whose results come one by one, in any order, behind later calls and words."""
    counter = iter(range(1000))
    waiting: list[str] = []
    messages = [user(draw(plain))]

    def answered(most: int) -> list[Message]:
        names = draw(st.permutations(waiting))[:most]
        waiting[:] = [name for name in waiting if name not in names]
        return [{"role": "tool", "tool_call_id": name, "content": draw(plain)} for name in names]

    for _ in range(draw(st.integers(1, 6))):
        names = [f"call_{next(counter)}" for _ in range(draw(st.integers(1, 3)))]
        waiting += names
        messages += [*openai_round(names, []), *answered(draw(st.integers(0, 4)))]
        messages += [user(draw(plain))] if draw(st.booleans()) else []
    return [*messages, *answered(len(waiting))]


_blocks = st.lists(
    st.builds(lambda text: {"type": "text", "text": text}, contents)
    | st.sampled_from(
        [
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
            {"type": "text"},
            {"type": "text", "text": None},
            {"type": "tool_result"},
            {"type": "tool_use"},
            {},
            None,
            "bare",
            7,
        ]
    ),
    max_size=3,
)

oddities = st.sampled_from(
    [
        {},
        {"role": "user"},
        {"role": None, "content": None},
        {"role": ["user"], "content": "x"},
        {"role": "critic", "content": '[{"a": 1}, {"a": 2}]'},
        {"role": "critic", "tool_calls": [call("call_1")]},
        {"role": "user", "content": {"text": "a dict"}},
        {"role": "assistant", "content": "", "tool_calls": None},
        {"role": "assistant", "content": None, "tool_calls": [None, {"id": 3}, {"function": "f"}, {}]},
        {"role": "assistant", "content": None, "function_call": {"name": "look", "arguments": "{}"}},
        {"role": "function", "name": "look", "content": '[{"a": 1, "b": 2}, {"a": 3, "b": 4}, {"a": 5, "b": 6}]'},
        {"role": "tool", "content": "no id"},
        {"role": "tool", "tool_call_id": None, "content": None},
        {"role": "\ud800", "content": "\ud800", "name": "\udfff"},
        None,
    ]
)

no_messages = st.sampled_from(
    [{"content": "no role"}, {"text": "no role"}, "just text", "", b"bytes", 42, ["role", "user"], []]
)
"""What is refused among messages."""


def _said(role: str) -> st.SearchStrategy[list[Message]]:
    return contents.map(lambda text: [{"role": role, "content": text}])


_segments = (
    _said("user")
    | _said("assistant")
    | _said("system")
    | _said("developer")
    | st.builds(lambda blocks: [user(blocks)], _blocks)
    | st.builds(openai_round, st.lists(call_ids, max_size=3), st.lists(contents, max_size=3))
    | st.builds(anthropic_round, st.lists(call_ids, max_size=3), st.lists(contents, max_size=3))
    | st.builds(
        lambda part: part[::-1], st.builds(openai_round, st.lists(call_ids, max_size=2), st.lists(contents, max_size=2))
    )
    | st.builds(
        lambda identifier, text: [{"role": "tool", "tool_call_id": identifier, "content": text}], call_ids, contents
    )
    | oddities.map(lambda message: [message])
)

any_conversations = st.lists(_segments, max_size=8).map(lambda parts: [message for part in parts for message in part])
"""Anything: parallel calls, missing results, results before their calls, ids used twice, no dicts at all."""


def calls_of(message: Message) -> list[str]:
    if not isinstance(message, dict):
        return []
    blocks = message.get("content") if isinstance(message.get("content"), list) else []
    used = [block for block in blocks if isinstance(block, dict) and block.get("type") == "tool_use"]
    listed = [entry for entry in message.get("tool_calls") or [] if isinstance(entry, dict)]
    return [entry["id"] for entry in [*listed, *used] if isinstance(entry.get("id"), str)]


def results_of(message: Message) -> list[str]:
    if not isinstance(message, dict):
        return []
    blocks = message.get("content") if isinstance(message.get("content"), list) else []
    answered = [block.get("tool_use_id") for block in blocks if isinstance(block, dict)]
    return [identifier for identifier in [message.get("tool_call_id"), *answered] if isinstance(identifier, str)]
