"""Agents behind the router, on loopback, and OpenAI's own clients in front of it."""

from contextlib import ExitStack
from typing import Any

import pytest

pytest.importorskip("agno", reason="agno is not installed")
pytest.importorskip("fastapi", reason="fastapi is not installed")
pytest.importorskip("uvicorn", reason="uvicorn is not installed")
pytest.importorskip("openai", reason="OpenAI's client is not installed")

from fastapi import FastAPI
from openai import AsyncOpenAI, OpenAI
from tests.http_server import serving

from headroom.integrations.openai_api import router

KEY = "sk-right"
PATIENCE = 600  # seconds: no test depends on the machine's speed


class Door:
    """A server with a router in it, and clients for it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = OpenAI(base_url=f"{url}/v1", api_key=KEY, timeout=PATIENCE)

    def async_client(self, **settings: Any) -> AsyncOpenAI:
        return AsyncOpenAI(base_url=f"{self.url}/v1", api_key=KEY, timeout=PATIENCE, **settings)

    def ask(self, text: str, model: str = "helper", **settings: Any) -> Any:
        return self.client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": text}], **settings
        )

    def say(self, text: str, session: str, user: str | None = None, **settings: Any) -> str:
        """Say something in a session, and give the answer's text."""
        named = {} if user is None else {"user": user}
        return self.ask(text, metadata={"session_id": session}, **named, **settings).choices[0].message.content


@pytest.fixture
def door():
    """Opens doors: ``door(agents, **settings of the router)``."""
    with ExitStack() as stack:

        def opened(agents: Any, **settings: Any) -> Door:
            app = FastAPI()
            app.include_router(router(agents, api_keys=[KEY], **settings))
            made = Door(stack.enter_context(serving(app)))
            stack.callback(made.client.close)
            return made

        yield opened


def echo(request: Any) -> str:
    """What a scripted model says: what it was told last."""
    return f"You said: {request.messages[-1].content}"
