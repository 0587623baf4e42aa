"""Texts that tools print in lines: logs, blocks, stanzas, columns, trees, and what else has a form."""

import json

from hypothesis import strategies as st

NASTY_TEXTS = [
    "", " ", "null", "true", "None", "-", "1", "-0", "1.0", "1e5", "007", "12 oz", "NaN", ".5", "0x10", str(2**70),
    "a,b", ",", ";", "a;b", "[", "]", "[]", "{}", "[x]", "{", '"', "'", '5" pipe', "it's", "\\", "C:\\dir\\", "\\n",
    "two\nlines", "\r\n", "\t", "\x00", "\x1f", "\x7f", "\x85", "\u00a0", " pad", "pad ", "\u2028", "\ufeff", "\u200b",
    "[3 rows: a,b", "[1 rows: a\n1\n]", "{1 rows: key,a", "rows", " rows: ", "a.b", "a[b]", "a:b", "#",
    "<result id=1>", "é", "日本語", "😀", "👩\u200d👩\u200d👧", "e\u0301", "<|endoftext|>", "https://example.com/?b=c&d=1",
    "2026-01-01T00:00:00Z",
]  # fmt: skip


words = st.sampled_from(["id", "name", "status", "value", "created_at", "url", "tags", "user", "ok", "price"])
texts = st.sampled_from([*NASTY_TEXTS, "np.True_", "1j"]) | st.text(max_size=12) | words

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
