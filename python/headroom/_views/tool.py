"""``headroom_retrieve`` as models are offered it, in the shape of each provider."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

__all__ = ["DESCRIPTION", "PARAMETERS", "RETRIEVE", "tools_by_shape"]

RETRIEVE = "headroom_retrieve"

DESCRIPTION = "Read what a view left out: by lines, by words, or by rows of records."

PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "address": {"type": "string", "description": "as in the view"},
        "query": {"type": "string", "description": "words to find"},
        "lines": {"type": "string", "description": "12-40"},
        "rows": {"type": "string", "description": "3-40, or: status = failed and total > 9"},
        "fields": {"type": "string", "description": "of the rows: id, by.name"},
    },
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
