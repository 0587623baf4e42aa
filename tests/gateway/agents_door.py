"""A proxy with agents as its models, and how it is asked."""

from __future__ import annotations

from typing import Any

import openai

PATIENCE = 600  # seconds: no test depends on the machine's speed
OTHERS = ("nobody", "named")
"""An entry without an agent, and one that names its own."""


def entry(name: str, **params: Any) -> dict[str, Any]:
    return {
        "model_name": f"agno/{name}",
        "litellm_params": {"model": f"agno/{name}", "allowed_openai_params": ["reasoning_effort"], **params},
    }


def say(client: openai.OpenAI, text: str, name: str = "helper", **settings: Any) -> str:
    answer = client.chat.completions.create(
        model=f"agno/{name}", messages=[{"role": "user", "content": text}], **settings
    )
    return answer.choices[0].message.content or ""
