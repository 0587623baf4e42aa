"""Which run a request is counted to: that of the team or workflow whose members and steps do the work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from .callers import run_asking, workflow_of_caller

__all__ = ["astream_in_run", "in_run", "root_of", "stream_in_run"]

# Agno notes whose member a run is when it has ended. While a leader's model runs its tools, this says so.
_ROOT: ContextVar[str | None] = ContextVar("headroom_root_run", default=None)


def root_of(run: Any) -> str:
    """Find the id of the run that a request is counted to.

    Args:
        run: Agno's run that the request is for, or None.

    Returns:
        The id of the run whose wrapped model's tools, or the workflow whose steps, the run works for; else its own. A
        request without a run is one by itself.
    """
    outer = _ROOT.get()
    if outer is not None:
        return outer
    runs = (workflow_of_caller(), run_asking(run))
    told = (getattr(found, field, None) for found in runs for field in ("parent_run_id", "run_id"))
    return next((id for id in told if isinstance(id, str) and id), None) or uuid4().hex  # noqa: A001


@contextmanager
def in_run(root: str | None) -> Iterator[None]:
    """Count what is asked meanwhile to this run; to whichever it is without one."""
    if root is None:
        yield
        return
    token = _ROOT.set(root)
    try:
        yield
    finally:
        _ROOT.reset(token)


def stream_in_run(root: str | None, stream: Iterator[Any]) -> Iterator[Any]:
    """Hand on a stream, and count what is asked for its parts to this run, but nothing that is asked in between."""
    return stream if root is None else _streamed(root, stream)


def astream_in_run(root: str | None, stream: AsyncIterator[Any]) -> AsyncIterator[Any]:
    """Hand on a stream as ``stream_in_run`` does."""
    return stream if root is None else _astreamed(root, stream)


def _streamed(root: str, stream: Iterator[Any]) -> Iterator[Any]:
    try:
        while True:
            with in_run(root):
                try:
                    part = next(stream)
                except StopIteration:
                    return
            yield part
    finally:
        if hasattr(stream, "close"):
            stream.close()


async def _astreamed(root: str, stream: AsyncIterator[Any]) -> AsyncIterator[Any]:
    try:
        while True:
            with in_run(root):
                try:
                    part = await anext(stream)
                except StopAsyncIteration:
                    return
            yield part
    finally:
        if hasattr(stream, "aclose"):
            await stream.aclose()
