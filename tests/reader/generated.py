"""Documents as APIs send them, large enough for every form: shapes that recur, values that repeat, odd texts and keys.

They are JSON texts, so that the spelling of numbers and strings is generated too. A number is all that one depends on.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.laws.strategies import NASTY_TEXTS, NASTY_TOKENS, NUMBERS, STYLES, Fields, written

KEYS = ["id", "name", "status", "url", "created at", "owner", "tags", "size", "ok", "note", "type", "key"]
ODD_KEYS = [
    "a.b",
    "a,b",
    "",
    "x=1",
    "f(x)",
    "[3 rows: a",
    "*1",
    "&1 x",
    '"q"',
    " pad",
    "é",
    "2",
    "true",
    "a;b",
    "\u00a0",
    "a\nb",
]
ODD_TEXTS = [
    "*1", "*", "&1 x", "&2", "&", "a*b", "1..5", "..", "1..5 by 2", "owner(x", "name(", "tags(1,2)", "a(b)", "(", ")",
    '"""', '""', 'x"""y', '"', "x]", "]}", "}", "a\n]\n", "[; between rows]", "[*n repeats &n]", "[records: a(b)]", "=",
    "[2 lines: a", "1;2", "[1;2]", "Paris, France", ", x", " ,", "record(1)", "item(", "null,", "-1..3", "17*", '*".b"',
]  # fmt: skip
LONG = [
    "The quick brown fox jumps over the lazy dog",
    "https://api.example.org/v1/repositories/headroom/issues?page=1&sort=up",
    "Error: connection refused\n  at connect (net.js:12)\n  at retry",
    "two words and, a comma",
    'def f(x):\n    return "x"\n',
    "function g() {\n\tlet s = 'a\\\\b';\n\treturn `\"${s}\"`;\n}\n" * 3,
    "日本語の長い文字列が繰り返し現れる場合もあります",
]


def document(seed: int) -> str:
    """The JSON text of a document: one of several kinds."""
    draw = Random(seed)
    kind = draw.choice([_table, _map, _response, _scattered, _scattered])
    return written(kind(draw, _shape(draw)), draw.choice(STYLES))


def json_lines(seed: int) -> str:
    """Objects of JSON Lines, most of one shape."""
    draw = Random(seed)
    rows = _table(draw, _shape(draw))
    if draw.random() < 0.3:
        rows.insert(draw.randrange(len(rows)), _row(draw, _shape(draw), 0))
    return "\n".join(written(row, STYLES[0]) for row in rows)


def cut_off(seed: int) -> str:
    """A document that ends before it should."""
    text = document(seed)
    return text[: Random(seed).randrange(len(text) // 2, len(text))]


def _key(draw: Random) -> str:
    return json.dumps(draw.choice(KEYS if draw.random() < 0.9 else ODD_KEYS), ensure_ascii=draw.random() < 0.5)


def _shape(draw: Random, depth: int = 0) -> list[tuple[str, Any, float]]:
    """Fields with how their values are drawn, and how often they are there."""
    keys = dict.fromkeys(_key(draw) for _ in range(draw.randrange(1, 7)))
    return [(key, _values(draw, depth), draw.choice([1, 1, 1, 0.9, 0.5])) for key in keys]


def _values(draw: Random, depth: int) -> Any:
    """A function from the number of a row to a value of one kind."""
    simple = [_counted, _number, _word, _text, _long, _constant, _affixed, _matrix]
    kind = draw.choice(simple + [_nested, _group, _either] * (2 - depth))
    return kind(draw, depth)


def _counted(draw: Random, _depth: int) -> Any:
    first, step = draw.randrange(-5, 2000), draw.choice([1, 1, 10, -1])
    return lambda row: str(first + step * row)


def _number(draw: Random, _depth: int) -> Any:
    return lambda row: draw.choice(NUMBERS) if draw.random() < 0.1 else f"17000{draw.randrange(100, 999)}"


def _word(draw: Random, _depth: int) -> Any:
    words = draw.choices(["open", "closed", "New York", "true", "null", "42", "x,y", "admin"], k=3)
    return lambda row: json.dumps(draw.choice(words))


def _text(draw: Random, _depth: int) -> Any:
    return lambda row: (
        draw.choice(NASTY_TOKENS) if draw.random() < 0.1 else json.dumps(draw.choice(NASTY_TEXTS + ODD_TEXTS))
    )


def _long(draw: Random, _depth: int) -> Any:
    return lambda row: json.dumps(draw.choice(LONG), ensure_ascii=False)


def _constant(draw: Random, _depth: int) -> Any:
    value = draw.choice(
        ["true", "null", "1.0", '"User"', "[]", "{}", '["a","b"]', json.dumps(draw.choice(ODD_TEXTS + NASTY_TEXTS))]
    )
    return lambda row: value


def _affixed(draw: Random, _depth: int) -> Any:
    return lambda row: f'"https://images.example.org/{draw.choice(["a", "b,c", "7", "null", ""])}.png"'


def _matrix(draw: Random, _depth: int) -> Any:
    """Arrays of arrays: points, or ones that may be empty."""
    least, most = draw.choice([(0, 4), (1, 3), (2, 3), (12, 20)])
    tokens = draw.choice([["1", "2.50", "-3"], ["1", '"a;b"', '"c"', "null", "true"]])

    def row() -> list[str]:
        return [draw.choice(tokens) for _ in range(draw.randrange(min(least, 2), 4))]

    return lambda _: [row() for _ in range(draw.randrange(least, most))]


def _nested(draw: Random, depth: int) -> Any:
    shape = _shape(draw, depth + 1)
    return lambda row: _row(draw, shape, row)


def _group(draw: Random, depth: int) -> Any:
    shape = _shape(draw, depth + 1)
    return lambda row: [_row(draw, shape, each) for each in range(draw.randrange(4))]


def _either(draw: Random, depth: int) -> Any:
    """Two kinds of values in one place."""
    kinds = [_values(draw, depth + 1), _values(draw, depth + 1)]
    return lambda row: draw.choice(kinds)(row)


def _row(draw: Random, shape: list[tuple[str, Any, float]], row: int) -> Fields:
    return Fields((key, values(row)) for key, values, often in shape if draw.random() < often)


def _table(draw: Random, shape: Any) -> list[Fields]:
    return [_row(draw, shape, each) for each in range(draw.randrange(2, 25))]


def _map(draw: Random, shape: Any) -> Fields:
    keys = draw.choice([[f'"eu-{each}"' for each in range(20)], [json.dumps(text) for text in ODD_TEXTS + ODD_KEYS]])
    return Fields((key, _row(draw, shape, each)) for each, key in enumerate(keys[: draw.randrange(2, 20)]))


def _response(draw: Random, shape: Any) -> Fields:
    around = _row(draw, _shape(draw), 0)
    return Fields([*around, ('"items"', _table(draw, shape)), ('"more"', draw.choice([_map, _table])(draw, shape))])


def _scattered(draw: Random, shape: Any, depth: int = 0) -> Any:
    """Records of one shape wherever they may stand in a tree."""
    if depth == 4 or draw.random() < 0.25:
        return _row(draw, shape, depth)
    inner = [_scattered(draw, shape, depth + 1) for _ in range(draw.randrange(1, 5))]
    return inner if draw.random() < 0.4 else Fields((_key(draw), value) for value in inner)
