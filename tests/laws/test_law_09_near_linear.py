"""Law 9: near-linear work and no recursion that depth can overflow.

There is no clock here: each input would take minutes to hours if work on it were quadratic, so that finishing within
the ordinary run is the proof. What comes out is checked all the same.
"""

import json
import re
from collections.abc import Callable
from functools import reduce
from typing import Any

import pytest

from headroom import CompressionError, SmartCrusher, SmartCrusherConfig, compress, count_tokens, expand
from tests.laws.random_checks import QUOTED
from tests.laws.values import strict

N = 100_000
CRUSHERS = {"default": SmartCrusher(), "compact": SmartCrusher(SmartCrusherConfig(compact=True))}
levels = pytest.mark.parametrize("crusher", CRUSHERS.values(), ids=CRUSHERS.keys())


def rows(count: int, row: Callable[[int], dict[str, object]]) -> str:
    return json.dumps([row(index) for index in range(count)])


def wrapped(times: int, wrap: Callable[[str], str], inner: str) -> str:
    return reduce(lambda text, _: wrap(text), range(times), inner)


def note(index: int) -> str:
    return f"a note that is long enough to be referred to: {index}"


def of_each(texts: dict[str, str]) -> Any:
    """Each text with its name."""
    return pytest.mark.parametrize("text", texts.values(), ids=texts.keys())


MARKED = re.compile(
    r" rows?: | tuples:\n| tuples joined by \"| arrays: |\[Python objects: |\[records: |\[\*n repeats &n\]"
    r"|\[Python values\]|\[JSON text: |\[integer keys\]|\[columns padded in |\[CSV in |\[paths in |\[tree in "
    r"|\[JavaScript values\]|\[JSON5\]"
    r"|\[each of \d+ rows stands for \""
)
"""What a text holds that `expand` may refuse."""

