"""Tools in short: what a call must name stays, and the whole is to be had."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from headroom._schemas.describe import described
from headroom._schemas.lossless import is_cheaper, text_of
from headroom._schemas.reader import Reader
from headroom._schemas.short import MARK, short
from tests.schemas.generated import TOOLS

WORDS = "Look in all places that there are, one after the other, and say what was found in each of them. " * 4
QUERY = {"type": "string", "description": WORDS, "default": "all", "examples": ["a"]}
GEMINI = Reader(is_rebuilt=True, needs_properties=True)


def tool(properties: dict[str, Any], description: str = WORDS, **schema: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, **schema}
    return {"type": "function", "function": {"name": "find", "description": description, "parameters": parameters}}


def in_short(one: Any, reader: Reader = Reader()) -> Any:  # noqa: B008 - it is a value
    return json.loads(short(text_of(one), "qwen3-8b", reader))


def sketch(part: Any, reader: Reader = Reader(), **schema: Any) -> Any:  # noqa: B008 - it is a value
    """What is told of one parameter."""
    made = in_short(tool({"query": QUERY, "part": part}, **schema), reader)
    return made["function"]["parameters"]["properties"]["part"]


def test_a_tool_in_short_names_what_a_call_must_hold():
    many = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    made = in_short(tool({"query": QUERY, "many": many}, required=["query"], additionalProperties=False))["function"]

    assert made["name"] == "find"
    assert made["description"] == f"{WORDS[:95]} {MARK}"
    assert made["parameters"] == {
        "type": "object",
        "properties": {"query": {"type": "string"}, "many": {"type": "array", "items": {"type": "object"}}},
        "required": ["query"],
    }


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"enum": ["a", "b"], "title": "Part"}, {"enum": ["a", "b"]}),
        ({"const": 7}, {"const": 7}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}, {"type": "string"}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"anyOf": [{"type": "null"}]}, {"type": "null"}),
        ({"$ref": "#/$defs/Address"}, {"type": "object"}),
        ({"allOf": [{"$ref": "#/$defs/Address"}]}, {"type": "object"}),
        ({"$ref": "#/$defs/Missing"}, {}),
        ({"$ref": "#/$defs/Loop"}, {}),
        (True, {}),
    ],
    ids=str,
)
def test_a_parameter_is_told_by_its_type_and_allowed_values(part: Any, expected: Any):
    defined = {"Address": {"type": "object", "properties": {"city": QUERY}}, "Loop": {"$ref": "#/$defs/Loop"}}
    assert sketch(part, **{"$defs": defined}) == expected


def test_a_parameter_that_is_needed_may_be_told_to_be_null():
    part = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert sketch(part, required=["part"]) == part


def test_objects_keep_their_properties_where_they_would_be_refused():
    inner = {"type": "object", "properties": {"city": QUERY}, "required": ["city"]}
    assert sketch(inner, GEMINI) == {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


LIST = {"type": "array", "items": {"$ref": "#/$defs/List"}}
NODE = {"type": "object", "properties": {"left": {"$ref": "#/$defs/Node"}, "right": {"$ref": "#/$defs/Node"}}}


@pytest.mark.parametrize(
    ("one", "reader"),
    [
        (tool({"a": {"$ref": "#/$defs/Node"}}, **{"$defs": {"Node": NODE}}), GEMINI),
        (tool({"a": {"description": WORDS}}), GEMINI),
        (tool({"list": {"$ref": "#/$defs/List"}}, **{"$defs": {"List": LIST}}), Reader()),
        (tool({}), Reader()),
        (tool({"a": QUERY}, anyOf=[{"required": ["a"]}]), Reader()),
        ({"type": "function", "function": {**tool({"a": QUERY})["function"], "strict": True}}, Reader()),
        (tool({"a": {"type": "string"}}, description="Find."), Reader()),
        ({"type": "web_search"}, Reader()),
    ],
    ids=["no-end", "no-type", "no-end-of-lists", "none", "alternatives", "strict", "short-already", "built-in"],
)  # fmt: skip
def test_other_tools_are_told_as_a_whole(one: Any, reader: Reader):
    text = text_of(one)
    assert short(text, "qwen3-8b", reader) is text


@settings(deadline=None)
@given(TOOLS)
def test_short_is_shorter_or_the_same(one: Any):
    text = text_of(one)
    for reader in (Reader(), GEMINI):
        brief = short(text, "qwen3-8b", reader)
        assert brief == text or is_cheaper(brief, text, "qwen3-8b")
        told, whole = (json.loads(form)["function"] for form in (brief, text))
        assert told["name"] == whole["name"]
        assert list(told["parameters"]["properties"]) == list(whole["parameters"]["properties"])
        assert told["parameters"].get("required") == whole["parameters"].get("required")


def test_the_whole_is_to_be_had():
    tools = {"find": text_of(tool({"query": QUERY})), "look": text_of(tool({}))}
    lines = described(["find", "look", "find"], tools).splitlines()

    assert [json.loads(line)["description"] for line in lines] == [WORDS, WORDS]
    assert json.loads(lines[0])["parameters"] == {"type": "object", "properties": {"query": QUERY}}
    assert described("find", tools) == lines[0]


def test_what_cannot_be_described_is_said():
    tools = {"find": text_of(tool({"query": QUERY})), "search": text_of({"type": "search"})}
    for asked in (["lose"], "search"):
        assert described(asked, tools).endswith("there are: find, search")
    assert described([], tools) == "Name the tools to describe, of: find, search"
    assert "there are" in described(None, tools)
