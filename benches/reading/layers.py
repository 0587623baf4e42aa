"""Results over MCP, as clients in Python hand them to a model: JSON in a string in the repr of a model."""

from __future__ import annotations

import json

from peers.documents import Source
from reading.families import Made, constants, table
from reading.subjects import Family, called


def over_mcp(made: Made) -> Made:
    """The same conversation, its one result as it comes over MCP."""
    messages, asked = made
    [result] = [message["content"] for message in messages if message["role"] == "tool"]
    text = json.dumps(json.loads(result), indent=2)
    return called(("query", {}, f"meta=None content=[TextContent(type='text', text={text!r})] isError=False")), asked


def records(source: Source) -> Made:
    return over_mcp(table(source))


def measures(source: Source) -> Made:
    return over_mcp(constants(source))


LAYERS: list[Family] = [
    Family("results over MCP", "default", r"text='[^']*\[\d+ rows: ", records),
    Family("results over MCP with columns that never change", "default", r"text='[^']*\[\d+ rows: ", measures),
]
