"""What TOON's benchmark asks of models is answered from compressed text, by code: the text says what the JSON said.

Its 244 questions and their documents are evaluation data; a few of each kind about generated documents stand here.
"""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest

import headroom
from tests.evaluation import DATA, MISSING_DATA
from tests.reader.changes import CHANGES, damaged
from tests.reader.judging import agrees
from tests.reader.notation import read
from tests.reader.questions import answer
from tests.reader.values import plain

CONTRADICTED = {"q233", "q234"}
"""Their truth gives the fields of a repository in an order that its own document does not have."""

STRUCTURAL = "structural-validation-"


def questions() -> dict[str, dict[str, Any]]:
    path = DATA / "toon" / "questions.json"
    return {question["id"]: question for question in json.loads(path.read_text("utf-8"))} if path.exists() else {}


ASKED = [question for question in questions().values() if not question["dataset"].startswith(STRUCTURAL)]
NO_QUESTIONS = [pytest.param(None, marks=MISSING_DATA)]


def asked(found: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "question", [pytest.param(question, id=question["id"]) for question in found] or NO_QUESTIONS
    )


at_both_levels = pytest.mark.parametrize("compact", [False, True], ids=["default", "compact"])


def compressed(document: Any, compact: bool = False) -> str:
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return headroom.SmartCrusher(headroom.SmartCrusherConfig(compact=compact)).crush(text).compressed


@cache
def original(dataset: str) -> Any:
    if dataset.startswith("generated-"):
        return GENERATED[dataset]()
    return json.loads((DATA / "toon" / f"acc-{dataset}.json").read_text("utf-8"))


@cache
def as_read(dataset: str, compact: bool = False) -> Any:
    return plain(read(compressed(original(dataset), compact)))


@cache
def changed(dataset: str, compact: bool) -> list[Any]:
    return [plain(read(compressed(change(original(dataset)), compact))) for change in CHANGES]


@MISSING_DATA
def test_every_question_about_values_is_asked():
    assert len(ASKED) == 239


@at_both_levels
@asked([question for question in ASKED if question["id"] not in CONTRADICTED])
def test_a_question_is_answered_from_compressed_text(question: dict[str, Any], compact: bool):
    assert agrees(answer(question["prompt"], as_read(question["dataset"], compact)), question)


@at_both_levels
@asked([question for question in ASKED if question["id"] in CONTRADICTED])
def test_where_the_truth_contradicts_the_document_the_answer_is_that_of_the_json(
    question: dict[str, Any], compact: bool
):
    answered = answer(question["prompt"], as_read(question["dataset"], compact))
    assert answered == answer(question["prompt"], original(question["dataset"]))
    assert not agrees(answered, question)


@at_both_levels
@asked(ASKED)
def test_another_document_has_another_answer(question: dict[str, Any], compact: bool):
    assert answer_changes(question["prompt"], question["dataset"], compact)


def answer_changes(prompt: str, dataset: str, compact: bool) -> bool:
    """Whether one of the changes to a document changes the answer; where a question is about nothing it does not."""

    def answered(document: Any) -> Any:
        try:
            return answer(prompt, document)
        except (KeyError, ValueError, IndexError):
            return as_before

    as_before = answer(prompt, as_read(dataset, compact))
    return any(answered(document) != as_before for document in changed(dataset, compact))


# The five structural questions: TOON damages the encoded text, not the JSON, which is the same for all five.


def is_complete(text: str) -> bool:
    """Whether a text reads, and every row of it has every field."""
    try:
        [rows] = plain(read(text)).values()
    except ValueError:
        return False
    return len({tuple(row) for row in rows}) == 1


@MISSING_DATA
def test_the_documents_of_the_structural_questions_do_not_differ():
    found = {(path.read_bytes()) for path in (DATA / "toon").glob(f"acc-{STRUCTURAL}*.json")}
    assert len(found) == 1


@at_both_levels
@asked([question for question in questions().values() if question["dataset"].startswith(STRUCTURAL)])
def test_a_damaged_table_is_told_from_a_whole_one(question: dict[str, Any], compact: bool):
    text = compressed(original(question["dataset"]), compact)
    damage = question["dataset"].removeprefix(STRUCTURAL)
    assert agrees(is_complete(damaged(text, damage)), question)


# The same about documents that are generated here.

NAMES = ["Ada Lovelace", "Bob Marsh, Jr.", "Cleo O'Neil", 'Dan "Dee" Fox', "Eve (HR)", "Zoë Ångström", "007", "null"]


