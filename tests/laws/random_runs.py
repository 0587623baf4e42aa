"""Many random conversations in processes of their own, and one of them again for whoever has to find out why.

python -m tests.laws.random_runs check FIRST COUNT    # what broke, as a line of JSON
python -m tests.laws.random_runs scratch FIRST COUNT  # what is sent, by a process that plans backwards and once
python -m tests.laws.random_runs replay SEED
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from pprint import pformat
from typing import Any

from tests.laws.random_checks import complaints, referring, shown_in_part
from tests.laws.random_sessions import plan_anew, planned_by, play

ROOT = Path(__file__).parents[2]
MOST_AT_ONCE = 2500
"""So many conversations are planned by one process, all of them by the same engines."""
COMPARED = 10
"""Of so many conversations one is planned by another process too."""


@dataclass
class Findings:
    """What a number of conversations came to."""

    conversations: int = 0
    calls: int = 0
    rewritten: int = 0
    referring: int = 0
    """Messages that were sent with a reference to an earlier one."""
    views: int = 0
    """Texts that were shown in part."""
    windows: int = 0
    """Conversations whose window moved."""
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """Seed, check and what it says."""
    sent: dict[str, str] = field(default_factory=dict)
    """A digest of what is sent by seed."""

    def add(self, other: "Findings") -> None:
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, dict):
                mine.update(value)
            else:
                setattr(self, name, mine + value)


def check(seeds: Sequence[int]) -> Findings:
    """Plays the conversations and asks every check."""
    found = Findings()
    for seed in seeds:
        found.add(_checked(seed))
    return found


def _checked(seed: int) -> Findings:
    try:
        session = play(seed)
    except Exception:  # what cannot even be sent is shown with its seed too
        return Findings(1, broken=[(seed, "nothing_fails", traceback.format_exc())])
    return Findings(
        conversations=1,
        calls=len(session.calls),
        rewritten=len(list(session.last.rewritten())),
        referring=referring(session),
        views=shown_in_part(session),
        windows=int(bool(session.last.gone)),
        broken=[(seed, name, complaint) for name, complaint in complaints(session)],
        sent={str(seed): _digest(session.last.sent)} if seed % COMPARED == 0 else {},
    )


def scratch(seeds: Sequence[int]) -> Findings:
    """Plans the conversations once each, the last one first."""
    compared = [seed for seed in reversed(seeds) if seed % COMPARED == 0]
    return Findings(len(compared), sent={str(seed): _digest(plan_anew(seed).sent) for seed in compared})


def _digest(messages: list[Any]) -> str:
    return hashlib.sha256(repr(messages).encode("utf-8", "surrogatepass")).hexdigest()


def in_processes(work: str, seeds: Sequence[int], tell: Callable[[str], None]) -> Findings:
    """Does `check` or `scratch` with all processors; `tell` hears how far it is."""
    found = Findings()
    processes = os.cpu_count() or 1
    size = min(MOST_AT_ONCE, -(-len(seeds) // processes))
    with ThreadPoolExecutor(processes) as pool:
        blocks = [seeds[start : start + size] for start in range(0, len(seeds), size)]
        for done in as_completed([pool.submit(_in_a_process, work, block) for block in blocks]):
            found.add(done.result())
            tell(f"{work}, from {seeds[0]}: {found.conversations} conversations, {len(found.broken)} complaints")
    return found


def _in_a_process(work: str, seeds: Sequence[int]) -> Findings:
    arguments = [sys.executable, "-m", "tests.laws.random_runs", work, str(seeds[0]), str(len(seeds))]
    answer = subprocess.run(arguments, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "random"}, stdout=subprocess.PIPE)
    answer.check_returncode()
    return Findings(**json.loads(answer.stdout))


def replay(seed: int) -> str:
    """The conversation of a seed, how it is compressed and what breaks with it."""
    messages, settings = planned_by(seed)
    said = [f"{name}: {complaint}" for _, name, complaint in _checked(seed).broken] or ["nothing breaks by itself"]
    return "\n".join([f"seed {seed}", pformat(messages, width=120), str(settings), *said])


def explained(broken: Sequence[tuple[int, str, str]]) -> str:
    """The smallest of the conversations that broke something, and how to see any of them again."""

    def lines() -> Iterator[str]:
        smallest = min(broken, key=lambda entry: len(repr(planned_by(entry[0])[0])))
        seeds = list(dict.fromkeys(seed for seed, _, _ in broken))
        yield f"{len(broken)} complaints about {len(seeds)} conversations, seeds {seeds[:20]}"
        yield f"python -m tests.laws.random_runs replay {smallest[0]}"
        yield smallest[2]
        yield replay(smallest[0])

    return "\n".join(lines())


def main(work: str, first: int, count: int = 1) -> None:
    """Prints what was asked for; that a conversation does not fit is no news here."""
    logging.disable()
    seeds = range(first, first + count)
    found = {"check": check, "scratch": scratch}.get(work)
    print(json.dumps(vars(found(seeds))) if found else replay(first))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
