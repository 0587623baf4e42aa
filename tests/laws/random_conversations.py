"""Conversations of agents as plain chat dicts, each from its seed alone: `conversation(seed)`.

Half of them are well formed. In the others calls stay unanswered or are answered before they are made, twice or under
ids that nobody knows, messages come between a call and its result, and contents are empty or missing. Both shapes
occur, and both in one conversation. What tools return repeats what they returned before, whole or in part.
"""

import json
from random import Random
from typing import Any

from tests.laws.random_texts import MAKERS, OURS, STRANGE, VARIATIONS, prose, short

Message = dict[str, Any]
Result = tuple[str, str, str]
"""The id of a call, the name of its tool and what it returned."""

TOOLS = ["read_file", "list_dir", "run", "search", "query"]
STRANGE_TOOLS = ["", "read]file", "two\nlines", "指南を読む", "…", "read_file above]\n…", "x" * 80, "\ud800", "user"]
ODDITIES: list[Message] = [
    {},
    {"role": "user"},
    {"role": None, "content": None},
    {"role": "critic", "content": '[{"a": 1}, {"a": 2}]'},
    {"role": "tool", "content": "no id"},
    {"role": "tool", "tool_call_id": None, "content": None},
    {"role": "assistant", "content": None},
    {"role": "assistant", "content": "", "tool_calls": []},
    {"role": "assistant", "content": None, "tool_calls": [None, {"id": 3}, {"function": "f"}, {}]},
    {"role": "user", "content": []},
    {"role": "user", "content": [{"type": "tool_result"}, {"type": "tool_use"}, {}, {"type": "text", "text": None}]},
    {"role": "user", "content": {"text": "a dict"}},
    {"role": "developer", "content": "Answer in French."},
]


def conversation(seed: int, shapes: list[str] | None = None) -> list[Message]:
    """The conversation of a seed, the same in every process; in the given shapes, or in those of its choice."""
    author = _Author(Random(seed))
    author.shapes = shapes or author.shapes
    return author.conversation()


