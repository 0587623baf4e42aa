"""Documents that take one form of the notation each, and what is asked about them."""

from __future__ import annotations

from typing import Any

from headroom._reading.subject import minified
from peers.documents import LAST, WORDS, Source
from reading.subjects import Family, Question, called, of_entry, of_object, of_row, of_rows

Made = tuple[list[Any], list[Question]]
CITIES = ["Lyon", "Oslo", "Porto", "Gent", "Brno", "Cork", "Graz", "Turin"]
STATES = ["open", "shipped", "cancelled", "returned"]


def identifiers(source: Source, count: int) -> list[int]:
    return source.sample(range(1000, 9999), count)


def users(source: Source) -> list[dict[str, Any]]:
    """Rows of plain fields."""
    return [
        {"id": number, "name": source.person(), "team": source.choice(CITIES), "logins": source.randrange(900)}
        for number in identifiers(source, 11)
    ]


def table(source: Source) -> Made:
    rows = users(source)
    asked = of_rows(source, rows, "id", 2, "name", "logins")
    asked += [Question("In the latest result, how many entries are there?", str(len(rows)))]
    return called(("list_users", {}, minified(rows))), asked


def gaps(source: Source) -> Made:
    rows: list[dict[str, Any]] = []
    for number in identifiers(source, 11):
        row = {
            "id": f"D{number}",
            "port": source.randrange(9999),
            "rack": source.choice(WORDS),
            "load": source.randrange(99),
        }
        for field in ("port", "rack"):
            if source.random() < 0.35:
                del row[field]
        rows.append({**row, "fan": source.choice([None, source.randrange(4000)])})
    asked = of_rows(source, rows, "id", 3, "rack", "load")
    return called(("list_devices", {}, minified({"devices": rows}))), asked


def constants(source: Source) -> Made:
    rows = [
        {
            "host": f"web-{number}",
            "region": "eu-west-1",
            "p50": source.randrange(90),
            "unit": "ms",
            "p99": source.randrange(900),
        }
        for number in range(1, 13)
    ]
    asked = of_rows(source, rows, "host", 2, "p50", "unit", "p99")
    return called(("query_metrics", {}, minified({"series": rows}))), asked


def dotted(source: Source) -> Made:
    rows = [
        {
            "id": number,
            "name": source.person(),
            "address": {"city": source.choice(CITIES), "zip": f"{source.randrange(99999):05}"},
            "vip": source.random() < 0.5,
        }
        for number in identifiers(source, 9)
    ]
    asked = [of_row(row, "id", "address", field) for row in source.sample(rows, 2) for field in ("city", "zip")]
    return called(("list_customers", {}, minified(rows))), [*asked, of_row(source.choice(rows), "id", "vip")]


def person(source: Source) -> dict[str, Any]:
    return {"login": source.choice(LAST).lower(), "number": source.randrange(9999), "kind": "User", "admin": False}


def records(source: Source) -> Made:
    fields = ["author", "assignee", "reviewer", "merged_by", "closed_by"]
    issue = {"title": source.sentence(3, 5), **{field: person(source) for field in fields}, "comments": 7}
    asked = [of_object(issue, field, inner) for field in source.sample(fields, 3) for inner in ("login", "number")]
    return called(("get_issue", {}, minified(issue))), asked


def address(source: Source) -> dict[str, Any]:
    return {
        "name": source.person(),
        "street": f"{source.randrange(199)} {source.choice(LAST)} Road",
        "city": source.choice(CITIES),
        "zip": f"{source.randrange(99999):05}",
        "phone": f"+1 555 {source.randrange(9999):04}",
        "note": source.sentence(14, 18),
    }


def long_repeats(source: Source) -> Made:
    places = [address(source) for _ in range(2)]
    fields = ["billing", "shipping", "returns", "invoices"]
    order = {"order": source.randrange(9999), **dict(zip(fields, [*places, *places], strict=True))}
    asked = [of_object(order, field, inner) for field in fields for inner in source.sample(["city", "zip", "name"], 1)]
    return called(("get_order", {}, minified(order))), asked


def matrix(source: Source) -> Made:
    rows = [[-60.5 - number / 4, 43 + source.randrange(99) / 10] for number in range(24)]
    ask = "In the latest result, what is the second number of the array that begins with {}?"
    asked = [Question(ask.format(first), str(second)) for first, second in source.sample(rows, 5)]
    return called(("get_route", {}, minified({"type": "LineString", "coordinates": rows}))), asked


def json_text(source: Source) -> Made:
    rows = users(source)
    asked = of_rows(source, rows, "id", 2, "name", "logins")
    return called(("http_get", {}, minified({"status": 200, "body": minified(rows)}))), asked


def settings(source: Source) -> dict[str, int]:
    return {f"{word.upper()}_LIMIT": source.randrange(10, 9999) for word in source.sample(WORDS, 16)}


def code(values: dict[str, int]) -> str:
    return '"""Limits that the service keeps."""\n\n' + "".join(f"{name} = {value}\n" for name, value in values.items())


def of_file(values: dict[str, int], name: str) -> Question:
    return Question(f"In the latest result, what is the value of {name}?", str(values[name]))


