"""Law 3: `expand` gives back the same value: types, key order, row order, number spelling, missing vs null vs ""."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from headroom import SmartCrusher, compress, expand
from tests.laws.strategies import (
    alike_rows,
    containers,
    crushed,
    documents,
    listings,
    prose,
    scalar_tokens,
    trees,
    truncated,
    written,
)
from tests.laws.text_strategies import logs, tables_in_text
from tests.laws.values import is_json, strict

NEITHER_BRACKET_NOR_QUOTE = st.text(alphabet=st.characters(exclude_characters="[]{}\"'", exclude_categories=["Cs"]))
ROWS = alike_rows(trees, least=3, most=10)


@given(documents)
@example('[{"a":1,"b":""},{"a":null},{"b":"null"}]')
@example('[{"a":"\\ud83d","b":1.0},{"a":"\\ude00","b":1},{"a":"x","b":-0}]')
@example('[{"a":1,"a":2},{"a":3,"a":4}]')
@example('[{"":1,"":2},{"":3}]')
@example('[{"a":{"b":1},"a.b":2},{"a":{"b":3},"a.b":4},{"a":{"b":3},"a.b":4}]')
@example('[{"a":[{"x":"]"},{"x":";"}]},{"a":[{"x":"1"}]},{"a":[]},{"a":null},{}]')
@example('[{"a":{}},{"a":{"b":null}},{"a":null},{"a":[]},{"a":{"b":{}}},{"a":{"b":{"c":1}}}]')
def test_a_document_expands_to_its_own_value(text: str):
    result = SmartCrusher().crush(text)
    assert result.lossless
    assert result.was_modified == (result.compressed != text)
    if result.was_modified:
        assert strict(expand(result.compressed)) == strict(text)


@given(ROWS)
def test_an_array_of_alike_objects_survives_as_a_table(rows: list):
    text = written(rows, (", ", ": ", ""))
    assert strict(expand(crushed(text))) == strict(text)


@given(containers)
def test_what_a_message_says_is_what_was_sent(text: str):
    [message] = compress([{"role": "tool", "tool_call_id": "1", "content": text}]).messages
    if message["content"] != text:
        assert strict(expand(message["content"])) == strict(text)


@given(NEITHER_BRACKET_NOR_QUOTE, ROWS, NEITHER_BRACKET_NOR_QUOTE)
def test_text_around_json_stays_byte_for_byte(before: str, rows: list, after: str):
    document = written(rows, (", ", ": ", "\n"))
    whole = before + document + after
    result = SmartCrusher().crush(whole)
    if result.was_modified and (before.strip() or after.strip()):
        expanded = expand(result.compressed)
        assert expanded.startswith(before)
        assert expanded.endswith(after)
        assert strict(expanded[len(before) : len(expanded) - len(after)]) == strict(document)


@given(st.lists(st.tuples(prose, documents), max_size=3), prose)
def test_several_values_in_a_text_change_in_spelling_only(parts: list[tuple[str, str]], end: str):
    text = "".join(before + document for before, document in parts) + end
    result = SmartCrusher().crush(text)
    if result.was_modified:
        assert spelled_out(expand(result.compressed)) == spelled_out(text)


@given(truncated)
def test_truncated_json_changes_in_spelling_only(text: str):
    result = SmartCrusher().crush(text)
    if result.was_modified:
        assert spelled_out(expand(result.compressed)) == spelled_out(text)


@given(st.lists(documents, min_size=2, max_size=6))
def test_json_lines_keep_their_lines(lines: list[str]):
    text = "\n".join(strip_lines(line) for line in lines)
    result = SmartCrusher().crush(text)
    if result.was_modified and not is_json(text):
        assert spelled_out(expand(result.compressed)) == spelled_out(text)


@given(st.text(max_size=200))
def test_text_without_values_and_tables_comes_back_unchanged(text: str):
    if not re.search(r"[\[{]", text):
        assert expand(crushed(text)) == text
        assert expand(text) == text


@given(tables_in_text)
def test_a_table_in_text_comes_back_byte_for_byte(text: str):
    assert expand(crushed(text)) == text


@given(listings | logs)
def test_lines_come_back_byte_for_byte(text: str):
    compressed = crushed(text)
    if compressed != text:
        assert expand(compressed) == text
    [message] = compress([{"role": "tool", "tool_call_id": "1", "content": text}]).messages
    assert message["content"] == compressed


@given(st.lists(scalar_tokens, min_size=1, max_size=30))
def test_a_list_of_scalars_keeps_every_spelling(tokens: list[str]):
    text = "[ " + " , ".join(tokens) + " ]"
    assert strict(expand(crushed(text))) == strict(text)


def strip_lines(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ")


def spelled_out(text: str) -> str:
    """The text without white space and with its escapes written out: what may not change, whatever the JSON in it."""

    def character(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else match[2]

    plain = re.sub(r"\\u([0-9a-fA-F]{4})|\\([\\/])", character, text)
    paired = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return re.sub(r"\s", "", paired)
