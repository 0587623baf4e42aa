"""OpenAI's chat completions in front of Agno agents, as a FastAPI router.

    from fastapi import FastAPI
    from headroom.integrations.openai_api import router

    app = FastAPI()
    app.include_router(router({"helper": agent}, api_keys=["sk-..."]))

Every OpenAI client then finds the agents under ``GET /v1/models`` and talks to them with ``POST /v1/chat/completions``.
Needs agno and fastapi: ``pip install 'headroom-ai[openai-api]'``.
"""

try:
    import fastapi  # noqa: F401 - only whether it is there
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "fastapi is not installed: pip install 'headroom-ai[openai-api]'", name="fastapi"
    ) from missing

from headroom.integrations.agents import AgentFactory

from .routes import router

__all__ = ["AgentFactory", "router"]
