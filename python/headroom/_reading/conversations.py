"""Conversations in which a result comes again with changes: what is asked stands in the later one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from headroom._reading.lists import Path, flat, is_short, phrase, rows_in
from headroom._reading.source import Source
from headroom._reading.subject import Question, Result, minified, spelled
from headroom._reading.texts import code, settings

__all__ = ["again", "file_again"]

Cell = tuple[int, Path]


def again(
    tool: str, make: Callable[[Source], Any]
) -> Callable[[Source, int], tuple[tuple[Result, ...], list[Question]]]:
    """Make a maker of conversations in which a document is asked for, changed in two places and asked for again."""

    def made(source: Source, most: int) -> tuple[tuple[Result, ...], list[Question]]:
        before = make(source)
        after = copy.deepcopy(before)
        rows = next(rows_in(after))
        cells = [
            (number, path) for number, row in enumerate(rows.rows) for path, value in flat(row) if _may_change(value)
        ]
        cells = [cell for cell in cells if cell[1] != (rows.field,)]
        changed = source.sample(cells, 2)
        for number, path in changed:
            _change(source, rows.rows[number], path)
        kept = source.sample([cell for cell in cells if cell not in changed], 3)
        asked = [
            Question(f"In the latest result, what is {phrase(path)} of {rows.entry(number)}?", answer, kind)
            for kind, chosen in (("value that changed", changed), ("value that stayed", kept))
            for number, path, answer in _answers(rows.rows, chosen)
        ]
        return _twice(tool, before, after), asked[:most]

    return made


def _may_change(value: Any) -> bool:
    return type(value) in (str, int, float) and is_short(value)


def _change(source: Source, row: dict[str, Any], path: Path) -> None:
    for key in path[:-1]:
        row = row[key]
    old = row[path[-1]]
    row[path[-1]] = f"{old} {source.randint(2, 9)}" if isinstance(old, str) else round(old + source.randint(3, 90), 2)


def _answers(rows: list[dict[str, Any]], cells: list[Cell]) -> Iterator[tuple[int, Path, str]]:
    for number, path in cells:
        yield number, path, spelled(dict(flat(rows[number]))[path])


def _twice(tool: str, before: Any, after: Any) -> tuple[Result, ...]:
    written = {"ok": True}
    return (
        Result(tool, minified(before), before),
        Result("update", minified(written), written),
        Result(tool, minified(after), after),
    )


def file_again(source: Source, most: int) -> tuple[tuple[Result, ...], list[Question]]:
    """Make a conversation in which a file is read, edited in two places and read again."""
    before = settings(source)
    names = source.sample([*before], 5)
    after = {name: value + source.randint(11, 999) * (name in names[:2]) for name, value in before.items()}
    asked = [
        Question(
            f"In the latest version of the file, what is the value of {name}?",
            str(after[name]),
            "value that changed" if name in names[:2] else "value that stayed",
        )
        for name in names
    ]
    edited = Result("edit_file", "The file was edited.")
    return (Result("read_file", code(before)), edited, Result("read_file", code(after))), asked[:most]
