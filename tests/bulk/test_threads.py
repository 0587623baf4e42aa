"""Threads that come at once, which a free-threaded interpreter does not keep apart."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.bulk.c_data import Lent, LentStream

from headroom import ValidationError, count_tokens_batch

THREADS = 8
ONE_HAS_IT = ["[1, 1]"] + ["the array of Arrow was released: it may be read once"] * (THREADS - 1)


def words() -> Lent:
    return Lent([None, struct.pack("=3i", 0, 2, 4), b"onno"], 2)


def test_one_of_them_has_an_array_that_all_ask_for():
    for _ in range(100):
        column = words()
        assert sorted(asked_at_once(column)) == ONE_HAS_IT
        assert column.released == 1


def test_one_of_them_has_a_stream_that_all_ask_for():
    for _ in range(100):
        column = LentStream([words()])
        assert sorted(asked_at_once(column)) == ONE_HAS_IT
        assert column.released == 1


def asked_at_once(column: Lent | LentStream) -> list[str]:
    """What each of the threads is answered: counts, or why it has none."""
    all_there = Barrier(THREADS)

    def ask(_thread: int) -> str:
        all_there.wait()
        try:
            return str(count_tokens_batch(column).to_pylist())
        except ValidationError as error:
            return str(error)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(ask, range(THREADS)))
