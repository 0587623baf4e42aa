"""The benchmark of reading asks what it says it asks, and tells readers apart."""

import re
from pathlib import Path
from typing import Any

import pytest

from headroom import expand
from headroom._reading.endpoint import Endpoint
from reading.__main__ import FAMILIES
from reading.asking import ask, sent
from reading.report import Pair, chance, pairs, points, table
from reading.subjects import Family, Subject, asked_last, subjects
from tests.provider_stub import ANSWER, running

OF_A_FAMILY = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.form)
SUBJECTS = list(subjects([family for family in FAMILIES if family.form in ("tables", "records", "groups")], 2, seed=1))


def last_result(messages: list[Any]) -> str:
    return next(message["content"] for message in reversed(messages) if message["role"] == "tool")


@OF_A_FAMILY
def test_each_family_is_sent_in_its_form(family: Family):
    for subject in subjects([family], copies=5, seed=7):
        assert re.search(family.sign, last_result(sent(subject)), re.M)


@OF_A_FAMILY
def test_both_forms_hold_what_is_asked(family: Family):
    for subject in subjects([family], copies=3, seed=7):
        messages = sent(subject)
        expanded = expand(last_result(messages), messages[:-2])
        for question in subject.questions:
            if question.answer != "absent" and "how many" not in question.text and "which line" not in question.text:
                assert question.answer in last_result(subject.messages)
                assert question.answer in expanded


class Reader:
    """Answers from JSON only: every answer from another form is wrong."""

    name = "reader"

    def answer(self, messages: list[Any]) -> str:
        *told, question = messages
        asked = (one for subject in SUBJECTS if subject.messages == told for one in subject.questions)
        return next((one.answer for one in asked if one.text == question["content"]), "no idea")


def test_a_reader_of_json_alone_loses_all_points(tmp_path: Path):
    answers = list(ask(Reader(), SUBJECTS, tmp_path / "answers"))
    rows = table(SUBJECTS, answers).splitlines()
    assert [row.split(" | ")[0] for row in rows[2:]] == [
        "| tables",
        "| records",
        "| groups",
        "| all of the default level",
    ]
    assert all(" 100 % | 0 % | -100 | 0.00 |" in row for row in rows[2:])


def test_answers_are_kept_and_not_asked_again(tmp_path: Path):
    class Silent(Reader):
        def answer(self, messages: list[Any]) -> str:
            raise AssertionError("asked again")

    kept = tmp_path / "answers"
    answers = list(ask(Reader(), SUBJECTS, kept))
    assert list(ask(Silent(), SUBJECTS, kept)) == answers
    assert len(answers) == 2 * sum(len(subject.questions) for subject in SUBJECTS)


def test_a_question_counts_once_both_answers_are_there(tmp_path: Path):
    kept = tmp_path / "answers"
    first = next(ask(Reader(), SUBJECTS, kept))
    assert pairs(SUBJECTS, [first]) == {}
    assert pairs(SUBJECTS, [first, first._replace(is_json=False)]) == {"tables": [Pair(json=True, form=True)]}


def test_points_and_chance_are_of_the_questions_that_differ():
    better, worse, same = Pair(json=False, form=True), Pair(json=True, form=False), Pair(json=True, form=True)
    assert points([better, same, same, same]) == 25
    assert points([worse, worse, better, same]) == -25
    assert chance([same]) == 1
    assert chance([better] * 3) == 0.25  # 2 * (1 / 2) ** 3
    assert chance([better, worse]) == 1


def test_an_endpoint_is_asked_in_the_words_of_the_chat_api():
    subject: Subject = SUBJECTS[0]
    with running(lambda _: []) as stub:
        assert Endpoint(f"{stub.url}/v1/", "small").answer(asked_last(subject.messages, "Where?")) == ANSWER
    (body,) = stub.bodies
    assert body["messages"] == [*subject.messages, {"role": "user", "content": "Where?"}]
    assert (body["model"], body["temperature"]) == ("small", 0)
