"""JSON in other text: results over MCP, in a string in the repr of a model, and lines of logs that hold objects."""

from __future__ import annotations

import json

from peers.documents import WORDS, Source
from reading.families import CITIES, Made, constants, identifiers, table
from reading.subjects import Family, Question, called


def over_mcp(made: Made) -> Made:
    """The same conversation, its one result as it comes over MCP."""
    messages, asked = made
    [result] = [message["content"] for message in messages if message["role"] == "tool"]
    text = json.dumps(json.loads(result), indent=2)
    return called(("query", {}, f"meta=None content=[TextContent(type='text', text={text!r})] isError=False")), asked


def records(source: Source) -> Made:
    return over_mcp(table(source))


def measures(source: Source) -> Made:
    return over_mcp(constants(source))


def twice(source: Source) -> Made:
    """What a tool says as text and once more as structured content."""
    messages, asked = table(source)
    [result] = [message["content"] for message in messages if message["role"] == "tool"]
    text = f"TextContent(type='text', text={result!r}, annotations=None, meta=None)"
    told = f"meta=None content=[{text}] structuredContent={{'result': {json.loads(result)}}} isError=False"
    return called(("query", {}, told)), asked


def cut(source: Source) -> Made:
    """A result over MCP out of whose middle its client has cut some records, and leaves a note there."""
    rows = [
        {
            "id": number,
            "name": f"{source.choice(WORDS)} {source.choice(WORDS)}",
            "city": source.choice(CITIES),
            "ms": ms,
        }
        for number, ms in zip(identifiers(source, 30), source.sample(range(5, 900), 30), strict=True)
    ]
    text = json.dumps({"result": json.dumps(rows)})
    whole = f"meta=None content=[TextContent(type='text', text={text!r}, annotations=None)] isError=False"
    left = len(whole) // 3 + source.randrange(60)
    note = f"\n... [{len(whole) - 2 * left} characters truncated] ...\n"
    ask = 'In the latest result, what is "{}" of the object whose "id" is {}?'
    kept = [*source.sample(rows[:8], 2), *source.sample(rows[-8:], 2)]
    asked = [Question(ask.format(field, row["id"]), str(row[field])) for row in kept for field in ("city", "ms")]
    return called(("query", {}, whole[:left] + note + whole[-left:])), asked


def requests(source: Source) -> Made:
    """A log whose lines hold an object each, behind a time of their own."""
    rows = [
        {
            "id": f"r{number}",
            "path": f"/{source.choice(WORDS)}",
            "status": source.choice([200, 201, 404, 500]),
            "ms": ms,
        }
        for number, ms in zip(identifiers(source, 16), source.sample(range(5, 900), 16), strict=True)
    ]
    at = [f"2026-03-01T10:{second // 60:02}:{second % 60:02}Z" for second in sorted(source.sample(range(3600), 16))]
    ask = 'In the latest result, what is "{}" of the request whose "id" is {}?'
    asked = [Question(ask.format(f, row["id"]), str(row[f])) for row in source.sample(rows, 2) for f in ("ms", "path")]
    time, row = source.choice([*zip(at, rows, strict=True)])
    asked.append(
        Question(f'In the latest result, at what time was the request whose "id" is {row["id"]} logged?', time)
    )
    lines = [f"{time} INFO api {json.dumps(row)}\n" for time, row in zip(at, rows, strict=True)]
    return called(("read_log", {}, "".join(lines))), asked


LAYERS: list[Family] = [
    Family("results over MCP", "default", r"text='[^']*\[\d+ rows: ", records),
    Family("results over MCP with columns that never change", "default", r"text='[^']*\[\d+ rows: ", measures),
    Family("results over MCP that say it twice", "default", r"\[the same rows as above\]", twice),
    Family("results over MCP with a cut in the middle", "default", r", cut at \"", cut),
    Family("objects in lines of text", "compact", r"\[\d+ objects in lines ", requests),
]
