"""The question set: the same for the same seed, and every answer is what a program reads out of the document."""

from __future__ import annotations

import ast
import json
import re
from contextlib import suppress
from typing import Any

import pytest

from headroom import expand_messages
from headroom._reading import writings as ways
from headroom._reading.families import FAMILIES, subjects
from headroom._reading.subject import Subject, spelled
from headroom._reading.writings import ORIGINAL, tokens_of, writings

SET = [subject for seed in range(6) for subject in subjects(seed, 1, 20)]
OF_ENTRY = re.compile(r'(?:^|, )(?:[wW]hat) is (.+?) of the entry(?: whose "(\w+)" is (.+)| "(.+)")\?$')


def test_the_set_is_the_same_for_the_same_seed_and_another_for_another():
    assert list(subjects(3, 2, 5)) == list(subjects(3, 2, 5))
    assert list(subjects(3, 1, 5)) != list(subjects(4, 1, 5))
    assert [subject.name for subject in subjects(3, 2, 5)][:: len(FAMILIES)] == ["orders 1", "orders 2"]


def test_every_subject_is_asked_about_as_often_as_it_may_be():
    for subject in subjects(1, 2, 5):
        assert 4 <= len(subject.questions) <= 5, subject.name
        assert len({question.text for question in subject.questions}) == len(subject.questions), subject.name


def objects(value: Any) -> list[Any]:
    """All objects and lists in a document."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(found for part in inner for found in objects(part))] if isinstance(value, dict | list) else []


def read(subject: Subject) -> Any:
    """The last document of a subject, JSON in its strings read too."""
    value = subject.results[-1].value
    return json.loads(value["body"]) if isinstance(value, dict) and "body" in value else value


def entries(value: Any, field: str | None, name: str) -> list[Any]:
    if field is None:
        return [one[name] for one in objects(value) if isinstance(one, dict) and isinstance(one.get(name), dict)]
    return [one for one in objects(value) if isinstance(one, dict) and field in one and spelled(one[field]) == name]


def value_at(entry: Any, path: list[str]) -> str:
    for key in reversed(path):
        if key not in entry:
            return "absent"
        entry = entry[key]
    return "null" if entry is None else "empty" if entry == "" else spelled(entry)


def test_what_is_asked_of_entries_is_what_stands_in_them():
    checked = 0
    for subject in SET:
        for question in subject.questions:
            asked = OF_ENTRY.search(question.text)
            if asked:
                path, field, name, key = asked.groups()
                [entry] = entries(read(subject), field, name or key)
                assert value_at(entry, re.findall(r'"(.+?)"', path)) == question.answer, (subject.name, question)
                checked += 1
    assert checked > 400


def test_other_answers_stand_in_the_document():
    for subject in SET:
        text = json.dumps([result.text for result in subject.results[-1:]], ensure_ascii=False)
        for question in subject.questions:
            if question.kind not in ("count", "missing value"):
                assert question.answer.lower() in text.lower(), (subject.name, question)  # Python has True


def test_counts_are_those_of_the_documents():
    for subject in SET:
        for question in subject.questions:
            if question.kind == "count":
                value = read(subject) or re.findall(r"\(", subject.results[-1].text)
                assert int(question.answer) in {len(one) for one in [value, *objects(value)]}, (subject.name, question)


def results(messages: list[Any]) -> list[Any]:
    return [parsed(message["content"]) for message in messages if message["role"] == "tool"]


def parsed(text: str) -> Any:
    with suppress(ValueError):
        return json.loads(text)
    with suppress(ValueError, SyntaxError):
        return ast.literal_eval(text)
    return text


def test_every_way_holds_the_same_results():
    for subject in subjects(1, 1, 1):
        original, *others = (way.write(subject) for way in writings())
        for messages in others[-3:]:
            assert results(expand_messages(messages)) == results(original)
            assert tokens_of(messages) <= tokens_of(original)


def test_the_ways_are_named_and_toon_is_there_where_its_package_is(monkeypatch: pytest.MonkeyPatch):
    levels = ["Headroom, plain", "Headroom, default", "Headroom, compact"]
    monkeypatch.setattr(ways, "find_spec", lambda name: None)
    assert [way.name for way in writings()] == [ORIGINAL, "minified JSON", *levels]
    monkeypatch.setattr(ways, "find_spec", lambda name: object())
    assert [way.name for way in writings()] == [ORIGINAL, "minified JSON", "TOON", *levels]
