"""``headroom_retrieve`` as models are offered it, in the shape of each provider."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

__all__ = ["DESCRIPTION", "PARAMETERS", "RETRIEVE", "tools_by_shape"]

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
