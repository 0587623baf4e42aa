"""Instances of Python classes, as tools that return models show them, and what is asked about them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from peers.documents import WORDS, Source
from reading.families import CITIES, STATES, Made, identifiers
from reading.subjects import Family, Question, called, of_rows

ASK = "In the latest result, "


@dataclass
class Customer:
    name: str
    city: str


@dataclass
class Item:
    sku: str
    quantity: int


@dataclass
class Order:
    id: int
    state: str
    customer: Customer
    items: list[Item]
    note: str | None = None


def orders(source: Source) -> Made:
    """Orders, each with a customer and items."""
    made = [
        Order(
            number,
            source.choice(STATES),
            Customer(source.person(), source.choice(CITIES)),
            [Item(f"{source.choice(WORDS)}-{source.randrange(99)}", source.randrange(1, 40)) for _ in range(size)],
        )
        for number, size in zip(identifiers(source, 9), [2, 1, 3, 2, 1, 2, 3, 1, 2], strict=True)
    ]
    one, other, last = source.sample(made, 3)
    asked = [
        Question(f"{ASK}what is the name of the customer of the order with the id {one.id}?", one.customer.name),
        Question(f"{ASK}in which city is the customer of the order with the id {other.id}?", other.customer.city),
        Question(f"{ASK}what is the state of the order with the id {last.id}?", last.state),
        Question(f"{ASK}what is the sku of the first item of the order with the id {one.id}?", one.items[0].sku),
        Question(
            f"{ASK}what is the quantity of the first item of the order with the id {last.id}?",
            str(last.items[0].quantity),
        ),
        Question(f"{ASK}how many orders are there?", str(len(made))),
    ]
    return called(("list_orders", {}, str(made))), asked


def texts(source: Source) -> Made:
    """Records over MCP, each in a text of its own."""
    rows = [
        {
            "id": number,
            "title": f'The "{source.choice(WORDS)}" {source.choice(WORDS)}',
            "owner": source.person(),
            "votes": source.randrange(900),
        }
        for number in identifiers(source, 10)
    ]
    blocks = [f"TextContent(type='text', text={json.dumps(row, indent=2)!r}, annotations=None)" for row in rows]
    result = f"meta=None content=[{', '.join(blocks)}] isError=False"
    asked = of_rows(source, rows, "id", 2, "owner", "votes")
    return called(("list_issues", {}, result)), [*asked, Question(f"{ASK}how many entries are there?", str(len(rows)))]


EACH_LINE = r"^\[each line below is the Python string <text>"
INSTANCES = [
    Family("Python objects", "default", r"^\[Python objects: ", orders),
    Family("results over MCP with a text for each record", "default", EACH_LINE, texts),
    Family("the same at the plain level", "plain", EACH_LINE, texts),
]
