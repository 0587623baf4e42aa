"""The benchmarks of views measure what they say they measure."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from headroom._reading.endpoint import Endpoint
from peers import judge
from peers.documents import Source
from peers.transcripts import MIX, mix
from reading.left_out import ASKED, HEAD, WORDINGS, Shown, ask, report, said, shown
from reading.subjects import Question
from views import answers, needles

QUESTION = Question("What is the total of order W-1?", "552.9")
DOCUMENTS = list(shown(copies=1, seed=3, budget=250))


@pytest.mark.parametrize("shape", [needles.flat, needles.nested, needles.log])
@pytest.mark.parametrize("kind", needles.QUESTIONS)
def test_a_hidden_fact_stands_in_the_result_once(shape: Any, kind: str):
    text = shape(Source("any"), kind, "N0c0ffee", 60)
    assert text.count("N0c0ffee") == 1


def test_every_fact_but_a_plain_one_is_shown():
    _, *rows = needles.rows(runs=1, seed=5)
    assert [row[2:6] for row in rows] == [["1 of 1"] * 4] * 3
    assert [row[7] for row in rows] == ["1 of 1"] * 3


def test_bm25_takes_the_record_that_is_asked_for_first():
    records = [{"id": n, "name": f"person {n}"} for n in range(40)]
    best = answers.best_records(json.dumps({"people": records}), "Who has id 17?", budget=40)
    assert '{"id":17,"name":"person 17"}' in best.splitlines()
    assert len(best.splitlines()) < 6


def test_an_answer_counts_whatever_its_case_and_spacing():
    asked = answers.Asked("any", "", "", ["New  York", "Oslo"], any_will_do=False)
    assert asked.stands_in("oslo, new york")
    assert not asked.stands_in("oslo")
    assert asked._replace(any_will_do=True).stands_in("oslo")


def test_without_questions_there_are_no_answers(tmp_path: Path):
    assert list(answers.rows(tmp_path / "none", 1000))[1:] == [["all", "0", "0", "0"]]


@pytest.mark.parametrize(
    ("answer", "is_there", "kind"),
    [
        ("The total is 552.9.", True, "right"),
        ("The total is 1552.9.", True, "wrong"),
        ("It is not in the result.", True, "asked"),
        ('headroom_retrieve("a", query="W-1")', False, "asked"),
        ("Order W-1 is not shown here.", False, "asked"),
        ("ASK", False, "asked"),
        ("370.11", False, "invented"),
    ],
)
def test_what_a_model_says_is_told_apart(answer: str, is_there: bool, kind: str):
    assert said(answer, QUESTION, is_there) == kind


def test_what_is_asked_stands_there_or_does_not():
    assert [document.wording for document in DOCUMENTS] == [*WORDINGS, HEAD] * 2
    for document in DOCUMENTS:
        text = document.messages[-2]["content"]
        assert len(document.there) == len(document.left_out) == ASKED
        assert all(question.answer in text for question in document.there)
        assert not any(question.text.split()[-1].strip("?") in text for question in document.left_out)


class Honest:
    """Answers what it is shown and says so where it is not."""

    name = "honest"

    def answer(self, messages: list[Any]) -> str:
        *told, question = messages
        there = (one for document in DOCUMENTS if document.messages == told for one in document.there)
        return next((one.answer for one in there if question["content"].startswith(one.text)), "That is not shown.")


def test_an_honest_reader_invents_nothing(tmp_path: Path):
    told = list(ask(Honest(), DOCUMENTS, tmp_path / "answers"))
    assert Counter(kind for _, _, kind in told) == {"right": ASKED * len(DOCUMENTS), "asked": ASKED * len(DOCUMENTS)}
    for row in report(DOCUMENTS, told).splitlines()[2:]:
        assert row.endswith(f"| {2 * ASKED} | 0 | 0 | {2 * ASKED} | 0 |")


def test_answers_are_asked_for_once(tmp_path: Path):
    kept = tmp_path / "answers"
    told = list(ask(Honest(), DOCUMENTS[:1], kept))
    assert list(ask(Endpoint("http://nobody.invalid", ""), DOCUMENTS[:1], kept)) == told


def test_the_mix_takes_the_first_conversations_of_each_file(tmp_path: Path):
    name, count = next(iter(MIX.items()))
    lines = [json.dumps({"messages": [{"role": "user", "content": str(number)}]}) for number in range(count + 2)]
    (tmp_path / name).write_text("\n".join(lines))
    assert [messages[0]["content"] for messages in mix(tmp_path)] == [str(number) for number in range(count)]
    assert mix(tmp_path / "none") == []


def test_values_that_a_call_quotes_from_a_result_are_missed_where_they_are_gone(monkeypatch):
    monkeypatch.setattr(judge, "tokens", lambda text: tuple(text))  # tiktoken's vocabulary is not at hand
    messages = [
        {"role": "user", "content": "Look up order 5."},
        {"role": "tool", "tool_call_id": "0", "content": '{"customer": "C-8841", "order": 5}'},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "1", "function": {"name": "get", "arguments": '{"customer": "C-8841"}'}}],
        },
    ]
    assert judge.references(messages) == [["C-8841"]]
    cut = [messages[0], {**messages[1], "content": "cut"}]
    assert [judge.bill([sent], [["C-8841"]]).lost_references for sent in (messages[:2], cut)] == [0, 1]


def test_documents_are_the_same_for_the_same_seed():
    assert list(shown(copies=1, seed=3, budget=250)) == DOCUMENTS
    assert isinstance(DOCUMENTS[0], Shown)
