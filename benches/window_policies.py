"""What each window policy costs and keeps: real conversations, each in a window of a quarter of its own size.

    python benches/window_policies.py TRANSCRIPTS.jsonl [...]

A line of a transcript is a JSON object with `messages` in OpenAI's shape. Every call of the agent is replayed: the
prompt before each assistant message. Cost: a prompt cache serves the longest prefix equal to the last call's prompt at
0.1 of the price, the rest is written at 1.25; relative to sending everything with the same cache. Kept: values of a
call's arguments that stood in an earlier result, and still stand in the prompt of that call. Each line first for all
conversations, then for those with so many calls.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from headroom import HeadroomConfig, RollingWindowConfig, WindowPolicy, compress, count_tokens

SHARE = 4
MODEL = "gpt-4o"
LOW_WATERS = (50, 70, 90)
LENGTHS = (range(1, 11), range(11, 21), range(21, 41), range(41, sys.maxsize))


@dataclass
class Sums:
    """What came of the calls so far."""

    conversations: int = 0
    calls: int = 0
    cost: float = 0.0
    cost_raw: float = 0.0
    cost_once: float = 0.0
    moves: int = 0
    over: int = 0
    used: int = 0
    kept: int = 0

    def __add__(self, other: Sums) -> Sums:
        """What came of both."""
        return Sums(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        """A line of the report."""
        cost, once = self.cost / self.cost_raw, self.cost_once / self.cost_raw
        moves, over = 60 * self.moves / self.calls, 100 * self.over / self.calls
        return (
            f"{self.conversations:4d} conversations, {self.calls:4d} calls: "
            f"cost {cost:.3f}x, all written once {once:.3f}x, "
            f"{moves:.1f} moves in 60 calls, "
            f"{over:.0f} % of calls over the budget, used values kept {self.kept}/{self.used}"
        )

    def replay(self, messages: list[dict[str, Any]], config: HeadroomConfig) -> None:
        """Play one conversation call by call."""
        self.conversations += 1
        limit = max(1, count_tokens(messages, MODEL).value // SHARE)
        last: list[Any] = []
        last_raw: list[Any] = []
        for index, message in enumerate(messages):
            if message["role"] != "assistant" or index == 0:
                continue
            result = compress(messages[:index], MODEL, config=config, model_limit=limit)
            cost, moved = _bill(last, result.messages)
            self.cost += cost
            self.moves += moved
            self.cost_raw += _bill(last_raw, messages[:index])[0]
            self.calls += 1
            self.over += bool(result.warnings)
            last, last_raw = result.messages, messages[:index]
            self.look_up(message, messages[:index], result.messages)
        self.cost_once += _bill([], last_raw)[0]

    def look_up(self, message: dict[str, Any], given: list[Any], sent: list[Any]) -> None:
        """Whether the values that the calls of `message` use still stand in what was sent."""
        results = "\n".join(_text(other) for other in given if other["role"] == "tool")
        said = "\n".join(_text(other) for other in given if other["role"] != "tool")
        values = {value for value in _values(message) if _stands(value, results) and value not in said}
        self.used += len(values)
        prompt = "\n".join(map(_text, sent)) if values else ""
        self.kept += sum(_stands(value, prompt) for value in values)


def _bill(last: list[Any], sent: list[Any]) -> tuple[float, bool]:
    """What sending costs after `last` was sent, and whether the beginning changed."""
    same = 0
    while same < min(len(last), len(sent)) and last[same] == sent[same]:
        same += 1
    head, tail = (sum(map(_size, part)) for part in (sent[:same], sent[same:]))
    return 0.1 * head + 1.25 * tail, same < len(last)


def _size(message: dict[str, Any]) -> int:
    return _tokens(json.dumps([message.get("content"), message.get("tool_calls")], ensure_ascii=False))


@cache  # most are met with every call
def _tokens(text: str) -> int:
    return count_tokens(text, MODEL).value


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


def _stands(value: str, text: str) -> bool:
    return any(form in text for form in (value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]))


def _values(message: dict[str, Any]) -> Iterator[str]:
    arguments = (_json(call["function"]["arguments"]) for call in message.get("tool_calls") or ())
    yield from (text for value in arguments for text in _leaves(value) if 4 <= len(text) <= 200)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield value if isinstance(value, str) else json.dumps(value)


def main(paths: list[str]) -> None:
    """Print a line for each policy and low-water mark."""
    conversations = [json.loads(line)["messages"] for path in paths for line in Path(path).read_text().splitlines()]
    print(f"{len(conversations)} conversations, each in a window of 1/{SHARE} of its own tokens")
    for policy in WindowPolicy:
        for low_water in LOW_WATERS:
            window = RollingWindowConfig(output_buffer_tokens=0, low_water_percent=low_water, policy=policy)
            print(f"{policy.value}, low water {low_water} %")
            each = [_replayed(messages, HeadroomConfig(rolling_window=window)) for messages in conversations]
            for label, sums in _by_length(each):
                print(f"  {label:>13s} {sums}")


def _replayed(messages: list[dict[str, Any]], config: HeadroomConfig) -> Sums:
    sums = Sums()
    sums.replay(messages, config)
    return sums


def _by_length(each: list[Sums]) -> Iterator[tuple[str, Sums]]:
    """The sums of all conversations, then of those with so many calls, where there are any."""
    yield "all", sum(each, Sums())
    for calls in LENGTHS:
        if some := [sums for sums in each if sums.calls in calls]:
            label = f"{calls.start} to {calls.stop - 1}" if calls.stop < sys.maxsize else f"{calls.start} and more"
            yield label, sum(some, Sums())


if __name__ == "__main__":
    import logging

    logging.disable(logging.WARNING)
    main(sys.argv[1:])
