"""A service on this machine, each API, and both ways to call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("openai", reason="clients of openai are wrapped")
pytest.importorskip("anthropic", reason="clients of anthropic are wrapped")

from tests.clients.apis import APIS, Api
from tests.clients.stub import ClientStub, running

Ask = Callable[..., Any]


@pytest.fixture
def stub() -> Iterator[ClientStub]:
    with running() as stub:
        yield stub


@pytest.fixture(params=APIS, ids=[api.name for api in APIS])
def api(request: pytest.FixtureRequest) -> Api:
    return request.param


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, api: Api, stub: ClientStub) -> Callable[[], Any]:
    """Makes a client of the API."""
    kind = api.sync if request.param == "sync" else api.asynchronous
    return lambda: kind(stub.url)


@pytest.fixture
def ask(api: Api, make: Callable[[], Any]) -> Ask:
    """Asks through a client; a stream is read to its end. Gives the answer, or the events."""

    async def ask(client: Any, *results: str, **more: Any) -> Any:
        if more.get("stream"):
            more = {**api.streaming, **more}
        answer = await _awaited(api.resource(client).create(**api.request(results, **more)))
        if not more.get("stream"):
            return answer
        return [event async for event in answer] if hasattr(answer, "__aiter__") else list(answer)

    return ask


async def _awaited(answer: Any) -> Any:
    return await answer if hasattr(answer, "__await__") else answer
