"""Results that are more than plain JSON: JSON in strings, files, matrices, Python values and lines, with questions."""

from __future__ import annotations

import datetime
import json
from typing import Any

from headroom._reading.questions import questions_on
from headroom._reading.source import CITIES, NAMES, NOUNS, WORDS, Source
from headroom._reading.subject import Question, Result, minified, spelled

__all__ = ["Made", "code", "file", "json_text", "lines", "matrix", "records", "settings", "table", "tuples"]

Made = tuple[Result, list[Question]]
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def json_text(source: Source, most: int) -> Made:
    """An answer of a service, whose body is JSON in a string."""
    rows = [
        {
            "sku": f"{noun[:2].upper()}{source.randint(10, 99)}",
            "name": noun,
            "qty": source.randint(1, 99),
            "price": source.money(99),
            "warehouse": source.choice(CITIES),
        }
        for noun in source.some(NOUNS, 8, 12)
    ]
    request = {"id": f"req-{source.randint(1000, 9999)}", "took_ms": source.randint(1, 900)}
    body = {"items": rows, "next": None, "request": request}
    headers = {"content-type": "application/json", "x-trace": f"{source.randint(10**8, 10**9)}"}
    value = {"statusCode": 200, "headers": headers, "body": json.dumps(body)}
    return Result("invoke_lambda", minified(value), value), questions_on(source, body, most)


def settings(source: Source) -> dict[str, int]:
    """Names and numbers of a program's settings."""
    names = source.sample([word.upper() for word in WORDS], 8)
    return {f"{name}_{source.choice(['LIMIT', 'SECONDS', 'SIZE', 'COUNT'])}": source.randint(2, 9999) for name in names}


def code(values: dict[str, int]) -> str:
    """Write a file of Python with these settings."""
    lines = [f"{name} = {value}" for name, value in values.items()]
    body = ["def load(path, mode='r'):", "    with open(path, mode) as file:", "        return file.read()"]
    return "\n".join(["import os", "import sys", "", "# settings of the service", *lines, "", "", *body, ""])


def file(source: Source, most: int) -> Made:
    """A file of code, as a string in JSON."""
    values = settings(source)
    value = {"path": f"src/{source.choice(WORDS)}.py", "encoding": "utf-8", "content": code(values)}
    asked = [_of_setting(name, values) for name in source.sample([*values], min(most, 4))]
    name = source.choice([*values])
    asked.append(Question(f"In the file's content, which name has the value {values[name]}?", name, "value in a file"))
    return Result("read_source", minified(value), value), asked[:most]


def _of_setting(name: str, values: dict[str, int]) -> Question:
    return Question(f"In the file's content, what is the value of {name}?", str(values[name]), "value in a file")


def matrix(source: Source, most: int) -> Made:
    """Points of a route."""
    x, y, points = -150.0, 10.0, list[list[float]]()
    for _ in range(source.randint(34, 40)):
        x, y = round(x + source.uniform(0.02, 0.9), 2), round(y + source.uniform(0.02, 0.9), 2)
        points.append([x, y])
    value = {"type": "LineString", "name": f"route {source.randint(10, 99)}", "coordinates": points}
    ask = "What is the second number of the point whose first number is {}?"
    asked = [
        Question(ask.format(first), spelled(second), "number in a matrix")
        for first, second in source.sample(points, min(most, 5))
    ]
    return Result("get_route", minified(value), value), asked


def table(source: Source, most: int) -> Made:
    """Rows of a query, whose columns are named beside them."""
    slots = source.some(range(1, 99), 24, 28)
    rows = [[slot, source.randint(100, 999), source.randint(1000, 9999), source.randint(10, 99)] for slot in slots]
    columns = ["slot", "weight", "volume", "age"]
    value = {"columns": columns, "rows": rows}
    asked = []
    for row in source.sample(rows, min(most, 5)):
        column = source.randint(1, 3)
        ask = f'What is "{columns[column]}" of the row whose "slot" is {row[0]}?'
        asked.append(Question(ask, str(row[column]), "number in a matrix"))
    asked.append(Question("How many rows are there? Answer with a number.", str(len(rows)), "count"))
    return Result("run_sql", minified(value), value), asked[:most]


def records(source: Source, most: int) -> Made:
    """Records as Python writes them."""
    rows = [
        {
            "id": 10_000 + number * 37 + source.randint(0, 30),
            "name": source.person(),
            "city": source.choice(CITIES),
            "balance": round(source.uniform(-50, 900), 2),
            "verified": source.random() < 0.5,
            "referrer": source.choice([None, None, source.login()]),
            "plan": {"tier": source.choice(["free", "pro", "max"]), "seats": source.randint(1, 50)},
            "locale": "en_GB",
        }
        for number in range(source.randint(7, 10))
    ]
    return Result("list_customers", repr(rows), rows), questions_on(source, rows, most)


def tuples(source: Source, most: int) -> Made:
    """Rows of a database as Python writes them, which are no JSON."""
    rows = [
        (
            f"{name}{source.randint(10, 99)}",
            source.choice(CITIES),
            round(source.uniform(30, 90), 1),
            source.choice([None, source.randint(1, 99)]),
            f"{source.choice(WORDS)}, {source.choice(WORDS)}" if source.random() < 0.3 else source.choice(WORDS),
        )
        for name in source.some(NAMES, 10, 14)
    ]
    asked = [_of_tuple(row, source.randint(1, 4)) for row in source.sample(rows, min(most, 5))]
    asked.append(Question("How many tuples are there? Answer with a number.", str(len(rows)), "count"))
    return Result("sql_db_query", repr(rows)), asked[:most]


def _of_tuple(row: tuple[Any, ...], column: int) -> Question:
    answer = row[column] if isinstance(row[column], str) else repr(row[column])
    asked = f"What is the {_ORDINALS[column]} value of the tuple whose first value is {row[0]}?"
    return Question(asked, answer, "value in a tuple")


def lines(source: Source, most: int) -> Made:
    """A log of an object a line."""
    time, rows = datetime.datetime(2026, 5, 4, 10, 0), list[dict[str, Any]]()
    for _ in range(source.randint(10, 14)):
        time += datetime.timedelta(seconds=source.randint(3, 300))
        rows.append(
            {
                "ts": time.strftime("%H:%M:%S"),
                "level": "info",
                "logger": source.choice(["auth", "billing", "api"]),
                "msg": source.title(),
                "ms": source.randint(1, 2000),
                **source.perhaps(0.4, 0.1, 0, "user", source.login()),
            }
        )
    return Result("tail_log", "".join(f"{minified(row)}\n" for row in rows), rows), questions_on(source, rows, most)
