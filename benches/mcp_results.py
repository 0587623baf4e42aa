"""Results of tools over MCP servers, as clients in Python hand them to a model: JSON in JSON in the repr of a model.

The contents are those of `peers.documents`, whose records follow public APIs and are tuned to no notation, and text
beside them: files, pages, tables. Two in three are lists of records, as what is long is mostly a list; each is 3,000 to
50,000 characters long before every other one is cut at 10,000, as clients do. `cut_results` are the same, cut anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from peers.documents import MAKERS, WORDS, Source

CUT = 10_000
"""Characters that a client leaves of a result, wherever that is."""


NOTES = [
    "\n\n... [{} characters truncated] ...\n\n",
    "\n[... output truncated ...]\n",
    "\n<{} characters omitted>\n",
    "...",
    " … ",
]
"""What clients put in the place of what they cut out of the middle."""


class Result(NamedTuple):
    """A tool's result, as a model would get it."""

    kind: str
    text: str


def results(count: int = 200, seed: int = 17) -> Iterator[Result]:
    """The same for the same seed; kinds, layers and lengths take turns at random."""
    source = Source(f"results over MCP {seed}")
    kinds, weights = zip(*((kind, weight) for kind, (weight, _) in CONTENTS.items()), strict=True)
    for number, kind in enumerate(source.choices(kinds, weights, k=count)):
        text = _outer(source, _inner(source, CONTENTS[kind][1](source)))
        yield Result(kind, text[:CUT] if number % 2 else text)


def cut_results(count: int = 200, seed: int = 17) -> Iterator[tuple[Result, str]]:
    """Whole results, each with the same text cut at random: a third at the end, the others amid with a note."""
    source = Source(f"cuts {seed}")
    for number in range(count):
        [kind] = source.choices(list(CONTENTS), [weight for weight, _ in CONTENTS.values()])
        text = _outer(source, _inner(source, CONTENTS[kind][1](source)))
        start = source.randint(len(text) // 4, len(text) // 2)
        end = source.randint(start + 50, len(text) * 3 // 4)
        note = source.choice(NOTES).format(end - start)
        yield Result(kind, text), text[:end] if number % 3 == 0 else text[:start] + note + text[end:]


def _records(kind: str) -> Callable[[Source], str]:
    def written(source: Source) -> str:
        make, count = MAKERS[kind]
        value = make(source, max(3, round(count * source.uniform(0.15, 1.2))))
        return _json(source, value)

    return written


def _json(source: Source, value: Any) -> str:
    style = source.choice([{}, {}, {"separators": (",", ":")}, {"indent": 2}, {"indent": 2}])
    return json.dumps(value, ensure_ascii=source.random() < 0.5, **style)


def _key_values(source: Source) -> str:
    """A project's settings, as an object of objects."""
    sections = source.sample(WORDS, source.randint(8, 20))
    return _json(source, {section: {key: _setting(source) for key in source.sample(WORDS, 9)} for section in sections})


def _setting(source: Source) -> Any:
    return source.choice([source.randint(0, 9000), source.words(3), source.random() < 0.5, None, source.sentence()])


def _file(source: Source) -> str:
    lines = ["import json", "from pathlib import Path", ""]
    for name in source.sample(WORDS, source.randint(12, 30)):
        argument = source.choice(WORDS)
        lines += ["", f"def {name}({argument}: Path) -> dict[str, object]:", f'    """{source.sentence()}"""']
        lines += [f"    if not {argument}.exists():", f"        raise ValueError(\"no {argument} '{name}'\")"]
        lines += [f'    return json.loads({argument}.read_text("utf-8"))["{source.choice(WORDS)}"]', ""]
    return "\n".join(lines)


def _page(source: Source) -> str:
    paragraphs = [
        " ".join(source.sentence() for _ in range(source.randint(2, 6))) for _ in range(source.randint(12, 40))
    ]
    return "\n\n".join(f"## {source.words(3).title()}\n\n{paragraph}" for paragraph in paragraphs)


def _table(source: Source) -> str:
    """Rows as psql prints them."""
    rows = [("id", "name", "status", "owner", "updated")]
    for number in range(source.randint(40, 150)):
        status = source.choice(["active", "archived", "pending"])
        rows.append((str(number + 1), source.words(2), status, source.person(), source.moment()))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([lines[0], "-+-".join("-" * width for width in widths), *lines[1:]])


def _inner(source: Source, text: str) -> str:
    """The answer of the service behind the server: the text is a string in it."""
    wrapped: Any = source.choice(
        [
            {"result": text},
            {"status": 200, "request_id": source.uuid(), "body": text},
            {"success": True, "exit_code": 0, "stdout": text, "stderr": ""},
            {"content": [{"type": "text", "text": text}], "isError": False},
        ]
    )
    return _json(source, wrapped)


def _outer(source: Source, text: str) -> str:
    """The client's model of a result as text; of six one as the JSON that the server sent."""
    if source.random() < 1 / 6:
        return json.dumps({"content": [{"type": "text", "text": text}], "isError": False}, ensure_ascii=False)
    content = f"[TextContent(type='text', text={text!r}, annotations=None, meta=None)]"
    return f"meta=None content={content} structuredContent=None isError=False"


CONTENTS: dict[str, tuple[int, Callable[[Source], str]]] = {
    "issues": (20, _records("issues")),
    "search hits": (15, _records("search")),
    "orders": (9, _records("orders")),
    "pods": (8, _records("pods")),
    "people": (8, _records("employees")),
    "flags": (6, _records("flags")),
    "key-values": (10, _key_values),
    "files": (8, _file),
    "pages": (8, _page),
    "tables": (8, _table),
}
"""Each kind with how often it comes of a hundred times."""
