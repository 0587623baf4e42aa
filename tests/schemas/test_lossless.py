"""A schema in fewer tokens takes the same values, by the same names, and says the same words."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom import count_tokens
from headroom._schemas.lossless import is_cheaper, lossless, text_of
from headroom._schemas.reader import Reader
from headroom._schemas.short import short
from tests.schemas.generated import TOOLS, VALUES
from tests.schemas.servers import REAL, tools_in

jsonschema = pytest.importorskip("jsonschema", reason="the oracle of what a schema takes")

MODELS = ("gpt-4o", "claude-sonnet-4-5", "qwen3-8b")
READERS = (Reader(), Reader(is_rebuilt=True), Reader(is_rebuilt=True, needs_properties=True))
AS_GIVEN = Reader()


def tool(parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "f", "description": "Does it.", "parameters": parameters, **more}}


def reduced(parameters: dict[str, Any], reader: Reader = AS_GIVEN, model: str = "qwen3-8b", **more: Any) -> Any:
    return json.loads(lossless(text_of(tool(parameters, **more)), model, reader))["function"]["parameters"]


def parameters_of(one: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = one["function"]["parameters"]
    return found


def takes(schema: dict[str, Any], value: Any) -> bool | None:
    """Whether a schema takes a value; None where it has no end."""
    try:
        return bool(jsonschema.Draft202012Validator(schema).is_valid(value))
    except RecursionError:
        return None


def names_and_values(schema: Any) -> Counter[str]:
    """All that a schema says but its annotations and where definitions stand, each with how often it is said."""
    found: Counter[str] = Counter()
    if isinstance(schema, dict):
        for key, part in schema.items():
            if key == "required" and part == []:
                continue
            if key not in ("title", "description", "$schema", "$ref", "$defs"):
                found[f"{key}:"] += 1
            if key not in ("title", "description", "$schema", "$ref"):
                found += names_and_values(part)
    elif isinstance(schema, list):
        for part in schema:
            found += names_and_values(part)
    else:
        found[repr(schema)] += 1
    return found


@settings(deadline=None)
@given(TOOLS, st.lists(VALUES, max_size=6), st.sampled_from(MODELS), st.sampled_from(READERS))
def test_it_takes_the_same_values_and_costs_no_more(one: Any, values: list[Any], model: str, reader: Reader):
    text = text_of(one)
    short = lossless(text, model, reader)
    before, after = parameters_of(one), parameters_of(json.loads(short))

    assert [takes(after, value) for value in values] == [takes(before, value) for value in values]
    costs = [count_tokens([], model, tools=[json.loads(form)]) for form in (text, short)]
    assert costs[1].value <= costs[0].value
    assert costs[1].high <= costs[0].high
    assert lossless(short, model, reader) == short


@settings(deadline=None)
@given(TOOLS, st.sampled_from(MODELS), st.sampled_from(READERS))
def test_words_names_and_values_stay(one: Any, model: str, reader: Reader):
    short = json.loads(lossless(text_of(one), model, reader))
    said = [sorted(re.findall(r"\w+", " ".join(descriptions_in(form)))) for form in (one, short)]

    assert said[0] == said[1]
    assert short["function"]["name"] == one["function"]["name"]
    assert list(parameters_of(short)["properties"]) == list(parameters_of(one)["properties"])
    if "$defs" not in text_of(short).replace('"$defs":{}', ""):
        return
    left = set(parameters_of(short).get("$defs", {}))
    assert left <= set(parameters_of(one)["$defs"])


def descriptions_in(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [text for part in schema for text in descriptions_in(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema["description"]] if isinstance(schema.get("description"), str) else []
    return own + [text for part in schema.values() for text in descriptions_in(part)]


def test_titles_that_repeat_their_key_go_and_others_stay():
    named = {"order_id": {"type": "integer", "title": "Order Id"}, "to": {"type": "string", "title": "Recipient"}}
    made = reduced({"type": "object", "title": "fArguments", "properties": {**named, "title": {"title": "Title"}}})

    assert made == {
        "type": "object",
        "properties": {"order_id": {"type": "integer"}, "to": {"type": "string", "title": "Recipient"}, "title": {}},
    }


def test_data_that_looks_like_a_schema_stays():
    data = {"enum": [{"title": "Kind", "required": []}], "default": {"description": "", "required": []}}
    assert reduced({"type": "object", "properties": {"kind": data}})["properties"]["kind"] == data


def test_lists_that_require_nothing_go_but_for_the_tools_own():
    inner = {"type": "object", "properties": {}, "required": [], "description": " "}
    made = reduced({"type": "object", "properties": {"inner": inner}, "required": []})

    assert made == {"type": "object", "properties": {"inner": {"type": "object", "properties": {}}}, "required": []}


def test_a_default_of_null_is_a_default():
    part = {"type": ["string", "null"], "default": None}
    assert reduced({"type": "object", "properties": {"name": part}})["properties"]["name"] == part


ADDRESS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def test_a_definition_that_is_used_once_stands_in_its_place_under_its_name():
    reference = {"$ref": "#/$defs/Address", "description": "Where to."}
    made = reduced({"type": "object", "properties": {"to": reference}, "$defs": {"Address": ADDRESS}})
    there = {"title": "Address", **ADDRESS, "description": "Where to."}

    assert made == {"type": "object", "properties": {"to": there}}
    assert next(iter(made["properties"]["to"])) == "title"


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/$defs/A"}}, "$defs": {"A": ADDRESS}},
        {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"properties": {"next": {"$ref": "#/$defs/A"}}}}},
        {"properties": {}, "$defs": {"A": {"items": {"$ref": "#/$defs/B"}}, "B": {"items": {"$ref": "#/$defs/A"}}}},
        {"properties": {"a": {"$ref": "#/$defs/A", "minimum": 3}}, "$defs": {"A": {"type": "integer"}}},
        {"properties": {"a": {"$ref": "#/$defs/A", "description": "x"}}, "$defs": {"A": {"description": "y"}}},
        {"properties": {"a": {"$ref": "#/$defs/A/properties/city"}}, "$defs": {"A": ADDRESS}},
        {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"$id": "a", **ADDRESS}}},
        {"properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "other.json"}}, "$defs": {"A": ADDRESS}},
        {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": True}},
        {"properties": {"a": {"$ref": "#/$defs/B"}}, "$defs": {"A": ADDRESS}},
        {"properties": {"a": {"$ref": {"$ref": "#"}}}, "$defs": {"A": ADDRESS}},
    ],
    ids=[
        "twice",
        "recursive",
        "circle",
        "narrowed",
        "described-twice",
        "into-it",
        "with-an-id",
        "elsewhere",
        "true",
        "missing",
        "broken",
    ],
)
def test_other_definitions_stay(schema: dict[str, Any]):
    assert reduced({"type": "object", **schema}) == {"type": "object", **schema}


def test_a_mapping_that_names_a_definition_keeps_it():
    kinds = {"oneOf": [{"$ref": "#/$defs/Cat"}], "discriminator": {"mapping": {"cat": "#/$defs/Cat"}}}
    schema = {"type": "object", "properties": {"pet": kinds}, "$defs": {"Cat": ADDRESS}}
    assert reduced(schema) == schema


def test_a_chain_of_definitions_is_followed():
    defined = {"A": {"type": "array", "items": {"$ref": "#/$defs/B"}}, "B": {"type": "integer", "minimum": 1}}
    made = reduced({"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": defined})

    assert made["properties"] == {"a": {"type": "array", "items": {"title": "B", "type": "integer", "minimum": 1}}}
    assert "$defs" not in made


def test_the_dialect_goes_where_all_dialects_agree():
    draft7 = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {"a": ADDRESS}}
    assert "$schema" not in reduced(draft7)
    pair = {**draft7, "properties": {"pair": {"type": "array", "items": [{"type": "string"}]}}}
    assert reduced(pair) == pair
    narrowed = {**draft7, "properties": {"a": {"$ref": "#/$defs/A", "minimum": 1}}, "$defs": {"A": {}}}
    assert reduced(narrowed) == narrowed
    oldest = {**draft7, "$schema": "http://json-schema.org/draft-04/schema#"}
    assert reduced(oldest) == oldest


def test_what_is_not_sent_or_put_back_on_the_way_is_left_alone():
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "fArguments",
        "type": "object",
        "properties": {"to": {"$ref": "#/$defs/Address"}, "id": {"type": "string", "description": ""}},
        "$defs": {"Address": ADDRESS},
    }
    assert reduced(schema, Reader(is_rebuilt=True)) == schema
    assert reduced(schema, AS_GIVEN) != schema


def test_a_strict_schema_keeps_its_structure():
    schema = {
        "type": "object",
        "properties": {"to": {"$ref": "#/$defs/Address", "title": "To"}, "none": {"required": []}},
        "$defs": {"Address": ADDRESS},
    }
    made = reduced(schema, strict=True)
    assert made == {**schema, "properties": {"to": {"$ref": "#/$defs/Address"}, "none": {"required": []}}}


def test_what_openai_does_not_bill_is_not_touched():
    one = text_of(tool({"type": "object", "properties": {"id": {"type": "string", "title": "Id"}}}))
    assert lossless(one, "gpt-4o", AS_GIVEN) is one


@pytest.mark.parametrize(
    "one",
    [
        {"type": "web_search_preview"},
        {"name": "no_parameters", "description": "None.  At all."},
        {"function_declarations": [{"name": "f", "parameters": {"properties": {"id": {"title": "Id"}}}}]},
        {"type": "function", "function": {"name": 7, "parameters": {"title": "7"}}},
        ["function"],
        "text",
        None,
    ],
    ids=str,
)
def test_what_is_no_function_of_a_known_shape_stays(one: Any):
    text = text_of(one)
    assert lossless(text, "qwen3-8b", AS_GIVEN) is text


@pytest.mark.parametrize(
    "wrap",
    [
        lambda schema: {"type": "function", "name": "f", "description": "D.", "parameters": schema},
        lambda schema: {"name": "f", "description": "D.", "input_schema": schema},
        lambda schema: {"toolSpec": {"name": "f", "description": "D.", "inputSchema": {"json": schema}}},
    ],
    ids=["responses", "anthropic", "bedrock"],
)
def test_every_shape_is_read(wrap: Any):
    long, short = ({"type": "object", "properties": {"id": part}} for part in ({"title": "Id"}, {}))
    assert json.loads(lossless(text_of(wrap(long)), "qwen3-8b", AS_GIVEN)) == wrap(short)


_TOOLS = ("type", "function", "name", "description", "parameters", "inputSchema", "json", "toolSpec", "strict")
_SCHEMAS = ("properties", "$defs", "definitions", "$ref", "required", "items", "anyOf", "allOf", "enum", "title", "a")
KEYS = st.sampled_from([*_TOOLS, *_SCHEMAS, "$schema"])
ANYTHING = st.recursive(
    st.sampled_from([None, True, 0, "", "a", "object", "array", "#/$defs/a", "#/definitions/a", "#", " two  words. "]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=14,
)


@settings(deadline=None)
@given(ANYTHING, ANYTHING, st.sampled_from(READERS))
def test_what_is_malformed_does_no_harm(parameters: Any, anything: Any, reader: Reader):
    for one in (
        tool(parameters),
        tool({"properties": parameters, "$defs": anything}),
        tool(parameters, strict=anything),
        anything,
    ):
        text = text_of(one)
        made = lossless(text, "qwen3-8b", reader)
        brief = short(made, "qwen3-8b", reader)
        assert made == text or is_cheaper(made, text, "qwen3-8b")
        assert brief == made or is_cheaper(brief, made, "qwen3-8b")


def test_depth_and_size_do_no_harm():
    links = {f"D{n}": {"type": "array", "items": {"$ref": f"#/$defs/D{n + 1}"}} for n in range(2000)}
    chain = {"type": "object", "properties": {"a": {"$ref": "#/$defs/D0"}}, "$defs": links}
    assert reduced(chain) == chain
    deep: dict[str, Any] = {"type": "string", "title": "Id"}
    for _ in range(400):
        deep = {"type": "object", "properties": {"id": deep}, "required": []}
    text = text_of(tool(deep))
    made = lossless(text, "qwen3-8b", AS_GIVEN)
    assert len(made) <= len(text)
    wide = {f"p{index}": {"type": "string", "title": f"P{index}"} for index in range(5000)}
    assert "title" not in lossless(text_of(tool({"type": "object", "properties": wide})), "qwen3-8b", AS_GIVEN)


@pytest.mark.parametrize("path", REAL, ids=[path.stem for path in REAL])
@pytest.mark.parametrize("reader", READERS, ids=["as given", "rebuilt", "google"])
def test_real_schemas_keep_all_they_say(path: Any, reader: Reader):
    for one in tools_in(path):
        given = {"name": one["name"], "description": one["description"], "input_schema": one["parameters"]}
        short = json.loads(lossless(text_of(given), "qwen3-8b", reader))
        assert names_and_values(short["input_schema"]) == names_and_values(given["input_schema"])
        assert " ".join(descriptions_in(short)).split() == " ".join(descriptions_in(given)).split()
