"""What the command writes: whole files, tables, JSON, and what is said beside it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from headroom._files import replacing

__all__ = ["json_text", "numbered", "print_json", "printable", "say", "table", "with_result", "writing"]


def say(text: object) -> None:
    """Say something on standard error."""
    print(f"headroom: {printable(_worded(text))}", file=sys.stderr)


def _worded(text: object) -> str:
    """Name a file and what is wrong with it, without the number of the error."""
    if isinstance(text, OSError) and text.filename and text.strerror:
        return f"{text.filename}: {text.strerror}"
    return str(text)


def numbered(count: int, what: str) -> str:
    """Write a number of things, such as ``1 conversation`` or ``2 conversations``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def printable(text: str) -> str:
    """Write what a terminal would act upon, such as an escape sequence in a tool's name, as what it is."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def json_text(value: Any, indent: int | None = None) -> str:
    """Write JSON with its characters as they are, or escaped where UTF-8 has none for them."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return json.dumps(value, indent=indent)
    return text


def print_json(schema: str, value: dict[str, Any]) -> None:
    """Print an object whose first key names its schema, such as ``headroom.count/1``."""
    print(json_text({"schema": f"headroom.{schema}/1", **value}, indent=2))


def with_result(said: dict[str, Any], result: bytes, path: Path | None) -> dict[str, Any]:
    """Add a result to what is said of it; where there is a file for it, write it there and add where that is.

    Raises:
        OSError: it cannot be written.
    """
    if path is None:
        return {**said, "output": result.decode()}
    with writing(path) as output:
        output.write(result)
    return {**said, "output_file": str(path)}


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Set rows in columns; the columns whose numbers are in `right` are flush right."""
    rows = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) if place in right else cell.ljust(width) for place, (cell, width) in cells).rstrip()
        for cells in (list(enumerate(zip(row, widths, strict=True))) for row in rows)
    )


@contextmanager
def writing(path: Path | None) -> Iterator[IO[bytes]]:
    """Open standard output, or a file that is there as a whole or, where anything goes wrong, as it was.

    Raises:
        OSError: it cannot be written.
    """
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():  # a device or a pipe is written to, not replaced
        with path.open("wb") as device:
            yield device
    else:
        with replacing(Path(os.path.realpath(path))) as file:
            yield file
