"""The routes: which agents there are, and a chat with one."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from time import time
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from headroom._config import HeadroomConfig
from headroom.integrations._bearer_keys import BearerKeys
from headroom.integrations.agents import (
    AgentsError,
    Catalogue,
    ChatRequest,
    Chunk,
    InvalidRequestError,
    UnknownAgentError,
    read_request,
)

from .bodies import Completion, error_body, listed, model_body
from .leaving import ClientLeftError, unless_left

__all__ = ["router"]

_CLIENT_LEFT = 499
_DONE = "data: [DONE]\n\n"


def router(
    agents: Any,
    api_keys: Sequence[str] | None = None,
    *,
    wrap: bool = True,
    config: HeadroomConfig | None = None,
    sessions: bool | None = None,
    tool_progress: bool = False,
) -> APIRouter:
    """Offer agents to OpenAI's clients.

    Args:
        agents: A dict of names, an ``AgentOS``, a list, or ``"module:attribute"``, which names any of these. The values
            of a dict are agents, teams, workflows, functions that make one, ``AgentFactory``, or names of these.
        api_keys: The keys that clients may show; None: everyone who reaches the server may ask.
        wrap: Whether the agents' models are wrapped with Headroom. The agents given stay as they are.
        config: Headroom's settings for models that are not wrapped yet; None: the defaults.
        sessions: Whether an agent's database holds the conversation, so that only what is new is passed; else each
            request's messages are the whole conversation. None: as the agent has a database or not.
        tool_progress: Whether ``reasoning_content`` says which tools run.

    Returns:
        A router with ``GET /v1/models``, ``GET /v1/models/{name}`` and ``POST /v1/chat/completions``.

    Raises:
        ConfigurationError: If there are no agents, one is none, or ``api_keys`` is no list of keys.
    """
    catalogue = Catalogue(agents, wrap=wrap, config=config, sessions=sessions, tool_progress=tool_progress)
    routes, made = _Routes(catalogue, BearerKeys(api_keys)), APIRouter(tags=["OpenAI"])
    made.add_api_route("/v1/models", routes.models, methods=["GET"], response_model=None)
    made.add_api_route("/v1/models/{name:path}", routes.model, methods=["GET"], response_model=None)
    made.add_api_route("/v1/chat/completions", routes.completions, methods=["POST"], response_model=None)
    return made


class _Routes:
    def __init__(self, catalogue: Catalogue, keys: BearerKeys) -> None:
        self._catalogue = catalogue
        self._keys = keys
        self._started = int(time())

    async def models(self, request: Request) -> Response:
        """List the agents."""
        if not self._keys.admit(request.headers.get("authorization")):
            return _stranger()
        return JSONResponse(listed([model_body(described, self._started) for described in self._catalogue.describe()]))

    async def model(self, request: Request, name: str) -> Response:
        """Tell of one agent."""
        if not self._keys.admit(request.headers.get("authorization")):
            return _stranger()
        described = {described.name: described for described in self._catalogue.describe()}
        if name not in described:
            return _refused(UnknownAgentError(name, described))
        return JSONResponse(model_body(described[name], self._started))

    async def completions(self, request: Request) -> Response:
        """Ask an agent."""
        if not self._keys.admit(request.headers.get("authorization")):
            return _stranger()
        try:
            asked = read_request(await _body(request), request.headers)
            return await (self._streamed(request, asked) if asked.stream else self._whole(request, asked))
        except AgentsError as error:
            return _refused(error)
        except ClientLeftError:
            return Response(status_code=_CLIENT_LEFT)

    async def _whole(self, request: Request, asked: ChatRequest) -> Response:
        answer = await unless_left(request, self._catalogue.answer(asked))
        return JSONResponse(Completion(asked.agent).whole(answer))

    async def _streamed(self, request: Request, asked: ChatRequest) -> Response:
        """Wait for the first chunk, so that what is wrong before it has a status of its own."""
        chunks = self._catalogue.stream(asked)
        first = await unless_left(request, _next(chunks))
        return StreamingResponse(_sse(asked, first, chunks), media_type="text/event-stream", headers=_UNBUFFERED)


_UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


async def _next(chunks: AsyncGenerator[Chunk, None]) -> Chunk:
    return await anext(chunks)


async def _sse(asked: ChatRequest, first: Chunk, chunks: AsyncGenerator[Chunk, None]) -> AsyncIterator[str]:
    completion, chunk = Completion(asked.agent), first
    async with aclosing(chunks):
        yield _event(completion.begun())
        try:
            for body in completion.part(first):
                yield _event(body)
            async for chunk in chunks:
                for body in completion.part(chunk):
                    yield _event(body)
        except AgentsError as error:
            yield _event(error_body(error))
            return
    if asked.include_usage and chunk.usage is not None:
        yield _event(completion.used(chunk.usage))
    yield _DONE


def _event(body: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n"


async def _body(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InvalidRequestError("the body must be a JSON object") from None


def _refused(error: AgentsError) -> Response:
    # OpenAI's clients try again what fails with 429 or 500, and an agent would run its tools again.
    headers = {"x-should-retry": "false"} if error.status in (429, 500) else None
    return JSONResponse(error_body(error), status_code=error.status, headers=headers)


def _stranger() -> Response:
    error = {"message": "the API key is wrong or missing", "type": "invalid_request_error", "param": None}
    body = {"error": {**error, "code": "invalid_api_key"}}
    return JSONResponse(body, status_code=401, headers={"WWW-Authenticate": "Bearer"})