def raw_text(source: Source) -> Made:
    values = settings(source)
    lines = "".join(f'\tset("{name}", "{value}")\n' for name, value in values.items())
    text = minified({"path": "app/limits.conf", "content": f'# "limits"\n{lines}', "truncated": False})
    return called(("read_file", {}, text)), [of_file(values, name) for name in source.sample([*values], 5)]


def json_lines(source: Source) -> Made:
    rows = [
        {
            "ts": f"10:{number:02}:{source.randrange(59):02}",
            "level": source.choice(["INFO", "WARN"]),
            "ms": source.randrange(999),
            "job": source.choice(WORDS),
        }
        for number in range(12)
    ]
    asked = of_rows(source, rows, "ts", 2, "ms", "job", "level")
    return called(("read_log", {}, "\n".join(map(minified, rows)))), asked


def groups(source: Source) -> Made:
    rows = [
        {
            "order": number,
            "items": [{"sku": f"A{sku}", "qty": source.randrange(1, 99)} for sku in identifiers(source, 2)],
        }
        for number in identifiers(source, 7)
    ]
    ask = 'In the "items" of the entry whose "order" is {}, what is "qty" where "sku" is {}?'
    asked = [
        Question(ask.format(row["order"], item["sku"]), str(item["qty"]))
        for row in source.sample(rows, 5)
        for item in source.sample(row["items"], 1)
    ]
    return called(("list_orders", {}, minified(rows))), asked


def maps(source: Source) -> Made:
    entries = {
        f"{word}-api": {
            "replicas": source.randrange(1, 40),
            "zone": source.choice(CITIES),
            "port": source.randrange(9999),
        }
        for word in source.sample(WORDS, 9)
    }
    asked = [of_entry(entries, key, field) for key in source.sample([*entries], 3) for field in ("replicas", "port")]
    return called(("list_services", {}, minified(entries))), asked


def one_object(source: Source) -> Made:
    order = {
        "order_id": f"W-{source.randrange(9999)}",
        "customer": source.person(),
        "to": {"city": source.choice(CITIES), "zip": f"{source.randrange(99999):05}"},
        "items": [{"sku": f"A{sku}", "price": source.randrange(999)} for sku in identifiers(source, 3)],
        "payments": [{"method": "gift card", "amount": source.randrange(999)}],
        "coupon": None,
        "weight": source.randrange(99),
        "status": source.choice(STATES),
    }
    asked = [of_object(order, *path.split(".")) for path in ("customer", "to.zip", "coupon", "weight", "status")]
    return called(("get_order", {}, minified(order))), asked


def affixes(source: Source) -> Made:
    rows = [
        {"id": 100 + number, "url": f"https://example.org/photos/{word}.jpg", "size": source.randrange(999)}
        for number, word in enumerate(source.sample(WORDS, 10))
    ]
    asked = of_rows(source, rows, "id", 3, "url", "size")
    return called(("list_photos", {}, minified(rows))), asked


def short_repeats(source: Source) -> Made:
    offices = [
        f"{source.choice(CITIES)}, {source.randrange(199)} {source.choice(LAST)} Road, floor {floor}"
        for floor in (2, 5, 7)
    ]
    fields = source.sample(WORDS, 9)
    value = {field: {"lead": source.person(), "office": source.choice(offices)} for field in fields}
    asked = [of_object(value, field, inner) for field in source.sample(fields, 3) for inner in ("lead", "office")]
    return called(("get_teams", {}, minified({"teams": [value]}))), asked


def quoted(source: Source) -> Made:
    rows = users(source)
    lines = "\n".join(f"{row['id']},{row['name']},{row['team']},{row['logins']}" for row in rows)
    text = f"The page shows a table:\n[{len(rows)} rows: id,name,team,logins\n{lines}\n]\nThat is all of it.\n"
    asked = of_rows(source, rows, "id", 2, "name", "logins")
    return called(("http_get", {}, text)), asked


TABLES = [
    Family("tables", "default", r"\[\d+ rows: ", table),
    Family("cells that say their column", "default", r"\n[^\n]*,\w+=", gaps),
    Family("columns that never change", "default", r" rows: .*unit=ms", constants),
    Family("dotted columns", "default", r" rows: .*address\.zip", dotted),
    Family("JSON Lines", "default", r"\[\d+ lines: ", json_lines),
]
ANNOUNCED = [
    Family("records", "default", r"^\[records: ", records),
    Family("repeats", "default", r"\[\*n repeats &n\]", long_repeats),
    Family("matrices", "default", r"\[; between rows\]", matrix),
    Family("JSON in strings", "default", r'\["""JSON text', json_text),
    Family("raw text", "default", r'\["""raw text', raw_text),
    Family("texts as they came", "default", r"^\[text as it came\]\n", quoted),
]
OTHER_LEVELS = [
    Family("tables at the plain level", "plain", r"\n[^\n]*,p99=", constants),
    Family("groups", "compact", r" rows: .*items\[", groups),
    Family("maps", "compact", r"^\{\d+ rows: key", maps),
    Family("one object", "compact", r"^\{1 row: ", one_object),
    Family("what values share", "compact", r"url=\"https", affixes),
    Family("short repeats", "compact", r"\[\*n repeats &n\]", short_repeats),
]
