"""JSON documents as real APIs give them, Python reprs, and the texts around them.

Documents are generated as JSON text, not as Python values, so that spellings (``1.0``, ``\\u0041``, duplicate keys) are
part of what is generated: a tree of spelled tokens, written out in one of several styles.
"""

import datetime
import decimal
import json
from typing import Any

from hypothesis import strategies as st

from headroom import SmartCrusher
from tests.laws.text_strategies import (
    blocks,
    commented,
    drawn_trees,
    entries,
    found,
    logs,
    progress,
    scripts,
    stanzas,
    tables_in_text,
    texts,
    words,
)

NASTY_TOKENS = [
    r'"\u0041"', r'"\u0022"', r'"\u005c"', r'"\/"', r'"\b\f"', r'"\ud83d\ude00"', r'"\ud83d"', r'"\ude00"',
    r'"\ud83d\u0041"', r'"\u2028"', r'"\u0000"', r'"\u00E9\u00e9"', r'"\\u0041"', r'"\\\""', r'"[1 rows\u003a a"',
]  # fmt: skip

NUMBERS = ["0", "-0", "1", "1.0", "1.50", "-2.5e-7", "1e5", "1E+5", "0.1", "0e0", "1e400", "-1e-400", str(2**70)]

number_tokens = st.sampled_from(NUMBERS) | st.integers().map(str) | st.floats(allow_nan=False, width=32).map(repr)
number_tokens = number_tokens.filter(lambda token: "inf" not in token)
string_tokens = (
    st.sampled_from(NASTY_TOKENS)
    | texts.map(json.dumps)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12).map(
        lambda text: json.dumps(text, ensure_ascii=False)
    )
)
key_tokens = words.map(json.dumps) | string_tokens
scalar_tokens = string_tokens | number_tokens | st.sampled_from(["true", "false", "null", '""'])


class Fields(list[tuple[str, Any]]):
    """An object of a tree: its keys and values in order, keys possibly twice."""


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Fields]:
    return st.lists(st.tuples(key_tokens, inner), max_size=4).map(Fields)


@st.composite
def alike_rows(draw: st.DrawFn, inner: st.SearchStrategy[Any], least: int = 2, most: int = 8) -> list[Fields]:
    """Objects of one shape, some fields missing here and there, as an API lists its records."""
    keys = draw(st.lists(key_tokens, min_size=1, max_size=4, unique=True))
    kinds = draw(st.lists(st.sampled_from(["scalar", "number", "any"]), min_size=len(keys), max_size=len(keys)))
    columns = [
        (key, {"scalar": scalar_tokens, "number": number_tokens, "any": inner}[kind])
        for key, kind in zip(keys, kinds, strict=True)
    ]
    return draw(st.lists(_row(columns), min_size=least, max_size=most))


@st.composite
def _row(draw: st.DrawFn, columns: list[tuple[str, st.SearchStrategy[Any]]]) -> Fields:
    missing = draw(st.integers(0, 9))
    return Fields((key, draw(values)) for index, (key, values) in enumerate(columns) if index != missing)


trees = st.recursive(
    scalar_tokens,
    lambda inner: st.lists(inner, max_size=4) | _objects(inner) | alike_rows(inner, least=0, most=4),
    max_leaves=12,
)
tables = alike_rows(trees) | alike_rows(scalar_tokens, least=3, most=12)
maps = st.builds(lambda rows, keys: Fields(zip(keys, rows, strict=False)), tables, st.lists(key_tokens, max_size=12))
responses = st.builds(lambda rows, rest: Fields([*rest, ('"items"', rows)]), tables, _objects(scalar_tokens))

STYLES = [(",", ":", ""), (", ", ": ", ""), (",\n  ", ": ", "\n  "), (" ,\t", " :\r\n", " ")]


def written(tree: Any, style: tuple[str, str, str]) -> str:
    """The JSON text of a tree: separators between items and behind keys, and padding inside brackets."""
    if isinstance(tree, str):
        return tree
    item, colon, pad = style
    if isinstance(tree, Fields):
        return "{" + pad + item.join(f"{key}{colon}{written(value, style)}" for key, value in tree) + pad + "}"
    return "[" + pad + item.join(written(value, style) for value in tree) + pad + "]"


documents = st.builds(written, tables | maps | responses | trees, st.sampled_from(STYLES))
"""JSON texts of every shape, most of them with arrays of alike objects."""

containers = documents.filter(lambda text: text[:1] in "[{")

