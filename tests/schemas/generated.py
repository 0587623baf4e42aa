"""JSON schemas as tools have them, and values for them, drawn by hypothesis."""

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["id", "order_id", "orderId", "title", "description", "required", "$ref", "tags", "a b"])
DEFINED = ("Address", "Colour", "Node")
TEXTS = st.sampled_from(["", "  ", "An order.", "\n    An order.\n\n    Its number.\n    ", "Two  blanks. More."])
TITLES = st.sampled_from(["Id", "Order Id", "Title", "OrderId", "Tags", "Something else", "Address"])
PLAIN = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "red", "Order Id"])

VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)


def annotated(schemas: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas with or without titles, descriptions and defaults."""
    notes = st.fixed_dictionaries({}, optional={"title": TITLES, "description": TEXTS, "default": PLAIN})
    return st.builds(lambda schema, note: {**schema, **note}, schemas, notes)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    properties = st.dictionaries(NAMES, inner, max_size=3)
    required = st.lists(NAMES, max_size=2, unique=True)
    more = {"required": required, "additionalProperties": st.booleans() | inner}
    return st.fixed_dictionaries({"type": st.just("object"), "properties": properties}, optional=more)


LEAVES = st.one_of(
    st.fixed_dictionaries({"type": st.sampled_from(["string", "integer", "boolean", "null", ["string", "null"]])}),
    st.fixed_dictionaries({"enum": st.lists(PLAIN | st.just({"title": "Id"}), min_size=1, max_size=3)}),
    st.fixed_dictionaries({"type": st.just("integer"), "minimum": st.integers(-2, 2)}),
    st.fixed_dictionaries({"const": PLAIN | st.just({"required": []})}),
    st.builds(lambda name: {"$ref": f"#/$defs/{name}"}, st.sampled_from(DEFINED)),
)
INNER = st.recursive(
    annotated(LEAVES),
    lambda inner: annotated(
        st.one_of(
            objects(inner),
            st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
            st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}),
            st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"not": inner}),
        )
    ),
    max_leaves=6,
)
DIALECTS = st.sampled_from(
    ["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema", "urn:another"]
)


def _with_definitions(schema: dict[str, Any], defined: dict[str, Any], dialect: str | None) -> dict[str, Any]:
    named = {**schema, "$defs": defined}
    return named if dialect is None else {"$schema": dialect, **named}


PARAMETERS = st.builds(
    _with_definitions,
    annotated(objects(INNER)),
    st.fixed_dictionaries(dict.fromkeys(DEFINED, INNER)),
    st.none() | DIALECTS,
)
TOOLS = st.builds(
    lambda name, text, parameters, more: {
        "type": "function",
        "function": {"name": name, "description": text, "parameters": parameters, **more},
    },
    st.sampled_from(["order", "Find"]),
    TEXTS,
    PARAMETERS,
    st.sampled_from([{}, {"strict": True}]),
)
