"""A forked child goes on with its one thread, whatever the parent's other threads were doing."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

from headroom import acompress, compress, count_tokens
from headroom._locks import new_lock
from tests.children import MOST_SECONDS, ended, forked

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

LARGE = [{"role": "user", "content": "word " * 20_000}]


def in_child(work: Callable[[], object]) -> int:
    """How a child ends that does `work`: 0 if it is done, a signal if it hangs."""
    return ended(forked(work))


def conversation(branch: int) -> list[dict[str, Any]]:
    rows = json.dumps([{"id": number, "name": f"user {number}", "branch": branch} for number in range(40)])
    return [{"role": "user", "content": f"branch {branch}"}, {"role": "tool", "tool_call_id": "a", "content": rows}]


def test_a_child_makes_threads_of_its_own():
    asyncio.run(acompress(LARGE))
    assert in_child(lambda: asyncio.run(acompress(LARGE))) == 0


def test_a_child_plans_while_threads_of_the_parent_do():
    stop = threading.Event()

    def plan(branch: int) -> None:
        while not stop.is_set():
            compress(conversation(branch := branch + 3))

    threads = [threading.Thread(target=plan, args=(branch,)) for branch in range(3)]
    for thread in threads:
        thread.start()
    ends = [in_child(lambda: compress(conversation(0))) for _ in range(30)]
    stop.set()
    for thread in threads:
        thread.join()
    assert ends == [0] * 30


def test_a_fork_waits_until_no_thread_is_in_the_core():
    text = "".join(f"{number} words of text " for number in range(100_000))
    counting = threading.Thread(target=count_tokens, args=(text,))
    counting.start()
    assert in_child(lambda: count_tokens(text)) == 0
    counting.join()


def test_a_fork_waits_for_who_holds_a_lock():
    lock, held, go_on = new_lock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            go_on.wait(MOST_SECONDS)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    threading.Timer(0.05, go_on.set).start()
    assert in_child(lambda: lock.acquire(timeout=1) or 1 / 0) == 0
    assert lock.acquire(timeout=1), "the parent has it back as well"
    holder.join()


def test_locks_that_are_gone_hold_up_no_fork():
    lock = new_lock()
    lock.acquire()
    del lock
    assert in_child(lambda: None) == 0


def test_threads_that_fork_at_once_wait_for_each_other():
    stop, ends = threading.Event(), []

    def plan(branch: int) -> None:
        while not stop.is_set():
            compress(conversation(branch := branch + 3))

    def fork() -> None:
        ends.extend(in_child(lambda: compress(conversation(0))) for _ in range(10))

    planning = [threading.Thread(target=plan, args=(branch,)) for branch in range(2)]
    forking = [threading.Thread(target=fork) for _ in range(4)]
    for thread in planning + forking:
        thread.start()
    for thread in forking:
        thread.join()
    stop.set()
    for thread in planning:
        thread.join()
    assert ends == [0] * 40
