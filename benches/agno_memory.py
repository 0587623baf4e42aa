"""What a user's memories cost in the prompt, and what Agno's own calls cost that write them.

    python benches/agno_memory.py [conversations]

Users tell an agent the same things again and again, and the model that writes memories adds some of them again: in the
same words, without the full stop, as one sentence of several, or in other words, which stay. Every fifth conversation
adds to a memory, as Agno asks for. Twenty users with fifty conversations each, unless another number is given, tell
facts of their own, drawn in an order that is the same in every run. Counted are the rows that are stored, the tokens of
the memories in a system prompt (gpt-4o), and how much of one conversation's memories stands at the beginning of the
next one's, which a provider's cache reads. Rows are read as Postgres reads them: what was written last comes last.

The second table has one conversation with a JSON report in it go through Agno's own calls, with `include` and without.
It needs no key and no network. Both tables stand in docs/agno-memory.md.
"""

from __future__ import annotations

import json
import logging
import random
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple

from agno.db.base import BaseDb
from agno.db.in_memory import InMemoryDb
from agno.db.schemas import UserMemory
from agno.memory import MemoryManager
from agno.models.message import Message
from agno.run.agent import RunOutput
from agno.session import AgentSession
from agno.session.summary import SessionSummaryManager

from headroom import count_tokens
from headroom.integrations.agno import HeadroomAgnoModel, HeadroomMemoryDb, HeadroomMemoryOptimization
from headroom.testing import FakeModel

USERS = 20
CONVERSATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 50
AGAIN = 0.4
"""How often a fact is written that was written before."""
_SUBJECTS = ("The user", "The user's sister", "The user's team", "The user's company", "The user's son")
_VERBS = ("likes", "avoids", "asks about", "works with", "has questions on", "plans to learn", "was satisfied with")
_OBJECTS = (
    *("green tea", "hiking in the Alps", "vegetarian recipes", "Rust", "Postgres", "night trains", "jazz"),
    *("remote work", "electric cars", "the weekly report", "Berlin", "long flights", "the new office", "chess"),
)


class Cost(NamedTuple):
    """What a way to keep memories comes to, over all users."""

    rows: int
    tokens: int
    kept: float
    """Percent of the tokens of prompts that stand at the beginning of the next one."""


