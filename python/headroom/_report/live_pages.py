"""Pages of what is sent while it is sent: one file a session, written anew after each of its requests.

Whom it reports on shall not feel it: pages are made on a thread of their own, what waits is written once, and what goes
wrong is said once and goes no further.
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from headroom._files import replacing
from headroom._locks import new_lock
from headroom._replay.parts import labels_of
from headroom._replay.sums import ReplaySums, Sums
from headroom._report.conversations import ConversationsReport, billed_amounts
from headroom._report.writing import written

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from headroom._replay.replay import Replayed
    from headroom._report.figures import Amounts

__all__ = ["LiveReports", "LiveRequest", "file_name", "live_reports", "writer"]

_MOST_SESSIONS = 16
_MOST_RUNS = 8
"""Of a session: of more, the messages are forgotten."""
_MOST_AMOUNTS = 1000
"""Of a run, for its plot."""
_MOST_CHARACTERS = 32_000_000
"""Of all messages that are kept; of more, the session that was used longest ago is forgotten."""
_READABLE = 48
"""Characters of a session's id that stand in the name of its file."""


class LiveRequest(NamedTuple):
    """A request that went out.

    Attributes:
        session: what its page is of: a session, or a run in none.
        run: what it belongs to there.
        replayed: both of its sides. Under SIMULATE, what would be sent.
        mode: the name of the mode.
    """

    session: str
    run: str
    replayed: Replayed
    mode: str


@dataclass
class _Run:
    """The requests of one run: their sums, and the last of them."""

    last: Replayed
    own: Sums = field(default_factory=Sums)
    amounts: list[Amounts] = field(default_factory=list)
    characters: int = 0

    def add(self, replayed: Replayed) -> None:
        self.last = replayed
        self.own.add(replayed)
        self.amounts.append(billed_amounts(replayed.bill))
        del self.amounts[:-_MOST_AMOUNTS]
        self.characters = sum(len(str(message)) for message in (*replayed.given_messages, *replayed.sent_messages))


@dataclass
class LiveConversationsReport(ConversationsReport):
    """What a session has sent so far.

    Args:
        since: when its first request was recorded.
        mode: the name of the mode.
        forgotten: runs whose messages are not shown any more.
    """

    since: str = ""
    mode: str = ""
    forgotten: int = 0

    @property
    def applied(self) -> bool:
        """Whether what is shown was sent."""
        return self.mode == "optimize"


class _Session:
    """What is remembered of one session."""

    def __init__(self) -> None:
        self._since = f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M:%S} UTC"
        self._sums = ReplaySums()
        self._runs: OrderedDict[str, _Run] = OrderedDict()
        self._dropped_before = 0
        self._mode = ""
        self.characters = 0

    def add(self, request: LiveRequest) -> None:
        replayed, self._mode = request.replayed, request.mode
        self._sums.add_request(replayed, labels_of(replayed.transcript.messages))
        if request.run not in self._runs:
            self._sums.conversations += 1
        run = self._runs.setdefault(request.run, _Run(replayed))
        self._runs.move_to_end(request.run)
        run.add(replayed)
        if len(self._runs) > _MOST_RUNS:
            self._dropped_before += self._runs.popitem(last=False)[1].last.sent.dropped
        self._sums.dropped_messages = self._dropped_before + sum(one.last.sent.dropped for one in self._runs.values())
        self.characters = sum(one.characters for one in self._runs.values())

    def report(self) -> LiveConversationsReport:
        """Show the runs, the newest first."""
        forgotten = self._sums.conversations - len(self._runs)
        report = LiveConversationsReport(sums=self._sums, since=self._since, mode=self._mode, forgotten=forgotten)
        for run in reversed(self._runs.values()):
            report.show(run.last, run.own, run.amounts)
        return report


class LiveReports:
    """Writes pages into one folder. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = new_lock()
        self._waiting: OrderedDict[str, list[LiveRequest]] = OrderedDict()
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        """Touched by the one thread that writes."""
        self._has_failed = False

    def add(self, request: LiveRequest) -> None:
        """Take in a request; its session's page is written soon."""
        with self._lock:
            self._waiting.setdefault(request.session, []).append(request)
        try:
            writer().submit(self._write_all)
        except RuntimeError:  # an interpreter that is shutting down has no threads to give
            self._write_all()

    def _write_all(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    return
                session, requests = self._waiting.popitem(last=False)
            try:
                self._write(session, requests)
            except Exception as fault:
                self._failed(fault)

    def _write(self, name: str, requests: list[LiveRequest]) -> None:
        session = self._sessions.setdefault(name, _Session())
        self._sessions.move_to_end(name)
        for request in requests:
            session.add(request)
        self._forget()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(self._folder / file_name(name), mode=0o600) as page:
            page.writelines(part.encode() for part in written("live_conversations.html", session.report()))

    def _forget(self) -> None:
        kept = self._sessions
        while len(kept) > _MOST_SESSIONS or (
            len(kept) > 1 and sum(one.characters for one in kept.values()) > _MOST_CHARACTERS
        ):
            kept.popitem(last=False)

    def _failed(self, fault: Exception) -> None:
        if not self._has_failed:
            told = "headroom: a page in %s cannot be written, which is said once: %s"
            logging.getLogger("headroom").warning(told, self._folder, fault)
        self._has_failed = True


def file_name(session: str) -> str:
    """Name the file of a session: by what can be read of its id, and by what tells it apart."""
    readable = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in session)[:_READABLE]
    digest = blake2b(session.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"{readable.strip('-') or 'session'}-{digest}.html"


@cache
def live_reports(folder: Path) -> LiveReports:
    """Give what writes into a folder, the same for all models that report there: a team's have one session."""
    return LiveReports(folder)


@cache
def writer() -> ThreadPoolExecutor:
    """The thread that makes pages. When the process ends, it ends what it has to do."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1, thread_name_prefix="headroom-report")


if hasattr(os, "register_at_fork"):
    # A forked child has the pool and not its thread: it makes one of its own.
    os.register_at_fork(after_in_child=writer.cache_clear)
