"""Conversations in which a result comes again, changed: what is asked stands in the later one."""

from __future__ import annotations

import copy
from typing import Any

from headroom._reading.subject import minified, spelled
from peers.documents import Source
from reading.families import CITIES, STATES, Made, code, identifiers, of_file, settings
from reading.subjects import Family, Question, called, of_object


def order(source: Source) -> dict[str, Any]:
    return {
        "order_id": f"W-{source.randrange(1000, 9999)}",
        "status": source.choice(STATES[:2]),
        "customer": {"name": source.person(), "city": source.choice(CITIES)},
        "items": [
            {"sku": f"K{sku}", "qty": source.randrange(1, 40), "price": source.money(300)}
            for sku in identifiers(source, 7)
        ],
        "weight": source.money(90),
        "carrier": {"name": "parcel", "tracking": str(source.randrange(10**9, 10**10))},
    }


def later(source: Source, before: dict[str, Any], unlike: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """The order after an event, and the item that changed: another than that of an earlier one."""
    after = copy.deepcopy(before)
    item = source.choice([item for item in after["items"] if item["sku"] != unlike])
    item["qty"] += source.randrange(50, 90)
    after["weight"] = round(before["weight"] + 2.3, 1)
    return after, item


def of_item(item: dict[str, Any], field: str) -> Question:
    text = f'In the latest result, what is "{field}" of the item whose "sku" is {item["sku"]}?'
    return Question(text, spelled(item[field]))


def changes(source: Source) -> Made:
    """An order that is asked for three times and changes in between."""
    first = order(source)
    second, one = later(source, first)
    second["status"] = "cancelled"
    third, other = later(source, second, unlike=one["sku"])
    asked = {"order": first["order_id"]}
    texts = [("get_order", asked, minified(value)) for value in (first, second, third)]
    same = next(item for item in third["items"] if item["sku"] not in (one["sku"], other["sku"]))
    one = next(item for item in third["items"] if item["sku"] == one["sku"])
    questions = [of_item(one, "qty"), of_item(other, "qty"), of_item(same, "price")]
    return called(*texts), questions + [
        of_object(third, *path.split(".")) for path in ("status", "weight", "carrier.tracking")
    ]


def edited(source: Source) -> tuple[dict[str, int], dict[str, int], list[str]]:
    """The settings of a file, those after an edit, and the names that changed, came and stand beside it."""
    values = settings(source)
    names = source.sample([*values][2:-2], 2)
    after: dict[str, int] = {}
    for name, value in values.items():
        if name == names[1]:
            after["EXTRA_LIMIT"] = source.randrange(10, 99)
        after[name] = value + 500 if name == names[0] else value
    return values, after, [names[0], "EXTRA_LIMIT", names[1]]


def edited_file(source: Source) -> Made:
    """A file that is edited and read again."""
    before, after, names = edited(source)
    path = {"path": "app/limits.py"}
    read = [
        ("read_file", path, code(before)),
        ("edit_file", path, "The file was edited."),
        ("read_file", path, code(after)),
    ]
    return called(*read), [of_file(after, name) for name in [*names, *source.sample([*before], 2)]]


def numbered(values: dict[str, int]) -> str:
    return "".join(f"{number:6}\t{line}\n" for number, line in enumerate(code(values).splitlines(), 1))


def line_numbers(source: Source) -> Made:
    """The same with line numbers, and questions about them."""
    before, after, names = edited(source)
    path = {"path": "app/limits.py"}
    lines = code(after).splitlines()
    ask = "In the latest result, on which line does {} stand? Reply with the number."
    asked = [Question(ask.format(name), str(1 + lines.index(f"{name} = {after[name]}"))) for name in names]
    read = [("read_file", path, numbered(values)) for values in (before, after)]
    return called(*read), [*asked, *(of_file(after, name) for name in names)]


def chunk(source: Source, city: str, document: str, number: int) -> dict[str, Any]:
    """A chunk of a handbook: a paragraph with two facts in it, far from its ends."""
    words = [f"{source.sentence()[:-1]}, {source.sentence().lower()}" for _ in range(5)]
    room, fee = source.randrange(100, 999), source.randrange(11, 99)
    words.insert(2, f"The desk for {city} is in room {room}.")
    words.insert(4, f"The fee for {city} is {fee} EUR.")
    return {"name": document, "chunk": number, "content": " ".join(words), "city": city, "room": room, "fee": fee}


def found_again(source: Source) -> Made:
    """What two searches in two handbooks find: the second, two chunks of the first and a new one."""
    cities = source.sample(CITIES, 5)
    places = [("rooms.md", 1), ("rooms.md", 2), ("fees.md", 1), ("fees.md", 2), ("fees.md", 3)]
    chunks = [chunk(source, city, *place) for city, place in zip(cities, places, strict=True)]
    first, second = chunks[:3], [chunks[3], chunks[1], chunks[0], chunks[4]]
    told = [[{key: one[key] for key in ("name", "chunk", "content")} for one in found] for found in (first, second)]
    questions = [
        Question(f"By the latest result, {asked} for {one['city']}? Reply with the number.", str(one[key]))
        for one in second[:3]
        for asked, key in (("in which room is the desk", "room"), ("how many EUR is the fee", "fee"))
    ]
    searches = zip(("rooms", "fees"), told, strict=True)
    return called(*(("search", {"query": query}, minified(found)) for query, found in searches)), questions


CONVERSATIONS = [
    Family("JSON that changed", "default", r"^\[as in .* above, except:\]", changes),
    Family("what an earlier message says", "default", r"^\[… as in ", edited_file),
    Family("line numbers", "default", r"^\[… as in ", line_numbers),
    Family("texts that were found before", "default", r"^\[… as in ", found_again),
]
