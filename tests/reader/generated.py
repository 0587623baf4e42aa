"""Documents as APIs send them, large enough for every form: shapes that recur, values that repeat, odd texts and keys.

They are JSON texts, so that the spelling of numbers and strings is generated too. A number is all that one depends on.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from tests.laws.strategies import NASTY_TOKENS, NUMBERS, STYLES, Fields, written
from tests.laws.text_strategies import NASTY_TEXTS

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
    "id=1", "name=", "created at=x", "owner.login=ada", '"a.b"=1', "x=1=2",
    "[2 lines: a", "1;2", "[1;2]", "Paris, France", ", x", " ,", "record(1)", "item(", "null,", "-1..3", "17*", '*".b"',
]  # fmt: skip
BEFORE = ["", "INV-", "https://example.org/photos/", "a,b ", "*1", "&1 ", "00", "é\u2028", "\ud800", '"', "-", "1."]
PROSE = [
    "\n",
    " and ",
    "Results: ",
    "\n\nSee [1], (2) and {so on}:\n",
    "1..5 *1 &1 x ",
    "[3 rows, they said] ",
    "```\n",
]
ARRAY_IN_STRING = re.compile(r'\\": ?[\[{][^"\\]{150}')
LONG = [
    "The quick brown fox jumps over the lazy dog" * 5,
    "https://api.example.org/v1/repositories/headroom/issues?page=1&sort=up" + "&label=a%20bug" * 12,
    "Error: connection refused\n  at connect (net.js:12)\n  at retry" * 4,
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


def several(seed: int) -> str:
    """Documents with words between them."""
    draw = Random(seed)
    texts = [draw.choice(PROSE)]
    for _ in range(draw.randrange(2, 5)):
        texts += [document(draw.getrandbits(32)), draw.choice(PROSE)]
    return "".join(texts)


def one(seed: int) -> str:
    """An object of about as many fields as a record of a database has; some of its values stand in it twice."""
    draw = Random(seed)
    fields = {key: value for _ in range(3) for key, value in _row(draw, _shape(draw, 1), 1)}
    note = json.dumps(draw.choice(LONG[:2]))
    again = {'"before"': note, '"after"': note} if draw.random() < 0.3 else {}
    return written(Fields([*fields.items(), *again.items()]), draw.choice(STYLES))


def json_lines(seed: int) -> str:
    """Objects of JSON Lines, most of one shape."""
    draw = Random(seed)
    rows = _table(draw, _shape(draw))
    if draw.random() < 0.3:
        rows.insert(draw.randrange(len(rows)), _row(draw, _shape(draw), 0))
    return "\n".join(written(row, STYLES[0]) for row in rows)


def cut_off(seed: int) -> str:
    """A document, or lines, that end before they should."""
    text = json_lines(seed) if Random(seed).random() < 0.2 else document(seed)
    if ARRAY_IN_STRING.search(text):  # what happens within its string is in tests/laws/test_law_03_hostile.py
        return cut_off(seed + 1)
    return text[: Random(seed).randrange(len(text) // 2, len(text))]


def _key(draw: Random) -> str:
    return json.dumps(draw.choice(KEYS if draw.random() < 0.9 else ODD_KEYS), ensure_ascii=draw.random() < 0.5)


def _shape(draw: Random, depth: int = 0) -> list[tuple[str, Any, float]]:
    """Fields with how their values are drawn, and how often they are there."""
    keys = dict.fromkeys(_key(draw) for _ in range(draw.randrange(1, 7)))
    return [(key, _values(draw, depth), draw.choice([1, 1, 1, 0.9, 0.5])) for key in keys]


def _values(draw: Random, depth: int) -> Any:
    """A function from the number of a row to a value of one kind."""
    simple = [_counted, _number, _word, _text, _long, _constant, _affixed, _around, _matrix]
    kind = draw.choice(simple + [_nested, _group, _either, _json_text] * (2 - depth))
    return kind(draw, depth)


def _counted(draw: Random, _depth: int) -> Any:
    """Numbers that count, or texts that end in them."""
    first, step = draw.choice([draw.randrange(-5, 2000), 0, 1, 7, 95]), draw.choice([1, 1, 10, -1])
    before, width = draw.choice(BEFORE), draw.choice([0, 0, 3, 4])
    if draw.random() < 0.5:
        return lambda row: str(first + step * row)
    return lambda row: json.dumps(f"{before}{first + step * row:0{width}}")


def _number(draw: Random, _depth: int) -> Any:
    before, after = draw.choice([("17000", ""), ("-170", ""), ("0.00", ""), ("1.", ""), ("", ".50"), ("12", "e5")])
    odd = draw.choice([0, 0.1])
    return lambda row: draw.choice(NUMBERS) if draw.random() < odd else f"{before}{draw.randrange(100, 999)}{after}"


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


def _around(draw: Random, _depth: int) -> Any:
    """Texts that begin alike, end alike, or both."""
    before, after = draw.choice(BEFORE), draw.choice(["", "", ".jpg", " x", '"', "\u2028", "1"])
    least = draw.choice([0, 0, 10])
    return lambda row: json.dumps(before + str(draw.randrange(least, 100)) + after)


def _json_text(draw: Random, depth: int) -> Any:
    """Strings that hold JSON, as programs write it."""
    inner = draw.choice([_table, _map, _row_of, _scattered])
    shape = _shape(draw, depth + 1)
    spelling: dict[str, Any] = draw.choice(
        [{"separators": (",", ":")}, {}, {"indent": 2}, {"indent": 4}, {"indent": 3}]
    )
    ascii_only, end, same = draw.random() < 0.5, draw.choice(["", "", "\n", "\n\n", "\r\n"]), draw.random() < 0.2

    def text(row: int) -> str:
        spelled = written(inner(draw, shape), draw.choice(STYLES[:2]))
        if draw.random() < 0.8:
            spelled = json.dumps(json.loads(spelled), ensure_ascii=ascii_only, **spelling)
        return json.dumps(spelled + end, ensure_ascii=ascii_only)

    fixed = text(0)
    return (lambda row: fixed) if same else text


def _matrix(draw: Random, _depth: int) -> Any:
    """Arrays of arrays: points, or ones that may be empty."""
    least, most = draw.choice([(0, 4), (1, 3), (2, 3), (12, 20)])
    tokens = draw.choice(
        [["1", "2.50", "-3"], ["-73.98", "-7e-5", "-0", "40.7"], ["1", '"a;b"', '"c"', "null", "true"]]
    )

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


def _row_of(draw: Random, shape: Any) -> Fields:
    return _row(draw, shape, 1)


def _table(draw: Random, shape: Any) -> list[Fields]:
    return [_row(draw, shape, each) for each in range(draw.randrange(2, 25))]


def _map(draw: Random, shape: Any) -> Fields:
    counted = _counted(draw, 0)
    alike = [f"{draw.choice(BEFORE)}{each * each}.key" for each in range(20)]
    numbers = [f"17000{each * each}" for each in range(20)]
    keys = draw.choice(
        [
            [json.dumps(json.loads(token)) if token[0] == '"' else f'"{token}"' for token in map(counted, range(20))],
            [json.dumps(text) for text in draw.choice([alike, numbers, ODD_TEXTS + ODD_KEYS])],
        ]
    )
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
