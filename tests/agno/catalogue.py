"""Tools with long schemas, as MCP servers have them."""

import copy
from typing import Any

from agno.tools.function import Function

SENTENCE = "Look at all of them, one after the other, and say of each what it is, where it stands and whom it is for."
WORDS = f"{SENTENCE} " * 6
SERVERS_OWN = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "title": "findArguments",
    "properties": {
        "query": {
            "type": "string",
            "title": "Query",
            "description": f"\n    What to look for.\n\n    {WORDS}\n    ",
        },
        "order_id": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None, "title": "Order Id"},
        "sort": {"type": "object", "properties": {"by": {"type": "string", "description": SENTENCE}}, "required": []},
    },
    "required": ["query"],
}


def mcp_tool(name: str, calls: list[dict[str, Any]] | None = None, **settings: Any) -> Function:
    """As agno makes a function of each tool of an MCP server: asynchronous, and with the server's own schema."""

    async def entrypoint(**arguments: Any) -> str:
        if calls is not None:
            calls.append(arguments)
        return f"{name}: {arguments.get('query')}"

    return Function(
        name=name,
        description=f"\n    Search the {name}.\n\n    {WORDS}\n    ",
        parameters=copy.deepcopy(SERVERS_OWN),
        entrypoint=entrypoint,
        skip_entrypoint_processing=True,
        **settings,
    )


def plain_tool(name: str, **settings: Any) -> Function:
    """The same for runs that are not asynchronous."""
    made = mcp_tool(name, **settings)
    made.entrypoint = lambda query, order_id=None, sort=None: f"{name}: {query}"
    return made


NAMES = ("books", "games", "maps", "songs")


def parameters_in(request: Any) -> dict[str, Any]:
    """The schema of each tool of a request, by its name."""
    return {tool["function"]["name"]: tool["function"]["parameters"] for tool in request.tools}


def descriptions_in(request: Any) -> dict[str, str]:
    return {tool["function"]["name"]: tool["function"]["description"] for tool in request.tools}
