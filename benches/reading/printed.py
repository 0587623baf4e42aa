"""Rows that a loop prints, dicts that show themselves as calls, and trees, and what is asked about them."""

from __future__ import annotations

from peers.documents import WORDS, Source
from reading.families import CITIES, STATES, Made, identifiers
from reading.subjects import Family, Question, called, of_rows

ASK = "In the latest result, "


def _records(source: Source) -> list[dict[str, object]]:
    return [
        {"id": number, "owner": source.person(), "city": source.choice(CITIES), "state": source.choice(STATES)}
        for number in identifiers(source, 14)
    ]


def models(source: Source) -> Made:
    """Models, a line each."""
    rows = _records(source)
    lines = [f"Order({', '.join(f'{name}={value!r}' for name, value in row.items())})" for row in rows]
    return called(("print_orders", {}, "\n".join(lines))), of_rows(source, rows, "id", 2, "owner", "city")


def tuples(source: Source) -> Made:
    """Tuples, a line each; their columns have no names."""
    rows = _records(source)
    one, other, last = source.sample(rows, 3)
    asked = [
        Question(f"{ASK}who is named in the row that begins with {one['id']}?", str(one["owner"])),
        Question(f"{ASK}which city is named in the row that begins with {other['id']}?", str(other["city"])),
        Question(f"{ASK}which number does the row of {last['owner']} begin with?", str(last["id"])),
    ]
    return called(("print_rows", {}, "\n".join(str(tuple(row.values())) for row in rows))), asked


def ordered(source: Source) -> Made:
    """A list of ordered dicts, as they show themselves."""
    rows = _records(source)
    shown = ", ".join(f"OrderedDict([{', '.join(map(repr, row.items()))}])" for row in rows)
    return called(("list_orders", {}, f"[{shown}]")), of_rows(source, rows, "id", 2, "owner", "city")


def drawn(source: Source) -> Made:
    """Folders in folders with files, drawn; each file stands once."""
    folders = source.sample(list(WORDS), 6)
    files = iter(source.sample(range(100, 999), 18))
    lines, places = ["shop"], {}
    for number, folder in enumerate(folders):
        is_last = number == len(folders) - 1
        lines.append(f"{'└──' if is_last else '├──'} {folder}")
        for place in range(3):
            name = f"{source.choice(list(WORDS))}{next(files)}.py"
            places[name] = folder
            lines.append(f"{' ' if is_last else '│'}   {'└──' if place == 2 else '├──'} {name}")
    asked = [Question(f"{ASK}in which folder is {name}?", places[name]) for name in source.sample(list(places), 3)]
    return called(("run", {"command": "tree shop"}, "\n".join(lines) + "\n")), asked


PRINTED = [
    Family("models that a loop prints", "default", r"^\[14 lines: Order\(", models),
    Family("tuples that a loop prints", "compact", r"^\[14 tuples joined by ", tuples),
    Family("ordered dicts", "compact", r"^\[14 rows: OrderedDict\(\[\(", ordered),
    Family("drawn trees", "compact", r"^\[tree in ", drawn),
]
