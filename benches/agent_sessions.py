"""Sessions of a coding agent: files that are read again after edits, listings, test runs, and what APIs answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peers.documents import WORDS, Source, document

Message = dict[str, Any]

API_KINDS = ["orders", "issues", "pods", "search", "employees", "flags"]
TOOLS = {"read": "read_file", "list": "list_dir", "run": "run_tests", "fetch": "fetch"}


class AgentSession:
    """A project and the results of an agent's tools in it; `scale` 1 means results of about 4 kB."""

    def __init__(self, seed: int, scale: float = 1.0) -> None:
        self.source = Source(f"agent session {seed}")
        self.scale = scale
        self.files = {self._path(): self._code() for _ in range(12)}
        self.sizes = {self._path(): self.source.randrange(10**6) for _ in range(round(60 * scale))}

    def turn(self, number: int) -> list[Message]:
        """A question, a call, its result and an answer."""
        kind = self.source.choices(list(TOOLS), [45, 15, 15, 25])[0]
        function = {"name": TOOLS[kind], "arguments": '{"path": "src"}'}
        call = {"id": f"call_{number}", "type": "function", "function": function}
        return [
            {"role": "user", "content": f"Question {number}: {self.source.sentence()}"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"call_{number}", "content": self._result(kind)},
            {"role": "assistant", "content": f"Answer {number}: {self.source.sentence()}"},
        ]

    def _result(self, kind: str) -> str:
        if kind == "read":
            return self._file()
        if kind == "list":
            return self._listing()
        if kind == "run":
            return document("logs", self.source.getrandbits(48), 0.2 * self.scale).text
        return document(self.source.choice(API_KINDS), self.source.getrandbits(48), 0.2 * self.scale).text

    def _file(self) -> str:
        """A file of the project; every other time with a few of its lines edited since it was last read."""
        path = self.source.choice(list(self.files))
        if self.source.random() < 0.5:
            lines = self.files[path].split("\n")
            for _ in range(self.source.randint(1, 4)):
                lines[self.source.randrange(len(lines))] = self._line()
            self.files[path] = "\n".join(lines)
        return self.files[path]

    def _listing(self) -> str:
        """The project's files; a few have another size than when they were listed before."""
        for path in self.source.sample(list(self.sizes), 2):
            self.sizes[path] += self.source.randint(-99, 99)
        return "\n".join(f"-rw-r--r-- 1 app app {size:>8} Mar  1 {path}" for path, size in self.sizes.items())

    def _path(self) -> str:
        return f"src/{self.source.choice(WORDS)}/{self.source.choice(WORDS)}_{self.source.hexadecimal(3)}.py"

    def _code(self) -> str:
        return "\n".join(self._line() for _ in range(round(100 * self.scale)))

    def _line(self) -> str:
        depth, name = 4 * self.source.randint(0, 3), "_".join(self.source.choices(WORDS, k=2))
        return " " * depth + f"{name} = {self.source.choice(WORDS)}({self.source.choice(WORDS)}, {name!r})"


def calls_of(turns: Iterator[list[Message]]) -> Iterator[list[Message]]:
    """What the agent sends, call by call: two calls a turn, one before the tool is asked and one behind its result."""
    messages: list[Message] = []
    for question, asked, result, answer in turns:
        messages.append(question)
        yield messages
        messages += [asked, result]
        yield messages
        messages.append(answer)


def size_of(messages: list[Message]) -> int:
    """The bytes of what the messages say."""
    return sum(len((message["content"] or "").encode()) for message in messages)


def conversation_of(seed: int, size: int, scale: float) -> list[Message]:
    """A session's messages up to a size in bytes."""
    session, messages, grown = AgentSession(seed, scale), [], 0
    while grown < size:
        turn = session.turn(len(messages) // 4)
        messages += turn
        grown += size_of(turn)
    return messages
