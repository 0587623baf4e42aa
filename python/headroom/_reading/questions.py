"""Questions about a document, drawn from what stands in it: cells, gaps, constants, counts, single values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from headroom._reading.lists import Path, Rows, flat, is_short, key_of, phrase, rows_in
from headroom._reading.source import Source
from headroom._reading.subject import Question, spelled

__all__ = ["questions_on"]

_EMPTY = (None, "")


def questions_on(source: Source, value: Any, most: int) -> list[Question]:
    """Draw up to `most` questions about a JSON document, of as many kinds as it has answers to."""
    found = list(rows_in(value))
    about_rows = [_mixed(source, list(_on_rows(source, rows, named=len(found) > 1))) for rows in found[:2]]
    singles = list(_on_objects(source, value)) if isinstance(value, dict) else []
    turns = zip_longest(*about_rows, singles[: 2 if found else None])
    return [question for turn in turns for question in turn if question is not None][:most]


def _mixed(source: Source, questions: list[Question]) -> list[Question]:
    """Put one question of each kind first, then a second of each, and so on; no kind is always the first."""
    source.shuffle(questions)
    seen: dict[str, int] = {}
    order = []
    for question in questions:
        seen[question.kind] = seen.get(question.kind, -1) + 1
        order.append(seen[question.kind])
    return [question for _, question in sorted(zip(order, questions, strict=True), key=lambda pair: pair[0])]


def _on_rows(source: Source, rows: Rows, *, named: bool) -> Iterator[Question]:
    where = f"In {phrase(rows.path)}, what" if named and rows.path else "What"
    columns = rows.columns
    varied = [path for path, values in columns.items() if not _is_constant(rows, values) and path != (rows.field,)]
    yield from _cells(source, rows, where, [path for path in varied if len(path) == 1], "cell")
    yield from _cells(source, rows, where, [path for path in varied if len(path) > 1], "nested cell")
    yield from _owners(source, rows, where, varied)
    yield from _gaps(source, rows, where)
    constant = [path for path, values in columns.items() if _is_constant(rows, values) and is_short(values[0])]
    yield from _cells(source, rows, where, constant[:1], "constant", most=1)
    yield from _groups(source, rows)
    place = f" in {phrase(rows.path)}" if rows.path else ""
    yield Question(f"How many entries are there{place}? Answer with a number.", str(len(rows.rows)), "count")


def _is_constant(rows: Rows, values: list[Any]) -> bool:
    return len(values) == len(rows.rows) and len(set(map(spelled, values))) == 1


def _cells(source: Source, rows: Rows, where: str, paths: list[Path], kind: str, most: int = 2) -> Iterator[Question]:
    """Ask for values of rows."""
    cells = [
        (number, path, value)
        for number, row in enumerate(rows.rows)
        for path, value in flat(row)
        if path in paths and is_short(value)
    ]
    for number, path, value in source.sample(cells, min(most, len(cells))):
        yield Question(f"{where} is {phrase(path)} of {rows.entry(number)}?", spelled(value), kind)


def _owners(source: Source, rows: Rows, where: str, paths: list[Path]) -> Iterator[Question]:
    """Ask for the row that has a value which no other has."""
    columns = rows.columns
    single = [
        (number, path, value)
        for number, row in enumerate(rows.rows)
        for path, value in flat(row)
        if path in paths and is_short(value) and not isinstance(value, bool) and columns[path].count(value) == 1
    ]
    if single:
        number, path, value = source.choice(single)
        name = "key" if rows.field is None else f'"{rows.field}"'
        asked = f"{where} is the {name} of the entry where {phrase(path)} is {spelled(value)}?"
        yield Question(asked, rows.names[number], "owner of a value")


def _gaps(source: Source, rows: Rows, where: str) -> Iterator[Question]:
    """Ask for a value that is missing, one that is null and one that is empty, where there are such."""
    fields = dict.fromkeys(key for row in rows.rows for key in row)
    states: dict[str, list[tuple[int, str]]] = {}
    for number, row in enumerate(rows.rows):
        for field in fields:
            state = (
                "absent" if field not in row else "null" if row[field] is None else "empty" if row[field] == "" else ""
            )
            states.setdefault(state, []).append((number, field))
    states.pop("", None)
    for state, places in states.items():
        number, field = source.choice(places)
        yield Question(f"{where} is {phrase((field,))} of {rows.entry(number)}?", state, "missing value")


def _groups(source: Source, rows: Rows) -> Iterator[Question]:
    """Ask for a value in a list of objects that a row has."""
    places = [
        (number, field, inner)
        for number, row in enumerate(rows.rows)
        for field, inner in row.items()
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner)
    ]
    if not places:
        return
    number, field, inner = source.choice(places)
    key = key_of(inner)
    one = source.choice(inner)
    values = [
        name for name, value in one.items() if name != key and is_short(value) and not isinstance(value, list | dict)
    ]
    if key is not None and values:
        name = source.choice(values)
        asked = f'In the "{field}" of {rows.entry(number)}, what is "{name}" where "{key}" is {spelled(one[key])}?'
        yield Question(asked, spelled(one[name]), "value in a list of a row")


def _on_objects(source: Source, value: dict[str, Any]) -> Iterator[Question]:
    """Ask for single values outside of lists and maps of alike objects, those deep inside first."""
    found = [(path, inner) for path, inner in _outside(value) if is_short(inner)]
    source.shuffle(found)
    found.sort(key=lambda pair: len(pair[0]) < 2)
    for path, inner in found:
        yield Question(f"What is {phrase(path)}?", spelled(inner), "value of an object")


def _outside(value: dict[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and not any(rows.path == () for rows in rows_in(inner)):
            yield from _outside(inner, (*path, key))
        elif not isinstance(inner, list | dict) and inner not in _EMPTY:
            yield (*path, key), inner
