"""Law 3 for what Python shows and somebody cut off, and for what it prints one by one."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headroom import SmartCrusher, SmartCrusherConfig, expand
from tests.laws.strategies import crushed, tuple_rows
from tests.laws.text_strategies import texts


class Item(NamedTuple):
    id: int
    name: str
    price: Any


def shown(count: int) -> dict[str, list[Any]]:
    """Rows of each kind."""
    rows = [
        (number, f"Lamp {number}, 'small'", [Decimal("9.50"), None, datetime.date(2026, 1, 2)][number % 3])
        for number in range(count)
    ]
    items = [Item(*row) for row in rows]
    dicts = [item._asdict() for item in items]
    ordered = [Shown(f"OrderedDict([{', '.join(map(repr, item.items()))}])") for item in dicts]
    mappings = [Shown(f"defaultdict(<class 'list'>, {item})") for item in dicts]
    return {"tuples": rows, "instances": items, "dicts": dicts, "pairs": ordered, "mappings": mappings}


class Shown(str):
    """What a value shows of itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


COMPACT = SmartCrusher(SmartCrusherConfig(level="compact"))
CRUSHERS = {"pairs": COMPACT}
"""Of kinds that are tables at the compact level alone."""

NOTES = {"no note": "", "a note": "... [truncated]", "a line": "\n[Output truncated]"}


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("kind", ["tuples", "instances", "dicts", "pairs"])
def test_a_list_that_was_cut_off_anywhere_is_a_table_up_to_there(kind: str, note: str):
    crusher, text = CRUSHERS.get(kind, SmartCrusher()), str(shown(30)[kind])
    whole = crusher.crush(text)
    for cut in range(len(text) // 2, len(text) // 2 + 90):
        result = crusher.crush(text[:cut] + NOTES[note])
        assert re.search(r"\[1[0-9] (tuples:|rows: )", result.compressed), text[cut - 60 : cut]
        assert result.tokens_after / result.tokens_before < whole.tokens_after / whole.tokens_before + 0.1
        assert unspaced(expand(result.compressed)) == unspaced(text[:cut] + NOTES[note])


def unspaced(text: str) -> str:
    """A text of rows as Python and as JSON show them, by what both write alike."""
    return re.sub(r"[ \"'\\]", "", text).replace("null", "None")


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n\n", "\n- ", "\n* row: "])
@pytest.mark.parametrize("kind", ["tuples", "instances", "pairs"])
def test_rows_that_are_printed_one_by_one_are_a_table(kind: str, gap: str):
    crusher = CRUSHERS.get(kind, SmartCrusher())
    rows = list(map(repr, shown(30)[kind]))
    result, listed = crusher.crush(f"Rows: {gap.join(rows)}\n"), crusher.crush(f"[{', '.join(rows)}]")
    assert result.tokens_after < listed.tokens_after + 12
    assert expand(result.compressed) == f"Rows: {gap.join(rows)}\n"


@pytest.mark.parametrize(
    ("row", "strategy"),
    [
        (lambda n: (n, datetime.date(2026, 1, 1 + n % 28), Decimal(f"{n * 7 % 100}.50")), "log"),
        (lambda n: (n, ["oak lamp", "fan", "bed"][n % 3], ["Oslo", "Gent"][n % 2], [None, "new"][n % 5 == 0]), "table"),
    ],
    ids=["calls", "strings"],
)
def test_rows_that_are_printed_one_by_one_are_lines_where_that_is_shorter(row: Any, strategy: str):
    rows = "\n".join(str(row(number)) for number in range(40))
    result = SmartCrusher(SmartCrusherConfig(compact=True)).crush(rows)
    assert result.strategy == strategy
    assert SmartCrusher().crush(rows).strategy == "log"
    assert result.tokens_after < 0.8 * result.tokens_before
    assert expand(result.compressed) == rows


@given(tuple_rows, st.sampled_from(["\n", "\r\n", "\n\n", "\n- "]), texts, texts)
@example([("a\\", "it's"), ("\n", '"')] * 4, "\n", "", "")
def test_lines_of_tuples_come_back_letter_by_letter(rows: list[tuple[Any, ...]], gap: str, before: str, behind: str):
    for text in (gap.join(map(str, rows)), f"{before}\n{gap.join(map(str, rows))}{gap}{behind}"):
        if "[" not in before + behind and "{" not in before + behind:
            assert expand(crushed(text)) == text


@given(st.lists(st.builds(Item, st.integers(), texts, texts | st.none()), min_size=3, max_size=12))
def test_lines_of_instances_come_back_letter_by_letter(items: list[Item]):
    text = "\n".join(map(repr, items))
    assert expand(crushed(text)) == text


@pytest.mark.parametrize("joint", [", ", "\n", "\n\n"])
@given(st.lists(st.tuples(st.integers(), texts), min_size=3, max_size=12), st.sampled_from(["{}", "[]", "<>"]))
def test_calls_around_dicts_come_back_letter_by_letter(joint: str, rows: list[tuple[int, str]], style: str):
    dicts: list[dict[str, Any]] = [{"id": number, "name": text, "of": None} for number, text in rows]
    shown = {
        "{}": lambda row: f"OrderedDict({row})",
        "[]": lambda row: f"shop.OrderedDict([{', '.join(map(repr, row.items()))}])",
        "<>": lambda row: f"defaultdict(<function <lambda> at 0x7f>, {row})",
    }[style]
    text = joint.join(map(shown, dicts))
    if joint == ", ":
        assert expand(COMPACT.crush(f"[{text}]").compressed) in (f"[{text}]", f"[{','.join(map(shown, dicts))}]")
    elif style == "[]":  # the dicts of others are values by themselves, and come back as such
        assert expand(COMPACT.crush(text).compressed) == text


@pytest.mark.parametrize("cut", [0, 30])
@pytest.mark.parametrize("joint", ["\n", ", "])
def test_dicts_that_classes_show_around_them_are_values_by_themselves(joint: str, cut: int):
    rows = [{"id": number, "name": f"Lamp {number}", "city": ["Oslo", "Gent"][number % 2]} for number in range(40)]
    text = ("[" if joint == ", " else "") + joint.join(f"OrderedDict({row})" for row in rows)
    result = SmartCrusher().crush(text[: len(text) - cut] + "... [truncated]")
    assert result.tokens_after < 0.5 * result.tokens_before
    assert f'objects joined by "){json.dumps(joint)[1:-1]}OrderedDict(": id,name,city' in result.compressed


@pytest.mark.parametrize("kind", ["pairs", "mappings"])
def test_calls_around_dicts_stay_but_at_the_compact_level(kind: str):
    text = str(shown(30)[kind])
    assert not SmartCrusher().crush(text).was_modified
    assert COMPACT.crush(text).was_modified


@given(
    st.lists(st.fixed_dictionaries({"id": st.integers(), "name": texts, "ok": st.booleans()}), min_size=3, max_size=12),
    st.data(),
)
def test_what_is_left_of_dicts_says_the_same(rows: list[dict[str, Any]], data: st.DataObject):
    text = str(rows)
    cut = text[: data.draw(st.integers(0, len(text)))]
    result = SmartCrusher().crush(cut)
    if result.was_modified and result.compressed.startswith("["):
        json_text, cut_off = complete(expand(result.compressed))
        assert repr(json_text) == repr(rows[: len(json_text)])
        assert text.startswith(cut_off.lstrip(), len(cut) - len(cut_off.lstrip()))


def complete(text: str) -> tuple[list[Any], str]:
    """The elements that a text of an array begins with, and what stands behind the last of them and its comma."""
    decoder, at, found = json.JSONDecoder(), 1, list[Any]()
    while at < len(text):
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            break
        found.append(value)
        at = end + 1
    return found, text[at:]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"<User {number} Ada>" for number in range(40)),
        "\n".join(f"- call add(a={number}, b=2) first" for number in range(40)),
        "def main():\n    add(a=1)\n    add(a=2)\n    add(a=3)\n    return add(a=4)\n" * 4,
        "VALUES\n" + ",\n".join(f"(1, 'Ada', {number})" for number in range(40)) + ";\n",
    ],
    ids=["objects", "sentences", "source", "SQL"],
)
def test_what_prints_no_rows_is_left_alone(text: str):
    assert expand(crushed(text)) == text
    assert " tuples joined by " not in crushed(text)
    assert " lines: " not in crushed(text)
