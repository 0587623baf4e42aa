"""Law 3 for JSON as people write it: with commas behind the last elements, and with comments."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import SmartCrusher, expand
from tests.laws.strategies import crushed, plain_rows

ROWS = [{"id": n, "title": f"Result {n}", "level": "info", "size": n * 7.5} for n in range(12)]
STRING = r'"(?:[^"\\]|\\.)*"'
COMMENTS = ["// the first, [1, 2]", '/* it\'s {\n "all": 1} */', '# "half', "// … 3 more omitted", "/**/"]


def share_saved(text: str) -> float:
    result = SmartCrusher().crush(text)
    return (result.tokens_before - result.tokens_after) / result.tokens_before


@pytest.mark.parametrize("indent", ["", "  ", "\t"])
def test_rows_before_a_last_comma_are_a_table(indent: str):
    text = "[\n" + "".join(f"{indent}{json.dumps(row)},\n" for row in ROWS) + "]\n"
    assert re.match(r"\[\s+\[12 objects joined by \S+( ? ?\S*)?: id,title,level=info,size\n", crushed(text))
    assert parts(expand(crushed(text))) == parts(text)
    assert share_saved(text) > share_saved(json.dumps(ROWS)) - 0.1


def test_commas_without_an_element_are_no_json():
    rows = ", ".join(map(json.dumps, ROWS))
    for text in (f"[,{rows}]", f"[{rows},,]", f'{{"a":,"b":[{rows}]}}', f"[[,], {rows}]"):
        expanded = expand(crushed(text))
        assert re.sub(r"\s", "", expanded) == re.sub(r"\s", "", text)


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Rows with comments between them and around them, and the comments."""
    lines = [f"  {json.dumps(row)}," for row in draw(plain_rows)]
    comments = draw(st.lists(st.sampled_from(COMMENTS), min_size=1, max_size=3))
    lines = [*(["["] if draw(st.booleans()) else ['{"rows": [']), *lines]
    closing = "]" if lines[0] == "[" else '], "n": 1, }'
    if not draw(st.booleans()):
        lines[-1] = lines[-1].rstrip(",")
    lines.append(closing)
    for comment in comments:
        lines.insert(draw(st.integers(0, len(lines))), comment)
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines), comments


@given(commented())
def test_comments_stand_letter_by_letter_and_in_their_place(drawn: tuple[str, list[str]]):
    text, comments = drawn
    result = SmartCrusher().crush(text)
    if result.was_modified and result.strategy != "quoted":
        assert all(result.compressed.count(comment) >= comments.count(comment) for comment in comments)
        assert parts(expand(result.compressed)) == parts(text)


def parts(text: str) -> list[str]:
    """The tokens and comments of a text, strings as Python reads them."""
    found = re.findall(rf"{STRING}|//[^\r\n]*|#[^\r\n]*|/\*(?s:.*?)\*/|[^\s\"/#]", text)
    return [repr(json.loads(part)) if part.startswith('"') else part for part in found]


@pytest.mark.parametrize("indent", [None, 2])
def test_comments_cost_little_but_themselves(indent: int | None):
    rows = json.dumps(ROWS, indent=indent)
    inner = rows.replace("\n", "\n  ")
    plain = share_saved(rows)
    for text in (
        f"// rows of today\n{rows}",
        f'{rows}\n/* that\'s "all" */\n',
        f'{{\n  // settings\n  "a": 1, /* x */\n  "rows": {inner},\n}}',
    ):
        assert share_saved(text) > plain - 0.05
        assert crushed(text).count("12 rows: id,title,level=info,size") == 1


def test_rows_between_comments_are_tables():
    lines = [f"  {json.dumps(row)},\n" for row in ROWS]
    for comment in ("  // next\n", "  # next\n", "  /* next */\n"):
        text = "".join(["[\n", comment, *lines[:6], comment, *lines[6:], "]\n"])
        assert len(re.findall(r'\[6 objects joined by ",\\n  ": id,title,level=info,size', crushed(text))) == 2
        assert share_saved(text) > share_saved(json.dumps(ROWS)) - 0.15


def test_json_in_a_comment_or_a_string_of_what_is_commented_stands():
    quoted = json.dumps(json.dumps(ROWS, separators=(" , ", " : ")))
    for text in (f'{{\n  // {json.dumps(ROWS)}\n  "a": 1\n}}\n', f'{{\n  // a\n  "text": {quoted}\n}}\n'):
        assert crushed(text) == text


def test_what_configures_a_program_stands():
    text = '{\n  // Base options\n  "compilerOptions": {\n    "strict": true, /* all of them */\n'
    text += '    "lib": ["dom", "es2022"],\n    "paths": {"@app/*": ["src/app/*"], "@lib/*": ["src/lib/*"]},\n  },\n}\n'
    assert crushed(text) == text