json_lines = st.lists(st.builds(written, _objects(scalar_tokens), st.just(STYLES[1])), min_size=2, max_size=6).map(
    "\n".join
)
truncated = st.builds(lambda text, share: text[: len(text) * share // 100], documents, st.integers(1, 99))
prose = st.sampled_from(
    ["Result: ", "see [1] and {braces}, then ", "```json\n", "Error 500\n\n", "é [", "{'a", '"', ""]
)
in_prose = st.builds(lambda before, text, after: before + text + after, prose, documents, prose)
several = st.lists(in_prose, min_size=1, max_size=3).map(" and ".join)

python_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
python_values = st.recursive(
    python_scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=15,
)
python_containers = python_values.filter(lambda value: isinstance(value, list | dict))
python_reprs = python_containers.map(str)


class Name(str):
    """The name of a constant, which shows itself without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


no_json = st.sampled_from(
    [
        decimal.Decimal("1.50"),
        datetime.date(2026, 1, 2),
        b"a, 'b'",
        b"\x00",
        (1, "a"),
        ["a, b"],
        {"a": None},
        (),
        [],
        {1, 2},
        Name("np.True_"),
        1j,
    ]
)
tuple_elements = python_scalars | no_json


@st.composite
def _tuple_rows(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    kinds = draw(
        st.lists(st.sampled_from([python_scalars, texts, st.integers(), tuple_elements]), min_size=1, max_size=5)
    )
    return draw(st.lists(st.tuples(*kinds), min_size=2, max_size=12))


tuple_rows = _tuple_rows()
"""Tuples of one length, as a database returns its rows."""


_AROUND = ["Edited. Here it is:", "", "...", "12|x", "   3\ty", "[line numbers padded to 6 columns]"]


@st.composite
def _listings(draw: st.DrawFn) -> str:
    columns, first = draw(st.sampled_from([6, 6, 6, 1, 3, 9])), draw(st.sampled_from([1, 1, 7, 96, 998]))
    separator, end = draw(st.sampled_from(["→", "\t", "|"])), draw(st.sampled_from(["\n", "\r\n"]))
    lines = draw(st.lists(st.sampled_from(["    return x", "}", "import os", ""]), min_size=4, max_size=20))
    lines[draw(st.integers(0, 3))] = draw(texts)
    numbered = [f"{number:>{columns}}{separator}{line}" for number, line in enumerate(lines, first)]
    for other in draw(st.lists(st.sampled_from([*_AROUND, *numbered]), max_size=2)):
        numbered.insert(draw(st.integers(0, len(numbered))), other)
    return end.join(numbered)


listings = _listings()
"""Texts whose lines stand behind their numbers, as `cat -n` and the tools of coding agents give them."""

plain_rows = st.lists(
    st.fixed_dictionaries({"id": st.integers(), "name": texts, "level": st.just("info"), "note": st.none() | texts}),
    min_size=3,
    max_size=8,
)
"""Records of JSON and of Python, most of them alike."""

GAPS = ["\r\n", "\n\n", " \n", " ", "", "\n\ndata: ", "\n- ", " | ", "\nevent: row\ndata: ", "\n\t* "]

joined_objects = st.builds(
    lambda rows, write, gap, before, after: before + gap.join(map(write, rows)) + after,
    plain_rows,
    st.sampled_from([json.dumps, str]),
    st.sampled_from(GAPS),
    st.sampled_from(["", "data: ", "- ", "Found:\n"]),
    st.sampled_from(["", "\n", " end"]),
)
"""Objects with the same between each two, as streams, lists and generators give them."""

LINES = [
    ("2026-03-01T10:00:{:02} INFO api: ", "\n"),
    ("[{}] ", " took {} ms\n"),
    ("{}. ", "\r\n"),
    ("id: {}\ndata: ", "\n\n"),
    ('10:00:{:02},123 [worker-1] "put", so: ', " |\n"),
    ("<before> {} <object> ", " <behind>\n"),
    ("", " # {} of 9\n"),
    ("INFO [worker-1] was asked for: ", "\n"),
]
"""What stands before an object in a line, and behind it."""


@st.composite
def _objects_in_lines(draw: st.DrawFn) -> str:
    write, (before, behind) = draw(st.sampled_from([json.dumps, str])), draw(st.sampled_from(LINES))
    lines = [before.format(n) + write(row) + behind.format(n * 7) for n, row in enumerate(draw(plain_rows), 7)]
    for other in draw(st.lists(st.sampled_from(["\n", "starting\n", "[1, 2] ", '{"a": 1}\n', "[", '"']), max_size=2)):
        lines.insert(draw(st.integers(0, len(lines))), other)
    return draw(st.sampled_from(["", "Found:\n", "a {} "])) + draw(st.sampled_from(["", "\n"])).join(lines)


objects_in_lines = _objects_in_lines()
"""Objects with other text around each, as logs and numbered lists give them."""


@st.composite
def _framed(draw: st.DrawFn) -> str:
    columns = draw(st.lists(words | st.sampled_from(["a b", "x.y", "="]), min_size=2, max_size=5, unique=True))
    cell = st.none() | st.integers() | texts | st.just("INFO")
    values = draw(st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), min_size=3, max_size=9))
    values = [[*row[:-1], "INFO"] for row in values]
    typed = [{"name": name, "type": "text"} for name in columns]
    head = draw(st.sampled_from([{"columns": columns}, {"columns": typed}, {"meta": {"fields": typed}}, {}]))
    return json.dumps({**head, "values": values if head else [columns, *values]})


framed = _framed()
"""Names and the rows that are arrays of their values, as databases give them."""


@st.composite
def _payloads(draw: st.DrawFn) -> str:
    separators = draw(st.sampled_from([(", ", ": "), (",", ":")]))
    payload = st.fixed_dictionaries({"level": st.just("INFO"), "text": texts, "n": st.integers()})
    payloads = [json.dumps(it, separators=separators) for it in draw(st.lists(payload, min_size=2, max_size=8))]
    rows = [{"offset": offset, "value": payload} for offset, payload in enumerate(payloads)]
    other: list[Any] = [{"offset": 0, "value": None}, {"value": {"n": 1}}, {"n": {"value": "x"}}]
    return json.dumps({"records": rows + draw(st.lists(st.sampled_from(other), max_size=2))})


payloads = _payloads()
"""Records with JSON in a string, as queues and logs give them."""


any_texts = (
    documents
    | in_prose
    | several
    | json_lines
    | truncated
    | python_reprs
    | tuple_rows.map(str)
    | joined_objects
    | objects_in_lines
    | framed
    | payloads
    | texts
    | listings
    | logs
    | blocks
    | stanzas
    | entries
    | progress
    | drawn_trees
    | commented
    | scripts
    | tables_in_text
    | found
    | st.text(max_size=60)
)
"""Every kind of text that a message may hold."""


def crushed(text: str, model: str = "gpt-4o") -> str:
    return SmartCrusher().crush(text, model).compressed
