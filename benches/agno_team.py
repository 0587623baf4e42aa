"""What wrapping a whole team of Agno's saves, member by member.

    python benches/agno_team.py

A leader and three members do again what recorded agents did: each of their sessions is cut in three, and the leader has
one member after the other do its part, call by call, with the results that came then. A member answers with the last
of them, and is told what those before it were asked and answered. Scripted models stand in for the providers, so that
nothing but the wrapping differs. The sessions are those of `.evaldata/transcripts`, or generated where there are none.
It needs no key and no network.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from agno.agent import Agent
from agno.team import Team
from agno.tools.function import Function
from tests.agno_versions import delegation
from tests.evaluation import DATA, transcripts

from agent_sessions import AgentSession
from headroom import HeadroomConfig
from headroom._account.joined import joined
from headroom._account.ledger import SavingsLedger
from headroom.integrations.agno import SavingsSummary, TreeSavings, wrap_team
from headroom.testing import FakeModel, Reply, SentRequest, ToolCall

MEMBERS = ("Scout", "Analyst", "Editor")
SESSIONS = 4
"""Of each file."""


class Step(NamedTuple):
    """A tool that was called, and what it returned."""

    tool: str
    result: str


def steps_of(messages: Sequence[dict[str, Any]]) -> list[Step]:
    """The calls of a session, in order, whose results are one text."""
    names = {call["id"]: call["function"]["name"] for message in messages for call in message.get("tool_calls") or ()}
    return [
        Step(names[message["tool_call_id"]], message["content"])
        for message in messages
        if message["role"] == "tool" and message["tool_call_id"] in names and isinstance(message["content"], str)
    ]


def sessions() -> Iterator[tuple[str, list[Step]]]:
    """The sessions by the name of where they are from, those with a step for each member at least."""
    found = [(path.stem, transcripts(path)) for path in sorted((DATA / "transcripts").glob("*.jsonl"))]
    generated = [
        [message for turn in range(30) for message in AgentSession(seed).turn(turn)] for seed in range(SESSIONS)
    ]
    for name, conversations in found or [("generated", generated)]:
        parted = [steps_of(messages) for messages in conversations]
        yield from ((name, steps) for steps in [part for part in parted if len(part) >= len(MEMBERS)][:SESSIONS])


def tools_for(steps: Sequence[Step]) -> list[Function]:
    """A function for each tool, which returns what it returned at a step."""
    parameters = {"type": "object", "properties": {"step": {"type": "integer"}}, "required": ["step"]}
    return [
        Function(
            name=name,
            description="What was called at a step.",
            parameters=parameters,
            entrypoint=lambda step: steps[step].result,
            skip_entrypoint_processing=True,
        )
        for name in dict.fromkeys(step.tool for step in steps)
    ]


def worker(steps: Sequence[Step]) -> Callable[[SentRequest], Any]:
    """A member that takes its steps one by one, and answers with what the last of them gave."""

    def work(request: SentRequest) -> Any:
        done = sum(message.role == "tool" for message in request.messages)
        return ToolCall(steps[done].tool, {"step": done}) if done < len(steps) else Reply(steps[-1].result)

    return work


def lead(request: SentRequest) -> Any:
    """A leader that has each member do its part."""
    done = sum(message.role == "tool" for message in request.messages)
    return delegation(MEMBERS[done].lower(), f"Do part {done}.") if done < len(MEMBERS) else Reply("Done.")


def team_for(steps: Sequence[Step]) -> Team:
    """The team that does a session again."""
    size = -(-len(steps) // len(MEMBERS))
    parts = [steps[size * place : size * (place + 1)] or steps[-1:] for place in range(len(MEMBERS))]
    members = [
        Agent(name=name, id=name.lower(), model=FakeModel(worker(part)), tools=tools_for(part), telemetry=False)
        for name, part in zip(MEMBERS, parts, strict=True)
    ]
    return Team(name="Leader", members=members, model=FakeModel(lead), share_member_interactions=True, telemetry=False)


def played(config: HeadroomConfig) -> dict[str, list[SavingsLedger]]:
    """The accounts of all sessions, by where they are from."""
    ledgers: dict[str, list[SavingsLedger]] = {}
    for number, (name, steps) in enumerate(sessions()):
        team = wrap_team(team_for(steps), config)
        team.run("Do it again.", session_id=f"session {number}")  # addresses of what is left out go by it
        ledgers.setdefault(name, []).append(team.model._headroom.ledger)
    return ledgers


def all_of(ledgers: dict[str, list[SavingsLedger]]) -> TreeSavings:
    """One account of all sessions."""
    return joined(ledger for kept in ledgers.values() for ledger in kept)


def main() -> None:
    """Print what was saved by where the sessions are from, and by member; and without references, for comparison."""
    logging.disable()
    ledgers = played(HeadroomConfig())
    print("| sessions | requests | tokens before | after | saved |", "|---|---|---|---|---|", sep="\n")
    for name, kept in ledgers.items():
        print_row(f"{name} ({len(kept)})", joined(kept))
    whole = all_of(ledgers)
    for member in ("Leader", *MEMBERS):
        print_row(member, whole["members"][member])
    print_row("all", whole)
    print_row("all, where nothing refers to what stands above", all_of(played(HeadroomConfig(repeats=False))))


def print_row(name: str, sums: SavingsSummary) -> None:
    """Print what one or all have sent."""
    before, after = sums["tokens_before"], sums["tokens_after"]
    print(f"| {name} | {sums['total_requests']:,} | {before:,} | {after:,} | {100 * (before - after) / before:.1f} % |")


if __name__ == "__main__":
    main()
