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

NASTY_TEXTS = [
    "", " ", "null", "true", "None", "-", "1", "-0", "1.0", "1e5", "007", "12 oz", "NaN", ".5", "0x10", str(2**70),
    "a,b", ",", ";", "a;b", "[", "]", "[]", "{}", "[x]", "{", '"', "'", '5" pipe', "it's", "\\", "C:\\dir\\", "\\n",
    "two\nlines", "\r\n", "\t", "\x00", "\x1f", "\x7f", "\x85", "\u00a0", " pad", "pad ", "\u2028", "\ufeff", "\u200b",
    "[3 rows: a,b", "[1 rows: a\n1\n]", "{1 rows: key,a", "rows", " rows: ", "a.b", "a[b]", "a:b", "#",
    "<result id=1>", "é", "日本語", "😀", "👩\u200d👩\u200d👧", "e\u0301", "<|endoftext|>", "https://example.com/?b=c&d=1",
    "2026-01-01T00:00:00Z",
]  # fmt: skip

NASTY_TOKENS = [
    r'"\u0041"', r'"\u0022"', r'"\u005c"', r'"\/"', r'"\b\f"', r'"\ud83d\ude00"', r'"\ud83d"', r'"\ude00"',
    r'"\ud83d\u0041"', r'"\u2028"', r'"\u0000"', r'"\u00E9\u00e9"', r'"\\u0041"', r'"\\\""', r'"[1 rows\u003a a"',
]  # fmt: skip

NUMBERS = ["0", "-0", "1", "1.0", "1.50", "-2.5e-7", "1e5", "1E+5", "0.1", "0e0", "1e400", "-1e-400", str(2**70)]

words = st.sampled_from(["id", "name", "status", "value", "created_at", "url", "tags", "user", "ok", "price"])
texts = st.sampled_from([*NASTY_TEXTS, "np.True_", "1j"]) | st.text(max_size=12) | words
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


_LOGGED = [
    "{time} - INFO  [main] - Accepted socket connection from /10.0.0.{number}:{number} for client {number}",
    "{time} - WARN  [SendWorker:{number}:Manager@688] - Send worker is leaving the thread of its own",
    "{time} - ERROR connection broken",
    "Traceback (most recent call last):",
    '  File "worker.py", line {number}, in run',
    "    fetch(job.url, timeout=30)",
    "PASSED tests/test_axes.py::TestScatter::test_color[case{number}]",
    "[2 lines as above]",
    "[2015-07-29 …]",
    "",
]


@st.composite
def _logs(draw: st.DrawFn) -> str:
    kinds = draw(st.lists(st.sampled_from(_LOGGED), min_size=1, max_size=3))
    lines = [
        draw(st.sampled_from(kinds)).format(time=f"2015-07-{day} 17:41:{second:02},747", number=number)
        for day, second, number in draw(
            st.lists(st.tuples(st.sampled_from([29, 30]), st.integers(0, 59), st.integers(0, 9)), max_size=40)
        )
    ]
    for other in draw(st.lists(st.sampled_from(_LOGGED), max_size=3)):
        lines.insert(draw(st.integers(0, len(lines))), other)
    lines += lines[draw(st.integers(0, len(lines))) :] * draw(st.integers(0, 3))
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n"]))


logs = _logs()
"""Logs, tracebacks and results of tests, lines of which are alike, begin alike or repeat."""

_BLOCK_LINES = [
    "Memory Device",
    "Features:",
    "\tSize: {number} MB",
    "\tLocator: RAM slot {number} of the board",
    "\tManufacturer: Not Specified",
    "License     : GPLv2+ or any later version",
    "cpu MHz\t\t: 2{number}00.000",
    "name | value of {number}",
    "words that stand in every block",
    " …",
    "",
]


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    label = draw(st.sampled_from(["Handle ", "Name        : ", "processor\t: ", "*** ", "Größe="]))
    kinds = draw(st.lists(st.lists(st.sampled_from(_BLOCK_LINES), min_size=4, max_size=12), min_size=1, max_size=2))
    lines = [""] * draw(st.integers(0, 1))
    for number, change in enumerate(draw(st.lists(st.integers(0, 3), min_size=1, max_size=12))):
        block = [line.format(number=min(change, 1)) for line in draw(st.sampled_from(kinds))]
        block[change : change + (change < 3)] = draw(st.lists(st.sampled_from(_BLOCK_LINES), max_size=1))
        lines += [f"{label}{number}", *block, ""]
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines)


blocks = _blocks()
"""Blocks of lines of a kind or two, most of whose lines are the same."""

