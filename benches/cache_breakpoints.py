"""What the input of recorded agents costs on Claude, with Headroom's cache breakpoints and without.

    python benches/cache_breakpoints.py [FOLDER]

Every request that the agents of `.evaldata/transcripts`, or of FOLDER, have made is made again: Agno puts it together,
the wrapped model has it marked, and in the place of the provider stands its cache as it is documented
(tests/prompt_cache.py): shortest prefixes by model, a lookback of 20 blocks, four breakpoints at most, and a refusal of
what breaks the rules. Both sides are compressed alike, so that nothing but these differs. Tokens are Headroom's counts,
dollars list prices, and a conversation's requests follow each other within five minutes; none finds what another
conversation has written, but in the last column, where all do. Where a recording does not say its tools, they are made
of the names and arguments of its calls. Of each file the first 40 conversations. It needs no key and no network. The
tables stand in docs/caching.md.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from agno.models.anthropic import Claude
from agno.models.message import Message
from agno.run.agent import RunOutput
from anthropic.types import Message as Answer
from tests.evaluation import DATA
from tests.prompt_cache import PromptCache, Taken, refusal_of

from agent_sessions import AgentSession
from headroom import HeadroomConfig, ViewConfig, count_tokens
from headroom._account.bill import Terms, Tokens, cost, usd
from headroom._models.price import ModelPrice, price_of
from headroom.integrations.agno import HeadroomAgnoModel

MODELS = ("claude-opus-5", "claude-sonnet-4-6", "claude-haiku-4-5")
CONVERSATIONS = 40
"""Of each file."""
COLUMNS = (
    *("recorded", "conversations", "requests", "tokens, off: all uncached", "uncached", "read", "written"),
    *("off, $", "auto, $", "net", "net, shared"),
)
AFTER = (1, 2, 3, 5, 10, 20)
"""Requests after which conversations are taken to end."""


class Conversation(NamedTuple):
    """A recorded conversation."""

    messages: list[Message]
    tools: list[dict[str, Any]]


class Request(NamedTuple):
    """What a request was billed."""

    alone: Taken
    shared: Taken


class Provider:
    """Claude's client, with a cache for each conversation and one for all."""

    def __init__(self, model: str, price: ModelPrice) -> None:
        self.messages = self.beta = self
        self._new = lambda: PromptCache(price.smallest_prefix, lambda block: tokens_of(json.dumps(block), model))
        self._all = self._new()
        self.begin()

    def begin(self) -> None:
        """Begin another conversation."""
        self._own, self.requests = self._new(), []

    def create(self, **request: Any) -> Answer:
        """Take a request."""
        body = as_json(request)
        if refused := refusal_of(body):
            raise ValueError(refused)
        taken = Request(self._own.take(body), self._all.take(body))
        self.requests.append(taken)
        uncached, read, written = taken.alone
        usage = {"input_tokens": uncached, "output_tokens": 1}
        usage |= {"cache_read_input_tokens": read, "cache_creation_input_tokens": written}
        said = {"id": "m", "type": "message", "role": "assistant", "model": body["model"], "content": []}
        return Answer.model_validate({**said, "stop_reason": "end_turn", "stop_sequence": None, "usage": usage})

    def is_closed(self) -> bool:
        """Whether it is."""
        return False


@lru_cache(maxsize=100_000)
def tokens_of(text: str, model: str) -> int:
    """Count a block."""
    return count_tokens(text, model).value


def as_json(value: Any) -> Any:
    """A request as the client writes it."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    return value.model_dump(exclude_none=True) if hasattr(value, "model_dump") else value


def conversations_in(path: Path) -> Iterator[Conversation]:
    """The conversations of a file."""
    for line in path.read_text("utf-8").splitlines()[:CONVERSATIONS]:
        recorded = json.loads(line)
        yield conversation_of(recorded["messages"], recorded.get("tools"))


def conversation_of(messages: list[dict[str, Any]], tools: Any = None) -> Conversation:
    """A conversation of chat messages, and the tools that it calls."""
    fields = ("role", "content", "tool_calls", "tool_call_id")
    made = [Message(**{name: message[name] for name in fields if message.get(name)}) for message in messages]
    return Conversation(made, tools or called_in(messages))


def called_in(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Definitions of the tools that are called, by what they are called with."""
    arguments: dict[str, dict[str, Any]] = {}
    for call in (call["function"] for message in messages for call in message.get("tool_calls") or ()):
        given = json.loads(call["arguments"])
        arguments.setdefault(call["name"], {}).update({key: {"type": "string"} for key in given})
    schemas = ((name, {"type": "object", "properties": given}) for name, given in arguments.items())
    return [{"type": "function", "function": {"name": name, "parameters": schema}} for name, schema in schemas]


