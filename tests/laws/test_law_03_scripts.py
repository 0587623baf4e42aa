"""Law 3 for literals of JavaScript: their value comes back as JSON, and what JSON cannot say as it stood."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, expand
from tests.laws.strategies import crushed
from tests.laws.strategies import texts as any_strings
from tests.laws.test_law_03_spellings import share_saved

ROWS = [{"id": n, "title": f"Result {n}", "level": "info", "size": n + 0.5, "ok": n % 3 == 0} for n in range(12)]
NATIVES = ["undefined", "NaN", "-Infinity", "12n", "[Object]", "[Function: load]", "2026-03-02T08:30:00.000Z"]
NATIVES += ["ObjectId('65f0')", 'new ObjectId("65f0, (")', "[Array]"]


class Native(str):
    """A value that JSON cannot say, as JavaScript shows it."""


def quoted(text: str, quotes: str) -> str:
    """A string between the first of some quotes, or the second where it holds that and not the other."""
    if quotes == '"' or ("'" in text and '"' not in text):
        return json.dumps(text, ensure_ascii=False)
    escapes = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "'" + "".join(escapes.get(c, f"\\x{ord(c):02x}" if ord(c) < 32 else c) for c in text) + "'"


def script(value: Any, quotes: str = "'", comma: str = "", names: bool = True) -> str:
    """A value as programs of JavaScript write it."""

    def inner(value: Any) -> str:
        return script(value, quotes, comma, names)

    if isinstance(value, Native):
        return str(value)
    if isinstance(value, str):
        return quoted(value, quotes)
    if isinstance(value, list):
        return f"[ {', '.join(map(inner, value))} ]" if value else "[]"
    if isinstance(value, dict):
        fields = [f"{key if names and is_name(key) else quoted(key, quotes)}: {inner(of)}" for key, of in value.items()]
        return f"{{ {', '.join(fields)}{comma} }}" if value else "{}"
    return json.dumps(value)


def is_name(key: str) -> bool:
    return re.fullmatch(r"[A-Za-z_$][\w$]*", key, re.ASCII) is not None


def as_json(value: Any) -> str:
    """The JSON that comes back, what JSON cannot say in it."""
    if isinstance(value, Native):
        return str(value)
    if isinstance(value, list):
        return f"[{','.join(map(as_json, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(key)}:{as_json(of)}' for key, of in value.items())}}}"
    return json.dumps(value)


def without_natives(text: str) -> Any:
    """The value of such JSON, in which these are texts."""
    native = "|".join(map(re.escape, sorted(NATIVES, key=len, reverse=True)))
    found = re.sub(rf'("(?:[^"\\]|\\.)*")|({native})', lambda it: it[1] or json.dumps(f"\0{it[2]}"), text)
    return json.loads(found)


natives = st.sampled_from(NATIVES).map(Native)
strings = any_strings | st.sampled_from([*NATIVES, "f(x", "new F(x", "[", "it's", '"', "'\"", "1n", "12"])
keys = st.sampled_from(["id", "name", "$ref", "a-b", "two words", "é", "", "1"])
scalars = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    scalars | strings | natives,
    lambda of: st.lists(of, max_size=3) | st.dictionaries(keys, of, max_size=3),
    max_leaves=6,
)
rows = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 99), "name": strings, "kind": st.just("lamp"), "odd": values}),
    min_size=3,
    max_size=12,
)


@given(
    rows,
    st.sampled_from(["'", '"']),
    st.sampled_from(["", ","]),
    st.sampled_from(["{}", "Rows: {}\n", "{{ total: 3, rows: {} }}"]),
)
def test_literals_of_javascript_come_back(rows: list[Any], quotes: str, comma: str, around: str):
    text = around.format(script(rows, quotes, comma))
    result = SmartCrusher().crush(text)
    if result.strategy == "table":
        found = re.search(r"(\[.*\])", expand(result.compressed), re.DOTALL)
        assert found
        assert without_natives(found[1]) == without_natives(as_json(rows))
    else:
        assert expand(result.compressed) == text or result.compressed.startswith("[text as it came]")


@given(rows)
def test_commas_behind_last_fields_go(rows: list[Any]):
    text = script(rows, '"', ",", names=False)
    result = SmartCrusher().crush(text)
    if result.strategy == "table":
        assert without_natives(expand(result.compressed)) == without_natives(as_json(rows))


@pytest.mark.parametrize(
    "text",
    [
        script(ROWS),
        script(ROWS, '"'),
        script(ROWS, "'", ","),
        script(ROWS, '"', ",", names=False),
        "[\n" + ",\n".join(f"  {script(row)}" for row in ROWS) + "\n]",
        "[\n" + "".join(f"  {script(row)},\n" for row in ROWS) + "  ... 88 more items\n]",
        "Rows: " + script(ROWS) + "\n",
        "<rows>\n" + script(ROWS) + "\n</rows>",
    ],
)
def test_a_list_of_javascript_saves_what_json_saves(text: str):
    assert share_saved(text) > share_saved(json.dumps(ROWS)) - 0.15
    assert json.dumps(ROWS, separators=(",", ":"))[1:-1] in expand(crushed(text))
    assert "[JSON5]\n[12 rows: id,title,level=info,size,ok\n" in crushed(text)


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|[{}\[\]:]|[^\s,{}\[\]:"/]+', re.DOTALL)


def tokens(text: str) -> list[str]:
    """What a literal says and its comments, but for commas and the white space at their ends."""
    found = [it[0] for it in TOKEN.finditer(text)]
    said = {"//": lambda it: "// " + it[2:].strip(), "/*": lambda it: "/* " + it[2:-2].strip()}
    return [json.dumps(json.loads(it)) if it[0] == '"' else said.get(it[:2], str)(it) for it in found]


def commented(row: dict[str, Any], comments: list[tuple[int, str]]) -> str:
    """A record with comments behind some of its commas, or before it."""
    fields = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in row.items()]
    parts = [*(f"{field}, " for field in fields[:-1]), fields[-1]]
    for place, comment in sorted(comments, reverse=True):
        parts.insert(place, comment)
    before = "".join(parts[: sum(place == 0 for place, _ in comments)])
    return before + "{" + "".join(parts[sum(place == 0 for place, _ in comments) :]) + "}"


comments = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(["// in euros\n", "/* a, b */", "//\n", '/* "x" */ ', "// {1} [2]\n"])
    ),
    min_size=1,
    max_size=3,
)


@given(st.lists(comments, min_size=3, max_size=12), st.booleans())
def test_comments_in_all_records_come_back_where_they_stood(of_rows: list[Any], is_same: bool):
    of_each = [of_rows[0] if is_same else of for of in of_rows]
    text = "[" + ",\n".join(commented(row, of) for row, of in zip(ROWS, of_each, strict=False)) + "]"
    assert tokens(expand(crushed(text))) == tokens(text)


@pytest.mark.parametrize("comment", ["// in euros\n", "/* in euros, with taxes */ "])
@pytest.mark.parametrize("place", [0, 2, 5])
def test_comments_in_all_records_take_little(comment: str, place: int):
    text = "[" + ",\n".join(commented(row, [(place, comment)]) for row in ROWS) + "]"
    assert share_saved(text) > share_saved(json.dumps(ROWS))
    assert crushed(text).startswith("[JSON5]\n[12 rows: ")


@pytest.mark.parametrize("native", NATIVES)
def test_what_json_cannot_say_stands(native: str):
    text = script([{**row, "odd": Native(native), "text": native} for row in ROWS])
    assert crushed(text).startswith("[JavaScript values]\n[12 rows: ")
    assert expand(crushed(text)).count(f'"odd":{native},"text":{json.dumps(native)}') == len(ROWS)


@pytest.mark.parametrize(
    "text",
    [
        f"const rows = {script(ROWS)};",
        f"load({script(ROWS)});",
        f"rows={script(ROWS)}",
        f"rows:{script(ROWS)}",
        f"x => {script(ROWS)}",
        script(ROWS[:2]),
        script(ROWS).replace("level:", '"level":', 1),
        script(ROWS).replace("'info'", '"info"', 1),
        script(ROWS).replace(" }", ", }", 1),
        script(ROWS).replace("'info'", "info", 1),
        script(ROWS).replace("ok:", "ok /* all */:", 1),
        json.dumps(ROWS).replace("}", ",}", 1),
        json.dumps(ROWS)[:-1] + ",]",
        json.dumps(ROWS).replace('"ok"', '/* all */ "ok"', 7),
        "// Place your key bindings here\n" + json.dumps(ROWS, indent=2).replace('"ok"', '// all\n    "ok"', 1),
        json.dumps(ROWS, indent=2).replace("{", "{ // a result", 12),
    ],
)
def test_what_somebody_wrote_is_left_to_the_letter(text: str):
    assert "[JSON5]" not in crushed(text)
    assert "[JavaScript values]" not in crushed(text)
