"""OpenAI's chat completions in front of Agno agents, as a FastAPI router.

    from fastapi import FastAPI
    from headroom.integrations.openai_api import router

    app = FastAPI()
    app.include_router(router({"helper": agent}, api_keys=["sk-..."]))

Every OpenAI client then finds the agents under ``GET /v1/models`` and talks to them with ``POST /v1/chat/completions``.
Needs agno and fastapi (the extra ``openai-api``).
"""

from headroom._extras import not_installed

try:
    import fastapi  # noqa: F401 - only whether it is there
except ModuleNotFoundError as missing:
    raise not_installed("fastapi", "openai-api") from missing

from headroom.integrations.agents import AgentFactory

from .routes import router

__all__ = ["AgentFactory", "router"]
