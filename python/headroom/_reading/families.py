"""The set of subjects: every kind of document and conversation, drawn from a seed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from headroom._reading import objects, tables, texts
from headroom._reading.conversations import again, file_again
from headroom._reading.questions import questions_on
from headroom._reading.source import Source
from headroom._reading.subject import Question, Result, Subject

__all__ = ["FAMILIES", "subjects"]

Made = tuple[tuple[Result, ...], list[Question]]
Family = Callable[[Source, int], Made]


def _document(tool: str, make: Callable[[Source], Any]) -> Family:
    """Make a family of a document, as an API returns it: indented."""

    def made(source: Source, most: int) -> Made:
        value = make(source)
        return (Result(tool, json.dumps(value, ensure_ascii=False, indent=2), value),), questions_on(
            source, value, most
        )

    return made


def _text(make: Callable[[Source, int], texts.Made]) -> Family:
    def made(source: Source, most: int) -> Made:
        result, questions = make(source, most)
        return (result,), questions

    return made


FAMILIES: dict[str, Family] = {
    "orders": _document("get_orders", tables.orders),
    "users": _document("list_users", tables.users),
    "issues": _document("search_issues", tables.issues),
    "metrics": _document("query_metrics", tables.metrics),
    "quotes": _document("get_quotes", tables.quotes),
    "sparse rows": _document("list_devices", tables.sparse),
    "shared affixes": _document("list_invoices", tables.affixes),
    "events": _document("list_events", tables.events),
    "map of names": _document("get_services", objects.services),
    "map of numbers": _document("get_posts", objects.posts),
    "one order": _document("get_order", objects.order),
    "records": _document("get_pull_request", objects.pull_request),
    "deep objects": _document("get_pod", objects.pod),
    "repeated addresses": _document("get_seller", objects.seller),
    "repeated objects": _document("get_backup_config", objects.backups),
    "JSON in a string": _text(texts.json_text),
    "file in a string": _text(texts.file),
    "matrix": _text(texts.matrix),
    "query": _text(texts.table),
    "Python records": _text(texts.records),
    "Python tuples": _text(texts.tuples),
    "JSON Lines": _text(texts.lines),
    "orders again": again("get_orders", tables.orders),
    "users again": again("list_users", tables.users),
    "map again": again("get_services", objects.services),
    "one order again": again("get_order", objects.order),
    "events again": again("list_events", tables.events),
    "file again": file_again,
}
"""Makers of a subject's results and up to so many questions, by the family's name."""


def subjects(seed: int, copies: int, questions: int) -> Iterator[Subject]:
    """Draw subjects, the same for the same seed: one of each family, then a second of each, and so on.

    Args:
        seed: what they are drawn from.
        copies: subjects of each family.
        questions: the most that is asked about one of them.
    """
    for copy in range(copies):
        for name, make in FAMILIES.items():
            results, asked = make(Source(f"{seed} {name} {copy}"), questions)
            yield Subject(f"{name} {copy + 1}", results, tuple(asked))
