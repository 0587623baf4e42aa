"""The tool that models are offered, in each provider's shape."""

import json
from typing import Any

import pytest

from headroom import compress, count_tokens
from tests.views.results import SMALL, asked, orders

TOOLS = compress(asked("Which failed?", orders()), config=SMALL).tools
PARAMETERS = {"address", "query", "lines", "rows", "fields"}

SCHEMAS: dict[str, Any] = {
    "openai": lambda tool: (tool["function"], tool["function"]["parameters"]),
    "responses": lambda tool: (tool, tool["parameters"]),
    "anthropic": lambda tool: (tool, tool["input_schema"]),
    "gemini": lambda tool: (tool["function_declarations"][0], tool["function_declarations"][0]["parameters"]),
    "bedrock": lambda tool: (tool["toolSpec"], tool["toolSpec"]["inputSchema"]["json"]),
}


@pytest.mark.parametrize("shape", SCHEMAS)
def test_the_tool_has_the_shape_of_the_api(shape: str):
    [tool] = TOOLS[shape]
    named, schema = SCHEMAS[shape](tool)
    assert named["name"] == "headroom_retrieve"
    assert named["description"].endswith(".")
    assert schema["properties"].keys() == PARAMETERS
    assert (schema["type"], schema["required"]) == ("object", ["address"])
    assert json.loads(json.dumps(tool)) == tool


def test_there_is_no_other_shape():
    assert TOOLS.keys() == SCHEMAS.keys()


@pytest.mark.parametrize("shape", SCHEMAS)
def test_its_schema_is_short(shape: str):
    message = [{"role": "user", "content": "Hello"}]
    without, offered = (count_tokens(message, tools=tools).value for tools in ([], TOOLS[shape]))
    assert offered - without <= 120


def test_it_is_offered_as_soon_as_views_are_on_and_never_only_later():
    assert (
        compress([], config=SMALL).tools == compress([{"role": "user", "content": "Hi"}], config=SMALL).tools == TOOLS
    )


def test_each_result_has_tools_of_its_own():
    compress([], config=SMALL).tools["openai"][0]["function"]["parameters"]["properties"].clear()
    assert compress([], config=SMALL).tools == TOOLS
