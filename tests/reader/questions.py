"""Answers to the questions of TOON's benchmark, by their templates: nothing of a document is known beforehand."""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import fmean
from typing import Any

from tests.reader.lookups import CONFIGURED, NOUN, amount, at, collection, conditions, field, only_rows, rows

_TEMPLATES: list[tuple[re.Pattern[str], Callable[..., Any]]] = []


def answer(prompt: str, document: Any) -> Any:
    """The answer to a question, from a document in Python's own types."""
    for pattern, answered in _TEMPLATES:
        if match := pattern.fullmatch(prompt):
            return answered(document, **match.groupdict())
    raise ValueError(f"no template is known of {prompt!r}")


def _asked(*patterns: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def remember(answered: Callable[..., Any]) -> Callable[..., Any]:
        _TEMPLATES.extend((re.compile(pattern), answered) for pattern in patterns)
        return answered

    return remember


def _of(found: list[Any], name: str, who: str) -> Any:
    """The one row that has this name."""
    [row] = [row for row in found if row[name] == who]
    return row


# Structure


def _names(found: list[Any]) -> list[str]:
    return list(dict.fromkeys(name for row in found for name in row))


@_asked(rf"List the (?:top-level )?field names for (?:each )?{NOUN} \(comma-separated,.*\)\.")
def _field_names(document: Any, noun: str) -> list[str]:
    return _names(rows(document, noun))


@_asked(
    rf"What are the field names within an? {NOUN}'s (?P<inner>\w+) \(.*\)\?",
    rf"What are the field names for (?P<inner>\w+?)(?: objects)? within {NOUN} \(.*\)\?",
)
def _inner_names(document: Any, noun: str, inner: str) -> list[str]:
    found = [row[inner] for row in rows(document, noun)]
    return _names([one for value in found for one in (value if isinstance(value, list) else [value])])


@_asked(rf"What is the (?P<number>\d+)(?:st|nd|rd|th) (?:top-level )?field name for (?:each )?{NOUN}\?")
def _field_name(document: Any, noun: str, number: str) -> str:
    return _names(rows(document, noun))[int(number) - 1]


@_asked(rf"How many fields does each {NOUN} have\?")
def _field_count(document: Any, noun: str) -> int:
    return len(_names(rows(document, noun)))


@_asked(rf"What is the (?P<words>\w+) of the last {NOUN}(?: \(`(?P<key>\w+)`\))? in the dataset\?")
def _of_last(document: Any, words: str, noun: str, key: str | None) -> Any:
    if key and [*collection(document, noun)][-1] != key:
        raise ValueError(f"{key!r} is not the last")
    return field(rows(document, noun)[-1], words)


@_asked(r"What country does the last contact in the dataset live in\?")
def _country_of_last(document: Any) -> str:
    return document["contacts"][-1]["address"]["country"]


# One field of one row


@_asked(r"What is the (?P<words>salary|email address) of (?P<who>.+)\?")
def _of_employee(document: Any, words: str, who: str) -> Any:
    return field(_of(document["employees"], "name", who), words)


@_asked(r"What (?P<words>department) does (?P<who>.+) work in\?")
@_asked(r"How many (?P<words>years of experience) does (?P<who>.+) have\?")
@_asked(r"Is (?P<who>.+) an (?P<words>active) employee\?")
def _of_worker(document: Any, words: str, who: str) -> Any:
    return _of_employee(document, words, who)


@_asked(r"What is the (?P<words>[a-z ]+) (?:for|of) order (?P<who>\S+)\?")
@_asked(r"How many (?P<words>items) are in order (?P<who>\S+)\?")
def _of_order(document: Any, words: str, who: str) -> Any:
    order = _of(document["orders"], "orderId", who)
    found = field(order, words)
    return len(found) if isinstance(found, list) else found


@_asked(r"What (?:is|are) the (?P<words>views|revenue|bounce rate) for (?P<who>\S+)\?")
@_asked(r"How many (?P<words>conversions) were there on (?P<who>\S+)\?")
def _of_day(document: Any, words: str, who: str) -> Any:
    return field(_of(document["metrics"], "date", who), words)


@_asked(r"How many (?P<words>stars|forks|watchers) does (?P<who>\S+/\S+) have\?")
@_asked(r"What is the (?P<words>main branch) of (?P<who>\S+)\?")
def _of_repository(document: Any, words: str, who: str) -> Any:
    return field(_of(document["repositories"], "repo", who), words)


@_asked(r"What is the (?P<words>[a-z ]+) (?:for|of) the log at (?P<who>\S+)\?")
def _of_log(document: Any, words: str, who: str) -> Any:
    return field(_of(document["logs"], "timestamp", who), words)


@_asked(r"What is the (?P<words>rollout percentage) of flag `(?P<key>\w+)`\?")
@_asked(r"Is flag `(?P<key>\w+)` (?P<words>enabled)\?")
def _of_flag(document: Any, words: str, key: str) -> Any:
    return field(document["flags"][key], words)


@_asked(r"Who owns flag `(?P<key>\w+)`\?")
def _owner(document: Any, key: str) -> Any:
    return document["flags"][key]["owner"]


_CONTACTS = {
    r"What city is (?P<who>.+)'s address in\?": "address.city",
    r"What country does (?P<who>.+) live in\?": "address.country",
    r"What plan is (?P<who>.+) on\?": "plan.name",
    r"What is the price of (?P<who>.+)'s plan\?": "plan.price",
    r"How old is (?P<who>.+)\?": "age",
}
for _pattern, _path in _CONTACTS.items():
    _asked(_pattern)(lambda document, who, path=_path: at(_of(document["contacts"], "name", who), path))


@_asked(rf"What is the (?P<words>{'|'.join(CONFIGURED)})\?")
def _configured(document: Any, words: str) -> Any:
    return at(document, CONFIGURED[words])


# All rows, or those of some conditions


@_asked(rf"What is the total (?:number of )?(?P<words>\w+) across all {NOUN}\?")
def _total(document: Any, words: str, noun: str) -> float:
    return sum(amount(field(row, words)) for row in rows(document, noun))


@_asked(rf"What is the average (?:number of )?(?P<words>[a-z ]+?) (?:across all|per) {NOUN}\?")
def _average(document: Any, words: str, noun: str) -> float:
    return fmean(field(row, words) for row in rows(document, noun))


@_asked(r"What is the average (?P<words>[a-z ]+)\?")
def _average_of_all(document: Any, words: str) -> float:
    return fmean(field(row, words) for row in only_rows(document))


@_asked(r"What is the highest (?P<words>[a-z ]+)\?")
def _highest(document: Any, words: str) -> float:
    return max(field(row, words) for row in only_rows(document))


@_asked(rf"How many distinct (?P<words>\w+) are defined across all {NOUN}\?")
def _distinct(document: Any, words: str, noun: str) -> int:
    return len({one for row in rows(document, noun) for one in row[words]})


@_asked(rf"How many (?P<words>\w+) does the (?P<key>\w+) {NOUN} have\?")
def _held(document: Any, words: str, key: str, noun: str) -> int:
    return len(collection(document, noun)[key][words])


@_asked(rf"How many (?P<adjective>active )?{NOUN} (?P<words>.+)\?")
def _count(document: Any, adjective: str | None, noun: str, words: str) -> int:
    asked = conditions(f"{adjective or ''}{words}")
    return sum(all(holds(row) for holds in asked) for row in rows(document, noun))