_STANZA_LINES = [
    "Name        : {word}",
    "*** {number}. row of rows ***",
    "eth{number}: flags=4163<UP>  mtu 1500",
    "\tSize: {number} MB",
    "Size: {number}     \tBlocks: {number}   of {word} files",
    "License={word}",
    "Vendor      : CentOS",
    "{word}",
    "]",
    "",
]
_STANZA_WORDS = ["make", "a, b", '"quoted"', "", " ", "two  words", "Größe 7", "…", "[x", "x "]


@st.composite
def _stanzas(draw: st.DrawFn) -> str:
    shape = draw(st.lists(st.sampled_from(_STANZA_LINES), min_size=2, max_size=7))
    lines = [""] * draw(st.integers(0, 1))
    for number, word in enumerate(draw(st.lists(st.sampled_from(_STANZA_WORDS), min_size=1, max_size=12))):
        stanza = [line.format(number=number * 7, word=word) for line in shape]
        if draw(st.integers(0, 5)) == 0:
            stanza.insert(draw(st.integers(0, len(stanza))), draw(st.sampled_from(_STANZA_LINES)))
        lines += stanza
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines)


stanzas = _stanzas()
"""Blocks of lines of one shape, whose values differ."""

_ENTRY_NAMES = ["id=", "level=", "name: ", '"path":', '"to": {"zip": ', "by=By(name=", " => ", "é="]
_ENTRY_VALUES = ["{number}", "'a'", "None"]
_ODD_VALUES = ["'b, c'", '"d \\"e\\""', "", "[1, 'x']", "two words", "…", "(", "{}", "x)"]


@st.composite
def _entries(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(_ENTRY_NAMES), min_size=2, max_size=5))
    before = draw(st.sampled_from(["", "10:00:0{number} INFO ", "- ", "  ", "<row "]))
    between, behind = draw(st.sampled_from([" ", ", ", "; "])), draw(st.sampled_from(["", ")", "}", "/>"]))
    lines = [""] * draw(st.integers(0, 1))
    for number in range(draw(st.integers(1, 14))):
        values = [draw(st.sampled_from(_ENTRY_VALUES if draw(st.integers(0, 20)) else _ODD_VALUES)) for _ in names]
        line = before + between.join(map("".join, zip(names, values, strict=True))) + behind
        lines.append(line.replace("{number}", str(number * 7)) if draw(st.integers(0, 7)) else "what stands between")
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines)


entries = _entries()
"""Lines whose values have names, most of them of one shape."""

_FRAMES = [
    "objects:{number:4}% ({number}/{word}), 1.{number} MiB",
    "{number:3}%|{bar:<6}| {number}/99 [00:{number:02}<{word}]",
    "[{bar:<6}] {number}.{number}/99 MB eta 0:00:{number}",
    "working on {word}",
    "|",
    "",
]


@st.composite
def _progress(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(["", "Cloning\n", "\r", "\r\n"]))
    for frame in draw(st.lists(st.sampled_from(_FRAMES), min_size=1, max_size=4)):
        word = draw(st.sampled_from(["57", "kB", "a, b", "…", '"x"', "Größe", "\r"]))
        first = draw(st.sampled_from([0, 1, 8, 95]))
        for number in range(first, first + draw(st.integers(1, 12))):
            text += frame.format(number=number, word=word, bar="█" * (number % 7)) + draw(
                st.sampled_from(["\r"] * 30 + ["\r\n"])
            )
        text += draw(st.sampled_from(["done\n", "\n", "\r\n", ""]))
    return text


progress = _progress()
"""Lines that are written over, most of them alike but for numbers and bars."""


