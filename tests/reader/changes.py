"""Documents with something changed in them, and compressed texts that were damaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from headroom import CompressionError, expand

IDENTIFYING = {"name", "orderId", "date", "repo", "timestamp"}
"""The fields by which questions name a row: another text there would be another row."""


def raised(value: Any) -> Any:
    """Every number is another."""
    match value:
        case bool():
            return value
        case int() | float():
            return 3 * value + 7
    return _inside(value, raised)


def flipped(value: Any) -> Any:
    """What was true is false."""
    return not value if isinstance(value, bool) else _inside(value, flipped)


def renamed(value: Any, depth: int = 0) -> Any:
    """Every text is another, but for those that identify the rows of the document's collections."""
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, dict):
        kept = IDENTIFYING if depth == 2 else ()
        return {key: inner if key in kept else renamed(inner, depth + 1) for key, inner in value.items()}
    return [renamed(inner, depth + 1) for inner in value] if isinstance(value, list) else value


def halved(value: Any) -> Any:
    """Lists, and maps of alike objects, end in their middle."""
    if isinstance(value, dict) and _is_map(value):
        value = dict([*value.items()][: len(value) // 2])
    return _inside(value[: len(value) // 2] if isinstance(value, list) else value, halved)


def widened(value: Any) -> Any:
    """Every record has a field more, its first."""
    inside = _inside(value, widened)
    if isinstance(inside, dict) and any(not isinstance(inner, dict | list) for inner in inside.values()):
        return {"further": 0} | inside
    return inside


CHANGES = (raised, flipped, renamed, halved, widened)


def _is_map(value: dict[str, Any]) -> bool:
    shapes = {tuple(inner) if isinstance(inner, dict) else None for inner in value.values()}
    return len(value) > 1 and len(shapes) == 1 and None not in shapes


def _inside(value: Any, change: Any) -> Any:
    match value:
        case dict():
            return {key: change(inner) for key, inner in value.items()}
        case list():
            return [change(inner) for inner in value]
    return value


def spoilt(text: str, parts: Sequence[str], data: st.DataObject, most: int | None = None) -> str:
    """The text with one of the parts in the place of a character, one of the first `most`."""
    place = data.draw(st.integers(0, len(text) if most is None else min(len(text), most)))
    return text[:place] + data.draw(st.sampled_from(parts)) + text[place + 1 :]


def assert_reads_as_it_expands(text: str, read: Callable[[str], str]) -> None:
    """A reader gives what `expand` gives; what that refuses may be read as anything."""
    try:
        expanded = expand(text)
    except CompressionError:
        return
    assert read(text) == expanded


def damaged(compressed: str, kind: str) -> str:
    """The text of one table after what a pipeline did to it: the damage of TOON's structural questions."""
    header, *rows, end = compressed.split("\n")
    match kind:
        case "truncated":
            rows = rows[:-3]
        case "extra-rows":
            rows += rows[:3]
        case "width-mismatch":
            rows = [_without(header, row, "salary") if index == 9 else row for index, row in enumerate(rows)]
        case "missing-fields":
            rows = [row if index % 5 else _without(header, row, "email") for index, row in enumerate(rows)]
    return "\n".join([header, *rows, end])


def _without(header: str, row: str, column: str) -> str:
    cells = row.split(",")
    columns = [name for name in header.partition(" rows: ")[2].split(",") if "=" not in name or "*" in name]
    del cells[[name.partition("=")[0] for name in columns].index(column)]
    return ",".join(cells)
