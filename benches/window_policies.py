"""What each window policy costs and keeps: real conversations, each in a window of a quarter of its own size.

    python benches/window_policies.py TRANSCRIPTS.jsonl [...]

A line of a transcript is a JSON object with `messages` in OpenAI's shape. Every call of the agent is replayed: the
prompt before each assistant message. Cost: a prompt cache serves the longest prefix equal to the last call's prompt at
0.1 of the price, the rest is written at 1.25; relative to sending everything with the same cache. Kept: values of a
call's arguments that stood in an earlier result, and still stand in the prompt of that call.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from headroom import HeadroomConfig, RollingWindowConfig, WindowPolicy, compress, count_tokens

SHARE = 4
MODEL = "gpt-4o"
LOW_WATERS = (50, 70, 90)


@dataclass
class Sums:
    """What came of the calls so far."""

    calls: int = 0
    cost: float = 0.0
    cost_raw: float = 0.0
    moves: int = 0
    over: int = 0
    used: int = 0
    kept: int = 0
    sizes: dict[str, int] = field(default_factory=dict)

    def size(self, message: dict[str, Any]) -> int:
        """Tokens of a message; most are met with every call."""
        text = json.dumps([message.get("content"), message.get("tool_calls")], ensure_ascii=False)
        if text not in self.sizes:
            self.sizes[text] = count_tokens(text, MODEL).value
        return self.sizes[text]

    def bill(self, last: list[Any], sent: list[Any]) -> tuple[float, bool]:
        """What sending costs after `last` was sent, and whether the beginning changed."""
        same = 0
        while same < min(len(last), len(sent)) and last[same] == sent[same]:
            same += 1
        head, tail = (sum(self.size(message) for message in part) for part in (sent[:same], sent[same:]))
        return 0.1 * head + 1.25 * tail, same < len(last)

    def replay(self, messages: list[dict[str, Any]], config: HeadroomConfig) -> None:
        """Play one conversation call by call."""
        limit = max(1, count_tokens(messages, MODEL).value // SHARE)
        last: list[Any] = []
        last_raw: list[Any] = []
        for index, message in enumerate(messages):
            if message["role"] != "assistant" or index == 0:
                continue
            result = compress(messages[:index], MODEL, config=config, model_limit=limit)
            cost, moved = self.bill(last, result.messages)
            self.cost += cost
            self.moves += moved
            self.cost_raw += self.bill(last_raw, messages[:index])[0]
            self.calls += 1
            self.over += bool(result.warnings)
            last, last_raw = result.messages, messages[:index]
            self.look_up(message, messages[:index], result.messages)

    def look_up(self, message: dict[str, Any], given: list[Any], sent: list[Any]) -> None:
        """Whether the values that the calls of `message` use still stand in what was sent."""
        results = "\n".join(_text(other) for other in given if other["role"] == "tool")
        said = "\n".join(_text(other) for other in given if other["role"] != "tool")
        values = {value for value in _values(message) if _stands(value, results) and value not in said}
        self.used += len(values)
        prompt = "\n".join(map(_text, sent)) if values else ""
        self.kept += sum(_stands(value, prompt) for value in values)


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
            sums = Sums()
            for messages in conversations:
                sums.replay(messages, HeadroomConfig(rolling_window=window))
            print(
                f"{policy.value:13s} low water {low_water} %: cost {sums.cost / sums.cost_raw:.3f}x, "
                f"{60 * sums.moves / sums.calls:.1f} moves in 60 calls, {100 * sums.over / sums.calls:.0f} % of calls "
                f"over the budget, used values kept {sums.kept}/{sums.used}"
            )


if __name__ == "__main__":
    import logging

    logging.disable(logging.WARNING)
    main(sys.argv[1:])
