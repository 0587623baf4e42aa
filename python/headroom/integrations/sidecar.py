"""A server with the interface that the `headroom` guardrails of gateways call: LiteLLM's and Portkey's.

Such a gateway sends a part of a conversation and puts what comes back in its places, so messages are never left out,
and each is rewritten by itself: what else stands in the prompt is not known here.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headroom._extras import not_installed

try:
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
except ModuleNotFoundError as missing:
    raise not_installed("starlette", "serve") from missing

from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import ConfigurationError, ValidationError
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._shapes.messages import MESSAGES
from headroom.integrations._of_agno import refuse_settings_of_agno

from ._bearer_keys import BearerKeys

if TYPE_CHECKING:
    from headroom._planning.sent import Sent

__all__ = ["sidecar"]

_MOST_BYTES = 64 << 20
"""Of a request's body."""
_MODEL = "gpt-4o"
"""Whose tokens are counted where the request names no model."""
_NOTHING_LEFT_OUT = "nothing was left out: what was sent holds all that was given, and there is nothing to retrieve"


def sidecar(config: HeadroomConfig | None = None, api_key: str | None = None) -> Starlette:
    """Make the application: ``POST /v1/compress``, ``GET /v1/retrieve/{hash}`` and ``GET /health``.

    Args:
        config: settings; ``None`` means the defaults. The window and references to other messages are always off.
        api_key: what clients send as a bearer token; ``None`` where anybody may ask.

    Raises:
        ConfigurationError: `config` is something else, strict, or has a setting that is agno's models' alone;
            `api_key` is empty.
    """
    return _Sidecar(config if config is not None else HeadroomConfig(), api_key).application()


class _Sidecar:
    def __init__(self, config: HeadroomConfig, api_key: str | None) -> None:
        if not isinstance(config, HeadroomConfig):
            raise ConfigurationError(f"config is a HeadroomConfig, not {type(config).__name__}")
        if config.strict:
            raise ConfigurationError("a server of gateways fails open: strict=True would refuse their requests")
        refuse_settings_of_agno(config, "a server of gateways")
        self._engine = Engine(replace(config, repeats=False))
        self._applies = config.default_mode is HeadroomMode.OPTIMIZE
        self._keys = BearerKeys(None if api_key is None else [api_key])

    def application(self) -> Starlette:
        routes = [
            Route("/v1/compress", self.compress, methods=["POST"]),
            Route("/v1/retrieve/{hash}", self.retrieve),
            Route("/health", self.health),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: _refusal})

    async def compress(self, request: Request) -> Response:
        self._check_key(request)
        messages, model = _asked(await _body(request))
        try:
            sent = await self._engine.asend(messages, MESSAGES, Ask(model, may_leave=False, can_retrieve=False))
        except ValidationError as error:
            raise HTTPException(422, str(error)) from None
        applies = self._applies and request.headers.get("x-headroom-bypass", "").lower() != "true"
        return _json(_answer(sent, messages, applies=applies))

    async def retrieve(self, request: Request) -> Response:
        self._check_key(request)
        raise HTTPException(404, _NOTHING_LEFT_OUT)

    async def health(self, request: Request) -> Response:
        return _json({"status": "ok"})

    def _check_key(self, request: Request) -> None:
        if not self._keys.admit(request.headers.get("authorization")):
            raise HTTPException(401, "the request needs the server's key as a bearer token")


def _answer(sent: Sent, messages: list[Any], *, applies: bool) -> dict[str, Any]:
    """What the interface says of a compressed conversation."""
    after = sent.tokens_after if applies else sent.tokens_before
    return {
        "messages": sent.messages if applies else messages,
        "tokens_before": sent.tokens_before,
        "tokens_after": after,
        "tokens_saved": sent.tokens_before - after,
        "compression_ratio": after / sent.tokens_before if sent.tokens_before else 1.0,
        "transforms_applied": list(sent.transforms_applied) if applies else [],
        "ccr_hashes": [],  # of what was left out, which is nothing
    }


def _asked(body: object) -> tuple[list[Any], str]:
    """The messages and the model of a request.

    Raises:
        HTTPException: there are none.
    """
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise HTTPException(422, "the request is a JSON object with messages, a list of objects")
    model = body.get("model") if isinstance(body, dict) else None
    return messages, model if isinstance(model, str) and model else _MODEL


async def _body(request: Request) -> object:
    """The body as JSON.

    Raises:
        HTTPException: it is none, or too long.
    """
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > _MOST_BYTES:
            raise HTTPException(413, f"the request has more than {_MOST_BYTES >> 20} MiB")
    try:
        return json.loads(held, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise HTTPException(400, "the request is no JSON") from None


def _refused(constant: str) -> None:
    """Refuse what Python reads as numbers and JSON does not have.

    Raises:
        ValueError: always.
    """
    raise ValueError(constant)


def _json(value: object, status: int = 200) -> Response:
    """An answer in ASCII, which holds every text that JSON can spell."""
    return Response(json.dumps(value), status, media_type="application/json")


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _json({"error": error.detail}, error.status_code)
