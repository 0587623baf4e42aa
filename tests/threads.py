"""What another thread gets done while one is in the core."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ENDS_OF_A_CALL = 1000
"""Far more steps than fit between the two ends of a call that keeps the interpreter."""


TRIES = 5
"""A busy machine may stop this thread for as long as one call takes."""


def steps_beside(call: Callable[[], object]) -> int:
    """How many steps this thread makes while another one is in `call`, in the best of a few tries."""
    return max(_steps_beside(call) for _ in range(TRIES))


def _steps_beside(call: Callable[[], object]) -> int:
    calling, called = threading.Event(), threading.Event()

    def run() -> None:
        calling.set()
        call()
        called.set()

    thread = threading.Thread(target=run)
    steps = 0
    with _eager_switching():
        thread.start()
        calling.wait()
        while not called.is_set():
            steps += 1
    thread.join()
    return steps


@contextmanager
def _eager_switching() -> Iterator[None]:
    """Threads change places as often as they can, so that one is held up only by what keeps the interpreter."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