def played(conversations: Sequence[Conversation], model_id: str, breakpoints: str) -> list[list[Request]]:
    """What each request of the conversations was billed."""
    client = Provider(model_id, price_for(model_id))
    config = HeadroomConfig(views=ViewConfig(enabled=False), cache_breakpoints=breakpoints)
    model = HeadroomAgnoModel(Claude(id=model_id, client=client), config)
    billed = []
    for number, (messages, tools) in enumerate(conversations):
        client.begin()
        for end in (place for place, message in enumerate(messages) if message.role == "assistant" and place):
            run, answer = RunOutput(run_id=f"run {number}"), Message(role="assistant")
            model.invoke(messages=messages[:end], assistant_message=answer, tools=tools or None, run_response=run)
        billed.append(client.requests)
    return billed


def price_for(model_id: str) -> ModelPrice:
    """Its list price, which the models here have."""
    price = price_of(model_id)
    assert price is not None
    return price


def dollars(taken: Sequence[Taken], price: ModelPrice) -> float:
    """What they cost."""
    return sum(usd(cost(Tokens(*one), Terms(price))) or 0.0 for one in taken)


def row_of(name: str, price: ModelPrice, off: list[list[Request]], auto: list[list[Request]]) -> str:
    """What a file's conversations come to."""
    before, after = ([one.alone for requests in billed for one in requests] for billed in (off, auto))
    shared = [one.shared for requests in auto for one in requests]
    sums = [f"{sum(column):,}" for column in zip(*after, strict=True)]
    prices = [dollars(taken, price) for taken in (before, after, shared)]
    net = [f"{100 * (one / prices[0] - 1):+.0f} %" for one in prices[1:]]
    cells = [name, str(len(off)), str(len(before)), f"{sum(map(sum, before)):,}", *sums]
    return "| " + " | ".join([*cells, f"{prices[0]:.2f}", f"{prices[1]:.2f}", *net]) + " |"


def print_lengths(price: ModelPrice, off: list[list[Request]], auto: list[list[Request]]) -> None:
    """What the breakpoints come to had every conversation ended so early."""
    cells = []
    for count in AFTER:
        before, after = (
            dollars([one.alone for requests in billed for one in requests[:count]], price) for billed in (off, auto)
        )
        cells.append(f"{count}: {100 * (after / before - 1):+.0f} %")
    print("net, had every conversation ended after so many requests: " + ", ".join(cells))


def sources(folder: Path) -> dict[str, list[Conversation]]:
    """The conversations by where they are from; generated ones, which is said, where there are none."""
    if found := {path.stem: list(conversations_in(path)) for path in sorted(folder.glob("*.jsonl"))}:
        return found
    print(f"there are no transcripts in {folder}: the sessions are generated\n")
    sessions = ([message for turn in range(20) for message in AgentSession(seed).turn(turn)] for seed in range(4))
    return {"generated": [conversation_of(messages) for messages in sessions]}


def main(folder: Path) -> None:
    """Print the bill, model by model."""
    logging.disable(logging.WARNING)
    recorded = sources(folder)
    for model_id in MODELS:
        price = price_for(model_id)
        print(f"\n{model_id}: ${price.input:g} a million tokens, {price.smallest_prefix:,} at least\n")
        print("| " + " | ".join(COLUMNS) + " |\n|---" + "|--:" * (len(COLUMNS) - 1) + "|")
        both: list[list[list[Request]]] = [[], []]
        for name, conversations in recorded.items():
            off, auto = (played(conversations, model_id, breakpoints) for breakpoints in ("off", "auto"))
            print(row_of(name, price, off, auto), flush=True)
            both[0] += off
            both[1] += auto
        print(row_of("all", price, *both))
        print()
        print_lengths(price, *both)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA / "transcripts")