OPENED = {
    "brackets": "[" * N,
    "closers": "]" * N,
    "brackets and quotes": "['" * N,
    "brackets and double quotes": '["' * N,
    "objects": '{"a":' * N,
    "objects, single quotes": "{'a':" * N,
    "objects, bare names": "{a:" * N,
    "lists of objects, bare names": "[{a:1}," * N,
    "lists of objects, last commas": '[{"a":1,},' * N,
    "rows": '[{"a":' * N,
    "commas": "[" + "," * N,
    "brackets with values": "[1," * N,
    "braces": "{" * N,
    "pairs": "[]" * N,
    "pairs in a list": "[" + "[],[1]," * N,
    "unclosed strings": '"a ' * N,
    "one unclosed string": '["' + "a" * 10 * N,
    "backslashes": '["' + "\\" * 10 * N,
    "backslashes in a repr": "['" + "\\" * 10 * N,
    "escapes": '["' + "\\u00e9" * N,
    "high surrogates": '["' + "\\ud83d" * N + '"]',
    "marks": " rows: " * N,
    "headers": "[1 rows: " * N,
    "tuples below one another": "(1, 2)\n" * N,
    "tuples that go on": "(1, [(2, " * N,
    "instances below one another": "".join(f"P(a={n % 7})\n" for n in range(N)),
    "lists of tuples that are cut off": "[(1, 2), (3, 4), " * N,
    "lists of dicts in dicts that are cut off": "{'a': [{'b': 1}, {'b': 2}, " * N,
    "headers of listings": "[line numbers padded to " * N,
    "lines of one length that differ": "".join(f"12:00:00 kind {number:x} of what is said\n" for number in range(N)),
    "values of a line": "12:00:00 " + " a1" * N + "\n",
    "lines of two kinds in turn": "12:00:00 the one kind\n12:00:00 the other kind\n" * N,
    "empty lines": "\n" * 10 * N,
    "headers of columns": "[columns padded in 4 lines: 1, 4]\n" * N,
    "headers of CSV": "[CSV in 4 lines, each with b=1 behind a]\n" * N,
    "blanks": "a  " * N,
    "padded lines": "a  b\n" * N,
    "padded lines that grow": "".join(f"{'a' * (n % 999)}  b\n" for n in range(N // 100)),
    "paragraphs of names": "a,b,c\n\n" * N,
    "CSV without a line alike": "".join(f"{n},{n * 7},x\n" for n in range(N)),
    "paths": "a/b\n" * N,
    "folders": "".join(f"folder{n}/a\nfolder{n}/b\n" for n in range(N)),
    "slashes": "/" * 10 * N,
    "trees": "├── a\n│   └── b\n" * N,
    "a tree that grows": "".join(f"{'│   ' * (n % 60)}├── a\n" for n in range(N // 10)),
    "headers of trees": "[tree in 2 lines, indented by level; it was drawn with ├──]\n" * N,
    "headers of paths": "[paths in 2 lines, indented below what they begin with]\n" * N,
    "bars": "| " * N,
    "rules": "|---|\n" * N,
    "digits of a line number": " " + "1" * 10 * N + "|\n",
    "line numbers that are not padded": "".join(f"{number}|\n" for number in range(N)),
    "headers with columns": "[1 rows: a," * N,
    "headers of one object": "{1 row: " * N,
    "headers of one object with columns": "{1 row: a," * N,
    "objects in objects": "{1 row: a\n" * N,
    "map headers": "{1 rows: key,a" * N,
    "map headers with quotes": '{1 rows: key,"' * N,
    "headers with quotes": '[1 rows: "' * N,
    "headers with groups": "[1 rows: a[" * N,
    "digits before a mark": "1" * 10 * N + " rows: a\n",
    "open groups": "[1 rows: " + "a[" * N,
    "dots": "[1 rows: " + "a." * N + "a\n",
    "spaces": " " * 10 * N,
    "words": "word " * N,
    "JSON lines cut off": '{"a": [1, 2, {"b": \n' * N,
    "arrays and objects in turn, cut off": '[{"a":[{"b":1},{"b":2}],"c":' * N,
    "lists that go on, cut off": '{"a":[{"b":1},{"b":2},' * N,
    "quotes before brackets": "'[\"{" * N,
    "quotes before brackets, closed in turn": "'[\"]" * N,
    "one kind of quote, then the other": "'[ " * N + '"[ ' * N,
    "long words before brackets": ("[" + "a" * 120 + "(") * (N // 10),
    "open calls": "[" + "f(" * N,
    "lists of open calls": "[f(" * N,
    "spaces between values": (" " * 100 + '[1,"xx"]') * (N // 10),
    "announcements": "[*n repeats &n]" * N,
    "announcements of records": "[records: a(b)," * N,
    "announcements of quoted fields": '[records: a("' * N,
    "one announcement of many types": "[records: " + ",".join(f"a{index}(b)" for index in range(N)),
    "one header of many columns": "[1 rows: " + "a," * N,
    "one header of many constants": "[1 rows: " + "a=1," * N,
    "escaped quotes before brackets": '"' + '\\"[' * N,
    "headers with constants that never close": "[1 rows: a=[" * N,
    "announcements with constants that never close": "[records: a(b={" * N,
    "dicts with keys that are numbers": "[" + "{1:" * N,
    "sets in dicts": "[" + "{'a':{1," * N,
    "tuples as keys": "[" + "{(1," * N,
    "what objects show": "[" + "<a " * N,
    "words that are numbers": "[" + "NaN,-inf," * N,
    "calls with arguments": "[f(a=1," * N,
    "instances in instances": "[" + "f(a=" * N,
    "instances of lists": "[" + "f(a=[" * N,
    "instances that hold much": "[" + "f(a=['" + "x" * 200 + "', f(a=[" * (N // 100),
    "announcements of classes": "[Python objects: a(b)," * N,
    "one announcement of many classes": "[Python objects: " + ",".join(f"a(b{index})" for index in range(N)),
    "objects of a class in each other": "[Python objects: A(a)]\n" + '{"a":' * N + "1" + "}" * N,
    "integer keys in each other": "[integer keys]\n" + '{"1":' * N + "1" + "}" * N,
    "integer keys of one dict": "{" + ", ".join(f"{index}: {{'a': 1}}" for index in range(N // 10)) + "}",
    "calls laid out over lines": "[" + "f(a=1,\n  " * N,
    "tuples laid out over lines": "[" + "(1,\n [" * N,
    "texts that go on below": "[{'a': 'a'" + "\n 'a'" * N,
    "open calls in cells": "[Python values]\n[1 rows: " + "a," * N + "a\n" + "(," * N + "\n]",
    "open calls in cells of tuples": "[1 tuples:\n" + "(," * N + "\n]",
    "open braces in cells": "[Python values]\n" + "{1:" * N,
    "open calls of javascript in cells": "[JavaScript values]\n[1 rows: a\n" + "f(" * N + "\n]",
    "open brackets of javascript": "[JavaScript values]\n" + "[A" * N,
    "headers of calls": "[1 rows: a(" * N,
    "one header of many arguments": "[1 rows: f(" + "a," * N,
    "headers of objects that are joined": '[2 objects joined by "' * N,
    "headers of objects in lines": '[2 objects in lines "' * N,
    "headers of objects in lines, whole": '[2 objects in lines "<object>" joined by "": ' * N,
    "colours": '[{\x1b[0m"a":' * N,
    "colours that never end": "[\x1b[" + "1;" * N,
    "notes behind cuts": '[1,{"a\n[truncated]' * N,
    "notes behind cuts, brackets before": "[" * N + '"a\n' + "\n" * N + "truncated",
    "documents that never close": "[JSON text: a]\n" + '{"a":' * N,
    "announcements of documents": "[JSON text: a]" * N,
}


@of_each(OPENED)
def test_text_that_opens_and_never_closes_is_left_alone_or_restored(text: str):
    result = SmartCrusher().crush(text)
    if result.strategy == "quoted":  # it could be taken for a form of ours
        assert result.compressed == QUOTED + text
        return
    assert result.tokens_after <= result.tokens_before
    if not result.was_modified:
        assert result.compressed == text


@of_each(OPENED)
def test_expanding_any_text_answers_or_refuses(text: str):
    try:
        assert expand(text) == text
    except CompressionError:
        assert MARKED.search(text)


DOCUMENTS = {
    "all keys distinct": rows(N // 5, lambda index: {f"key{index}": index}),
    "a key more in each row": rows(400, lambda index: {f"key{key}": 0 for key in range(index)}),
    "a map of alike objects": json.dumps({f"key{index}": {"id": index, "name": "x"} for index in range(N // 2)}),
    "maps in maps": json.dumps({f"{index}": {f"{key}": {"a": {"b": 1}} for key in range(100)} for index in range(100)}),
    "identical rows": rows(N, lambda _: {"id": 1, "name": "same"}),
    "300 columns": rows(500, lambda index: {f"column{column}": index for column in range(300)}),
    "256 columns in turn": rows(N // 10, lambda index: {f"column{index % 256}": index}),
    "keys backwards": rows(N // 10, lambda index: dict(list({"a": 1, "b": 2, "c": 3}.items())[:: 1 - 2 * (index % 2)])),
    "one row of many columns": rows(1, lambda _: {f"column{column}": 0 for column in range(N)}),
    "many small arrays": json.dumps([[{"a": 1}, {"a": 2}] for _ in range(N // 4)]),
    "rows in rows": rows(100, lambda _: {"b": [{"c": [{"d": [{"e": 1}] * 3}] * 3}] * 3}),
    "one long string": json.dumps([{"a": "x" * 5 * N}, {"a": "y" * 5 * N}]),
    "strings of quotes": json.dumps([{"a": '"\\' * N}, {"a": "'" * N}]),
    "long keys": rows(200, lambda _: {"k" * 5000: 1}),
    "many numbers": json.dumps(list(range(2 * N)), indent=1),
    "one column a row": rows(N // 5, lambda index: {f"key{index}": {"a": 1}, "id": index}),
    "long common beginnings": rows(N // 100, lambda index: {"url": "https://example.org/" + "a" * 2000 + str(index)}),
    "long common beginnings of keys": rows(N // 500, lambda index: {"k" * 1000 + str(key): index for key in range(50)}),
    "as many record types as records": json.dumps(
        [[{f"first{index}": index, f"second{index}": index}] for index in range(N // 2)]
    ),
    "record types of two records each": json.dumps(
        [[{f"first{index // 2}": 1, f"second{index // 2}": [index]}, index] for index in range(N // 2)]
    ),
    "records of one type": json.dumps([0, *[{"identifier": index, "description": "x"} for index in range(N)]]),
    "repeats": json.dumps([note(index // 2) for index in range(N)]),
    "repeats in repeats": json.dumps(
        [[note(index // 2), [note(index // 4), {"deep": note(index // 8)}]] for index in range(N // 4)]
    ),
    "one repeat in all levels": wrapped(14, lambda text: f'[{text},{text},"{note(0)}"]', f'"{note(1)}"'),
    "matrices": json.dumps([[[-index, index], [index, -index]] for index in range(N // 2)]),
    "one matrix": json.dumps({"matrix": [[-index, index] for index in range(N)]}),
    "one group of many elements": rows(
        3, lambda index: {"id": index, "items": [{"sku": sku, "count": index} for sku in range(N // 3)]}
    ),
    "groups in groups": rows(
        N // 20, lambda index: {"a": [{"b": [{"c": index}, {"c": index}]}, {"b": [{"c": index}]}], "id": index}
    ),
    "one huge text with escapes": json.dumps({"text": '"\\\n\té' * N}),
    "one huge document in a text": json.dumps({"body": rows(N, lambda index: {"id": index, "name": "x"})}),
    "documents in texts in texts": wrapped(
        12, lambda text: json.dumps({"body": text}), rows(9, lambda index: {"id": index})
    ),
    "many documents in texts": json.dumps(
        [json.dumps([{"id": index, "name": "x", "tags": ["a", "b"]}] * 3) for index in range(N // 10)]
    ),
    "documents in the texts of a field": rows(
        N // 4, lambda index: {"id": index, "body": json.dumps({"a": index, "b": ["x"], "body": {"a": 1}})}
    ),
    "documents of many fields": json.dumps([{f"body{index}": '{"a": "x"}'} for index in range(N // 4)] * 2),
    "rows that are arrays": json.dumps({"names": ["a", "b"], "rows": [[str(index), index] for index in range(N)]}),
    "many fields of arrays": json.dumps({str(index): [[str(index), "x"]] * 3 for index in range(N // 10)}),
    "what counts": rows(N, lambda index: {"id": index, "number": f"INV-{index:09}"}),
    "what nearly counts": rows(N, lambda index: {"id": index + (index == N - 1), "name": f"{index}.jpg"}),
    "256 columns": rows(400, lambda index: {f"column{column}": index * column for column in range(256)}),
    "keys with dots": rows(N // 100, lambda index: {f"a.b{key}": {f"c.d{key}": index} for key in range(40)}),
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_large_documents_are_restored(text: str):
    results = [crusher.crush(text) for crusher in CRUSHERS.values()]
    expanded = {expand(result.compressed) for result in results if result.was_modified}
    assert [strict(document) for document in expanded] in ([], [strict(text)])


def job(index: int) -> str:
    return json.dumps({"id": index, "level": "info", "text": f"job {index} done"})


TEXTS = {
    "JSON Lines": "\n".join(map(job, range(N))),
    "JSON Lines of all kinds": "\n".join(
        json.dumps({f"id{index}": index, "text": note(index) * 4}) for index in range(N // 10)
    ),
    "two lines at a time": "\n\n".join(f"{job(index)}\n{job(-index)}" for index in range(N // 4)),
    "values in prose": " and ".join(rows(2, lambda _: {"text": note(7) * 2}) for _ in range(N // 20)),
    "objects joined by what differs": "".join(f"{job(index)}{' ' * (index % 3)}" for index in range(N)),
    "objects in lines of text": "".join(f"{index} at {job(index)} of {-index}\n" for index in range(N)),
    "objects in lines that are alike in pairs": "".join(
        f"{index} {job(index)}{chr(10) * (index // 2 % 2 + 1)}" for index in range(N)
    ),
    "small values in prose": " and ".join(map(job, range(N // 2))),
    "a list that was cut off": "[" + ", ".join(map(job, range(N))) + ', {"id',
    "a list that was cut off far inside": '{"a":[' * 1000 + ", ".join(map(job, range(N // 4))) + ", {",
    "calls": "["
    + ", ".join(f"{{'at': datetime.date(2026, 1, {index % 28 + 1}), 'x': (1, {index})}}" for index in range(N))
    + "]",
}


@levels
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_large_texts_keep_their_words(text: str, crusher: SmartCrusher):
    result = crusher.crush(text)
    if result.was_modified:
        assert "".join(expand(result.compressed).split()) == "".join(to_json(text).split())


def to_json(text: str) -> str:
    return text.replace("'", '"') if "datetime" in text else text


def referred(count: int) -> str:
    marked = ",".join(f"&{index} {index}" for index in range(count))
    return f"[*n repeats &n]\n[{marked}," + ",".join(f"*{index}" for index in reversed(range(count))) + "]"


COMPRESSED = {
    "anchors and references": referred(N),
    "references to one": '[*n repeats &n]\n[&1 "x"' + ",*1" * N + "]",
    "records": "[records: a(b,c)]\n[" + ",".join(["a(1,x)"] * N) + "]",
    "one matrix": "[; between rows]\n[1" + ";1" * N + "]",
    "raw texts": '["""raw text"""]\n[' + ",".join(['"""a\n"b" """'] * N) + "]",
    "documents in texts": '["""JSON text"""]\n[' + ",".join(['"""[1 rows: a\n1\n]"""'] * (N // 4)) + "]",
    "tables": "[" + ",".join(["[2 rows: a\n1\n2\n]"] * (N // 2)) + "]",
    "a group of many elements": "[1 rows: a[b,c]\n[1,2" + ";1,2" * N + "]\n]",
    "rows that count": f"[{N} rows: a=1..{N},b\n" + "x\n" * N + "]",
    "records of many types": "[records: "
    + ",".join(f"a{index}(b)" for index in range(64))
    + "]\n["
    + ",".join(f"a{index % 64}(1)" for index in range(N))
    + "]",
    "records that lack most of many fields": "[records: a("
    + ",".join(f"b{index}" for index in range(N))
    + ")]\n["
    + ",".join(["a(1)"] * N)
    + "]",
    "rows that lack most of many cells": f"[{N} rows: "
    + ",".join(f"a{index}" for index in range(N))
    + "\n"
    + "1\n" * N
    + "]",
}


@of_each(COMPRESSED)
def test_large_compressed_texts_are_expanded(text: str):
    assert json.loads(expand(text))


NESTED = [
    ("[", "]"),
    ('{"a":', "}"),
    ('[{"a":', "}]"),
    ('[{"a":1},{"a":', "}]"),
    ('[{"a":1,"b":2},{"a":3,"b":', "}]"),
    ('{"a":{"b":1},"c":{"b":', "}}"),
    ('{"login":"x","identifier":1,"next":', "}"),
    ('["a text that is long enough to be a repeat",', "]"),
    ("[[-1,2],[3,4],", "]"),
    ("['',", "]"),
]


@levels
@pytest.mark.parametrize("depth", [1_000, N // 10, N])
def test_depth_overflows_nothing(depth: int, crusher: SmartCrusher):
    for opened, closed in NESTED:
        text = opened * depth + "1" + closed * depth
        assert expand(crusher.crush(text).compressed) in (text, text.replace("''", '""'))


def test_a_long_conversation_is_planned_once_a_message():
    messages = [{"role": "user", "content": str(index)} for index in range(N // 2)]
    assert len(compress(messages, model_limit=2_000_000).messages) == len(messages)
    assert compress(messages, model_limit=10_000).warnings == []


def test_calls_that_are_never_answered_cost_no_more():
    calls = [{"id": f"call_{index}", "function": {"name": "look", "arguments": "{}"}} for index in range(N // 2)]
    asked = [{"role": "assistant", "tool_calls": calls[start : start + 10]} for start in range(0, len(calls), 10)]
    results = [{"role": "tool", "tool_call_id": call["id"], "content": "x"} for call in reversed(calls)]
    assert len(compress([*asked, *results], model_limit=2_000_000).messages) == len(asked) + len(results)


def test_a_message_of_many_rewritten_blocks_is_put_together_once():
    text = rows(5, lambda index: {"id": index, "name": "x"})
    blocks = [{"type": "tool_result", "tool_use_id": str(index), "content": text} for index in range(N // 10)]
    [sent] = compress([{"role": "user", "content": blocks}], model_limit=2_000_000).messages
    assert {block["content"] for block in sent["content"]} == {SmartCrusher().crush(text).compressed}


def test_a_small_text_cannot_expand_to_gigabytes():
    bomb = "[200000 rows: " + "key" * 20_000 + "\n" + "1\n" * 200_000 + "]"
    with pytest.raises(CompressionError):
        expand(bomb)


def test_small_documents_in_a_text_cannot_expand_to_gigabytes_together():
    doubled = ",".join(f"&{index + 1} [*{index},*{index}]" for index in range(1, 19))
    bomb = f'[*n repeats &n]\n[&1 "aaaaaaaa",{doubled}]\n'
    with pytest.raises(CompressionError):
        expand(bomb * 5)


@pytest.mark.parametrize(
    "piece", ["a", " ", "\n", "é", "😀", "日", "!", "\u0301", "aB", "1", "\\", " a", "'s", "\r\n ", "\x00"]
)
def test_counting_is_linear_in_any_piece(piece: str):
    assert count_tokens(piece * (2 * N)).value > 0
    assert count_tokens(piece * (2 * N), "gpt-4").value > 0