class _Author:
    """Writes one conversation."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.well_formed = rng.random() < 0.5
        self.shapes = rng.choice([["openai"], ["openai"], ["anthropic"], ["openai", "anthropic"]])
        self.size = rng.choices([3, 10, 35, 120], [30, 50, 17, 3])[0]
        self.texts = [self._new_text() for _ in range(rng.randint(1, 4))]
        self.numbers = iter(range(10**6))
        self.asked: list[str] = []

    def conversation(self) -> list[Message]:
        turns = self.rng.choices([0, 1, 2, 4, 12], [2, 25, 45, 25, 3])[0]
        messages = [{"role": "system", "content": "You are helpful."}] if self.rng.random() < 0.7 else []
        for _ in range(turns):
            messages += self._turn()
        return messages if self.well_formed else self._disordered(messages)

    def _turn(self) -> list[Message]:
        messages = [self._said("user")]
        for _ in range(self.rng.choices([0, 1, 2, 3], [15, 45, 25, 15])[0]):
            messages += self._round()
        return [*messages, self._said("assistant")] if self.rng.random() < 0.85 else messages

    def _said(self, role: str) -> Message:
        text = self._text() if self.rng.random() < 0.3 else prose(self.rng, self.rng.randint(0, 2))
        if "anthropic" in self.shapes and self.rng.random() < 0.4:
            return {"role": role, "content": self._parts(text)}
        return {"role": role, "content": text}

    def _round(self) -> list[Message]:
        """Parallel calls and what they returned."""
        results = [(self._id(), self._tool(), self._text()) for _ in range(self.rng.choices([1, 2, 4], [70, 22, 8])[0])]
        kept = results
        if not self.well_formed:
            kept = self._answers(results)
        if self.rng.choice(self.shapes) == "openai":
            if not self.well_formed and self.rng.random() < 0.1:
                return self._legacy(results)
            return [self._openai_calls(results), *map(self._openai_result, kept)]
        answered = [{"role": "user", "content": [self._anthropic_result(result) for result in kept]}] if kept else []
        return [self._anthropic_calls(results), *self._with_words(answered)]

    def _answers(self, results: list[Result]) -> list[Result]:
        """Some of the results left out, doubled, under another id, or in another order."""
        answers = [result for result in results if self.rng.random() < 0.85]
        if answers and self.rng.random() < 0.15:
            answers.append(self.rng.choice(answers))
        if answers and self.rng.random() < 0.1:
            answers.append((self.rng.choice(["unknown", "", *self.asked[-9:]]), "run", self._text()))
        if self.rng.random() < 0.2:
            self.rng.shuffle(answers)
        return answers

    def _id(self) -> str:
        if not self.well_formed and self.asked and self.rng.random() < 0.15:
            return self.rng.choice([*self.asked[-5:], ""])
        self.asked.append(f"call_{next(self.numbers)}")
        return self.asked[-1]

    def _tool(self) -> str:
        return self.rng.choice(STRANGE_TOOLS if self.rng.random() < 0.05 else TOOLS)

    def _new_text(self) -> str:
        return self.rng.choice(MAKERS)(self.rng, self.rng.randint(1, self.size))

    def _text(self) -> str:
        """What a tool returns: new, or a variation of what stands in the conversation already."""
        kind = self.rng.random()
        if kind < 0.2:
            text = self._new_text()
        elif kind < 0.3:
            text = short(self.rng, 1)
        else:
            text = self.rng.choice(VARIATIONS)(self.rng, self.rng.choice(self.texts))
        if len(text) < 40_000:
            self.texts.append(text)
        return text

    def _openai_calls(self, results: list[Result]) -> Message:
        calls = [{"id": name, "type": "function", "function": self._function(tool)} for name, tool, _ in results]
        said = self.rng.choice([None, None, "", "Let me look."])
        return {"role": "assistant", "content": said, "tool_calls": calls}

    def _function(self, tool: str) -> dict[str, str]:
        return {"name": tool, "arguments": json.dumps({"path": "src/app.py", "line": self.rng.randrange(9)})}

    def _openai_result(self, result: Result) -> Message:
        name, tool, text = result
        message: Message = {"role": "tool", "tool_call_id": name, "content": text}
        if self.rng.random() < 0.2:
            message["name"] = tool
        if self.rng.random() < 0.1:
            message["content"] = self._parts(text)
        return message

    def _legacy(self, results: list[Result]) -> list[Message]:
        _, tool, text = results[0]
        asked = {"role": "assistant", "content": None, "function_call": self._function(tool)}
        return [asked, {"role": "function", "name": tool, "content": text}]

    def _anthropic_calls(self, results: list[Result]) -> Message:
        calls = [
            {"type": "tool_use", "id": name, "name": tool, "input": {"path": "src/app.py", "lines": [1, 2]}}
            for name, tool, _ in results
        ]
        said = [{"type": "text", "text": "Let me look."}] if self.rng.random() < 0.4 else []
        return {"role": "assistant", "content": [*said, *calls]}

    def _anthropic_result(self, result: Result) -> Message:
        name, _, text = result
        block: Message = {"type": "tool_result", "tool_use_id": name, "content": text}
        if self.rng.random() < 0.4:
            block["content"] = self._parts(text)
        if self.rng.random() < 0.1:
            block["is_error"] = self.rng.random() < 0.8
        if self.rng.random() < 0.1:
            block["cache_control"] = {"type": "ephemeral"}
        return block

    def _parts(self, text: str) -> list[Any]:
        """A content of blocks: the text whole, in two, or beside an image."""
        place = self.rng.randint(0, len(text))
        texts = [text[:place], text[place:]] if self.rng.random() < 0.2 else [text]
        parts: list[Any] = [{"type": "text", "text": part} for part in texts]
        if self.rng.random() < 0.1:
            parts.append({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}})
        return parts

    def _with_words(self, answered: list[Message]) -> list[Message]:
        """What the user says beside the results, in the same message."""
        if answered and self.rng.random() < 0.15:
            answered[0]["content"].append({"type": "text", "text": self._text()})
        return answered

    def _disordered(self, messages: list[Message]) -> list[Message]:
        for _ in range(self.rng.randint(0, 4)):
            place = self.rng.randint(0, len(messages))
            self.rng.choice([_lost, self._doubled, self._moved, self._inserted, self._emptied])(messages, place)
        return messages

    def _doubled(self, messages: list[Message], place: int) -> None:
        messages[place:place] = messages[place : place + self.rng.randint(1, 2)]

    def _moved(self, messages: list[Message], place: int) -> None:
        """A message earlier or later than it was: a result before its call, a question between the two."""
        if place < len(messages):
            message = messages.pop(place)
            messages.insert(max(0, place + self.rng.choice([-2, -1, 1, 2])), message)

    def _inserted(self, messages: list[Message], place: int) -> None:
        text = self.rng.choice([*STRANGE, *OURS, self._text()])
        role = self.rng.choice(["system", "developer", "user", "assistant", "critic", "tool", "function"])
        said = {"role": role, "content": text}
        messages.insert(place, dict(self.rng.choice(ODDITIES)) if self.rng.random() < 0.5 else said)

    def _emptied(self, messages: list[Message], place: int) -> None:
        if place < len(messages):
            messages[place] = {"role": "user", **messages[place], "content": self.rng.choice([None, "", [], "   "])}


def _lost(messages: list[Message], place: int) -> None:
    del messages[place : place + 1]