class Heap(InMemoryDb):
    """Rows as Postgres reads them: what was written last comes last."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def get_user_memories(self, *args: Any, **kwargs: Any) -> Any:
        places = {name: place for place, name in enumerate(self.written)}
        return sorted(super().get_user_memories(*args, **kwargs), key=lambda one: places[one.memory_id])

    def upsert_user_memory(self, memory: UserMemory, *args: Any, **kwargs: Any) -> Any:
        name = str(memory.memory_id)
        self.written = [*(one for one in self.written if one != name), name]
        return super().upsert_user_memory(memory, *args, **kwargs)


def facts(drawn: random.Random) -> list[str]:
    """What one user has to tell."""
    pool = [f"{subject} {verb} {thing}." for subject in _SUBJECTS for verb in _VERBS for thing in _OBJECTS]
    return drawn.sample(pool, 60)


def told(user: int) -> list[list[str]]:
    """What the model writes down in each conversation of a user."""
    drawn = random.Random(user)
    pool, said = facts(drawn), list[str]()
    conversations = []
    for _ in range(CONVERSATIONS):
        written = []
        for _ in range(drawn.randint(1, 3)):
            again = said and (not pool or drawn.random() < AGAIN)
            fact = drawn.choice(said) if again else pool.pop()
            said.append(fact)
            written.append(_worded(fact, said, drawn) if again else fact)
        conversations.append(written)
    return conversations


def _worded(fact: str, said: list[str], drawn: random.Random) -> str:
    """A fact as it is written again."""
    ways: list[Callable[[], str]] = [
        lambda: fact,
        lambda: fact.removesuffix("."),
        lambda: f"{fact} {drawn.choice(said)}",
        lambda: f"As told before, {fact[0].lower()}{fact[1:]}",
    ]
    return drawn.choice(ways)()


def listed(memories: list[UserMemory]) -> str:
    """Memories as Agno writes them into a system prompt."""
    return "\n".join(f"- {memory.memory}" for memory in memories)


def cost(proxy: Callable[[BaseDb], BaseDb], *, optimizes: bool) -> Cost:
    """Keep the memories of all users, optimized after every tenth conversation or not."""
    rows = tokens = sent = kept = 0
    for user in range(USERS):
        db, before = proxy(Heap()), ""
        for count, conversation in enumerate(told(user), 1):
            remember(db, count, conversation)
            if optimizes and count % 10 == 0:
                manager = MemoryManager(model=FakeModel([]), db=db)
                manager.optimize_memories(user_id="u", strategy=HeadroomMemoryOptimization())
            now = listed(db.get_user_memories(user_id="u"))
            kept += count_tokens(common(before, now)).value
            sent += count_tokens(before).value
            before = now
        rows += len(db.get_user_memories(user_id="u"))
        tokens += count_tokens(before).value
    return Cost(rows, tokens, 100 * kept / sent)


def remember(db: Any, count: int, conversation: list[str]) -> None:
    """Write what the model does after a conversation."""
    for place, words in enumerate(conversation):
        fields = {"memory_id": f"{count:04}-{place}", "created_at": 10 * count + place}
        db.upsert_user_memory(UserMemory(memory=words, user_id="u", input=words, **fields))
    stored = sorted(db.get_user_memories(user_id="u"), key=lambda one: one.memory_id)
    if count % 5 == 0:
        changed = stored[count % len(stored)]
        changed.memory = f"{changed.memory.removesuffix('.')}. This was said again in conversation {count}."
        db.upsert_user_memory(changed)


def common(before: str, now: str) -> str:
    """How both begin."""
    same = next((place for place, pair in enumerate(zip(before, now, strict=False)) if pair[0] != pair[1]), None)
    return before[:same]


def session(said: str) -> AgentSession:
    """A session with one run."""
    messages = [Message(role="user", content=said), Message(role="assistant", content="Most are paid.")]
    return AgentSession(session_id="s", agent_id="a", runs=[RunOutput(run_id="r", agent_id="a", messages=messages)])


def compaction(model: HeadroomAgnoModel, said: str) -> None:
    """Have agno fold a conversation."""
    from agno.compaction import Compaction

    messages = [Message(role=role, content=said) for role in ("user", "assistant", "user", "assistant")]
    Compaction(model=model, uncompacted_runs=1, min_fold_ratio=0.1).compact(messages, session_id="s")


def learning(model: HeadroomAgnoModel, said: str) -> None:
    """Have agno learn from a conversation."""
    from agno.learn import LearningMachine

    machine = LearningMachine(db=InMemoryDb(), model=model, user_profile=True)
    machine.process(messages=[Message(role="user", content=said)], user_id="u", session_id="s")


CALLS: dict[str, tuple[str, Callable[[HeadroomAgnoModel, str], Any]]] = {
    "memory": (
        "agno.memory",
        lambda model, said: MemoryManager(model=model, db=InMemoryDb()).create_user_memories(said, user_id="u"),
    ),
    "summary": (
        "agno.session",
        lambda model, said: SessionSummaryManager(model=model).create_session_summary(session(said)),
    ),
    "compaction": ("agno.compaction", compaction),
    "learning": ("agno.learn", learning),
}


def included(kind: str, call: Callable[[HeadroomAgnoModel, str], Any]) -> tuple[int, int]:
    """Tokens of an own call, as it is and included."""
    report = [
        {"id": n, "customer": f"Customer {n % 17}", "total": n * 19.9, "state": ("paid", "open")[n % 3 == 0]}
        for n in range(100)
    ]
    model = HeadroomAgnoModel(FakeModel(lambda _: "Kept."), include=(kind,))
    model.supports_native_structured_outputs = True
    call(model, f"Here is our report. Which are open?\n{json.dumps(report)}")
    row = model.savings_by_member[f"agno.{kind}"]
    return row["tokens_before"], row["tokens_after"]


def main() -> None:
    """Print the tables of the page."""
    logging.disable()
    if find_spec("agno.compaction"):
        import agno.utils.tokens

        # Agno's own estimate would fetch a vocabulary; without one it goes by characters.
        agno.utils.tokens._get_tiktoken_encoding = lambda model_id: None
    ways: dict[str, tuple[Callable[[Any], Any], bool]] = {
        "Agno alone": (lambda db: db, False),
        "`HeadroomMemoryOptimization`, every ten conversations": (lambda db: db, True),
        "`HeadroomMemoryDb`": (HeadroomMemoryDb, False),
        "both": (HeadroomMemoryDb, True),
    }
    print("| memories | rows | tokens in the prompts | of each prompt, the next begins with |\n|---|---|---|---|")
    for name, (proxy, optimizes) in ways.items():
        found = cost(proxy, optimizes=optimizes)
        print(f"| {name} | {found.rows:,} | {found.tokens:,} | {found.kept:.1f} % |")
    print("\n| call | tokens | included | saved |\n|---|---|---|---|")
    for kind, (package, call) in CALLS.items():
        if find_spec(package):
            before, after = included(kind, call)
            print(f"| `{kind}` | {before:,} | {after:,} | {1 - after / before:.1%} |".replace("%", " %"))


if __name__ == "__main__":
    main()
