"""What agno makes of a schema for its provider says the same, whether it was sent shorter or not."""

import copy
import json
from typing import Any

import pytest
from agno.models.aws import AwsBedrock
from agno.utils.gemini import format_function_definitions
from agno.utils.models.claude import format_tools_for_model
from tests.agno.catalogue import SERVERS_OWN
from tests.schemas.servers import REAL, tools_in

from headroom._schemas.lossless import lossless, text_of
from headroom._schemas.reader import Reader
from headroom._schemas.short import short
from headroom.integrations.agno.readers import reader_of

ADDRESS = {"type": "object", "title": "Address", "properties": {"city": {"type": "string"}}}
OWN = {
    **SERVERS_OWN,
    "properties": {**SERVERS_OWN["properties"], "to": {"$ref": "#/$defs/Address"}, "none": {"description": ""}},
    "$defs": {"Address": ADDRESS},
}
GOOGLES = Reader(is_rebuilt=True, needs_properties=True)
REBUILT = reader_of(AwsBedrock(id="amazon.nova-pro"))


def bedrocks(tools: list[dict[str, Any]]) -> Any:
    return AwsBedrock(id="amazon.nova-pro")._format_tools_for_request(tools)


def googles(tools: list[dict[str, Any]]) -> Any:
    return format_function_definitions(tools).model_dump(mode="json", exclude_none=True)


WRITERS = {"claude": (format_tools_for_model, REBUILT), "bedrock": (bedrocks, REBUILT), "gemini": (googles, GOOGLES)}
SERVERS = {"own": None} | {path.stem: path for path in REAL}


def tools_of(path: Any) -> list[dict[str, Any]]:
    listed = [{"name": "find", "description": " Find. ", "parameters": OWN}] if path is None else tools_in(path)
    return [{"type": "function", "function": one} for one in listed]


def said(value: Any) -> Any:
    """What a provider is told, but for white space, titles, and what says that nothing is said."""
    if isinstance(value, list):
        return list(map(said, value))
    if isinstance(value, str):
        return " ".join(value.split())
    if not isinstance(value, dict):
        return value
    told = {key: said(part) for key, part in value.items() if key != "title" or isinstance(part, dict)}
    return {key: part for key, part in told.items() if (key, part) not in (("required", []), ("description", ""))}


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("writer", WRITERS)
def test_a_provider_is_told_the_same(writer: str, server: str):
    write, reader = WRITERS[writer]
    tools = tools_of(SERVERS[server])
    shorter = [json.loads(lossless(text_of(tool), "claude-sonnet-4-5", reader)) for tool in tools]

    assert shorter != tools or "hubspot" in server
    assert said(write(copy.deepcopy(shorter))) == said(write(copy.deepcopy(tools)))


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("writer", WRITERS)
def test_a_provider_is_told_what_a_call_needs_of_tools_in_short(writer: str, server: str):
    write, reader = WRITERS[writer]
    tools = tools_of(SERVERS[server])
    brief = [json.loads(short(text_of(tool), "claude-sonnet-4-5", reader)) for tool in tools]
    before, after = (parameters_in(write(copy.deepcopy(one))) for one in (tools, brief))

    assert list(after) == list(before)
    for name, properties in before.items():
        assert list(after[name]) == list(properties), name


def parameters_in(written: Any) -> dict[str, Any]:
    """The properties of each tool, by its name, in whatever is written for a provider."""
    listed = written["function_declarations"] if isinstance(written, dict) else written
    found = {}
    for one in listed:
        tool = one.get("toolSpec", one)
        schema = tool.get("parameters") or tool.get("input_schema") or tool.get("inputSchema") or {}
        found[tool["name"]] = schema.get("json", schema).get("properties") or {}
    return found
