"""``headroom_retrieve`` as models are offered it, in the shape of each provider."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from headroom import _core
from headroom._json_text import schema_text
from headroom._models.vocabularies import prepare

__all__ = ["DESCRIPTION", "PARAMETERS", "RETRIEVE", "offered_tokens", "tools_by_shape"]

RETRIEVE = "headroom_retrieve"

DESCRIPTION = (
    "Read what a view left out: by lines (12-40), a query (words), "
    "or rows of records (3-40, or: status = failed and total > 9) and their fields (id, by.name)."
)
"""It is sent with every request, and tells all in fewer tokens than a description of each parameter would take."""

_TEXT = {"type": "string"}
PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": dict.fromkeys(("address", "query", "lines", "rows", "fields"), _TEXT),
    "required": ["address"],
}


def tools_by_shape() -> dict[str, list[dict[str, Any]]]:
    """The tool as a request's ``tools`` take it, by the API: each a list of one, to be added to others."""
    function = {"name": RETRIEVE, "description": DESCRIPTION, "parameters": deepcopy(PARAMETERS)}
    named = {"name": RETRIEVE, "description": DESCRIPTION}
    return {
        "openai": [{"type": "function", "function": function}],
        "responses": [{"type": "function", **deepcopy(function)}],
        "anthropic": [{**named, "input_schema": deepcopy(PARAMETERS)}],
        "gemini": [{"function_declarations": [deepcopy(function)]}],
        "bedrock": [{"toolSpec": {**named, "inputSchema": {"json": deepcopy(PARAMETERS)}}}],
    }


@lru_cache(maxsize=100)
def offered_tokens(model: str, shape: str = "openai") -> int:
    """Tokens that a request takes more with the tool among others, as those of `model` are counted."""
    prepare(model)
    tools = tools_by_shape()[shape]
    one, two = (_core.count_rows([], model, tools=schema_text(tools * times))[0] for times in (1, 2))
    return two - one  # the first tool of a request may cost more
