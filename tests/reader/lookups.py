"""What the words of a question stand for in a document: collections, fields, conditions."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

COLLECTIONS = {
    r"employees?": "employees",
    r"orders?": "orders",
    r"days|dates|(?:analytics )?metrics?": "metrics",
    r"(?:GitHub )?repositor(?:y|ies)": "repositories",
    r"logs?(?: entr(?:y|ies))?": "logs",
    r"flags?": "flags",
    r"contacts?": "contacts",
    r"feature flags": "features",
    r"database replicas": "database.replicas",
    r"authentication providers": "authentication.providers",
    r"roles?": "permissions.roles",
    r"groups?": "permissions.groups",
}
NOUN = rf"(?P<noun>{'|'.join(COLLECTIONS)})(?: records?)?"

FIELDS = {
    "years of experience": "yearsExperience",
    "email address": "email",
    "main branch": "defaultBranch",
    "rollout percentage": "rollout",
    "order value": "total",
    "order total": "total",
}

CONFIGURED = {
    "environment in the configuration": "environment",
    "version in the configuration": "version",
    "database host": "database.host",
    "database port": "database.port",
    "database name": "database.name",
    "maximum connection pool size": "database.pool.max",
    "minimum connection pool size": "database.pool.min",
    "connection pool idle timeout": "database.pool.idleTimeout",
    "session duration": "authentication.session.duration",
    "session refresh threshold": "authentication.session.refreshThreshold",
}


def at(value: Any, path: str) -> Any:
    """What stands at a dotted path; nothing where something on the way is lacking."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def collection(document: Any, noun: str) -> Any:
    """The list or the map that a noun names."""
    return at(document, next(path for words, path in COLLECTIONS.items() if re.fullmatch(words, noun)))


def rows(document: Any, noun: str) -> list[Any]:
    found = collection(document, noun)
    return list(found.values()) if isinstance(found, dict) else found


def only_rows(document: Any) -> list[Any]:
    """The rows of a document that is one collection."""
    [found] = document.values()
    return found


def field(row: Any, words: str) -> Any:
    """The field that some words name: as they stand, in camel case, or behind a dot."""
    if words == "revenue" and "revenue" not in row:
        words = "order total"
    first, *others = words.split(" ")
    camel = first + "".join(word.capitalize() for word in others)
    names = [FIELDS.get(words, camel), camel + "s", ".".join([first, *others])]
    return next((found for name in names if (found := at(row, name)) is not None), None)


def amount(value: Any) -> float:
    """A number, or how many a list holds."""
    return len(value) if isinstance(value, list) else value


Condition = Callable[[Any], bool]

_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "greater than": operator.gt,
    "more than": operator.gt,
    "above": operator.gt,
    "below": operator.lt,
    "at least": operator.ge,
    ">=": operator.ge,
}
_JOINING = re.compile(r"(?: |and\b|with\b|have\b|had\b|are\b|for\b|a\b|work\b)*")
_CLAUSES: list[tuple[re.Pattern[str], Callable[..., Condition]]] = []


def _clause(pattern: str) -> Callable[[Callable[..., Condition]], Callable[..., Condition]]:
    def remember(condition: Callable[..., Condition]) -> Callable[..., Condition]:
        _CLAUSES.append((re.compile(pattern), condition))
        return condition

    return remember


def conditions(words: str) -> list[Condition]:
    """The conditions that the words behind a noun state, all of which hold."""
    found: list[Condition] = []
    while words := words[_JOINING.match(words).end() :]:
        matches = ((pattern.match(words), condition) for pattern, condition in _CLAUSES)
        match, condition = next(((match, condition) for match, condition in matches if match), (None, None))
        if match is None:
            raise ValueError(f"no condition is known that reads {words!r}")
        found.append(condition(**match.groupdict()))
        words = words[match.end() :]
    return found


@_clause(r"(?:of data are )?in the dataset|defined(?: in permissions)?|configured")
def _of_all() -> Condition:
    return lambda row: True


@_clause(r"in (?P<department>[A-Z]\w*)")
def _in_department(department: str) -> Condition:
    return lambda row: row["department"] == department


@_clause(r"(?P<no>in)?active|(?P<enabled>enabled)")
def _switched(no: str | None, enabled: str | None) -> Condition:
    return lambda row: row["enabled" if enabled else "active"] is not bool(no)


@_clause(r"status code indicating an error \(>= (?P<least>\d+)\)")
def _failing(least: str) -> Condition:
    return lambda row: row["statusCode"] >= int(least)


@_clause(r"successful status code \((?P<least>\d+)-(?P<most>\d+)\)")
def _successful(least: str, most: str) -> Condition:
    return lambda row: int(least) <= row["statusCode"] <= int(most)


@_clause(r"retryable error")
def _retryable() -> Condition:
    return lambda row: at(row, "error.retryable") is True


@_clause(r"(?:include )?the \"?(?P<name>\w+)\"? (?P<words>role|scope)")
def _holding(name: str, words: str) -> Condition:
    return lambda row: name in field(row, words)


@_clause(r"(?:use )?(?P<before>[a-z ]+? )?\"(?P<text>[^\"]*)\"(?: as their (?P<behind>default branch))?")
def _being(before: str | None, text: str, behind: str | None) -> Condition:
    return lambda row: field(row, (before or behind or "").strip()) == text


@_clause(r"(?P<than>more than|at least) (?P<bound>[\d.]+|one) (?P<words>years of experience|\w+)(?: assigned)?")
@_clause(r"(?P<words>[a-z ]+?) (?P<than>greater than|above|below|>=) (?P<bound>[\d.]+)%?")
def _comparing(words: str, than: str, bound: str) -> Condition:
    limit = 1 if bound == "one" else float(bound)
    return lambda row: _COMPARED[than](amount(field(row, words)), limit)


@_clause(r"(?P<words>port) (?P<number>\d+)")
def _numbered(words: str, number: str) -> Condition:
    return lambda row: field(row, words) == int(number)
