"""Session logs of Claude Code, as they stand in ``~/.claude/projects``: a line for each block of an answer.

    {"type": "user", "uuid": "a", "parentUuid": null, "message": {"role": "user", "content": "Hi"}}
    {"type": "assistant", "uuid": "b", "parentUuid": "a", "message": {"id": "msg_1", "model": "...", "content": [...]}}

System prompt and tools are not in the log. Agents that the session has started are conversations of their own; after a
compaction, and where the user has gone back to an earlier message, another conversation begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom._account.usage import reported_tokens, tokens_by_kind
from headroom._replay.transcript import Message, Request, Transcript
from headroom.transcripts.kind import Kind
from headroom.transcripts.records import Record, Say
from headroom.transcripts.values import text_of

__all__ = ["CLAUDE_CODE"]

_TYPES = frozenset({"user", "assistant"})
_NOT_A_MODEL = "<synthetic>"
"""What Claude Code says in an answer's place, such as an error."""


def _is_of(value: Any) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("type"), str):
        return False
    spoken = value["type"] in _TYPES and isinstance(value.get("message"), Mapping)
    return spoken and ("uuid" in value or "sessionId" in value or "isSidechain" in value)


def _read(records: Iterator[Record], say: Say) -> Iterator[Transcript]:
    chains: dict[str, _Chain] = {}
    for record in records:
        line = record.value
        if not isinstance(line, Mapping):
            say(record.problem("is no line of a session log"))
            continue
        agent = _agent_of(line, chains)
        chain = chains.setdefault(agent, _Chain(agent))
        if line.get("subtype") == "compact_boundary":
            yield from chain.ended()
        elif _is_of(line):
            yield from chain.take(record, line)
        else:
            chain.pass_by(line)
    for chain in chains.values():
        yield from chain.ended()


def _agent_of(line: Mapping[str, Any], chains: Mapping[str, _Chain]) -> str:
    """Name the agent whose conversation a line is of, of those that the session has started; empty for its own."""
    if not line.get("isSidechain"):
        return ""
    agent, parent = text_of(line.get("agentId")), text_of(line.get("parentUuid"))
    if agent is not None:
        return agent
    found = (name for name, chain in chains.items() if name and parent in chain.places)
    return next(found, f"agent {line.get('uuid')}")


class _Chain:
    """One conversation as it grows, line by line."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._begin()

    def _begin(self) -> None:
        self.places: dict[str, int] = {}
        """How many messages there were after the line with each id."""
        self._messages: list[Message] = []
        self._requests: list[Request] = []
        self._answers: dict[str, int] = {}
        """Where each answer stands, by its id."""
        self._begun: Record | None = None
        self._session = ""

    def take(self, record: Record, line: Mapping[str, Any]) -> Iterator[Transcript]:
        """Take in a message. Gives the conversation up to here where this one goes back to an earlier message."""
        message = line["message"]
        if line["type"] == "user":
            yield from self._went_back(line)
            self._messages.append({"role": "user", "content": message.get("content")})
        elif message.get("model") != _NOT_A_MODEL:
            self._answered(message, text_of(line.get("uuid")))
        self._begun = self._begun or record
        self._session = text_of(line.get("sessionId")) or self._session
        self.pass_by(line)

    def pass_by(self, line: Mapping[str, Any]) -> None:
        """Note where a line stands that others may follow."""
        if isinstance(name := line.get("uuid"), str):
            self.places[name] = len(self._messages)

    def ended(self) -> Iterator[Transcript]:
        """Give the conversation up to here, and begin another."""
        if self._begun is not None and self._requests:
            name = "/".join(filter(None, (self._session or self._begun.place, self._agent)))
            yield Transcript(name, CLAUDE_CODE.name, self._begun.place, self._messages, tuple(self._requests))
        self._begin()

    def _answered(self, message: Mapping[str, Any], line: str | None) -> None:
        """Take in a line of an answer: its first, or a block more, between which results of tools may stand."""
        content, name = message.get("content"), text_of(message.get("id"))
        blocks = content if isinstance(content, list) else [{"type": "text", "text": content}]
        place = self._answers.get(name or "", len(self._messages))
        reported = _reported(message.get("usage"))
        request = Request(place, text_of(message.get("model")), None, reported, name or line)
        if place < len(self._messages):
            blocks = [*self._messages[place]["content"], *blocks]
            self._messages[place] = {"role": "assistant", "content": blocks}
            self._requests = [request if one.end == place else one for one in self._requests]
            return
        if place:
            self._requests.append(request)
        self._messages.append({"role": "assistant", "content": blocks})
        if name is not None:
            self._answers[name] = place

    def _went_back(self, line: Mapping[str, Any]) -> Iterator[Transcript]:
        """End where a user's words follow a message that the model has answered otherwise before."""
        place = self.places.get(str(line.get("parentUuid")))
        # Results of tools that ran at once follow any of their calls.
        if place is None or _has_results(line["message"]):
            return
        if not any(message["role"] == "assistant" for message in self._messages[place:]):
            return
        kept, places, answers, session = self._messages[:place], self.places, self._answers, self._session
        yield from self.ended()
        self._messages, self._session = kept, session
        self.places = {name: at for name, at in places.items() if at <= place}
        self._answers = {name: at for name, at in answers.items() if at < place}


def _has_results(message: Mapping[str, Any]) -> bool:
    content = message.get("content")
    blocks = content if isinstance(content, list) else ()
    return any(isinstance(block, Mapping) and block.get("type") == "tool_result" for block in blocks)


def _reported(usage: Any) -> Any:
    if not isinstance(usage, Mapping):
        return None
    keys = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    return tokens_by_kind(*(reported_tokens(usage.get(key)) for key in keys), apart=True)


CLAUDE_CODE = Kind("claude-code", "Claude Code session log", _is_of, _read)
