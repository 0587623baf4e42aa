"""Clients that leave before they have their answer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

__all__ = ["ClientLeftError", "unless_left"]

_Result = TypeVar("_Result")


class ClientLeftError(Exception):
    """Nobody waits for the answer any more."""


async def unless_left(request: Request, work: Coroutine[Any, Any, _Result]) -> _Result:
    """Do what a request asks for, for as long as its client waits.

    Args:
        request: The request; its body has been read.
        work: What is to be done; it is cancelled when the client leaves.

    Returns:
        What the work returns.

    Raises:
        ClientLeftError: If the client has left.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientLeftError
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