@st.composite
def _drawn_trees(draw: st.DrawFn) -> str:
    branch, last, bar = draw(
        st.sampled_from([("├── ", "└── ", "│   "), ("├── ", "└── ", "│\xa0\xa0 "), ("|-- ", "`-- ", "|   ")])
    )
    names = st.sampled_from(["src", "a b.py", "lib.rs -> x", "[4.0K]  data", " x", "日本", "README.md\r"])
    lines: list[str] = []

    def drawn(above: str, depth: int) -> None:
        count = draw(st.integers(1, 4))
        for number in range(count):
            is_last = number == count - 1
            lines.append(above + (last if is_last else branch) + draw(names))
            if depth and draw(st.booleans()):
                drawn(above + ("    " if is_last else bar), depth - 1)

    drawn("", 4)
    kept = lines[: draw(st.integers(len(lines) // 2, len(lines)))]
    return (
        draw(st.sampled_from(["", ".\n", "$ tree\n.\n"]))
        + "\n".join(kept)
        + draw(st.sampled_from(["", "\n", "\n\n3 files\n"]))
    )


drawn_trees = _drawn_trees()
"""Trees as programs draw them, some of them cut off."""

_COLUMN_CELLS = [
    "web-7f9c",
    "db-0",
    "Running",
    "0",
    "118",
    "3h",
    "10.42.0.7",
    "two words",
    "",
    "é",
    "a, b",
    "x|y",
    "(none)",
]


@st.composite
def _tables_in_text(draw: st.DrawFn) -> str:
    count = draw(st.integers(2, 6))
    pools = [draw(st.lists(st.sampled_from(_COLUMN_CELLS), min_size=1, max_size=3)) for _ in range(count)]
    usual = [[pool[row * (column + 1) % len(pool)] for column, pool in enumerate(pools)] for row in range(24)]
    rows = [[f"NAME{column}" for column in range(count)], *usual[: draw(st.integers(3, 24))]]
    for _ in range(draw(st.integers(0, 2))):
        rows[draw(st.integers(0, len(rows) - 1))][draw(st.integers(0, count - 1))] = draw(texts).replace("\n", " ")
    widths = [max(len(row[column]) for row in rows) for column in range(count)]
    ends = draw(st.sampled_from(["\n", "\r\n", "  \n"]))
    lines = {
        "blanks": ["   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows],
        "right": ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows],
        "bars": [f"| {' | '.join(c.ljust(w) for c, w in zip(row, widths, strict=True))} |" for row in rows],
        "csv": [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows],
        "tsv": ["\t".join(row) for row in rows],
    }[draw(st.sampled_from(["blanks", "right", "bars", "csv", "tsv"]))]
    return (
        draw(st.sampled_from(["", "Pods:\n", "\n"]))
        + ends.join(lines)
        + draw(st.sampled_from(["", "\n", "\n(done)\n"]))
    )


tables_in_text = _tables_in_text()
"""Tables as command lines, databases and Markdown print them, and CSV, a few of their cells odd."""

_FOLDERS = ["./docs/guides/", "src/warehouse/reports/", "/usr/lib/python3/", "https://example.org/photos/", "a/", "x"]
_FOUND = ["monthly.py:5:# TODO", "monthly.py:118:    return 1", "march.csv", "a b.txt", "--", " x", "", "é/"]

found = st.lists(
    st.tuples(st.sampled_from(_FOLDERS), st.sampled_from(_FOUND) | texts.map(lambda text: text.replace("\n", " "))).map(
        "".join
    )
    | st.sampled_from(_FOUND),
    max_size=24,
).map("\n".join)
"""Lines as find and grep print them, many of them with the same beginning."""


@st.composite
def _commented(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(["x", "a, b", "//", '"']), min_size=3, max_size=20))
    joined = draw(st.sampled_from([",", ",\n  ", ", // next\n"]))
    pieces = [json.dumps({"id": number, "name": name, "kind": "lamp"}) + joined for number, name in enumerate(names)]
    for odd in draw(st.lists(st.sampled_from([" // why\n", "/* [1] */", ' // {"id": 0},\n', ",", "{}"]), max_size=2)):
        pieces.insert(draw(st.integers(0, len(pieces))), odd)
    text = "".join(pieces).removesuffix(draw(st.sampled_from(["", joined])))
    whole = ["[{}]", "rows:\n[\n{}\n]\n", "rows = [{}]", '{{"rows": [{}], "n": 1}}']
    return draw(st.sampled_from([*whole, "{}", "[\n{}", "{}\n]\n", "rows:\n  {}\n"])).format(text)


commented = _commented()
"""Lists of records and parts of them with comments, and commas that no JSON has."""


@st.composite
def _scripts(draw: st.DrawFn) -> str:
    quote, comma = draw(st.sampled_from("'\"")), draw(st.sampled_from(["", ","]))
    odd = [
        "undefined",
        "NaN",
        "[Object]",
        "f(1)",
        "12n",
        "[1,]",
        "{ a: 1 }",
        "{}",
        f"{quote}x{quote}",
        "null",
        "x",
        "7",
    ]
    names = draw(st.lists(st.sampled_from(["Ada", "a, b", "undefined", "12n", "[x]"]), min_size=2, max_size=20))
    rows = [
        f"{{ id: {n}, name: {quote}{name}{quote}, odd: {draw(st.sampled_from(odd))}{comma} }}"
        for n, name in enumerate(names)
    ]
    joined = draw(st.sampled_from([", ", ",\n  ", ",\n\n  // next\n"])).join(rows)
    if comment := draw(st.sampled_from(["", "// in euros\n", "/* a, b */"])):
        joined = joined.replace("odd:", f"{comment}odd:", draw(st.sampled_from([1, 99])))
    around = [
        "[ {} ]",
        "[\n  {}\n]",
        "[{},\n  ... 80 more items\n]",
        "Rows: [ {} ]\n",
        "{{ of: [ {}, ], }}",
        "x = [{}]",
    ]
    return draw(st.sampled_from(around)).format(joined)


scripts = _scripts()
"""Lists of records as JavaScript writes them, and what is nearly one."""

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