def employees(count: int = 20) -> Any:
    draw = random.Random(count)
    return {
        "employees": [
            {
                "id": index,
                "name": f"{NAMES[index % len(NAMES)]} {index}",
                "email": f"{draw.randrange(10**6)}@example.com",
                "department": draw.choice(["Sales", "HR", "Marketing"]),
                "salary": draw.randrange(45_000, 150_000),
                "yearsExperience": draw.randrange(1, 25),
                "active": draw.random() < 0.7,
            }
            for index in range(count)
        ]
    }


def orders() -> Any:
    draw = random.Random(5)

    def item(number: int) -> dict[str, Any]:
        return {"sku": f"SKU;{number}", "name": "Desk, [oak]", "quantity": 1 + number, "price": draw.randrange(999) / 4}

    return {
        "orders": [
            {
                "orderId": f"ORD-{number:04}",
                "customer": {"id": number % 4, "name": NAMES[number % len(NAMES)], "email": f"{number}@example.com"},
                "items": [item(each) for each in range(number % 4)],
                "total": draw.randrange(10_000, 90_000) / 100,
                "status": ["pending", "shipped"][number % 2],
            }
            for number in range(12)
        ]
    }


def flags() -> Any:
    return {
        "flags": {
            f"flag_{each}": {"enabled": each % 3 > 0, "rollout": 7 * each, "owner": NAMES[each % 8]}
            for each in range(12)
        }
    }


GENERATED = {"generated-employees": employees, "generated-orders": orders, "generated-flags": flags}
STAFF, SOLD, SET = employees()["employees"], orders()["orders"], flags()["flags"]

EXAMPLES = [
    ("employees", f"What is the salary of {NAMES[1]} 1?", STAFF[1]["salary"]),
    ("employees", f"What is the email address of {NAMES[3]} 3?", STAFF[3]["email"]),
    ("employees", f"Is {NAMES[7]} 7 an active employee?", STAFF[7]["active"]),
    ("employees", "How many employees are in the dataset?", 20),
    ("employees", "How many employees work in Sales?", sum(one["department"] == "Sales" for one in STAFF)),
    ("employees", "How many employees are inactive?", sum(not one["active"] for one in STAFF)),
    (
        "employees",
        "How many active employees have more than 10 years of experience?",
        sum(one["active"] and one["yearsExperience"] > 10 for one in STAFF),
    ),
    ("employees", "What is the average salary across all employees?", sum(one["salary"] for one in STAFF) / 20),
    ("employees", "List the field names for employees (comma-separated, in order).", list(STAFF[0])),
    ("employees", "What is the name of the last employee in the dataset?", STAFF[-1]["name"]),
    ("orders", "What is the customer name for order ORD-0004?", NAMES[4]),
    ("orders", "How many items are in order ORD-0003?", 3),
    ("orders", "What is the total revenue across all orders?", sum(one["total"] for one in SOLD)),
    (
        "orders",
        'How many orders have status "shipped" and at least 3 items?',
        sum(one["status"] == "shipped" and len(one["items"]) >= 3 for one in SOLD),
    ),
    (
        "orders",
        "What are the field names for items within orders (comma-separated, in order)?",
        ["sku", "name", "quantity", "price"],
    ),
    ("flags", "Who owns flag `flag_6`?", NAMES[6]),
    ("flags", "How many flags are defined?", 12),
    ("flags", "Is flag `flag_3` enabled?", SET["flag_3"]["enabled"]),
    ("flags", "What is the 2nd field name for each flag?", "rollout"),
]


@at_both_levels
@pytest.mark.parametrize(("dataset", "prompt", "truth"), EXAMPLES, ids=[prompt for _, prompt, _ in EXAMPLES])
def test_a_question_about_a_generated_document_is_answered(dataset: str, prompt: str, truth: Any, compact: bool):
    answered = answer(prompt, as_read(f"generated-{dataset}", compact))
    assert answered == (pytest.approx(truth) if isinstance(truth, float) else truth)


@at_both_levels
@pytest.mark.parametrize(("dataset", "prompt", "truth"), EXAMPLES, ids=[prompt for _, prompt, _ in EXAMPLES])
def test_another_generated_document_has_another_answer(dataset: str, prompt: str, truth: Any, compact: bool):
    assert answer_changes(prompt, f"generated-{dataset}", compact)


@at_both_levels
@pytest.mark.parametrize("damage", ["truncated", "extra-rows", "width-mismatch", "missing-fields"])
def test_a_damaged_table_of_a_generated_document_is_told_from_a_whole_one(damage: str, compact: bool):
    text = compressed(employees(), compact)
    assert "[20 rows: " in text
    assert is_complete(text)
    assert not is_complete(damaged(text, damage))


@at_both_levels
def test_a_row_that_the_json_lacks_is_not_missed_but_a_field_is(compact: bool):
    document = employees()
    del document["employees"][-3:]
    assert is_complete(compressed(document, compact))
    del document["employees"][9]["salary"]
    assert not is_complete(compressed(document, compact))
